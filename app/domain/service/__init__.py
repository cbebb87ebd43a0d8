"""What stands at the office for a client and is looked after: its equipment."""
