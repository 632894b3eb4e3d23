"""How fast outcomes reach the annotation store, beside a client that does nothing else."""
