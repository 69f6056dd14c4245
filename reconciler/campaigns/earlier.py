"""What an earlier version of a campaign file declared, by today's rules."""

from collections.abc import Mapping
from enum import Enum

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.references import OPENING, resolve
from reconciler.core.exact_json import Json
from reconciler.core.resource import Desired
from reconciler.target_group import create_body
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.reading import read_file
from reconciler.target_group.shorthand.expand import expand
from reconciler.yaml12.document import Document, read_document


class Said(Enum):
    """What a version is that declares nothing here."""

    UNREADABLE = "unreadable"
    ANOTHER = "another"
    """It is for other environments."""


def read_earlier(
    path: str, content: bytes, values: Mapping[str, Json] | None, around: Circumstances
) -> Desired | Said:
    """Read what a version of a file declared, without judging it.

    Args:
        path: of the file; its ending says how it is written.
        content: what it held.
        values: what references stood for; None where nobody knows.
        around: what matters besides.
    """
    document = read_document(path, content)
    if not isinstance(document, Document):
        return Said.UNREADABLE
    data: Json = document.data
    if OPENING in document.text or "\\" in document.text:
        data, findings = resolve(data, values or {})
        if findings:
            return Said.UNREADABLE
    expanded = expand(data)
    reading = read_file(expanded.data, around.vocabulary)
    if expanded.findings or not reading.is_whole:
        return Said.UNREADABLE
    clean = reading.clean
    wanted = clean.get("environments")
    if wanted is not None and around.environment not in wanted:
        return Said.ANOTHER
    return Desired(clean["name"], path, 0, lambda: clean, declared_spec, create_body.body)
