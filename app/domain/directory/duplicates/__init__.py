"""Who is likely on file twice, and of whom somebody has said that they are not the same."""
