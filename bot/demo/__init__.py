"""The story that shows Second Ear at work, on real processes, and the check of it from outside the bot."""
