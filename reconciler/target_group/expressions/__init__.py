"""Expressions: their text, and the trees that the API wants beside it."""
