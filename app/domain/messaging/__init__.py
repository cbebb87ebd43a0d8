"""Email as the office means it: templates, what is written from them, and the outbox that loses nothing."""
