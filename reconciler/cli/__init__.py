"""The command line: one module a command, with its options; the work is in ``commands``."""

import gc
from typing import Final

_YOUNG: Final = 100_000
"""New values after which some may be let go of: more than a plan of a few campaigns makes."""

# It is here so that it counts for all that is loaded, which stays to the end: to look through it
# again and again, after 700 new values each time, would be a seventh of what a short run takes.
gc.set_threshold(_YOUNG)
