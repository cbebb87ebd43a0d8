"""Who may sign in and reach what: derived at every request, stored nowhere (PRODUCT.md 3.1)."""
