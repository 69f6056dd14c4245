"""Proof by trying: many runs under drawn faults, each of which must keep every law."""
