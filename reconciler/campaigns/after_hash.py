"""Text that YAML takes for a comment: ``Festive #1 spend`` is read as ``Festive``.

A comment of people has a blank behind its ``#``. One that has none, right behind the text of a
field that holds free text, is likely the rest of that text.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from reconciler.campaigns.references import NOTES
from reconciler.core.diagnostic import Finding, Route
from reconciler.core.file_codes import QUOTES_NEEDED, TEXT_AFTER_HASH
from reconciler.target_group.columns import Role
from reconciler.target_group.fields import field_at
from reconciler.target_group.kinds import Kind
from reconciler.words import cut
from reconciler.yaml12.document import Document
from reconciler.yaml12.patch import value_at

_MAY_HIDE: Final = re.compile(r"[ \t]#+[^\s#]")
_TOUCHED: Final = re.compile(r"#[^\s#]")
_LONGEST_SHOWN: Final = 40


def with_lost_text(document: Document, findings: list[Finding]) -> list[Finding]:
    """Findings of a file, and one for each text of which YAML reads only the beginning.

    Where nothing is left of a text, the finding that it is missing says why.
    """
    lost = dict(_lost(document))
    if not lost:
        return findings
    told = [
        replace(each, message=lost[each.route].message, hint=lost[each.route].hint)
        if each.code is QUOTES_NEEDED and each.route in lost
        else each
        for each in findings
    ]
    blamed = {each.route for each in findings if each.code is QUOTES_NEEDED}
    return [*told, *(each for route, each in lost.items() if route not in blamed)]


def _lost(document: Document) -> Iterator[tuple[Route, Finding]]:
    if " #" not in document.text and "\t#" not in document.text:
        return
    # What begins with one character is found ten times as fast as what begins with one of two.
    if _TOUCHED.search(document.text) is None or _MAY_HIDE.search(document.text) is None:
        return
    for route, rest in document.comments_behind().items():
        value = value_at(document.data, route)
        if route[:1] == (NOTES,) or isinstance(value, list | dict):
            continue
        field = field_at(route)
        is_text = field.kind is Kind.TEXT or (
            field.kind is Kind.EXPRESSION and isinstance(value, str)
        )
        if is_text and field.role is not Role.LOCAL:
            shown = cut(rest, _LONGEST_SHOWN)
            text = str(value)
            kept = text if len(text) <= _LONGEST_SHOWN else f"…{text[-_LONGEST_SHOWN:]}"
            read = "nothing at all is read" if value is None else f"'{kept}' is read"
            message = f"YAML reads '{shown}' as a comment: {read}."
            yield route, Finding(TEXT_AFTER_HASH, route, message, TEXT_AFTER_HASH.fix)
