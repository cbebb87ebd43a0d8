"""All that the office knows in one file, and back: on SQLite or PostgreSQL, from either."""
