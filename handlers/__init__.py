"""How people reach Second Ear: Slack listeners, Block Kit, player page, health pages. It stores nothing.

`doors.py` is the table of contents: every door, and who answers it.
"""
