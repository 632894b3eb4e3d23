"""How good the agreement is on crowd files whose truth is known; nothing is trained on those files."""
