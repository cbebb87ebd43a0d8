"""The office itself: its name, how to reach it, its country and zone."""
