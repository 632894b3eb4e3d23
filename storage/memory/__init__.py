"""The ports kept in dictionaries, for tests and trials: they behave as Redis and go with the process."""
