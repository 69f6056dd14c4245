"""Campaigns that differ from another one in nothing that decides who is paid, and for what.

A file is copied, its name is changed, and so is its till, or an expression is written that holds
for every purchase: for the API it is another campaign, and both pay the same customers. What says
neither who takes part nor for what is left out of both sides, and what is then the same and was
not before is told.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from reconciler.core.acknowledge import Answers
from reconciler.core.diagnostic import Diagnostic
from reconciler.core.draft import Draft
from reconciler.core.reasons import PERHAPS_A_COPY
from reconciler.core.resource import Desired, Live, name_key
from reconciler.core.same_campaign import Same, SameSet, find_same


class NearCopies(Struct, frozen=True):
    """Campaigns to create, and live groups, that pay the same customers for the same."""

    same: SameSet
    fields: Sequence[str]

    def note(self, answers: Answers) -> Diagnostic:
        """One finding for all of them."""
        fields = " and ".join(self.fields) or "how they are written"
        message = (
            f"{self.same.listed}{self.same.on_days} differ only in {fields}, and nothing of "
            f"that decides who takes part or for what: customers who buy are {self.same.does} by "
            "each of them."
        )
        return self.same.finding(message, answers)


def find_near_copies(draft: Draft, today: date, same: Same) -> Sequence[NearCopies]:
    """Find creates that differ from each other or from live groups in nothing that pays.

    Args:
        draft: a plan with all evidence weighed.
        today: the day in the organisation's time zone; what has ended by then counts no more.
        same: those that differ in names alone, which are told already.
    """
    creates = {each.name for each in draft.plan.creates}
    if not creates:
        return ()

    payout = draft.kind.payout

    def of_campaign(each: Desired) -> Desired:
        return replace(each, make_spec=lambda _: payout(each.spec))

    def of_group(each: Live) -> Live:
        return replace(each, make_spec=lambda: payout(each.spec))

    paying = replace(
        draft,
        desired=[of_campaign(each) for each in draft.desired],
        live=replace(draft.live, groups=tuple(of_group(each) for each in draft.live.groups)),
    )
    unmanaged = {each.id for each in draft.plan.unmanaged}
    found = find_same(paying, today, unmanaged)
    told = {one.name: k for k, each in enumerate(same.sets) for one in each.members}
    sets = [
        replace(each, code=PERHAPS_A_COPY)
        for each in found.sets
        if each.is_by_buying and len({told.get(one.name, one.name) for one in each.members}) > 1
    ]
    return [NearCopies(each, _fields(each, draft)) for each in sets]


def _fields(same: SameSet, draft: Draft) -> list[str]:
    """The fields in which campaigns differ that are otherwise the same."""
    names = {each.name for each in same.members}
    everything: list[Desired | Live] = [*draft.desired, *draft.live.groups]
    alike = [each for each in everything if each.name in names]
    said = [draft.kind.aside(each.spec) for each in alike]
    return [name for name in said[0] if len({each[name] for each in said}) > 1]


def notes(
    copies: Sequence[NearCopies], answers: Answers, names: Collection[str]
) -> Iterator[Diagnostic]:
    """One finding for each set of which a campaign is asked for, by the names as looked up."""
    for each in copies:
        if any(name_key(one.name) in names for one in each.same.creates):
            yield each.note(answers)
