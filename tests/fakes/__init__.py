"""Stand-ins that implement a port, and can fail or wait when told; real adapters live elsewhere."""
