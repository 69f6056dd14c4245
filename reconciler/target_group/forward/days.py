"""The days of a campaign, moved: those of its periods first, and all that must go with them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from msgspec import Struct, field

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.target_group.days import day_of
from reconciler.target_group.fields import ISO_CYCLE, WINDOWS
from reconciler.target_group.forward.shift import PastTheCalendar, Shift, is_month_end
from reconciler.target_group.shorthand.schedules import unfold
from reconciler.target_group.values import DAY_LENGTH
from reconciler.words import plural

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_A_DAY: Final = timedelta(days=1)


class MovedDays(Struct):
    """Where a file says a day, and what it shall say.

    Attributes:
        values: the new text by its route in the file.
        notes: what is to be known of days that did not simply move.
    """

    values: dict[Route, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def move_days(file: Mapping[str, Json], periods: Sequence[Json], shift: Shift) -> MovedDays:
    """Move all days of a campaign.

    Args:
        file: its data with references resolved, as short as it is written; without errors.
        periods: the periods in their long form.
        shift: by how much.

    Raises:
        PastTheCalendar: a day would be in no calendar.
    """
    moved = MovedDays()
    written = file.get("periods")
    ends: dict[date, date] = {}
    if isinstance(written, Mapping):
        ends = _move_schedule(written, periods, shift, moved)
    elif isinstance(written, list):
        ends = _move_periods(written, shift, moved)
    for opens, closes in (*WINDOWS, ISO_CYCLE):
        first, last = day_of(file.get(opens)), day_of(file.get(closes))
        if first is not None:
            moved.values[(opens,)] = _with_day(file[opens], shift.day(first))
        if last is not None:
            new = ends.get(last) or shift.last_day(last, first)
            moved.values[(closes,)] = _with_day(file[closes], new)
    return moved


def day_in(text: str) -> date:
    """The day of a date of the calendar, with or without time."""
    return date.fromisoformat(text[:DAY_LENGTH])


def is_other_weekday(before: str, after: str) -> bool:
    """Whether a date is on another day of the week than it was."""
    return day_in(before).weekday() != day_in(after).weekday()


def why_moved(before: str, after: str, shift: Shift) -> str:
    """What is to be known of a date that was moved: its days of the week, and of the month."""
    old, new = day_in(before), day_in(after)
    weekdays = _WEEKDAYS[old.weekday()], _WEEKDAYS[new.weekday()]
    said = [" becomes ".join(weekdays)] if is_other_weekday(before, after) else []
    if shift.months and old.day != new.day and is_month_end(new):
        stays = "it stays the last day of its month"
        said.append(stays if is_month_end(old) else "its month has no such day")
    return ", ".join(said)


def _move_periods(written: Sequence[Json], shift: Shift, moved: MovedDays) -> dict[date, date]:
    """Move the periods of a list; gives what became of their last days."""
    ends: dict[date, date] = {}
    spans: list[tuple[str, date, date]] = []
    for k, period in enumerate(written):
        first, last = day_in(period["startDate"]), day_in(period["endDate"])
        new = shift.day(first), shift.last_day(last, first)
        route: Route = ("periods", k)
        moved.values[(*route, "startDate")] = _with_day(period["startDate"], new[0])
        moved.values[(*route, "endDate")] = _with_day(period["endDate"], new[1])
        ends[last] = max(new[1], ends.get(last, new[1]))
        spans.append((str(period["refCode"]), first, last))
    spans.sort(key=lambda each: each[1:])
    for (before, start, last), (after, first, _) in pairwise(spans):
        end, begin = shift.last_day(last, start), shift.day(first)
        if first - last == _A_DAY and begin - end > _A_DAY:  # a day lies between them now
            between = end + _A_DAY
            note = f"{between} is in no period: it lies between '{before}' and '{after}'"
            moved.notes.append(note)
    return ends


def _move_schedule(
    written: Mapping[str, Json], periods: Sequence[Json], shift: Shift, moved: MovedDays
) -> dict[date, date]:
    """Move a schedule, which keeps its number of periods; gives what became of their last days."""
    first = day_in(written["from"])
    start = shift.day(first)
    moved.values[("periods", "from")] = start.isoformat()
    counted = {key: value for key, value in written.items() if key != "until"}
    counted |= {"from": start.isoformat(), "count": len(periods)}
    found, _, _ = unfold(counted)
    if found is None:  # it is past the calendar: all else was right where it came from
        raise PastTheCalendar
    ends = {
        day_in(old["endDate"]): day_in(new["endDate"])
        for old, new in zip(periods, found, strict=True)
    }
    last = max(ends)
    new, plain = ends[last], shift.last_day(last, first)
    if "until" in written:
        moved.values[("periods", "until")] = new.isoformat()
    if new not in {plain, shift.day(last)}:
        count = plural(len(periods), "period")
        moved.notes.append(
            f"its {count} end on {new}, not on {plain}, as none is added or left out"
        )
    return ends


def _with_day(text: str, day: date) -> str:
    """A date with another day, and with the time that it has."""
    return f"{day.isoformat()}{text[DAY_LENGTH:]}"
