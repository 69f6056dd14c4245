"""What an issue is about, and what it goes on to say, in the words of the Markdown for it."""

import re
from hashlib import sha256
from typing import Final

from reconciler.render.unmanaged_words import UNMANAGED_OR_OWNED

_PLAN: Final = re.compile(r"^Plan `([0-9a-f]+)` of ", re.MULTILINE)
"""How the last line of a plan in Markdown begins: its id covers all that it would do."""
_GONE: Final = re.compile(r"^\| `([a-z-]+)` \| \*\*[a-z-]+\*\*, was offered \|", re.MULTILINE)
"""A call that is gone, in the table of a checkup in Markdown."""
_LISTED: Final = re.compile(r"^- .*\(group -?\d+\)$", re.MULTILINE)
"""A live group that nobody knows: it is listed by name where others are known."""
_SECTION: Final = re.compile(r"^### (Unmanaged[^\n]*)\n\n[^\n]*\n\n?", re.MULTILINE)
"""What a comment says of unmanaged groups, under its title."""


def subject_of(markdown: str) -> str:
    """A digest, in hex, of what a text is about.

    Of a plan its id and the live groups that nobody knows, of a checkup the calls that are gone,
    of any other text all of it. So another commit, run or clock makes no other subject.
    """
    plans = _PLAN.findall(markdown)
    subject = (
        [*plans[-1:], *_LISTED.findall(markdown)]
        if plans
        else _GONE.findall(markdown) or [markdown.strip()]
    )
    return sha256("\n".join(subject).encode()).hexdigest()[:16]


def keep_unmanaged(text: str, earlier: str) -> str:
    """The comment of a plan, with what an earlier one said of unmanaged groups where it must guess.

    A look that could not read the promotions counts their groups as unmanaged. That is no news.
    """
    guess = _SECTION.search(text)
    if guess is None or guess[1] != UNMANAGED_OR_OWNED or not earlier:
        return text
    known = _SECTION.search(earlier)
    kept = known[0] if known else ""
    return f"{text[: guess.start()]}{kept}{text[guess.end() :]}"
