"""Findings that a campaign file answers: which are acknowledged, by which entry, until when.

One place decides for all of them, by what an entry says and what a finding is about. A kind of
finding that comes later takes part by its code alone (``Code.can_be_acknowledged``).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from reconciler.core.diagnostic import Answer, Code
from reconciler.core.exact_json import encode
from reconciler.core.resource import Acknowledgement, Desired, name_key


def answer_to(
    code: str, acknowledgements: Iterable[Acknowledgement], other: str | None = None
) -> Answer | None:
    """What the acknowledgements of one file say to a finding; expired ones say nothing.

    ``other`` is the campaign or group that the finding speaks of beside the file's own.
    """
    found = (each for each in acknowledgements if each.is_about(code, other))
    return next((each.answer for each in found if not each.is_expired), None)


def how_to(code: Code, of: Sequence[str] = (), into: str = "the file") -> str:
    """How a file acknowledges a finding, in a sentence; empty where it cannot.

    ``of`` are the other campaigns or groups that it speaks of, or a pattern of them.
    """
    if not code.can_be_acknowledged:
        return ""
    names = encode(of[0] if len(of) == 1 else list(of))
    entry = f"finding: {code.slug}, {f'of: {names}, ' if of else ''}reason: …"
    return f"{code.if_meant}, write into {into} why: acknowledge: [{{{entry}}}]."


class Answers(Struct, frozen=True):
    """The acknowledgements of all campaigns.

    Attributes:
        by_name: those that hold, by the name of their campaign as looked up.
    """

    by_name: Mapping[str, Sequence[Acknowledgement]] = field(default_factory=dict)

    @classmethod
    def of(cls, campaigns: Iterable[Desired]) -> "Answers":
        """The acknowledgements of some campaigns that have not expired."""
        holding = {
            name_key(each.name): [one for one in each.acknowledgements if not one.is_expired]
            for each in campaigns
            if each.acknowledgements
        }
        return cls(holding)

    def to_finding(self, code: str, name: str, of: Sequence[str] = ()) -> Answer | None:
        """The answer to a finding about a campaign, by name; None where it is not acknowledged.

        One of two files that speak of each other is enough. Where a finding is about several
        others (``of``), each of them must be acknowledged.
        """
        if not self.by_name:
            return None
        own, found = self.by_name.get(name_key(name), ()), list[Answer]()
        for other in of or (None,):
            theirs = () if other is None else self.by_name.get(name_key(other), ())
            answer = answer_to(code, own, other) or answer_to(code, theirs, name)
            if answer is None:
                return None
            found.append(answer)
        return found[0]

    def to_drift(self, name: str, path: str) -> Answer | None:
        """The answer to a difference of a campaign at a path; None where it is not acknowledged."""
        own = self.by_name.get(name_key(name), ())
        return next((each.answer for each in own if each.covers(path)), None)


NO_ANSWERS: Final = Answers()
