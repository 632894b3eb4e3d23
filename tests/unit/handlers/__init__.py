"""What people see in Slack and when, as pure functions: no Slack and no server here."""
