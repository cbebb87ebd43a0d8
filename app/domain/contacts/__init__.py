"""The link person → party, and who has a login for the portal."""
