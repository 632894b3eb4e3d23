"""The rules of a case, told as stories over pure functions; no store, no clock and no Slack takes part."""
