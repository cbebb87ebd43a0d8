"""Bringing a list in: a file is read, its rows are staged and compared with who is on file, the new ones taken over."""
