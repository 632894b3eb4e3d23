"""What the whole test run said to Slack, read afterwards: nothing of a clip may be in it."""
