"""The simulator held against Slack's own clients, samples and rules; the bot is not tested here."""
