"""The rules of a case, pure: no I/O, no clock, no randomness; who calls them and what remembers is elsewhere."""
