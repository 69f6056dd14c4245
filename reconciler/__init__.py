"""Loyalty campaigns as reviewable files: plan, create and watch target groups."""

from functools import cache
from typing import Final

DISTRIBUTION: Final = "campaign-reconciler"
"""What pip knows this package as."""


@cache
def version() -> str:
    """The installed version; 0 when run from a checkout that is not installed."""
    from importlib import metadata  # noqa: PLC0415 - slow to import, and rarely needed

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "0"
