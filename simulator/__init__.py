"""A Slack workspace on this machine that speaks Slack's protocols; nothing of the bot lives here."""
