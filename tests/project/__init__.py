"""The shape of the project: sizes, layers, documents, lock files, examples. Not what the bot does."""
