"""``make bench``: how fast the office is, and how that grows with its clients (docs/performance.md)."""
