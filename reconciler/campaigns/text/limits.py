"""How much one text may hold."""

from typing import Final

MAX_DEPTH: Final = 64
MAX_VALUES: Final = 40_000
