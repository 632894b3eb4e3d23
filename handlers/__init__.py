"""How people reach Second Ear: Slack listeners and Block Kit, the player page, health pages; nothing is stored here."""
