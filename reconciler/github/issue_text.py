"""The text of an issue: a part of it is ours, and people write around that.

Ours begins with the mark and ends with a line of its own, which also keeps what the issue is about,
in short. Where an issue of an older version has no such line, all below the mark is ours.
"""

import re
from typing import Final

from msgspec import Struct

from reconciler.github.posts import Mark, Post, plain

_ANY_MARK: Final = re.compile(r"^<!-- reconciler:[a-z]+:\S* -->$", re.MULTILINE)
_END: Final = re.compile(r"^<!-- reconciler:end(?::(?P<about>[0-9a-f]+))? -->$", re.MULTILINE)
_BEGINS_END: Final = "<!-- reconciler:end"


class IssueText(Struct, frozen=True):
    """The text of an issue.

    Attributes:
        ours: our part, without the mark.
        about: digest of what the issue is about, in hex; empty where that is settled or not known.
        above: what stands above our part.
        below: what stands below it.
    """

    ours: str
    about: str = ""
    above: str = ""
    below: str = ""

    def on(self, mark: Mark) -> str:
        """The whole body."""
        # A line in our own text that looks like the end would end it.
        ours = plain(self.ours).rstrip().replace(_BEGINS_END, "<!-- reconciler: end")
        about = f":{self.about}" if self.about else ""
        return f"{self.above}{mark.line}\n{ours}\n\n{_BEGINS_END}{about} -->{self.below}"


def read_text(mark: Mark, post: Post) -> IssueText | None:
    """Read the text of an issue; None where it is not ours.

    The first mark counts: what stands in our own text cannot pass for one.
    """
    found = _ANY_MARK.search(post.body)
    if found is None or found[0] != mark.line or not mark.is_by_us(post):
        return None
    above, rest = post.body[: found.start()], post.body[found.end() :].removeprefix("\n")
    end = _END.search(rest)
    if end is None:
        return IssueText(rest, above=above)
    ours, below = rest[: end.start()].rstrip(), rest[end.end() :]
    return IssueText(ours, end["about"] or "", above, below)
