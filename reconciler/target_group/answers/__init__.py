"""What the answers of the API say: rows of groups, and of one customer."""
