"""The rules of a case, pure: no I/O, no clock, no randomness; the desk that calls them is elsewhere."""
