"""Segments: saved filters over the client list, of rules about what it shows."""
