"""Campaign files in canonical layout, on several cores where there are many.

A file that is in layout is remembered by its content, so that it is not looked at again.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from reconciler.campaigns.outline import OUTLINE
from reconciler.campaigns.source_files import SourceFile
from reconciler.core.diagnostic import Diagnostic
from reconciler.memory import Memory, Shelf
from reconciler.parallel import collector_paused, in_parallel
from reconciler.yaml12.document import Document
from reconciler.yaml12.format import CannotFormat, format_document

WORTH: Final = 60
"""So many files take about as long as it takes to start a process and to hear from it."""


class Formatted(NamedTuple):
    """What became of a file; of one that is in layout there is nothing to say.

    Attributes:
        before: what it says.
        after: the same in canonical layout.
        error: why its layout cannot be changed.
        findings: why it cannot be read.
    """

    before: str = ""
    after: str = ""
    error: str = ""
    findings: tuple[Diagnostic, ...] = ()


IN_LAYOUT: Final = Formatted()


def format_files(files: Sequence[SourceFile], memory: Memory) -> list[Formatted]:
    """Put files into canonical layout; nothing is written.

    Args:
        files: the files.
        memory: what was found out before; what is new is added.
    """
    known = memory.shelf("in-layout", bool)
    with collector_paused(len(files)):
        found = in_parallel(partial(_format_all, known=known), files, worth=WORTH)
    for key, formatted in found:
        if formatted == IN_LAYOUT and known.get(key) is None:
            known.put(key, True)
    return [formatted for _, formatted in found]


def _format_all(
    files: Sequence[SourceFile], *, known: Shelf[bool]
) -> list[tuple[bytes, Formatted]]:
    """By what each is remembered, and what became of it."""
    return [
        (key, IN_LAYOUT if known.get(key) else _format(file))
        for file in files
        for key in (file.held.digest + (b"j" if file.is_json else b"y"),)
    ]


def _format(file: SourceFile) -> Formatted:
    document = file.content
    if not isinstance(document, Document):
        return Formatted(findings=document)
    try:
        text = format_document(document, OUTLINE)
    except CannotFormat as error:
        return Formatted(error=str(error))
    return IN_LAYOUT if text == document.text else Formatted(document.text, text)
