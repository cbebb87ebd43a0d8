"""How the next number of a kind is made."""
