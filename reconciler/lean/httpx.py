"""The HTTP library without its own command line, for which it imports click and rich."""

from reconciler.lean.without import load_without

load_without("httpx", ["httpx._main"])

import httpx  # noqa: E402 - the import above must come first

__all__ = ["httpx"]
