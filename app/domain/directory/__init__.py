"""The office's address book as a whole: filing, finding, bringing in."""
