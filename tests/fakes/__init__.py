"""Stand-ins that implement a port and can be told to fail or to wait; rules and real adapters live elsewhere."""
