"""The HTTP library without its own command line, which would double the time that it takes to load.

Where the parts of that command line are installed (click and rich, which are here), importing
``httpx`` imports it as well. It is optional to httpx, which goes on when it cannot be imported.
"""

import importlib
import sys
from typing import Final

_COMMAND_LINE: Final = "httpx._main"


def _import() -> None:
    """Import httpx as it is where its optional parts are not installed, if nobody has before."""
    if "httpx" in sys.modules:
        return
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]  # how an import is refused
    try:
        importlib.import_module("httpx")
    finally:
        del sys.modules[_COMMAND_LINE]  # whoever asks for it by name gets it


_import()

import httpx  # noqa: E402 - the import above must come first

__all__ = ["httpx"]
