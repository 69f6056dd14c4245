"""Text made safe for Markdown as GitHub shows it.

What comes from files and answers must show as it is written: no markup, no HTML, no link, nobody
notified. Two ways lead there. A name or a value on its own is a code span: in code GitHub looks for
nobody. In running text, characters that Markdown gives a meaning become character references, which
it never reads as markup; yet GitHub looks for people, issues, commits, addresses, emoji and
formulas in the finished text, where a reference is a plain character again, so each word in which
it might find one is a code span too, and so is an entry that is to be copied into a file. Nothing
that does not show is put in: what a reader copies is what was written.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from reconciler.render.safe import visible

_CALL: Final = re.compile(
    r"[@#$]|GH-\d|://|www\.|:[\w+-]+:|(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])", re.IGNORECASE
)
"""What GitHub may take for a person, an issue, an address, an emoji, a formula or a commit."""
_ENTRY: Final = re.compile(r"(?:(?<= )|\A)(acknowledge: \[\{.*?\}\])(?=[. ]|\Z)")
"""What our hints say to write into a file: one span, so that it can be copied as it is."""
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>&|~]")
_EDGE: Final = re.compile(r"^(?:[-+= ]|\d(?=\d*[.)]))| $")
"""What means something at the start of a line (a list, an underline) or at its end (a break)."""
_AROUND: Final = "()'\",.;"
_TICKS: Final = re.compile(r"`+")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    *parts, last = _ENTRY.split(visible(text))
    pairs = zip(parts[::2], parts[1::2], strict=True)
    shown = "".join(f"{_words(before)}{code(entry)}" for before, entry in pairs) + _words(last)
    return _EDGE.sub(_reference, shown)


def code(text: str) -> str:
    """Text as a code span, on one line; nothing if it is empty, since no span is."""
    shown = visible(text)
    if not shown:
        return ""
    ticks = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    ends = shown[0] + shown[-1]
    pad = " " if "`" in ends or (ends == "  " and shown.strip()) else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def diff_block(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a fenced block that is coloured as a difference.

    Each begins with a mark (``-``, ``+``, ``@@``), so that none can end the block.
    """
    yield "```diff"
    yield from map(visible, lines)
    yield "```"


def to_markdown(lines: Iterable[str]) -> str:
    """Write lines, each ended by a line break."""
    return "".join(f"{line}\n" for line in lines)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table; headings and cells are Markdown already."""
    heads = list(headings)
    yield _line(heads)
    yield _line(["---"] * len(heads))
    yield from map(_line, rows)


def _words(text: str) -> str:
    """Words, each as code, up to the punctuation around it, if it calls anybody."""
    words = text.split(" ")
    for k, word in enumerate(words):
        if _CALL.search(word):
            inner = word.strip(_AROUND)
            start = word.index(inner)
            words[k] = f"{word[:start]}{code(inner)}{word[start + len(inner) :]}"
        else:
            words[k] = _SPECIAL.sub(_reference, word)
    return " ".join(words)


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _line(cells: Iterable[str]) -> str:
    """A row; a bar can stand in code spans only, and must not end the cell even there."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
