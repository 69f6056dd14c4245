"""Libraries without what they can do without: whole, they take twice as long to load."""
