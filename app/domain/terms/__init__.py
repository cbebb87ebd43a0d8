"""How a client is paid and pays: bank accounts, payment methods, bonuses and discounts."""
