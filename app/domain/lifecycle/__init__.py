"""Whole-party deeds over all areas. It looks down on all of them, and nobody looks up at it."""
