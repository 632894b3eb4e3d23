"""How fast a stop is: from the flag to the last byte of sound, and to the card that is gone."""
