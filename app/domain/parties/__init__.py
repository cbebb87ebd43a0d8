"""Anyone the office knows: companies and people, what they are to us, and how they are found."""
