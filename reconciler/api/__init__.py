"""The loyalty API: one HTTP client, the readers of live state, and the one way to create."""
