"""What clients and the office agreed on: contracts, their versions, what is signed, when they end."""
