"""Stored files: one blob a row, under a random name, known by its SHA-256."""
