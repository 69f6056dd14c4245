"""An audit: a value that says which campaigns exist, each in exactly one class."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from msgspec import Struct, field
from msgspec.structs import force_setattr

from reconciler.core.diagnostic import Answer
from reconciler.core.flags import ACKNOWLEDGED
from reconciler.core.promotion import NO_PROMOTIONS, Owner, Promotion, Promotions, Status
from reconciler.core.resource import NOT_TOLD, Lifecycle, Made, is_like, look_alike, name_key
from reconciler.errors import AuditError


class AuditFilter(Struct, frozen=True):
    """What is asked for: of each kind any may fit, and all kinds must.

    Attributes:
        running: only what runs today.
        owners: names of owners, ignoring case.
        names: names, or patterns of them, ignoring case.
        classes: classes of campaigns; promotions go with the groups that they own.
    """

    running: bool = False
    owners: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether it may leave something out."""
        return bool(self.running or self.owners or self.flags or self.names or self.classes)

    def fits(
        self, name: str, owner: str, flags: Sequence[str], standing: str, *, runs: bool
    ) -> bool:
        """Whether a campaign or promotion is shown; of several owners each stands after a comma."""
        if (self.running and not runs) or (self.classes and standing not in self.classes):
            return False
        if self.owners:
            named = {name_key(owner), *(name_key(each.strip()) for each in owner.split(","))}
            if named.isdisjoint(map(name_key, self.owners)):
                return False
        if self.flags and set(self.flags).isdisjoint(flags):
            return False
        return not self.names or any(is_like(name, each) for each in self.names)


NO_FILTER: Final = AuditFilter()


class Point(Struct, frozen=True):
    """What was counted by the end of a day.

    Attributes:
        day: the day, in the organisation's time zone.
        environments: how many are counted; of each, what its last audit up to that day said.
        to_manage: groups that are live, and of no promotion and not known.
        drifted: groups that are not as declared.
        unmanaged: groups that no file declares.
    """

    day: date
    environments: int
    managed: int
    to_manage: int
    drifted: int
    unmanaged: int

    @property
    def coverage(self) -> Decimal | None:
        """Percentage managed; None where there was nothing to manage."""
        return share_of(self.managed, self.to_manage)


def share_of(managed: int, to_manage: int) -> Decimal | None:
    """Percentage managed; None where there is nothing to manage.

    Rounded down, so that it is 100 only when it is all of them.
    """
    if not to_manage:
        return None
    return (Decimal(100 * managed) / to_manage).quantize(Decimal("0.1"), ROUND_DOWN)


class Standing(StrEnum):
    """The class of a campaign, in the order of a report: what needs a person comes first."""

    DRIFTED = "drifted"
    MISSING = "missing"
    UNMANAGED = "unmanaged"
    PROMOTION = "promotion"
    KNOWN = "known"
    MANAGED = "managed"


_RANKS: Final = {standing: rank for rank, standing in enumerate(Standing)}


class Flag(Struct, frozen=True):
    """Something in a group that a person should look at.

    Attributes:
        message: what it is here, in a sentence.
        of: the other campaign that it speaks of, by name.
    """

    code: str
    message: str
    of: tuple[str, ...] = ()


class Entry(Struct, frozen=True):
    """One campaign of an audit.

    Attributes:
        name: as it is live; as declared where it is missing.
        id: of the live group; None where it is missing.
        file: that declares it; empty where none does.
        line: of the name in the file.
        tracking_type: what kind of campaign it is; empty where it was not shown.
        starts: first day, as far as it was shown.
        ends: last day, as far as it was shown.
        is_cycle: whether the days are those of the cycle, for want of periods.
        lifecycle: what it is today; None where it is missing, or too little was shown to say.
        owner: from the file's metadata; empty where it names none.
        made: who made it and when, as far as the API tells.
        differs: paths of the fields that differ.
        unverified: paths of what is declared and could not be checked.
        flags: what a person should look at.
        promotion: the promotion that owns the group, whoever declares it.
        known: why it is meant to be in no file; None where it is not known.
    """

    standing: Standing
    name: str
    id: int | None = None
    file: str = ""
    line: int = 0
    tracking_type: str = ""
    starts: date | None = None
    ends: date | None = None
    is_cycle: bool = False
    lifecycle: Lifecycle | None = None
    owner: str = ""
    made: Made = NOT_TOLD
    differs: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    promotion: Owner | None = None
    known: Answer | None = None

    @property
    def is_flagged(self) -> bool:
        """Whether a person should look at it: not where all there is to say is acknowledged."""
        return any(flag.code != ACKNOWLEDGED.slug for flag in self.flags)

    @property
    def is_acknowledged(self) -> bool:
        """Whether something in it is acknowledged."""
        return any(flag.code == ACKNOWLEDGED.slug for flag in self.flags)


class Audit(Struct, frozen=True, dict=True):
    """Which campaigns exist, in one stable order.

    Attributes:
        source: how live state was read.
        today: the day in the organisation's time zone.
        live: how many groups are live.
        entries: one for each live group and each campaign that is missing.
        notes: what is to be known of the whole: what days and dates mean, what was not seen.
        promotions: those that were read, joined with the live groups.
        promotion_flags: what a person should look at in them, by their ids.
        filter: what is shown of it; counts are of all.
        trend: how the counts went, its own at the end; empty where nothing is remembered.
    """

    environment: str
    source: str
    org_id: int | None
    today: date
    live: int
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    promotions: Promotions = NO_PROMOTIONS
    promotion_flags: Mapping[str, Sequence[Flag]] = field(default_factory=dict)
    filter: AuditFilter = NO_FILTER
    trend: Sequence[Point] = ()

    def __post_init__(self) -> None:
        force_setattr(self, "entries", tuple(sorted(self.entries, key=order)))
        ids = [each.id for each in self.entries if each.standing is not Standing.MISSING]
        if len(ids) != self.live or len(set(ids)) != self.live or None in ids:
            raise does_not_add_up(f"{self.live} groups are live, {len(ids)} stand in a class.")
        owned = {each.id for each in self.entries if each.promotion is not None}
        is_owned = {each.id for each in self.entries if each.standing is Standing.PROMOTION}
        if owned != set(self.promotions.claims) or not is_owned <= owned:
            claimed = len(self.promotions.claims)
            raise does_not_add_up(f"promotions own {claimed} groups, {len(owned)} are told so.")

    @cached_property
    def shown(self) -> Sequence[Entry]:
        """The campaigns that the filter leaves."""
        if not self.filter.is_on:
            return self.entries
        return tuple(
            each
            for each in self.entries
            if self.filter.fits(
                each.name,
                each.owner,
                [flag.code for flag in each.flags],
                each.standing,
                runs=each.lifecycle is Lifecycle.RUNNING,
            )
        )

    @cached_property
    def shown_promotions(self) -> Sequence[Promotion]:
        """The promotions that the filter leaves."""
        if not self.filter.is_on:
            return self.promotions.listed
        return tuple(
            each
            for each in self.promotions.listed
            if self.filter.fits(
                each.name,
                each.owner,
                [flag.code for flag in self.promotion_flags.get(each.id, ())],
                Standing.PROMOTION,
                runs=each.runs_on(self.today),
            )
        )

    @cached_property
    def counts(self) -> Mapping[Standing, int]:
        """How many campaigns are of each class."""
        counted = Counter(each.standing for each in self.entries)
        return {standing: counted[standing] for standing in Standing}

    @cached_property
    def lifecycles(self) -> Mapping[Lifecycle | None, int]:
        """How many live groups are what today; None counts those of which too little was shown."""
        live = (each for each in self.entries if each.standing is not Standing.MISSING)
        counted = Counter(each.lifecycle for each in live)
        return {lifecycle: counted[lifecycle] for lifecycle in (*Lifecycle, None)}

    @property
    def flagged(self) -> int:
        """How many campaigns have a flag, beside those that say what is acknowledged."""
        return sum(each.is_flagged for each in self.entries)

    @property
    def flagged_promotions(self) -> int:
        """How many promotions have a flag."""
        return sum(map(bool, self.promotion_flags.values()))

    @property
    def acknowledged(self) -> int:
        """In how many campaigns something is acknowledged."""
        return sum(each.is_acknowledged for each in self.entries)

    @cached_property
    def statuses(self) -> Mapping[Status, int]:
        """How many promotions are of each class; those that there are none of are left out."""
        counted = Counter(each.status for each in self.promotions.listed)
        return {status: counted[status] for status in Status if counted[status]}

    @property
    def may_be_more(self) -> bool:
        """Whether there may be promotions that own live groups and were not seen."""
        return self.promotions.may_be_more

    @property
    def to_manage(self) -> int:
        """How many live groups there are that a file declares, or should."""
        return self.live - self.counts[Standing.PROMOTION] - self.counts[Standing.KNOWN]

    @property
    def classes(self) -> Mapping[Standing, int]:
        """How many campaigns are of each class that is of use here."""
        return classes_in_use(self.counts, has_promotions=bool(self.promotions.listed))

    @property
    def coverage(self) -> Decimal | None:
        """Percentage managed of the live groups that are to be managed; None without any."""
        return share_of(self.counts[Standing.MANAGED], self.to_manage)


def classes_in_use(
    counts: Mapping[Standing, int], *, has_promotions: bool
) -> Mapping[Standing, int]:
    """How many campaigns are of each class that is of use: not all have promotions, or known."""
    used = {Standing.PROMOTION: has_promotions, Standing.KNOWN: False}
    return {kind: count for kind, count in counts.items() if count or used.get(kind, True)}


def order(entry: Entry) -> tuple[int, str, str, int]:
    """Where an entry stands in a report: by class, then by name."""
    return _RANKS[entry.standing], look_alike(entry.name), entry.name, entry.id or 0


def does_not_add_up(message: str) -> AuditError:
    """The failure of an audit that would leave groups out, or count them twice."""
    return AuditError(
        f"The audit does not add up: {message}",
        hint="Somebody may be changing campaigns right now: try again. If this keeps happening, "
        "report it.",
    )
