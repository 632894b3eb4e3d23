"""What the demo starts and looks at: programs that end with it, and stores read from outside."""
