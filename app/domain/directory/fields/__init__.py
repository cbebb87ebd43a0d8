"""Fields of the office's own: asked about by lists, changed, and taken leave of, with what follows for cards."""
