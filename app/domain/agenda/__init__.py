"""What the office does and has in mind: calls, meetings and tasks on the cards, and the calendar."""
