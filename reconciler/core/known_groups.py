"""Live groups that no file declares and that are meant to be so, as the settings say."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from reconciler.core.diagnostic import Answer, codes_in, note, run_warning
from reconciler.core.plan import Change, Plan, Reason, Unmanaged
from reconciler.core.resource import name_key
from reconciler.words import first_of, plural

MOST_NAMED: Final = 3

KNOWN_EXPIRED: Final = run_warning(
    "known-expired",
    "The day has passed until which a live group was known to be in no file.",
    "The settings list it under 'known' with a last day. From then on it counts as unmanaged "
    "again, so that somebody looks at it.",
    "End the group in the console, write a file for it with 'reconciler import', or move 'until' "
    "in reconciler.toml to a later day.",
)
KNOWN_UNUSED: Final = run_warning(
    "known-unused",
    "The settings list a group as known that is not live, or not without a file.",
    "An entry that fits nothing may have a slip in its name or number; or the group is gone, a "
    "file declares it by now, or a promotion owns it.",
    "Correct the name or id under 'known' in reconciler.toml, or take the entry out.",
)

CODES: Final = codes_in(globals())
"""All codes of this module, in the order of the file."""


class KnownGroup(Struct, frozen=True):
    """One entry under ``known`` of an environment.

    Attributes:
        answer: why it is in no file, and until when that holds.
        id: of the group; None where it is known by its name.
        name: of the group, compared as names are, ignoring case; empty where it is known by its id.
    """

    answer: Answer
    id: int | None = None
    name: str = ""

    @property
    def called(self) -> str:
        """It as a sentence names it."""
        return f"'{self.name}'" if self.id is None else f"id {self.id}"

    def is_about(self, number: int, name: str) -> bool:
        """Whether it is about the group of an id and a name."""
        return number == self.id if self.id is not None else name_key(name) == name_key(self.name)

    def holds(self, today: date) -> bool:
        """Whether its last day has not passed."""
        return not self.answer.until or today.isoformat() <= self.answer.until


class Listed(Protocol):
    """An entry as the settings list it, by ``name`` or by ``id``."""

    @property
    def name(self) -> str | None:
        """Of the group."""

    @property
    def id(self) -> int | None:
        """Of the group."""

    @property
    def reason(self) -> str:
        """Why it is meant to be in no file."""

    @property
    def until(self) -> date | None:
        """The last day that this holds; None where it has no end."""


def known_groups(listed: Iterable[Listed]) -> Sequence[KnownGroup]:
    """What the settings of an environment list as known, as plans compare it."""
    return [
        KnownGroup(
            Answer(each.reason, each.until.isoformat() if each.until else ""),
            each.id,
            each.name or "",
        )
        for each in listed
    ]


def with_known(plan: Plan, known: Sequence[KnownGroup], today: date, *, tells_unused: bool) -> Plan:
    """Tell the unmanaged groups that are known, and the entries that fit none.

    Args:
        plan: of all campaigns, with the promotions that own groups.
        known: what the settings list.
        today: the day in the organisation's time zone.
        tells_unused: whether all that is live was read, and all of it is asked for.
    """
    if not known:
        return plan
    lists = _Lists(known, today)
    changes = tuple(map(lists.told, plan.changes))
    unused = [each for each in known if each not in lists.used]
    notes = [*plan.diagnostics]
    if lists.passed:
        groups = plural(len(lists.passed), "live group")
        names = (f"'{name}'" for name in lists.passed)
        listed = first_of(names, len(lists.passed), most=MOST_NAMED)
        message = f"No longer known, so unmanaged again: {groups}, {listed}."
        notes.append(note(KNOWN_EXPIRED, message))
    if unused and tells_unused:
        listed = first_of((each.called for each in unused), len(unused), most=MOST_NAMED)
        message = f"Known in the settings, and no unmanaged group: {listed}."
        notes.append(note(KNOWN_UNUSED, message))
    return replace(plan, changes=changes, diagnostics=tuple(sorted(notes)))


def known_to(known: Iterable[KnownGroup], number: int, name: str, today: date) -> KnownGroup | None:
    """The entry by which a group is known today.

    Args:
        known: what the settings list.
        number: the group's id.
        name: the group's name.
        today: the day in the organisation's time zone.
    """
    return next((e for e in known if e.is_about(number, name) and e.holds(today)), None)


def has_known(plan: Plan) -> bool:
    """Whether the settings list known groups, whatever became of them."""
    told = {KNOWN_EXPIRED.slug, KNOWN_UNUSED.slug}
    return bool(plan.known) or any(each.code in told for each in plan.diagnostics)


class _Lists:
    """The entries, those that were about a group, and the groups whose last day has passed."""

    def __init__(self, known: Sequence[KnownGroup], today: date) -> None:
        self.today = today
        self.by_id = {each.id: each for each in reversed(known) if each.id is not None}
        self.by_name = {name_key(each.name): each for each in reversed(known) if each.id is None}
        self.used: set[KnownGroup] = set()
        self.passed: list[str] = []

    def told(self, change: Change) -> Change:
        """A change with what the settings say of its group."""
        if not isinstance(change, Unmanaged) or change.owner is not None:
            return change
        found = [self.by_id.get(change.id), self.by_name.get(name_key(change.name))]
        entries = [each for each in found if each is not None]
        self.used.update(entries)
        holding = [each for each in entries if each.holds(self.today)]
        if holding:
            return replace(change, known=holding[0].answer, reason=None)
        if not entries:
            return change
        self.passed.append(change.name)
        answer = entries[0].answer
        passed = f"It was known until {answer.until}: {Answer(answer.reason).words}."
        return replace(change, reason=change.reason or Reason(KNOWN_EXPIRED.slug, passed))
