"""Every code about the content of a campaign file, and which findings a file can acknowledge."""

from collections.abc import Mapping
from typing import Final

from reconciler.core import file_codes, flags, reasons
from reconciler.core.diagnostic import Code, Severity, codes_in
from reconciler.target_group.codes import (
    acknowledgements,
    kinds,
    names,
    periods,
    short_forms,
    spellings,
    targets,
    values,
)

_SUBJECTS: Final = (names, spellings, periods, values, targets, kinds, acknowledgements)
OF_CONTENT: Final = tuple(code for each in _SUBJECTS for code in codes_in(vars(each)))
"""What the long form of a campaign is found to say, in the order in which it is listed."""
OF_SHORT_FORMS: Final = codes_in(vars(short_forms))
"""Why a short form cannot be worked out: nothing is left to be acknowledged."""
CODES: Final = OF_CONTENT + OF_SHORT_FORMS
"""Every code of this folder."""

_KNOWN: Final = (*OF_CONTENT, *file_codes.CODES, *reasons.CODES, *flags.CODES)
ACKNOWLEDGEABLE: Final[Mapping[str, Code]] = {
    each.slug: each for each in _KNOWN if each.can_be_acknowledged
}
"""Every code that can be acknowledged, by its slug."""
FOUND_IN_FILES: Final = frozenset(each.slug for each in OF_CONTENT)
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
