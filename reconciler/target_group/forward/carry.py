"""A campaign file as the file of a later time: which of its values change, and to what.

Days are moved; years and months in names, descriptions and refCodes follow them. Names of the
campaign and of its targets, which the API knows once, become new. What belongs to the old group
alone is left behind: that it is over, what was acknowledged, what the server had computed. All
else stays, and what names a time and stays as well is listed.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from reconciler.core.adoption import BEHIND_REFERENCE
from reconciler.core.diagnostic import Finding, Route
from reconciler.core.diff import pointer
from reconciler.core.exact_json import Json
from reconciler.core.resource import look_alike
from reconciler.core.series import MONTHS
from reconciler.target_group import values
from reconciler.target_group.columns import Field, Role, Table
from reconciler.target_group.days import days_of
from reconciler.target_group.fields import GROUP, PERIOD, SCHEDULE, STREAK, TARGET, TRIGGER
from reconciler.target_group.forward.days import day_in, is_other_weekday, move_days, why_moved
from reconciler.target_group.forward.shift import Shift, is_month_end
from reconciler.target_group.forward.texts import Times, are_short, carry, times_named
from reconciler.target_group.kinds import Kind
from reconciler.target_group.patterns import is_reference
from reconciler.target_group.shorthand.default_values import is_progression
from reconciler.target_group.shorthand.schedules import NUMBER
from reconciler.yaml12.patch import Drop, Edit, Put, Rename, value_at

_NAMES: Final = frozenset({(GROUP, "name"), (TARGET, "name")})
"""What the API knows once in an organisation."""
_TEXTS: Final = _NAMES | {
    (GROUP, "description"),
    (TARGET, "description"),
    (PERIOD, "description"),
    (PERIOD, "refCode"),
    (SCHEDULE, "refCode"),
    (STREAK, "name"),
    (TRIGGER, "triggerName"),
}
"""What names times in words."""
_LEFT_BEHIND: Final = "acknowledge"
_NOTES: Final = "metadata"
_IN_SETTINGS: Final = "it is a value of the environment"
_INACTIVE: Final = "only that of the campaign is left behind"
_YOURS: Final = "your own notes stay as they are"
_UNTOLD: Final = "whether it is about the time, only a person can tell"
_PERHAPS: Final = frozenset({Kind.TEXT, Kind.EXPRESSION, Kind.JSON_TEXT, Kind.ANYTHING})
"""What may name a time, and means something else as well."""


class Change(Struct, frozen=True):
    """A value that is another one in the copy.

    Attributes:
        path: where it stands, with names in place of positions.
        before: the value.
        after: the new one; None where it is left behind.
        note: what is to be known of it.
    """

    path: str
    before: Json
    after: Json
    note: str = ""


class Left(Struct, frozen=True):
    """What may have to be another one in the copy, and stays as it is.

    Attributes:
        path: where it stands; empty for a comment.
        text: what stays, such as the year in it.
        reason: why it stays.
        line: of a comment in the copy, 1-based; 0 for a value.
    """

    path: str
    text: str
    reason: str
    line: int = 0


class Carriage(Struct):
    """What it takes to carry a campaign forward.

    Attributes:
        name: of the copy.
        times: what years and months in its texts become.
        edits: changes of the file's data.
        changes: the same for people.
        left: what may have to be another one, and stays.
        notes: what is to be known besides, each without its full stop.
        refusals: what stands in the way, by routes of the file.
    """

    name: str
    times: Times
    edits: list[Edit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[Finding] = field(default_factory=list)


def carry_forward(
    raw: Mapping[str, Json],
    resolved: Mapping[str, Json],
    clean: Mapping[str, Json],
    shift: Shift,
    *,
    today: date,
    name: str | None,
) -> Carriage:
    """Work out how a campaign is carried forward.

    Args:
        raw: the file's data as written; it has no errors.
        resolved: the same with values in place of references.
        clean: the same in the long form (``reading.read_file``).
        shift: by how much days are moved.
        today: the day, from which a campaign without any day takes its year.
        name: of the copy; None for that of the old one carried forward.

    Raises:
        PastTheCalendar: a day would be in no calendar.
    """
    return _Carrier(raw, resolved, clean, shift, today=today, name=name).run()


class _Carrier:
    """One campaign on its way."""

    def __init__(
        self,
        raw: Mapping[str, Json],
        resolved: Mapping[str, Json],
        clean: Mapping[str, Json],
        shift: Shift,
        *,
        today: date,
        name: str | None,
    ) -> None:
        self.raw = raw
        self.clean = clean
        self.shift = shift
        self.chosen = name
        self.moved = move_days(resolved, clean.get("periods", ()), shift)
        self.fields = [*_walk(GROUP, raw, ())]
        days = [each for each in days_of(clean)[:2] if isinstance(each, date)]
        texts = [
            str(value)
            for table, each, _, value in self.fields
            if (table, each.name) in _TEXTS and each.name != "description"
        ]
        years = range(days[0].year, days[-1].year + 1) if days else [today.year]
        span = (days[0], days[-1]) if days else None
        self.times = Times(shift, span, years, are_short(texts))
        if self.times.span is not None:
            self.begins = shift.day(self.times.span[0])
        else:  # the year that is meant
            self.begins = (shift if shift.years is None else Shift(shift.years, "y")).day(today)
        self.done = Carriage(str(clean["name"]), self.times)

    def run(self) -> Carriage:
        """Go through the fields of the file in their order."""
        for table, each, route, value in self.fields:
            is_inactive = each.name == "active" and value is False
            is_of_old = table is GROUP and (each.name == _LEFT_BEHIND or is_inactive)
            if route in self.moved.values:
                self._move(route, value)
            elif each.role is Role.COMPUTED or is_of_old:
                self.done.edits.append(Drop(route))
                self.done.changes.append(Change(self._path(route), value, None, "left behind"))
            elif (table, each.name) in _TEXTS:
                self._carry(table, each, route, value)
            elif is_inactive:
                self.done.left.append(Left(self._path(route), "false", _INACTIVE))
            elif each.kind in _PERHAPS:
                self._look_at(value, route, _YOURS if each.name == _NOTES else _UNTOLD)
        self._rename_values()
        if not self.done.refusals:
            self.done.notes += self._notes()
        return self.done

    def _notes(self) -> Iterator[str]:
        if self.times.span is None:
            yield (
                "it says no day: the server makes its periods from when it is created, and it is "
                "blocked as the same campaign while the old one counts"
            )
        yield from self.moved.notes
        days = [(str(value_at(self.raw, route)), new) for route, new in self.moved.values.items()]
        if any(is_other_weekday(*each) for each in days):
            weeks = f": --shift {52 * self.shift.years}w keeps them" if self.shift.years else ""
            yield f"days of the week move{weeks}"
        spans = [
            (day_in(each["startDate"]), day_in(each["endDate"]))
            for each in self.clean.get("periods", ())
        ]
        if self.shift.days and any(first.day == 1 and is_month_end(last) for first, last in spans):
            years = f": --shift {self.shift.years}y keeps them" if self.shift.years else ""
            yield f"periods of whole months are none any more{years}"

    def _move(self, route: Route, old: Json) -> None:
        if is_reference(old):
            self._refuse(route, f"is the value {old} of the environment, whose day is not moved")
        else:
            new = self.moved.values[route]
            self._put(route, old, new, why_moved(str(old), new, self.shift))

    def _carry(self, table: Table, each: Field, route: Route, old: Json) -> None:
        is_name = (table, each.name) in _NAMES
        if table is GROUP and is_name and self.chosen is not None:
            self.done.name = self.chosen
            self._put(route, old, self.chosen)
            return
        if is_reference(old):
            if is_name:
                self._refuse(route, f"is the value {old} of the environment, and must be new")
            else:
                self.done.left.append(Left(self._path(route), old, _IN_SETTINGS))
            return
        written = values.text(old)
        times = self.times
        if route[0] == "periods" and isinstance(route[1], int):
            period = self.clean["periods"][route[1]]
            times = replace(times, span=(day_in(period["startDate"]), day_in(period["endDate"])))
        carried = carry(written, times)
        new, note = carried.text, ""
        if is_name and look_alike(new) == look_alike(written):
            # With the year, the month or the day of its first day, whichever it does not say yet.
            month = MONTHS[self.begins.month - 1][0].capitalize()
            year = f"{self.begins.year:04}"
            more = f", {self.begins if month in new else month}" if year in new else f" {year}"
            new, note = f"{new}{more}", "names must be new"
        self.done.left += [Left(self._path(route), *left) for left in carried.left]
        if table is GROUP and is_name:
            self.done.name = new
        if new != written:
            is_number = isinstance(old, int) and new.isdecimal() and not new.startswith("0")
            self._put(route, old, int(new) if is_number else new, note)

    def _put(self, route: Route, old: Json, new: Json, note: str = "") -> None:
        self.done.edits.append(Put(route, new))
        self.done.changes.append(Change(self._path(route), old, new, note))

    def _rename_values(self) -> None:
        """Give default values by refCode the refCodes that their periods have now."""
        puts = {each.route: each.value for each in self.done.edits if isinstance(each, Put)}
        refs = [str(period["refCode"]) for period in self.clean.get("periods", ())]
        if (pattern := puts.get(("periods", "refCode"))) is not None:
            new = [str(pattern).replace(NUMBER, str(n)) for n, _ in enumerate(refs, 1)]
        else:
            new = [str(puts.get(("periods", k, "refCode"), ref)) for k, ref in enumerate(refs)]
        renamed = dict(zip(refs, new, strict=True))
        for k, target in enumerate(self.raw.get("targets", ())):
            mapping = target.get("defaultValues")
            if not isinstance(mapping, Mapping) or is_progression(mapping):
                continue
            for ref in mapping:
                if renamed.get(ref, ref) != ref:
                    route: Route = ("targets", k, "defaultValues", ref)
                    self.done.edits.append(Rename(route, renamed[ref]))
                    path = self._path(route)
                    self.done.changes.append(Change(path, ref, renamed[ref], "the refCode"))

    def _look_at(self, value: Json, route: Route, reason: str) -> None:
        """List the times that a value names which stays as it is."""
        if isinstance(value, Mapping | list):
            parts = value.items() if isinstance(value, Mapping) else enumerate(value)
            for step, inner in parts:
                self._look_at(inner, (*route, step), reason)
        elif isinstance(value, str | int):
            for time in times_named(str(value), self.times):
                self.done.left.append(Left(self._path(route), time, reason))

    def _refuse(self, route: Route, why: str) -> None:
        message = f"{self._path(route)} {why}."
        hint = "Write it into the file, then copy the file."
        self.done.refusals.append(BEHIND_REFERENCE.at(route, message, hint))

    def _path(self, route: Route) -> str:
        """A route with the names of parts in place of their positions."""
        named: list[str | int] = []
        for k, step in enumerate(route):
            part = value_at(self.raw, route[: k + 1]) if isinstance(step, int) else None
            keys = ("refCode", "name", "triggerName")
            found = (part[key] for key in keys if isinstance(part, Mapping) and key in part)
            named.append(next(found, step))
        return pointer(named)


def _walk(
    table: Table, data: Mapping[str, Json], route: Route
) -> Iterator[tuple[Table, Field, Route, Json]]:
    """The fields of an object, and of what is in it, in the order of the file.

    What is left behind as a whole is not looked into, and neither are goals.
    """
    for key, value in data.items():
        each, here = table.named.get(key), (*route, key)
        if each is None:
            continue
        yield table, each, here, value
        if key == _LEFT_BEHIND:
            continue
        if isinstance(value, list) and each.parts is not None:
            for k, part in enumerate(value):
                if isinstance(part, Mapping):
                    yield from _walk(each.parts, part, (*here, k))
        elif isinstance(value, Mapping) and (below := each.short or each.parts) is not None:
            yield from _walk(below, value, here)
