"""Where a client can be found: its addresses besides the one on the card, each with a name."""
