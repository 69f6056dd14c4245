"""Promotions: campaigns of the API's successor, and which live groups they own.

A promotion pays the reward and counts through target groups that it makes by itself. Such a group
is live and in no file, and yet nobody's to import or to end in the console.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

FindTargets: TypeAlias = Callable[[frozenset[int]], Mapping[int, int]]
"""Gives the live group of each of some targets, by id; those that are in none are left out."""
LARGEST_ID: Final = 2**63 - 1
NOT_VERIFIED: Final = ("cycles", "streaks", "limits", "rewards")
"""What of a promotion no document proves of an answer, so that nothing is said of it."""


def find_none(_: frozenset[int]) -> Mapping[int, int]:
    """Where nothing is known of targets."""
    return {}


class Status(StrEnum):
    """The class of a promotion, in the order of a report: what needs a person comes first.

    The API tells published ones apart by their dates (upcoming, live, completed); that is not
    compared.
    """

    FAILED = "failed"
    WAITING = "waiting"
    DRAFT = "draft"
    PAUSED = "paused"
    PUBLISHED = "published"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


class ReadState(StrEnum):
    """What came of reading the promotions."""

    READ = "read"
    NOT_OFFERED = "not-offered"
    OFF = "off"
    FAILED = "failed"


class Milestone(Struct, frozen=True):
    """What is counted in an activity.

    Attributes:
        name: of the milestone; empty where it has none.
        groups: ids of the target groups that it says it is counted by.
        is_unread: whether it names a group in a form that nobody knows.
    """

    name: str
    groups: tuple[int, ...] = ()
    targets: tuple[int, ...] = ()
    is_unread: bool = False


class Activity(Struct, frozen=True):
    """What customers are to do, wherever it stands in the tree of activities.

    Attributes:
        name: of the activity; empty where it has none.
        milestones: what is counted in it.
    """

    name: str
    milestones: tuple[Milestone, ...] = ()


class Promotion(Struct, frozen=True):
    """A promotion as the API lists it.

    Attributes:
        id: of this version of it.
        name: as stored.
        identifier: the external id; empty where it has none.
        word: its status in the API's word.
        starts: the day of its first moment, in the organisation's zone; None where not shown.
        ends: the day of its last moment, in the same zone.
        type: the API's word.
        mode: the API's word.
        owner: from its pairs of metadata; empty where they name none.
        parent: id of the published promotion whose draft it is; empty where it is none.
        other_id: of all its versions, by which a draft may name it too; empty where not shown.
        activities: those that have a name or are counted, in the order of the answer.
        drafts: drafts of it that are not published yet.
        pending: the class of such a draft, where the row of the promotion itself tells of one.
    """

    id: str
    name: str
    identifier: str = ""
    status: Status = Status.UNKNOWN
    word: str = ""
    starts: date | None = None
    ends: date | None = None
    type: str = ""
    mode: str = ""
    owner: str = ""
    parent: str = ""
    other_id: str = ""
    activities: tuple[Activity, ...] = ()
    drafts: "tuple[Promotion, ...]" = ()
    pending: Status | None = None

    @property
    def milestones(self) -> Iterator[Milestone]:
        """All milestones, those of its drafts among them."""
        for version in (self, *self.drafts):
            for activity in version.activities:
                yield from activity.milestones

    def runs_on(self, day: date) -> bool:
        """Whether it is published, and the day not outside its days as far as they are shown."""
        has_begun = self.starts is None or self.starts <= day
        is_over = self.ends is not None and self.ends < day
        return self.status is Status.PUBLISHED and has_begun and not is_over

    @property
    def reference(self) -> "Owner":
        """What tells it from others."""
        return Owner(self.id, self.identifier, self.name)


class Owner(Struct, frozen=True):
    """The promotion that owns a group.

    Attributes:
        identifier: its external id; empty where it has none.
    """

    id: str
    identifier: str
    name: str

    @property
    def called(self) -> str:
        """It in words."""
        number = f", identifier '{self.identifier}'" if self.identifier else ""
        return f"'{self.name}' (id {self.id}{number})"


class Promotions(Struct, frozen=True, dict=True):
    """All promotions that one read showed.

    Attributes:
        state: what came of the read.
        reason: why they could not be read in full, or who says that they are not offered.
        listed: in one stable order, drafts with the promotion that they are of.
        claims: the promotions that say they own a live group, by its id, each once.
        absent: ids of groups that promotions name and that are not live.
    """

    state: ReadState = ReadState.OFF
    reason: str = ""
    listed: tuple[Promotion, ...] = ()
    claims: Mapping[int, Sequence[Owner]] = field(default_factory=dict)
    absent: tuple[int, ...] = ()

    @property
    def may_be_more(self) -> bool:
        """Whether there may be promotions that own live groups and were not seen."""
        return self.state is ReadState.FAILED

    def owner_of(self, group: int) -> Owner | None:
        """The promotion that owns a live group; the first of those that say so."""
        found = self.claims.get(group)
        return found[0] if found else None

    @cached_property
    def owned(self) -> Mapping[str, Sequence[int]]:
        """Ids of the live groups that each promotion owns, by its own id."""
        found: dict[str, list[int]] = defaultdict(list)
        for group in sorted(self.claims):
            for owner in self.claims[group]:
                found[owner.id].append(group)
        return found


NO_PROMOTIONS: Final = Promotions()
"""What is known of promotions where nobody has asked."""


def in_order(rows: Iterable[Promotion]) -> tuple[Promotion, ...]:
    """Put drafts with the published promotion that they are of, and all in one stable order.

    A draft whose promotion is not among the rows stands for itself.
    """
    rows = sorted(rows, key=lambda each: (each.name.casefold(), each.name, each.id))
    published = [each for each in rows if not each.parent]
    known = {each.other_id: each.id for each in published} | {
        each.id: each.id for each in published
    }
    drafts: dict[str, list[Promotion]] = defaultdict(list)
    alone: list[Promotion] = []
    for each in rows:
        parent = known.get(each.parent) if each.parent else None
        if parent is None:
            alone.append(each)
        else:
            drafts[parent].append(each)
    return tuple(
        replace(each, drafts=tuple(drafts[each.id])) if each.id in drafts else each
        for each in alone
    )


def with_claims(
    promotions: Promotions,
    groups: Iterable[int],
    find_targets: FindTargets,
) -> Promotions:
    """Join promotions with the live groups that they own, given by their ids.

    ``find_targets`` gives the groups that targets stand in.
    """
    live = frozenset(groups)
    named = frozenset(
        k for each in promotions.listed for part in each.milestones for k in part.targets
    )
    homes = find_targets(named) if named else {}
    claims: dict[int, dict[str, Owner]] = defaultdict(dict)
    absent: set[int] = set()
    for each in promotions.listed:
        for part in each.milestones:
            absent |= set(part.groups) - live
            ids = {*part.groups, *(homes[k] for k in part.targets if k in homes)} & live
            for group in ids:
                claims[group][each.id] = each.reference
    found = {group: tuple(owners.values()) for group, owners in claims.items()}
    return replace(promotions, claims=found, absent=tuple(sorted(absent)))
