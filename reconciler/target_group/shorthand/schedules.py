"""A schedule to the periods that it stands for, and periods to the schedule that makes them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group.codes import short_forms as codes
from reconciler.target_group.codes.periods import BAD_DATE
from reconciler.target_group.days import calendar_day
from reconciler.target_group.fields import CYCLES, SCHEDULE
from reconciler.target_group.reading import read_object
from reconciler.target_group.shorthand.rhythms import CUSTOM, RHYTHMS, Rhythm, Span

MOST_PERIODS: Final = 1_000
"""Ten times what the console allows; more are a slip of the finger."""
FEWEST_TO_FOLD: Final = 3
"""Two periods say too little to tell a rhythm from a coincidence."""
NUMBER: Final = "{n}"
FREQUENCY: Final = 0
"""What the documented request of daily cycles sends, and the server says where nothing is sent."""
_ROUTE: Final[Route] = ("periods",)
_PLAIN: Final = frozenset({"refCode", "startDate", "endDate"})


class _Faulty(Exception):
    """A schedule that cannot be worked out."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


def unfold(schedule: Mapping[str, Json]) -> tuple[list[Json] | None, str, list[Finding]]:
    """Work out a schedule: a mapping in the place of the periods, references resolved.

    Returns:
        Its periods, None where they cannot be worked out; the word of their rhythm; and findings,
        by routes of the file, but for those of its shape, which are found where the file is read.
    """
    reading = read_object(SCHEDULE, schedule, _ROUTE)
    if not reading.is_whole:
        return None, "", []
    clean, findings = reading.clean, reading.remarks
    try:
        return _periods(clean), clean["every"], findings
    except _Faulty as faulty:
        return None, clean["every"], [*findings, *faulty.findings]


def fold(periods: Sequence[Mapping[str, Json]], frequency_type: Json) -> dict[str, Json] | None:
    """Find the schedule that makes exactly these periods.

    Args:
        periods: in the order of the file, each with what a file has to say of it.
        frequency_type: the rhythm that the group names, which is tried first.

    Returns:
        The schedule as a file gives it; None where there is none, or where it is not worth while.
    """
    if not FEWEST_TO_FOLD <= len(periods) <= MOST_PERIODS:
        return None
    if any(period.keys() != _PLAIN for period in periods):
        return None
    for every in sorted([*RHYTHMS, CUSTOM], key=lambda word: word != frequency_type):
        for schedule in _candidates(periods, every):
            if unfold(schedule)[0] == periods:
                return schedule
    return None


def _periods(clean: Mapping[str, Json]) -> list[Json]:
    """The periods of a schedule.

    Raises:
        _Faulty: it cannot be worked out.
    """
    faults = [
        BAD_DATE.at((*_ROUTE, edge), f"'{clean[edge]}' is not a day of the calendar.")
        for edge in ("from", "until")
        if edge in clean and calendar_day(clean[edge]) is None
    ]
    faults += [*_unclear_length(clean), *_unclear_days(clean)]
    if faults:
        raise _Faulty(*faults)
    rhythm = RHYTHMS.get(clean["every"]) or Rhythm(days=clean["days"])
    endless = rhythm.spans(date.fromisoformat(clean["from"]))
    try:
        if "count" in clean:
            spans = [*islice(endless, clean["count"])]
        else:
            spans = _spans_until(endless, date.fromisoformat(clean["until"]))
    except OverflowError:
        message = "The periods go on past the year 9999."
        fault = codes.SCHEDULE_LENGTH.at(_ROUTE, message, "Write fewer or shorter periods.")
        raise _Faulty(fault) from None
    ref_code = clean.get("refCode", CYCLES)
    if len(spans) > 1 and NUMBER not in ref_code:
        message = (
            f"'{ref_code}' has no {NUMBER}, so all {len(spans)} periods would have this refCode."
        )
        hint = f'Write {NUMBER} where the number of the period belongs, such as "{CYCLES}".'
        raise _Faulty(codes.SCHEDULE_REF_CODE.at((*_ROUTE, "refCode"), message, hint))
    return [
        {
            "refCode": ref_code.replace(NUMBER, str(n)),
            "startDate": first.isoformat(),
            "endDate": last.isoformat(),
        }
        for n, (first, last) in enumerate(spans, 1)
    ]


def _unclear_length(clean: Mapping[str, Json]) -> Iterator[Finding]:
    if "count" not in clean and "until" not in clean:
        yield codes.SCHEDULE_LENGTH.at(
            _ROUTE,
            "The schedule says neither how many periods there are nor when the last one ends.",
            "Write count, or until with the last day.",
        )
    elif "count" in clean and "until" in clean:
        yield codes.SCHEDULE_LENGTH.at(
            (*_ROUTE, "until"),
            "count and until both say how long the schedule runs.",
            "Leave one of them out.",
        )
    elif "count" in clean and not 1 <= clean["count"] <= MOST_PERIODS:
        message = f"A schedule has 1 to {MOST_PERIODS:,} periods, not {clean['count']}."
        yield codes.SCHEDULE_LENGTH.at((*_ROUTE, "count"), message, "Write another number.")


def _unclear_days(clean: Mapping[str, Json]) -> Iterator[Finding]:
    every, days = clean["every"], clean.get("days")
    if every == CUSTOM and days is None:
        message = "With every: CUSTOM nothing says how many days a period has."
        yield codes.SCHEDULE_DAYS.at((*_ROUTE, "every"), message, "Write days: 10 beside it.")
    elif every != CUSTOM and days is not None:
        message = f"days belongs to every: CUSTOM, not to {every}."
        hint = "Leave days out, or write every: CUSTOM."
        yield codes.SCHEDULE_DAYS.at((*_ROUTE, "days"), message, hint)
    elif days is not None and days < 1:
        message = f"A period has at least one day, not {days}."
        yield codes.SCHEDULE_DAYS.at((*_ROUTE, "days"), message, "Write another number.")


def _spans_until(spans: Iterator[Span], until: date) -> list[Span]:
    found: list[Span] = []
    for span in islice(spans, MOST_PERIODS):
        found.append(span)
        if span[1] == until:
            return found
        if span[1] > until:
            is_first = len(found) == 1
            near = (span, next(spans)) if is_first else found[-2:]
            first, second = (end for _, end in near)
            where = "the first ones end" if is_first else "near it they end"
            message = f"No period ends on {until}: {where} on {first} and on {second}."
            hint = f"Write {first} or {second}."
            raise _Faulty(codes.SCHEDULE_UNTIL.at((*_ROUTE, "until"), message, hint))
    message = f"Until {until} there would be more than {MOST_PERIODS:,} periods."
    raise _Faulty(
        codes.SCHEDULE_LENGTH.at(
            (*_ROUTE, "until"), message, "Write an earlier day or longer periods."
        )
    )


def _candidates(periods: Sequence[Mapping[str, Json]], every: str) -> Iterator[dict[str, Json]]:
    """Schedules of one rhythm that start as the periods do."""
    first = periods[0]
    start, end = calendar_day(first["startDate"]), calendar_day(first["endDate"])
    if start is None or end is None:
        return
    length = {"days": (end - start + timedelta(days=1)).days} if every == CUSTOM else {}
    ref_code = first["refCode"]
    ones = [k for k, letter in enumerate(ref_code) if letter == "1"]
    patterns = [f"{ref_code[:k]}{NUMBER}{ref_code[k + 1 :]}" for k in ones]
    for pattern in (*patterns, ref_code.replace("1", NUMBER)):
        named = {} if pattern == CYCLES else {"refCode": pattern}
        yield {
            "from": start.isoformat(),
            "every": every,
            **length,
            "count": len(periods),
            **named,
        }
