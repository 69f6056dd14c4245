"""Every code that there is, from wherever it is said."""

from collections.abc import Iterator

from reconciler.core import (
    adoption,
    flags,
    known_groups,
    outcome,
    owned_groups,
    promotion_flags,
    reasons,
)
from reconciler.core import file_codes as files
from reconciler.core.diagnostic import Code
from reconciler.target_group.codes import registry as content
from reconciler.yaml12 import codes as text


def all_codes() -> Iterator[Code]:
    """Every code that any command can show."""
    for group in (
        text,
        files,
        content,
        reasons,
        owned_groups,
        known_groups,
        flags,
        promotion_flags,
        adoption,
        outcome,
    ):
        yield from group.CODES
    yield from text.EDITING
