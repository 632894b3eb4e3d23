"""One file a step, in order; a step adds and never takes away."""
