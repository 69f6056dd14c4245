"""Which findings a campaign file can acknowledge, by their codes."""

from collections.abc import Mapping
from typing import Final

from reconciler.core import file_codes, flags, reasons
from reconciler.core.diagnostic import Code, Severity
from reconciler.target_group import codes

_KNOWN: Final = (*codes.CODES, *file_codes.CODES, *reasons.CODES, *flags.CODES)
CODES: Final[Mapping[str, Code]] = {each.slug: each for each in _KNOWN if each.can_be_acknowledged}
"""Every code that can be acknowledged, by its slug."""
FOUND_IN_FILES: Final = frozenset(each.slug for each in codes.CODES)
"""Codes of findings about a file by itself."""

_WHY: Final = {
    Severity.ERROR: "is an error, and errors cannot be acknowledged",
    Severity.CREATE_ONLY: "is a block that has to be resolved: it cannot be acknowledged",
    Severity.WARNING: "is not about what a campaign is, so it cannot be acknowledged",
}
REFUSED: Final[Mapping[str, str]] = {
    each.slug: _WHY[each.severity] for each in _KNOWN if not each.can_be_acknowledged
}
"""Why the others cannot be, by their slugs."""
