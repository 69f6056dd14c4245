"""What a text for GitHub is about, apart from the words that differ from run to run."""

import re
from hashlib import sha256
from typing import Final

_PLAN: Final = re.compile(r"^Plan `([0-9a-f]+)` of ", re.MULTILINE)
"""How the last line of a plan in Markdown begins: its id covers all that it would do."""
_GONE: Final = re.compile(r"^\| `([a-z-]+)` \| \*\*[a-z-]+\*\*, was offered \|", re.MULTILINE)
"""A call that is gone, in the table of a checkup in Markdown."""
_LISTED: Final = re.compile(r"^- .*\(group -?\d+\)$", re.MULTILINE)
"""A live group that nobody knows: it is listed by name where others are known."""


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
