"""Values to text: total functions that never fetch, sort or decide."""
