"""Short forms of a campaign file to the long form of the API, and findings back to the file.

References are resolved before it, and everything after it sees the long form only: the model, the
rules, the spec that is compared, the body that is sent. A short form that is wrong is left as it
is, and then the data is no campaign.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.columns import Table
from reconciler.target_group.fields import DEFAULT_VALUE, GROUP, PERIOD, SERVER_PERIODS
from reconciler.target_group.kinds import is_number
from reconciler.target_group.patterns import is_reference
from reconciler.target_group.shorthand.default_values import (
    Periods,
    is_progression,
    list_values,
    names_period,
    order_by_id,
    unclear_period,
)
from reconciler.target_group.shorthand.schedules import FREQUENCY, unfold
from reconciler.target_group.wrong_values import is_misspelled

_PERIODS: Final = "periods"
_TARGETS: Final = "targets"
_VALUES: Final = "defaultValues"
_COUNTS: Final = ("totalPeriods", "recurringCycles")
_COUNTING: Final = (_PERIODS, "targetEvaluationType", *_COUNTS)
"""Fields that say which periods there are, or how many."""


class Expanded(NamedTuple):
    """A campaign without its short forms.

    Attributes:
        data: the long form; what could not be worked out is as it was.
        findings: about the short forms, by routes of the file.
        ways_back: where the file says what stands at a route of the long form and below it.
    """

    data: dict[str, Json]
    findings: tuple[Finding, ...]
    ways_back: Mapping[Route, Route]

    def in_file(self, findings: Iterable[Finding]) -> list[Finding]:
        """Move findings about the long form to where the file says it.

        What a short form repeats, it says once: of findings of one kind about one place in a short
        form, the first is kept.
        """
        kept: list[Finding] = []
        told: set[tuple[str, Route]] = set()
        for each in findings:
            starts = (each.route[:length] for length in range(len(each.route), 0, -1))
            ways = (self.ways_back[start] for start in starts if start in self.ways_back)
            if (way := next(ways, None)) is None:
                kept.append(each)
            elif (each.code.slug, way) not in told:
                told.add((each.code.slug, way))
                kept.append(replace(each, route=way))
        return kept


def expand(data: Mapping[str, Json]) -> Expanded:
    """Work out the short forms of a campaign of any shape, references resolved."""
    work = _Work(dict(data))
    work.expand_periods()
    work.expand_values()
    return Expanded(work.data, tuple(work.findings), work.ways_back)


class _Work:
    """One expansion under way."""

    def __init__(self, data: dict[str, Json]) -> None:
        self.data = data
        self.findings: list[Finding] = []
        self.ways_back: dict[Route, Route] = {}

    def expand_periods(self) -> None:
        schedule = self.data.get(_PERIODS)
        if not isinstance(schedule, dict):
            return
        periods, every, findings = unfold(schedule)
        self.findings += findings
        if periods is None:
            return
        follows = {"frequencyType": every, "frequency": FREQUENCY}
        missing = {name: value for name, value in follows.items() if name not in self.data}
        declared, self.data = self.data, {}
        for name, value in declared.items():
            self.data |= missing | {name: periods} if name == _PERIODS else {name: value}
        self.ways_back |= {(_PERIODS, k): (_PERIODS,) for k in range(len(periods))}

    def expand_values(self) -> None:
        targets = self.data.get(_TARGETS)
        if not isinstance(targets, list):
            return
        if any(map(_has_period_ids, targets)):
            targets = [self._by_id(k, each) for k, each in enumerate(targets)]
            self.data[_TARGETS] = targets
        if not any(map(_has_mapping, targets)):
            return
        periods = _known_periods(self.data)
        if periods is not None:
            self.data[_TARGETS] = [self._target(k, each, periods) for k, each in enumerate(targets)]

    def _by_id(self, k: int, target: Json) -> Json:
        """Take default values that name periodIds to their periods."""
        periods = self.data.get(_PERIODS) or []
        if not _has_period_ids(target) or not isinstance(periods, list):
            return target
        route: Route = (_TARGETS, k, _VALUES)
        items = target[_VALUES]
        is_clear = not (
            is_misspelled(GROUP, self.data, _PERIODS)
            or _has_unknown_keys(items, DEFAULT_VALUE)
            or _has_unknown_keys(periods, PERIOD)
        )
        order = order_by_id(items, periods) if is_clear else None
        if order is None:
            if is_clear:
                self.findings.append(unclear_period(items, periods, route))
            # That the server fills it in, and the line can go, is no advice here.
            plain = [
                {key: value for key, value in each.items() if key != "periodId"}
                if isinstance(each, dict)
                else each
                for each in items
            ]
            return target | {_VALUES: plain}
        if [*order] == [*range(len(items))]:
            return target
        known = DEFAULT_VALUE.named.keys()
        if not all(is_number(each.get("defaultValue")) and each.keys() <= known for each in items):
            return target  # which is refused for another reason
        self.ways_back |= {(*route, n): (*route, at) for n, at in enumerate(order)}
        return target | {_VALUES: [items[at]["defaultValue"] for at in order]}

    def _target(self, k: int, target: Json, periods: Periods) -> Json:
        if not _has_mapping(target) or not all(map(is_number, target[_VALUES].values())):
            return target
        route: Route = (_TARGETS, k, _VALUES)
        mapping = target[_VALUES]
        listed, findings = list_values(mapping, periods, route)
        self.findings += findings
        if listed is None:
            return target
        for n in range(len(listed)):
            step = () if is_progression(mapping) else (periods.refs[n],)
            self.ways_back[(*route, n)] = (*route, *step)
        return target | {_VALUES: listed}


def _has_unknown_keys(items: Sequence[Json], table: Table) -> bool:
    """Whether one of some objects has a key that may be meant to say an id."""
    return any(isinstance(each, dict) and each.keys() - table.named for each in items)


def _has_mapping(target: Json) -> bool:
    return isinstance(target, dict) and isinstance(target.get(_VALUES), dict)


def _has_period_ids(target: Json) -> bool:
    listed = target.get(_VALUES) if isinstance(target, dict) else None
    return isinstance(listed, list) and any(map(names_period, listed))


def _known_periods(data: Mapping[str, Json]) -> Periods | None:
    """The periods of data of any shape; None where something about them is wrong."""
    if any(is_misspelled(GROUP, data, name) for name in _COUNTING):
        return None
    window = data.get("targetEvaluationType")
    are_servers = isinstance(window, str) and window in SERVER_PERIODS
    declared = data.get(_PERIODS, [])
    if not isinstance(declared, list):
        return None
    refs: list[str] = []
    for period in declared:
        ref = period.get("refCode") if isinstance(period, dict) else None
        if isinstance(ref, bool) or not isinstance(ref, str | int) or is_reference(ref):
            return None
        refs.append(values.text(ref))
    if refs or not are_servers:
        return Periods(tuple(refs), len(refs), are_servers)
    counts = [data.get(name, 0) for name in _COUNTS]
    if not all(isinstance(each, int) for each in counts):
        return None
    return Periods((), next((each for each in counts if each > 0), None), are_servers)
