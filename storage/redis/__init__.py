"""The ports kept in Redis or Valkey: clients, scripts and adapters; key names live in `storage/keys.py`."""
