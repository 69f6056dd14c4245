"""Proof by trying: what a plan says of causes, held against many drawn histories."""
