"""Fields of the office's own in lists: sorted and narrowed by them; and fields that leave, which lists forget."""
