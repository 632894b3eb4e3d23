"""What carries a decision out: the desk that commits it and the reconciler that makes the world match."""
