"""What the parts of the simulator do without a server; the running simulator is tested in its own folder."""
