"""Text made safe for Markdown as GitHub shows it.

What comes from files and answers must show as it is written: no markup, no HTML, no link, nobody
notified. Characters that Markdown gives a meaning become character references, which it never
reads as markup; they also keep a cell of a table in its cell.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from reconciler.render.safe import visible

NO_WIDTH: Final = "&#8203;"
"""A space that does not show. GitHub looks for people, issues and emoji in the finished text,
where a reference is a plain character again; what follows one of these is no name any more."""
_SPECIAL: Final = re.compile(
    r"(?P<call>[@#]|(?<=GH)-(?=\d)|:(?=[\w+-]+:))"
    r"|[\\`*_\[\]<>&|~$]|:(?=//)|(?<=www)\.|^[-+= ]|^\d(?=\d*[.)])",
    re.IGNORECASE,
)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(_reference, visible(text))


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table; headings and cells are Markdown already."""
    heads = list(headings)
    yield _line(heads)
    yield _line(["---"] * len(heads))
    yield from map(_line, rows)


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};{NO_WIDTH if found['call'] else ''}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
