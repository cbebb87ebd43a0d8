"""Fields of the office's own on cards: what they are, what is written in them, what is found by them."""
