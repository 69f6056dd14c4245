"""A live spec to the plain data of a campaign file, as a person would write it.

The way back of ``canonical.declared_spec``: what a file may leave out is left out, and what the
server made is not the file's to say. Whether the data makes a campaign, and one that is in sync,
is for the reader of files to judge. Rules that are cited by name are the table
``reconciler.target_group.normalisation``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import dropwhile
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.core.adoption import NOT_SHOWN, VALUE_WITHOUT_PERIOD
from reconciler.core.diagnostic import Finding, Route
from reconciler.core.diff import pointer
from reconciler.core.exact_json import Json, encode
from reconciler.core.resource import Spec
from reconciler.target_group.as_file.values import filters_data
from reconciler.target_group.canonical import (
    PERIOD_COUNT,
    has_server_periods,
    without_twins,
)
from reconciler.target_group.columns import Field, Table, Unseen
from reconciler.target_group.comparing.align import SERVER_PERIOD
from reconciler.target_group.expressions.compiler import is_redundant
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.fields import FILTER, GROUP, PERIOD, STREAK, TARGET
from reconciler.target_group.kinds import Kind
from reconciler.target_group.shorthand.schedules import FREQUENCY, fold
from reconciler.target_group.values import parsed_json

CYCLE_YEARS: Final = 5
"""How long the server makes a cycle when it has no periods to go by."""
YEAR_LENGTH: Final = len("2027")
INSTANT_LENGTH: Final = len("2027-10-02T00:00:00")
_EXPRESSIONS: Final = {"true": True, "false": False}
_NOTHING: Final[Spec] = {}

_Step: TypeAlias = tuple[str, tuple[Json | Unseen, ...], Callable[[Json], Json] | None]
"""A field: its name, the values that leaving it out means as well, and what makes of any other
value what a file gives, where that is not the value itself."""


class Draft(Struct, frozen=True):
    """What a file could say of a live group.

    Attributes:
        data: fields in the order of the table; not to be used where there are findings.
        findings: why no file can say what is live.
    """

    data: Mapping[str, Json]
    findings: tuple[Finding, ...]


class _Layout(Struct, frozen=True):
    """How the default values of a group are written.

    Attributes:
        refs: the declared periods in the order of the file; None where the server makes them.
        shown: all periods that the read showed, by refCode.
        count: how many periods there are.
    """

    refs: tuple[str, ...] | None
    shown: Spec
    count: int


def draft_campaign(spec: Spec, vocabulary: Vocabulary = DOCUMENTED) -> Draft:
    """Write down a live group, of which a missing key was not shown, as a file would declare it."""
    missing = not_shown(spec)
    if missing:
        listed = ", ".join(pointer(route)[1:] for route in missing)
        message = f"The read does not show {listed}."
        return Draft({}, (NOT_SHOWN.at(missing[0], message),))
    targets = without_twins(spec["targets"])
    own, held = own_periods(spec), [each.get("defaultValues", ()) for each in targets.values()]
    # Those that more targets have a default value for come first, since only the last periods of
    # a file can be without one (rule ``values-follow-periods``).
    days = {ref: (each["startDate"], each["endDate"]) for ref, each in own.items()}
    order = sorted(own, key=lambda ref: (-sum(ref in values for values in held), *days[ref]))
    periods = {ref: own[ref] for ref in order}
    levels = sorted(
        spec.get("streaks", _NOTHING).values(), key=lambda each: int(each["targetCountOfSequence"])
    )
    shown: Spec = spec.get("periods", _NOTHING)
    if periods or not has_server_periods(spec):
        layout = _Layout(tuple(periods), shown, len(periods))
    else:
        layout = _Layout(None, shown, spec.get(PERIOD_COUNT, max(map(len, held), default=0)))
    is_told = layout.refs is not None or layout.count in {0, spec.get("recurringCycles")}
    data = _object(
        GROUP,
        spec,
        totalPeriods=None if is_told else layout.count,
        **_cycle_dates(spec, periods),
        **_periods(spec, periods),
        targets=[_target(each, layout, spec, vocabulary) for each in targets.values()] or None,
        streaks=[_object(STREAK, each) for each in levels] or None,
    )
    return Draft(data, tuple(_misplaced_values(targets, layout)))


def not_shown(spec: Spec) -> list[Route]:
    """Routes of what a file cannot do without and a live spec lacks, as it was not shown."""
    needed = {
        "targets": True,
        "periods": not has_server_periods(spec),
        "streaks": spec.get("trackingType") == "STREAKS",
    }
    missing: list[Route] = [
        (name,) for name, is_due in needed.items() if is_due and name not in spec
    ]
    return missing + _missing(GROUP, spec, spec, ())


def _missing(table: Table, shown: Spec, group: Spec, route: Route) -> list[Route]:
    """Routes of required fields that were not shown, in an object and in its parts."""
    found: list[Route] = []
    for name, is_required, inner in _needing(table):
        value = shown.get(name)
        if value is None:
            if is_required:
                found.append((*route, name))
        elif inner is not None and value:
            own = own_periods(group) if inner is PERIOD else value
            parts = without_twins(value) if inner is TARGET else own
            for key, part in parts.items():
                found += _missing(inner, part, group, (*route, name, key))
    return found


@cache
def _needing(table: Table) -> Sequence[tuple[str, bool, Table | None]]:
    """Fields that a file needs, or whose parts need some: whether it does, and the parts."""
    return [
        (each.name, each.required, each.parts if each.key is not None else None)
        for each in table.fields.values()
        if each.required or each.key is not None
    ]


def own_periods(spec: Spec) -> Spec:
    """Periods that a file declares (rule ``cyclic-periods-are-the-servers``)."""
    periods: Spec = spec.get("periods", _NOTHING)
    if not has_server_periods(spec):
        return periods
    is_ours = {ref: not SERVER_PERIOD.fullmatch(each["refCode"]) for ref, each in periods.items()}
    return {ref: each for ref, each in periods.items() if is_ours[ref]}


def _misplaced_values(targets: Spec, layout: _Layout) -> Iterator[Finding]:
    """Default values that have no place in a list in the order of periods."""
    if layout.refs is None or "" in layout.shown:  # an empty refCode is refused as such
        return
    for name, target in targets.items():
        held: Spec = target.get("defaultValues", _NOTHING)
        unknown = sorted(held.keys() - layout.shown.keys())
        if unknown:
            message = f"'{name}' has a default value for {unknown[0]}, which was not shown."
        elif any(ref in held for ref in dropwhile(held.__contains__, layout.refs)):
            message = f"'{name}' has default values for other periods than another target."
        else:
            continue
        route = ("targets", name, "defaultValues")
        yield VALUE_WITHOUT_PERIOD.at(route, message)


def _periods(spec: Spec, periods: Spec) -> dict[str, Json]:
    """The periods, as a schedule where one says the same, without what follows from it."""
    written = [_object(PERIOD, each) for each in periods.values()]
    schedule = fold(written, spec.get("frequencyType"))
    if schedule is None:
        return {"periods": written or None}
    follows = {"frequencyType": schedule["every"], "frequency": FREQUENCY}
    same = {name: None for name, value in follows.items() if spec.get(name) == value}
    return {**same, "periods": schedule}


def _cycle_dates(spec: Spec, periods: Spec) -> dict[str, str | None]:
    """Cycle dates that the server would not derive by itself (``cycle-dates-to-seconds``)."""
    start, end = spec.get("targetCycleStartDate"), spec.get("targetCycleEndDate")
    derived: tuple[str | None, str | None] = (None, None)
    if periods:
        first = min(period["startDate"] for period in periods.values())
        last = max(period["endDate"] for period in periods.values())
        derived = (f"{first}T00:00:00", f"{last}T23:59:59")
    elif start and end and start[:YEAR_LENGTH].isdecimal():
        # The instant of making, and the same some years later.
        later = f"{int(start[:YEAR_LENGTH]) + CYCLE_YEARS:04}{start[YEAR_LENGTH:]}"
        if end in {later, later.replace("-02-29T", "-02-28T")}:
            derived = (start, end)
    return {
        "targetCycleStartDate": None if start == derived[0] else _instant(start),
        "targetCycleEndDate": None if end == derived[1] else _instant(end),
    }


def _instant(value: str | None) -> str | None:
    """An instant in the form in which the API documents send it."""
    return value if value is None or len(value) != INSTANT_LENGTH else f"{value}.000Z"


def _target(target: Spec, layout: _Layout, group: Spec, vocabulary: Vocabulary) -> dict[str, Json]:
    special: dict[str, Json] = {"enrolmentMethod": target.get("enrolmentMethod")}
    if (held := target.get("defaultValues")) is not None:
        refs = held if layout.refs is None else [ref for ref in layout.refs if ref in held]
        ordered = [held[ref] for ref in refs]
        is_one_for_all = len(ordered) == layout.count and len({*ordered}) == 1
        special["defaultValues"] = ordered[0] if is_one_for_all else ordered
    if target.get("targetEntity") == "EVENT":
        special["eventName"] = target.get("eventName")
    if group.get("active") is False:  # inactive-group-hides-target-activity
        special["active"] = None
    known = vocabulary.at(target.get("eventName"))
    if is_redundant(target.get("expression"), target.get("expressionJson"), known):
        special["expressionJson"] = None  # it is filled in when it is sent
    return _object(TARGET, target, **special)


def _object(table: Table, shown: Spec, **special: Json) -> dict[str, Json]:
    """The fields of one object in the order of the table; those that are None are left out."""
    data = {}
    for name, silent, written in _steps(table):
        if name in special:
            value = special[name]
        elif name in shown and (value := shown[name]) not in silent:
            value = value if written is None else written(value)
        else:
            continue
        if value is not None:
            data[name] = value
    return data


@cache
def _steps(table: Table) -> Sequence[_Step]:
    return [
        (each.name, (None, each.default, each.absent), _way_of_writing(each))
        for each in table.fields.values()
    ]


def _way_of_writing(field: Field) -> Callable[[Json], Json] | None:
    """What makes of a value what a file gives; None where that is the value itself.

    It gives None where leaving the value out means the same.
    """
    if field.parts is FILTER:
        return filters_data
    if field.parts is not None:
        return partial(_items if field.kind is Kind.LIST else _part, field.parts)
    if field.kind is Kind.EXPRESSION:
        return lambda value: _EXPRESSIONS.get(value, value)
    return _written_json if field.kind is Kind.JSON_TEXT else None


def _items(table: Table, items: Spec) -> Json:
    return [_object(table, each) for each in items.values()] or None


def _part(table: Table, part: Spec) -> Json:
    return _object(table, part) or None


def _written_json(value: str) -> str:
    """The same JSON with blanks where a line may be folded."""
    parsed = parsed_json(value)
    written = value if parsed is None else encode(parsed)
    return written if written.isprintable() else value
