"""The agreement of several transcriptions, as pure functions; no case, clock or store takes part."""
