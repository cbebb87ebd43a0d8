"""Logins, their sessions and what slows down guessing."""
