"""Loyalty campaigns as reviewable files: plan, create and watch target groups."""
