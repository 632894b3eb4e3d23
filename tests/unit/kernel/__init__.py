"""The compiled modules of the agreement beside numpy."""
