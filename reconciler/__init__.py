"""Loyalty campaigns as reviewable files: plan, create and watch target groups."""

# Written here and not looked up among what is installed, which takes longer than many a run; the
# build takes it from here.
__version__ = "0.2.0"
