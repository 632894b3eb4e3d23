"""One suite a port, run over every adapter of it; no rules and no Slack."""
