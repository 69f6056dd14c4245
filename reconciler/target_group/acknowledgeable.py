"""Which findings a campaign file can acknowledge, by their codes."""

from collections.abc import Iterable, Mapping
from typing import Final

from reconciler.core import flags, reasons
from reconciler.core.diagnostic import Code, Severity
from reconciler.target_group import codes

_KNOWN: Final = (*codes.CODES, *reasons.CODES, *flags.CODES)
CODES: Final[Mapping[str, Code]] = {each.slug: each for each in _KNOWN if each.can_be_acknowledged}
"""Every code that can be acknowledged, by its slug."""
FOUND_IN_FILES: Final = frozenset(each.slug for each in codes.CODES)
"""Codes of findings about a file by itself."""


def why_refused(known: Iterable[Code]) -> dict[str, str]:
    """Why the codes that cannot be acknowledged cannot, by their slugs.

    Args:
        known: codes of any kind.
    """
    return {each.slug: _WHY[each.severity] for each in known if not each.can_be_acknowledged}


_WHY: Final = {
    Severity.ERROR: "is an error, and errors cannot be acknowledged",
    Severity.CREATE_ONLY: "is a block that has to be resolved: it cannot be acknowledged",
    Severity.WARNING: "is not about what a campaign is, so it cannot be acknowledged",
}
REFUSED: Final[Mapping[str, str]] = why_refused(_KNOWN)
"""Why the others cannot be, by their slugs."""
