"""How a client is paid and pays: its bank accounts."""
