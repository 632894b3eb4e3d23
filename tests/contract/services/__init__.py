"""Desk, reconciler and background over real stores; Slack and the doors are tested elsewhere."""
