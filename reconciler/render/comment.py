"""What a plan and a receipt as Markdown share: how long they may be, and what stands at the end.

Both become comments on GitHub, which takes 65,536 characters and says nowhere how it counts. Here
the bytes of UTF-8 are counted, of which there are never fewer than characters of any kind, and
some are left for whoever posts the text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from reconciler.render.markdown import code, escaped, to_markdown
from reconciler.render.safe import visible
from reconciler.words import cut

MOST_BYTES: Final = 60_000
_LONGEST_NAME: Final = 200
_LONGEST_TEXT: Final = 800
_LONGEST_URL: Final = 300
_URL: Final = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._-]+)*")
"""Addresses of runs, and none that could end the link that it is put in."""

Form = Callable[[], Iterable[str]]


def fitting(forms: Sequence[Form]) -> str:
    """The first form that is short enough, from the fullest to the shortest.

    No form is made past the size at which it is given up, so that the cost does not grow with what
    is left out. The last form is taken as it is: it holds nothing whose number or length depends
    on files or answers.
    """
    *longer, shortest = forms
    for form in longer:
        kept, room = [], MOST_BYTES
        for line in form():
            room -= len(line.encode()) + 1
            if room < 0:
                break
            kept.append(line)
        else:
            return to_markdown(kept)
    return to_markdown(shortest())


def name(text: str) -> str:
    """A name or a short value from a file or an answer, as a code span."""
    return code(shortened(text, _LONGEST_NAME))


def said(text: str) -> str:
    """A message, with whatever names stand in it."""
    return escaped(shortened(text, _LONGEST_TEXT))


def shortened(text: str, most: int) -> str:
    """Text as it is shown, cut when it is longer."""
    return cut(visible(text), most)


def fold(summary: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines that show once they are asked for.

    Args:
        summary: fixed words of ours and counts: no Markdown is read there.
        lines: Markdown, an empty line at the end, without which the fold would not end.
    """
    yield from (f"<details><summary>{summary}</summary>", "")
    yield from lines
    yield from ("</details>", "")


def listed(items: Iterable[str], count: int, *, most: int | None) -> Iterator[str]:
    """A list of so many items; the first of them, and how many more there are."""
    for k, item in enumerate(items):
        if k == most:
            yield f"- and {count - k:,} more" if k else f"- {count:,}, not shown here"
            break
        yield f"- {item}"
    yield ""


def run_link(url: str | None) -> str:
    """A link to the run; as text if it is no address that a link can hold; empty without one."""
    if not url:
        return ""
    is_safe = len(url) <= _LONGEST_URL and _URL.fullmatch(url)
    return f"[run]({url})" if is_safe else f"run {name(url)}"


def footer(*parts: str) -> Iterator[str]:
    """What it was made from, on one line; parts that are empty are left out."""
    yield from ("---", "")
    yield " · ".join(part for part in parts if part)
