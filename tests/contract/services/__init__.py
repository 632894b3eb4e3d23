"""Desk, reconciler and background over real stores; what Slack shows and what doors read is tested elsewhere."""
