"""Audits of several organisations: counted together, and what one has that another has not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

from reconciler.core.audit import Audit, Entry, Point, Standing, classes_in_use, share_of
from reconciler.core.resource import Lifecycle, look_alike, name_key

_NOBODYS: Final = frozenset({Standing.PROMOTION, Standing.KNOWN})
"""Classes of groups that are not meant to be the same in every organisation."""
_OVER: Final = frozenset({Lifecycle.ENDED, Lifecycle.INACTIVE})


class NotRead(Struct, frozen=True):
    """An environment that could not be read: of its groups nothing is known.

    Attributes:
        reason: why not, in sentences.
        exit_code: what its audit alone would have ended with.
    """

    environment: str
    reason: str
    hint: str
    exit_code: Annotated[int, Meta(ge=1)]


class Differing(Struct, frozen=True, rename={"is_over": "over"}):
    """A campaign that is live in some of the organisations that were read, and not in all.

    Attributes:
        name: as it is live, where it is first.
        live: what the organisations are called in which it is live.
        missing: those in which a file declares it, and it is not live.
        absent: those that know nothing of it.
        is_over: whether it has ended or is inactive wherever it is live.
    """

    name: str
    live: tuple[str, ...]
    missing: tuple[str, ...]
    absent: tuple[str, ...]
    is_over: bool


class Audits(Struct, frozen=True, dict=True):
    """Audits of several organisations, in the order of their names, and what is missing of them.

    Attributes:
        audits: of each environment that was read.
        trend: how the counts of all went, their own at the end; empty where nothing is remembered.
    """

    audits: tuple[Audit, ...]
    not_read: tuple[NotRead, ...] = ()
    trend: Sequence[Point] = ()

    def __post_init__(self) -> None:
        ordered = sorted(self.audits, key=lambda each: (each.environment, each.org_id or 0))
        force_setattr(self, "audits", tuple(ordered))
        force_setattr(
            self, "not_read", tuple(sorted(self.not_read, key=lambda each: each.environment))
        )

    @cached_property
    def called(self) -> Mapping[int, str]:
        """What each audit is called, by its place.

        It is the environment, with the organisation where several of them have one name.
        """
        names = [each.environment for each in self.audits]
        return {
            k: f"{each.environment} ({each.org_id})"
            if names.count(each.environment) > 1 and each.org_id is not None
            else each.environment
            for k, each in enumerate(self.audits)
        }

    @property
    def by_name(self) -> Iterable[tuple[str, Audit]]:
        """The audits with what each is called."""
        return zip(self.called.values(), self.audits, strict=True)

    @property
    def live(self) -> int:
        """How many groups are live."""
        return sum(each.live for each in self.audits)

    @cached_property
    def counts(self) -> Mapping[Standing, int]:
        """How many campaigns are of each class."""
        return {kind: sum(each.counts[kind] for each in self.audits) for kind in Standing}

    @cached_property
    def lifecycles(self) -> Mapping[Lifecycle | None, int]:
        """How many live groups are what today, each in its own organisation."""
        kinds = (*Lifecycle, None)
        return {kind: sum(each.lifecycles[kind] for each in self.audits) for kind in kinds}

    @property
    def to_manage(self) -> int:
        """How many live groups there are that a file declares, or should."""
        return sum(each.to_manage for each in self.audits)

    @property
    def coverage(self) -> Decimal | None:
        """Percentage managed of them; None without any."""
        return share_of(self.counts[Standing.MANAGED], self.to_manage)

    @property
    def classes(self) -> Mapping[Standing, int]:
        """How many campaigns are of each class that is of use here."""
        return classes_in_use(self.counts, has_promotions=bool(self.promotions))

    @property
    def promotions(self) -> int:
        """How many promotions there are."""
        return sum(len(each.promotions.listed) for each in self.audits)

    @property
    def may_be_more(self) -> bool:
        """Whether there may be promotions that own live groups and were not seen."""
        return any(each.promotions.may_be_more for each in self.audits)

    @property
    def flagged(self) -> int:
        """How many campaigns have a flag, beside those that say what is acknowledged."""
        return sum(each.flagged for each in self.audits)

    @property
    def flagged_promotions(self) -> int:
        """How many promotions have a flag."""
        return sum(each.flagged_promotions for each in self.audits)

    @property
    def acknowledged(self) -> int:
        """In how many campaigns something is acknowledged."""
        return sum(each.acknowledged for each in self.audits)

    @property
    def exit_code(self) -> int:
        """The highest of those that could not be read; 0 where all were."""
        return max((each.exit_code for each in self.not_read), default=0)

    @cached_property
    def differing(self) -> Sequence[Differing]:
        """Campaigns that are live here and not there, as far as they are shown.

        Those that run or are to come are first, then those that are live in the most
        organisations: what nearly all have is most likely forgotten in the others. What only
        promotions own, or is known, is left out.
        """
        found: dict[str, dict[int, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        shown: set[str] = set()
        for place, audit in enumerate(self.audits):
            for entry in audit.entries:
                if entry.name:
                    found[name_key(entry.name)][place].append(entry)
            shown.update(name_key(entry.name) for entry in audit.shown)
        every = (self._differing(found[key]) for key in found if key in shown)
        listed = [each for each in every if each is not None]
        return sorted(listed, key=lambda e: (e.is_over, -len(e.live), look_alike(e.name), e.name))

    def _differing(self, places: Mapping[int, Sequence[Entry]]) -> Differing | None:
        """What there is to say of a name, by the places of the audits that know it."""
        live = [
            (place, entry)
            for place, entries in places.items()
            for entry in entries
            if entry.standing is not Standing.MISSING
        ]
        holding = {place for place, _ in live}
        every = [each for entries in places.values() for each in entries]
        is_meant = all(each.standing in _NOBODYS for each in every)
        if not holding or is_meant or len(holding) == len(self.audits):
            return None
        called = self.called
        return Differing(
            name=live[0][1].name,
            live=tuple(called[k] for k in sorted(holding)),
            missing=tuple(called[k] for k in places if k not in holding),
            absent=tuple(name for k, name in called.items() if k not in places),
            is_over=all(entry.lifecycle in _OVER for _, entry in live),
        )

    @property
    def doubts(self) -> Sequence[str]:
        """What is to be known of counts over several organisations."""
        named: dict[int, list[str]] = defaultdict(list)
        for name, audit in self.by_name:
            if audit.org_id is not None:
                named[audit.org_id].append(name)
        return [
            f"{', '.join(names)} are of one organisation, {org_id}: its groups are counted in each."
            for org_id, names in named.items()
            if len(names) > 1
        ]
