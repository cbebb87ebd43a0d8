"""What is signed: who put their name under which paper, drawn on a tablet or on paper."""
