"""What every store must do, over memory and a real server; and what only the server's adapters promise."""
