"""Lists of a card whose lines are added, changed and removed one by one."""
