"""Libraries without what they can do without, which would double the time that it takes to load."""

import importlib
import sys
from collections.abc import Iterable


def load_without(name: str, optional: Iterable[str]) -> None:
    """Import a library as it is where some optional parts are not installed.

    Nothing happens where it was imported before. Parts that were imported before stay as they are,
    and whoever asks for one of the others afterwards gets it.

    Args:
        name: the library's.
        optional: modules without which it goes on when they cannot be imported.
    """
    if name in sys.modules:
        return
    refused = [each for each in optional if each not in sys.modules]
    # None is how an import is refused.
    sys.modules.update(dict.fromkeys(refused))  # type: ignore[arg-type]
    try:
        importlib.import_module(name)
    finally:
        for each in refused:
            del sys.modules[each]
