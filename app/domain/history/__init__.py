"""Who did what to which record, and when: acts and their events."""
