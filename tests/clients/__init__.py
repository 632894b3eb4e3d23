"""Slack's own clients in another language than ours, against the simulated workspace."""
