"""Every code that there is, from wherever it is said."""

from collections.abc import Iterator

from reconciler.core import (
    adoption,
    flags,
    known,
    owning,
    promotion_flags,
    reasons,
    refusals,
    troubles,
)
from reconciler.core import file_codes as files
from reconciler.core.diagnostic import Code
from reconciler.target_group import codes as content
from reconciler.target_group.shorthand import codes as short_forms
from reconciler.yaml12 import codes as text


def all_codes() -> Iterator[Code]:
    """Every code that any command can show."""
    for group in (
        text,
        files,
        content,
        short_forms,
        reasons,
        owning,
        known,
        flags,
        promotion_flags,
        adoption,
        refusals,
        troubles,
    ):
        yield from group.CODES
    yield from text.EDITING
