"""The post: what arrives for clients, where it lies, and what became of it."""
