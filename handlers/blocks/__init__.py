"""What people see in Slack, as pure functions from a case to Block Kit; nothing here sends or decides."""
