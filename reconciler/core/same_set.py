"""Campaigns and live groups that pay the same customers for the same: what is said of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, takewhile
from typing import Final

from msgspec import Struct

from reconciler.core import reasons
from reconciler.core.acknowledge import Answers, answer_to, how_to
from reconciler.core.diagnostic import Answer, Code, Diagnostic, Severity
from reconciler.core.resource import name_key
from reconciler.core.suspicion import Suspicion

MOST_NAMED: Final = 3
"""Others that one message names; the rest is counted."""
MOST_LISTED: Final = 10
"""Others that an acknowledgement lists; of more, a pattern says what their names begin with."""
MOST_ANSWERED: Final = 50
"""Others that a reason holds."""


class Other(Struct, frozen=True):
    """A campaign or group, as others speak of it.

    Attributes:
        name: its name.
        said: its name and where it stands.
    """

    name: str
    said: str


class SameSet(Struct, frozen=True, dict=True):
    """Campaigns to create that do the same, and live groups that do the same as well.

    Attributes:
        creates: the campaigns.
        live: the live groups; none where several files would make the campaign.
        days: the first and the last day, each empty where they differ or are not known.
        is_by_buying: whether customers take part by buying.
        does: what each of them does to customers, as a participle.
        code: what is said of them.
    """

    creates: Sequence[Other]
    live: Sequence[Other]
    days: tuple[str, str]
    is_by_buying: bool
    does: str
    code: Code = reasons.SAME_CAMPAIGN

    @cached_property
    def members(self) -> Sequence[Other]:
        """All of them, those to create first."""
        return [*self.creates, *self.live]

    @property
    def listed(self) -> str:
        """The first of them in words, and how many more there are."""
        return _listed(self.members[:MOST_NAMED], len(self.members) - MOST_NAMED)

    @property
    def on_days(self) -> str:
        """The days that all of them have, to follow what they are; empty where there are none."""
        return " on the same days ({} to {})".format(*self.days) if all(self.days) else ""

    def others(self, of: Other) -> Iterator[Other]:
        """All but one of them, the live ones first."""
        yield from self.live
        yield from (each for each in self.creates if each is not of)

    def against(self, answers: Answers) -> Iterator[tuple[str, Suspicion]]:
        """What speaks against creating each: those that nobody acknowledges, if any, and why."""
        covered = self._covered(answers)
        for one in self.creates:
            left = list(islice(self._unanswered(one, covered), MOST_ANSWERED))
            known = left or list(islice(self.others(one), MOST_ANSWERED))
            more = len(self.members) - 1 - MOST_NAMED
            message = (
                f"It is the same but for its names as {_listed(known[:MOST_NAMED], more)}"
                f"{self.on_days}: customers who buy would be {self.does} by each of them."
            )
            of = tuple(each.name for each in known)
            yield one.name, Suspicion(self.code, message, of, self._to_write(of))

    def note(self, answers: Answers) -> Diagnostic:
        """One finding for all of them, where members come from elsewhere."""
        message = (
            f"The same but for their names{self.on_days}: {self.listed}. A customer who is a "
            f"member of several is {self.does} by each of them."
        )
        return self.finding(message, answers)

    def finding(self, message: str, answers: Answers) -> Diagnostic:
        """One finding for all of them, acknowledged where one file or the other links each."""
        first, *others = (each.name for each in self.members[: MOST_LISTED + 2])
        how = how_to(self.code, self._to_write(others), f"the file of '{first}'")
        slug, hint = self.code.slug, f"{self.code.fix} {how}"
        answer = self._answer(answers)
        return Diagnostic("", 0, 0, slug, Severity.WARNING, message, hint, acknowledged=answer)

    def _to_write(self, others: Sequence[str]) -> Sequence[str]:
        """What an entry of ``acknowledge`` has under ``of``, so that it is about all of some."""
        return others if len(others) <= MOST_LISTED else self._pattern

    @cached_property
    def _pattern(self) -> Sequence[str]:
        """A pattern of all their names; nothing, which is about all, where none would be."""
        names = sorted(each.name for each in self.members)
        pairs = takewhile(lambda pair: pair[0] == pair[1], zip(names[0], names[-1], strict=False))
        start = "".join(letter for letter, _ in pairs)
        return [f"{start}*"] if start else []

    def _covered(self, answers: Answers) -> Mapping[str, Collection[str]]:
        """By the name of each, whom of them its file acknowledges.

        Many files say the same of the same others, so that is looked up once.
        """
        names = [each.name for each in self.members]
        slug = self.code.slug
        known: dict[tuple[tuple[str, ...], ...], Collection[str]] = {}
        covered: dict[str, Collection[str]] = {}
        for name in names:
            entries = [
                each for each in answers.by_name.get(name_key(name), ()) if each.finding == slug
            ]
            said = tuple(each.of for each in entries)
            if said not in known:
                known[said] = {other for other in names if answer_to(slug, entries, other)}
            covered[name] = known[said]
        return covered

    def _unanswered(self, one: Other, covered: Mapping[str, Collection[str]]) -> Iterator[Other]:
        own = covered[one.name]
        return (
            each
            for each in self.others(one)
            if each.name not in own and one.name not in covered[each.name]
        )

    def _answer(self, answers: Answers) -> Answer | None:
        """The first answer, where one leads from each of them to the next: all are meant."""
        first, *left = (each.name for each in self.members)
        linked, said = [first], []
        for name in linked:
            to_each = {other: answers.to_finding(self.code.slug, name, (other,)) for other in left}
            said += [answer for answer in to_each.values() if answer is not None]
            linked += [other for other, answer in to_each.items() if answer is not None]
            left = [other for other, answer in to_each.items() if answer is None]
        return None if left else said[0]


def _listed(named: Sequence[Other], more: int) -> str:
    said = [each.said for each in named]
    if more > 0:
        return f"{', '.join(said)} and {more} more"
    *before, last = said
    return f"{', '.join(before)} and {last}" if before else last
