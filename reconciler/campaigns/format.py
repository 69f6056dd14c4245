"""Campaign files in canonical layout, on several cores where there are many.

A file that is in layout is remembered by its content, so that it is not looked at again.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from reconciler.campaigns.outline import OUTLINE
from reconciler.campaigns.schema_line import depends_on_others, with_schema_line
from reconciler.campaigns.schema_places import Schemas
from reconciler.campaigns.source_files import SourceFile
from reconciler.campaigns.split_numbers import split_numbers
from reconciler.core.diagnostic import Diagnostic
from reconciler.memory import Memory, Shelf
from reconciler.parallel import collector_paused, in_parallel
from reconciler.yaml12.document import Document, read_document
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


def format_files(
    files: Sequence[SourceFile], memory: Memory, schemas: Schemas | None
) -> list[Formatted]:
    """Put files into canonical layout; nothing is written.

    What is found out is remembered. Their first lines are made to lead to the schemas; without any
    they stay as they are.
    """
    known = memory.shelf("in-layout", bool)
    with collector_paused(len(files)):
        found = in_parallel(
            partial(_format_all, known=known, schemas=schemas),
            files,
            worth=WORTH,
            what="files put in order",
        )
    for key, formatted in found:
        if key and formatted == IN_LAYOUT and known.get(key) is None:
            known.put(key, True)
    return [formatted for _, formatted in found]


def _format_all(
    files: Sequence[SourceFile], *, known: Shelf[bool], schemas: Schemas | None
) -> list[tuple[bytes, Formatted]]:
    """By what each is remembered, nothing where it must not be, and what became of it.

    All are read before the first is put in order: the processor is quicker at more of the same.
    """
    keys = [_key(file, schemas) for file in files]
    read = [None if known.get(key) else file.content for key, file in zip(keys, files, strict=True)]
    return [
        (key, IN_LAYOUT if content is None else _format(file, content, schemas))
        for key, file, content in zip(keys, files, read, strict=True)
    ]


def _key(file: SourceFile, schemas: Schemas | None) -> bytes:
    notation = b"j" if file.is_json else b"y"
    if schemas is None or file.is_json:
        return file.digest + notation
    path = schemas.path_from(file.path.parent)
    text = file.raw.decode(errors="replace") if isinstance(file.raw, bytes) else ""
    if depends_on_others(text, path):
        return b""
    return file.digest + notation + (path or "").encode()


def _format(
    file: SourceFile, document: Document | tuple[Diagnostic, ...], schemas: Schemas | None
) -> Formatted:
    if not isinstance(document, Document):
        return Formatted(findings=document)
    led = document
    if schemas is not None:
        text = with_schema_line(document, file.path.parent, schemas)
        found = document if text == document.text else read_document(file.shown, text.encode())
        led = found if isinstance(found, Document) else document
    split = next(split_numbers(document), None)
    if split is not None:  # with a blank behind its comma nobody would see it any more
        return Formatted(error=f"{split.message} {split.hint}")
    try:
        text = format_document(led, OUTLINE)
    except CannotFormat as error:
        return Formatted(error=str(error))
    return IN_LAYOUT if text == document.text else Formatted(document.text, text)
