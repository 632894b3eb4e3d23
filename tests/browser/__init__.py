"""What only a browser can show: the player plays, by mouse and keyboard, and falls silent when told."""
