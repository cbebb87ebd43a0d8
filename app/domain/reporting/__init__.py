"""Read-only pictures over all areas."""
