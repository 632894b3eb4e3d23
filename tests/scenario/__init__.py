"""Stories of several parts together, told through the doors; no browser and no Slack."""
