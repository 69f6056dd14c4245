"""Rules about periods and windows."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from operator import le, lt
from typing import Final

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.canonical import has_server_periods, period_count
from reconciler.target_group.codes import periods as codes
from reconciler.target_group.codes.spellings import TOO_MANY_CYCLES, TOTAL_PERIODS_DIFFERS
from reconciler.target_group.fields import ISO_CYCLE, WINDOWS
from reconciler.words import plural

MOST_CYCLES: Final = 100
CYCLES_IN_A_CALENDAR: Final = 10_000
"""More than a day each for 27 years: a slip, and too many to send a value for each."""
_COUNTS: Final = ("totalPeriods", "recurringCycles")
WINDOW_FIELDS: Final = tuple(field for pair in WINDOWS for field in pair)
_EVERY_WINDOW: Final = frozenset({*WINDOW_FIELDS, *ISO_CYCLE})


def dates_exist(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Dates that have the right form but are in no calendar."""
    for k, period in enumerate(data.get("periods", ())):
        for edge in ("startDate", "endDate"):
            if not _exists(period[edge]):
                yield _bad_date(("periods", k, edge), period[edge])
    for pair in WINDOWS:
        for field in pair:
            if field in data and not _exists(data[field]):
                yield _bad_date((field,), data[field])


def _bad_date(route: Route, text: str) -> Finding:
    return codes.BAD_DATE.at(
        route,
        f"'{text}' is not a day of the calendar or not a time of day.",
        "Write the day as yyyy-MM-dd.",
    )


def order(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Periods that end before they start."""
    for k, period in enumerate(data.get("periods", ())):
        start, end = values.day(period["startDate"]), values.day(period["endDate"])
        if end < start and _exists(start) and _exists(end):
            yield codes.PERIOD_ENDS_BEFORE_START.at(
                ("periods", k, "endDate"),
                f"The period '{period['refCode']}' ends on {end}, before it starts on {start}.",
            )


def ref_codes(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Periods without a refCode, or with the same one."""
    seen: set[str] = set()
    for k, period in enumerate(data.get("periods", ())):
        code = period["refCode"]
        if not code.strip():
            yield codes.EMPTY_REF_CODE.at(("periods", k, "refCode"), "The refCode is empty.")
        elif code in seen:
            yield codes.DUPLICATE_REF_CODE.at(
                ("periods", k, "refCode"),
                f"'{code}' is the refCode of an earlier period of this campaign.",
            )
        seen.add(code)


def overlaps(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Periods that share a day."""
    spans = [
        (values.day(period["startDate"]), values.day(period["endDate"]), k)
        for k, period in enumerate(data.get("periods", ()))
    ]
    spans.sort()
    latest: tuple[str, int] | None = None
    for start, end, k in spans:
        if latest is not None and start <= latest[0]:
            other = data["periods"][latest[1]]["refCode"]
            yield codes.PERIODS_OVERLAP.at(
                ("periods", k, "startDate"),
                f"The period '{data['periods'][k]['refCode']}' starts on {start}, while '{other}' "
                f"runs until {latest[0]}.",
            )
        if latest is None or end > latest[0]:
            latest = (end, k)


def counts(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Numbers of periods that disagree, are missing, or pass the console's limit."""
    count, server_makes = period_count(data), has_server_periods(data)
    declared = data.get("totalPeriods")
    is_fixed = "targetEvaluationType" in data and not server_makes
    is_counted = is_fixed or bool(data.get("periods"))
    if declared is not None and is_counted and declared != count:
        yield TOTAL_PERIODS_DIFFERS.at(
            ("totalPeriods",),
            f"totalPeriods says {declared}, the file declares {plural(count or 0, 'period')}; "
            f"{count} is sent.",
        )
    if count == 0:
        yield codes.NO_PERIODS.at(
            (),
            "The campaign has no periods, and tracking happens only inside periods.",
            "Declare at least one period, or a window whose periods the server makes.",
        )
    if server_makes and (count or 0) > CYCLES_IN_A_CALENDAR:
        yield TOO_MANY_CYCLES.at(
            ("totalPeriods",) if data.get("totalPeriods", 0) > 0 else ("recurringCycles",),
            f"There would be {count} periods; at most {CYCLES_IN_A_CALENDAR:,} are taken.",
            "Correct the number.",
        )
    elif (count or 0) > MOST_CYCLES:
        route: Route = ("periods",) if data.get("periods") else ()
        yield codes.TOO_MANY_PERIODS.at(
            route, f"There are {count} periods; the console allows {MOST_CYCLES}.", at_key=True
        )


def server_periods(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Cyclic and agnostic windows, whose periods the server makes."""
    if not has_server_periods(data):
        return
    window = data["targetEvaluationType"]
    if data.get("periods"):
        yield codes.PERIODS_ON_CYCLIC.at(
            ("periods",), f"With {window} the server makes the periods.", at_key=True
        )
    elif period_count(data) is None:
        declared = [name for name in _COUNTS if name in data]
        said = " and ".join(f"{name} is {data[name]}" for name in declared)
        said = said or f"there is neither {' nor '.join(_COUNTS)}"
        yield codes.CYCLE_COUNT_MISSING.at(
            (declared[0] if declared else "targetEvaluationType",),
            f"With {window} the server makes the periods, and nothing says how many: {said}.",
            "Write the number of periods, such as totalPeriods: 12.",
            at_key=True,
        )


def windows(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Declared windows of the group that do not hold its periods."""
    periods = data.get("periods", ())
    if not periods:
        return
    first = min(values.day(period["startDate"]) for period in periods)
    last = max(values.day(period["endDate"]) for period in periods)
    for opens, closes in WINDOWS:
        if opens in data and values.day(data[opens]) > first:
            yield _narrow(opens, values.day(data[opens]), f"the first period starts on {first}")
        if closes in data and values.day(data[closes]) < last:
            yield _narrow(closes, values.day(data[closes]), f"the last period ends on {last}")


def window_order(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Windows of the group that end before they start."""
    for opens, closes in (*WINDOWS, ISO_CYCLE):
        start, end = data.get(opens, ""), data.get(closes, "")
        if not (_exists(start) and _exists(end)):
            continue
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
        is_exact = min(len(start), len(end)) > values.DAY_LENGTH
        if is_exact and (first.tzinfo is None) == (last.tzinfo is None):
            ends_first = last < first
        else:
            ends_first = last.date() < first.date()
        if ends_first:
            yield codes.WINDOW_ENDS_BEFORE_START.at(
                (closes,),
                f"{closes} is {data[closes]}, before {opens}, which is {data[opens]}.",
                "Swap the dates or correct them.",
            )


def _narrow(field: str, day: str, but: str) -> Finding:
    return codes.WINDOW_TOO_NARROW.at((field,), f"{field} is {day}, but {but}.")


@lru_cache(maxsize=4096)
def _exists(text: str) -> bool:
    """Whether a text is a day of the calendar, with or without a time of day."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def written_days(data: Mapping[str, Json]) -> tuple[str, ...]:
    """Every date of periods and windows as it is written, of each period the first and the last."""
    texts = [
        text
        for period in data.get("periods", ())
        for text in (period["startDate"], period["endDate"])
    ]
    return (*texts, *[data[field] for field in WINDOW_FIELDS if field in data])


def is_plain(data: Mapping[str, Json]) -> bool:
    """Whether none of these rules finds anything, told at one look; False where it takes more."""
    periods = data.get("periods")
    if not periods or has_server_periods(data) or not _EVERY_WINDOW.isdisjoint(data):
        return False
    refs = {period["refCode"] for period in periods}
    return (
        data.get("totalPeriods", len(refs)) == len(refs) == len(periods) <= MOST_CYCLES
        and all(map(str.strip, refs))
        and _follow_each_other(written_days(data))
    )


@lru_cache(1024)
def _follow_each_other(texts: tuple[str, ...]) -> bool:
    """Whether periods of whole days are in order, of all their days in turn."""
    firsts, lasts = texts[::2], texts[1::2]
    return (
        all(len(text) == values.DAY_LENGTH and _exists(text) for text in texts)
        and all(map(le, firsts, lasts))
        and all(map(lt, lasts, firsts[1:]))
    )


RULES: Final = (
    dates_exist,
    order,
    ref_codes,
    overlaps,
    counts,
    server_periods,
    windows,
    window_order,
)
