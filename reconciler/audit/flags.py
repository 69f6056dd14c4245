"""What an audit says of single groups, each with the others in view."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reconciler.core import flags
from reconciler.core.acknowledge import Answers
from reconciler.core.audit import Entry, Flag, Standing
from reconciler.core.diagnostic import Code
from reconciler.core.near_names import find_near
from reconciler.core.owned_groups import (
    GROUP_CLAIMED_TWICE,
    OWNED_BY_PROMOTION,
    claimed_by,
    owned_by,
)
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Unmanaged
from reconciler.core.promotion import Promotions
from reconciler.core.resource import Desired, Lifecycle, Live, name_key
from reconciler.target_group.comparing.targets import Targets, not_meant
from reconciler.words import first_of

SOON: Final = timedelta(days=14)
MOST_NAMED: Final = 3
"""Names listed in one message."""


class Found(Struct, frozen=True):
    """What is known of one campaign from all sides."""

    standing: Standing
    change: Change
    group: Live | None
    desired: Desired | None


class Flagging:
    """Flags of all entries; what takes a look at the others is found by look-up."""

    def __init__(
        self, found: Sequence[tuple[Entry, Targets, Found]], today: date, promotions: Promotions
    ) -> None:
        self.promotions = promotions
        self.plain = [entry for entry, _, _ in found]
        self.targets = [targets for _, targets, _ in found]
        self.found = [each for _, _, each in found]
        self.today = today
        self.partners = find_near([each.name for each in self.plain]).partners
        self.uses: Counter[str] = Counter()
        holders: dict[str, set[int]] = defaultdict(set)
        for entry, targets in zip(self.plain, self.targets, strict=True):
            for target in map(name_key, targets.names):
                self.uses[target] += 1
                holders[target].add(entry.id or 0)
        self.holders = {name: sorted(ids) for name, ids in holders.items()}
        self.holders_of_all: dict[frozenset[str], tuple[int, Sequence[int]]] = {}

    def entries(self, answers: Answers) -> tuple[Entry, ...]:
        """The entries with their flags; of those that a file says are meant, one tells."""
        flagged = ((each, self._of(k, answers)) for k, each in enumerate(self.plain))
        return tuple(replace(each, flags=found) if found else each for each, found in flagged)

    def _of(self, k: int, answers: Answers) -> tuple[Flag, ...]:
        """Flags of an entry; all that is acknowledged in one, which says why."""
        change = self.found[k].change
        found = [*self._of_names(k)]
        if self.plain[k].standing is not Standing.PROMOTION:  # else its own flags say what is lost
            found += [*self._of_days(k), *self._of_targets(k)]
        else:
            found += self._of_target_names(k)
        said = [(flag, answers.to_finding(flag.code, change.name, flag.of)) for flag in found]
        meant = [*_meant(change)]
        meant += [f"{flag.code}: {answer.words}" for flag, answer in said if answer is not None]
        acknowledged = (_flag(flags.ACKNOWLEDGED, f"{'; '.join(meant)}."),) if meant else ()
        standing = (flag for flag, answer in said if answer is None)
        return (*self._of_plan(k), *standing, *acknowledged)

    def _of_plan(self, k: int) -> Iterator[Flag]:
        """Why it is not created, what became of its file, or whose it is."""
        change, entry = self.found[k].change, self.plain[k]
        owners = self.promotions.claims.get(entry.id or 0, ())
        if owners and entry.standing is not Standing.PROMOTION:
            yield _flag(OWNED_BY_PROMOTION, owned_by(entry.id or 0, owners[0]))
        if len(owners) > 1:
            yield _flag(GROUP_CLAIMED_TWICE, claimed_by(entry.id or 0, owners))
        if isinstance(change, Blocked | Unmanaged) and change.reason is not None:
            yield Flag(change.reason.code, change.reason.message)

    def _of_days(self, k: int) -> Iterator[Flag]:
        entry = self.plain[k]
        if entry.ends is None:
            return
        left = (entry.ends - self.today).days
        if entry.lifecycle is Lifecycle.ENDED:
            ago = "yesterday" if left == -1 else f"{-left} days ago"
            yield _flag(flags.ENDED_ACTIVE, f"It ended {ago} and is still active.")
        elif entry.lifecycle in _COMING and left <= SOON.days:
            then = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
            yield _flag(flags.ENDS_SOON, f"It ends {then}.")

    def _of_names(self, k: int) -> Iterator[Flag]:
        if k in self.partners:
            other = self.plain[self.partners[k]]
            place = f"group {other.id}" if other.id is not None else other.file
            message = f"Its name is nearly that of '{other.name}' ({place})."
            yield replace(_flag(flags.NEAR_DUPLICATE, message), of=(other.name,))

    def _of_targets(self, k: int) -> Iterator[Flag]:
        targets, coming = self.targets[k], {*_COMING, None}
        if targets.idle and targets.of_active and self.plain[k].lifecycle in coming:
            desired = self.found[k].desired
            body = desired.make_body(desired.give_data()) if desired else {}
            idle = not_meant(targets.idle, body)
            if idle:
                yield _flag(flags.NO_ENROLMENT, f"Nobody is enrolled by buying: {_listed(idle)}.")
        yield from self._of_target_names(k)
        if targets.off and targets.of_active:
            yield _flag(flags.DEACTIVATED_TARGET, f"Deactivated: {_listed(targets.off)}.")

    def _of_target_names(self, k: int) -> Iterator[Flag]:
        shared = [each for each in self.targets[k].names if self.uses[name_key(each)] > 1]
        if shared:
            count, first = self._holders(frozenset(map(name_key, shared)))
            others = [number for number in first if number != self.plain[k].id]
            noun = "group" if count == 2 else "groups"  # noqa: PLR2004 - this one, and another
            groups = f"{noun} {first_of(map(str, others), count - 1, most=MOST_NAMED)}"
            where = f"in {groups} as well" if others else "twice in this group"
            message = f"Used {where}: {_listed(list(dict.fromkeys(shared)))}."
            yield _flag(flags.TARGET_NAME_TWICE, message)

    def _holders(self, names: frozenset[str]) -> tuple[int, Sequence[int]]:
        """How many groups have a target of one of the names, and the first of them by id.

        One more than is listed, since a group is not listed in its own flag. Remembered: where
        one name is in all groups, each would have to count all others.
        """
        if names not in self.holders_of_all:
            ids = [self.holders[name] for name in names]
            first = sorted(set[int]().union(*(each[: MOST_NAMED + 1] for each in ids)))
            self.holders_of_all[names] = len(set[int]().union(*ids)), first[: MOST_NAMED + 1]
        return self.holders_of_all[names]


_COMING: Final = frozenset({Lifecycle.RUNNING, Lifecycle.UPCOMING})


def _meant(change: Change) -> Iterator[str]:
    """What a plan found and the file acknowledges, each with the reason."""
    match change:
        case Drift():
            for field in change.acknowledged:
                if field.acknowledged is not None:
                    yield f"{field.path} differs: {field.acknowledged.words}"
        case Create():
            for known in change.acknowledged:
                yield f"{known.reason.code}: {known.answer.words}"
        case Blocked() | InSync() | Unmanaged():
            return


def _flag(code: Code, message: str) -> Flag:
    return Flag(code.slug, message)


def _listed(names: Sequence[str]) -> str:
    return first_of((f"'{name}'" for name in names), len(names), most=MOST_NAMED)
