"""Tests without a server and without Slack; what needs either lives in the other folders."""
