"""``make bench`` and ``make bench-check``."""
