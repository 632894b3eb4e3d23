"""The steps by which the SQL store got its tables, on SQLite and PostgreSQL; no reading of them."""
