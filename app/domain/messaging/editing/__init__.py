"""What an admin does with the words of emails: reads and writes them, switches them off, tries them out."""
