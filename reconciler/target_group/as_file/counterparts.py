"""Compares two live groups of one campaign, each in an environment of its own.

Each group is written down as a file would declare it, and that is compared with the other one as
a file is compared with what is live: what servers fill in, rewrite or make by themselves is no
difference here either, and there is one place that knows it. Both ways are gone, since a file says
nothing of what it leaves out.

Two kinds of differences are meant: ids that are the two environments' values of one name, and
whatever one file declares for both where both are as declared.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct, field

from reconciler.core.diagnostic import Route
from reconciler.core.diff import ABSENT, Absent, pointer, unequal, value_or_absent
from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.core.side_by_side import Likeness, Unlike
from reconciler.target_group.as_file.adopt import draft_campaign, not_shown, own_periods
from reconciler.target_group.as_file.references import IDS
from reconciler.target_group.canonical import (
    declared_spec,
    has_server_periods,
    without,
    without_twins,
)
from reconciler.target_group.comparing.align import FILTERS, VALUES, align
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.fields import CYCLE
from reconciler.target_group.reading import read_file
from reconciler.target_group.shorthand.expand import expand
from reconciler.target_group.values import is_integer

_Values: TypeAlias = Mapping[str, Json]
_Sides: TypeAlias = tuple[Json | Absent, Json | Absent]
"""What stands in the one group, and what in the other."""
_NO_VALUES: Final[_Values] = {}


class Counterpart(Struct, frozen=True):
    """A live group, and what its environment says of it.

    Attributes:
        spec: what the read showed.
        values: what references stand for in the environment.
        declared: what the file that declares both groups expects of this one; None without one.
    """

    spec: Spec
    values: _Values = field(default_factory=lambda: _NO_VALUES)
    declared: Spec | None = None


def compare_live(
    one: Counterpart, other: Counterpart, vocabulary: Vocabulary = DOCUMENTED
) -> Likeness:
    """Compare two live groups, each the counterpart of the other elsewhere."""
    # Most differ in nothing, or in their tills.
    if all(
        _correspond(route, (ours, theirs), one.values, other.values)
        for route, ours, theirs in unequal(one.spec, other.spec)
    ):
        return Likeness(unverified=tuple(sorted(map(pointer, not_shown(one.spec)))))
    there = _look(one.spec, other.spec, vocabulary)
    back = _look(other.spec, one.spec, vocabulary)
    found = dict(there.found)
    near = _with_all_above(found)
    for route, (theirs, ours) in back.found.items():
        if near.isdisjoint(_prefixes(route)) and route not in near:
            found[route] = ours, theirs
    fields = []
    for route, sides in found.items():
        shown = value_or_absent(one.spec, route), value_or_absent(other.spec, route)
        if shown[0] is not ABSENT and shown[0] == shown[1]:
            continue  # a file may be unable to say what both groups have
        is_shown = [each is ABSENT for each in shown] == [each is ABSENT for each in sides]
        said = shown if is_shown else sides
        if not _correspond(route, said, one.values, other.values):
            fields.append(Unlike(pointer(route), said))
    if fields:
        meant = _declared_to_be_so(found, one, other)
        fields = [each for each in fields if each.path not in meant]
    fields.sort(key=lambda each: each.path)
    unverified = {pointer(route) for route in (*there.unverified, *back.unverified)}
    return Likeness(tuple(fields), tuple(sorted(unverified)), (there.gap, back.gap))


class _Look(NamedTuple):
    """What one group has and the other has otherwise.

    Attributes:
        found: what differs, by route: of the one, and of the other.
        unverified: routes of what the read of the other did not show.
        gap: why the one could not be written down as a file; empty if it was.
    """

    found: Mapping[Route, _Sides]
    unverified: Iterable[Route]
    gap: str = ""


def _look(one: Spec, other: Spec, vocabulary: Vocabulary) -> _Look:
    missing = {name for name, *below in not_shown(one) if not below}
    wanted: Spec
    if missing:
        # What was shown, in the form of what is declared. So it is with groups that are inactive,
        # of which the list shows no periods: all that is known of them is that values are theirs.
        makes_periods = has_server_periods(one)
        targets, periods = without_twins(one.get("targets", {})), own_periods(one)
        if "periods" not in one and not makes_periods:
            periods = {ref: {} for each in targets.values() for ref in each.get(VALUES, ())}
        shown = without(one, CYCLE if makes_periods else ())
        streaks = one.get("streaks", {})
        wanted = {**shown, "periods": periods, "targets": targets, "streaks": streaks}
    else:
        draft = draft_campaign(one, vocabulary)
        read = read_file(expand(draft.data).data, vocabulary)
        if faults := [*draft.findings, *read.faults]:  # no file can say what is live
            return _Look({}, (), faults[0].message)
        wanted = declared_spec(read.clean)
    aligned = align(wanted, without(other, missing))
    unlike = unequal(aligned.desired, aligned.live)
    found = {route: (ours, theirs) for route, ours, theirs in unlike}
    return _Look(found, (*((name,) for name in missing), *aligned.unverified))


def _prefixes(route: Route) -> Iterator[Route]:
    """All routes that lead to a place above, but for the root."""
    return accumulate((step,) for step in route[:-1])


def _with_all_above(routes: Collection[Route]) -> set[Route]:
    """Routes, and the way to each of them."""
    return {*routes, *(above for route in routes for above in _prefixes(route))}


def _correspond(route: Route, sides: _Sides, ours: _Values, theirs: _Values) -> bool:
    """Whether both values are ids that the environments have under one name."""
    if route[-1] not in IDS and FILTERS not in route:
        return False
    one, other = sides
    if isinstance(one, list) and isinstance(other, list):
        return _listed(one, other, ours, theirs)
    return other in _elsewhere(one, ours, theirs)


def _listed(one: list[Json], other: list[Json], ours: _Values, theirs: _Values) -> bool:
    """Whether two sets of ids correspond, as a whole or one by one."""
    wholes = (
        theirs.get(name)
        for name, value in ours.items()
        if isinstance(value, list) and set(value) == set(one)
    )
    if any(isinstance(each, list) and set(each) == set(other) for each in wholes):
        return True
    ways = [[each, *_elsewhere(each, ours, theirs)] for each in one]
    reached = {each for way in ways for each in way}
    return all(not reached_by.isdisjoint(other) for reached_by in map(set, ways)) and (
        reached.issuperset(other)
    )


def _elsewhere(value: Json | Absent, ours: _Values, theirs: _Values) -> list[Json]:
    """What one value is in another environment, by each name that it has."""
    names = (name for name, other in ours.items() if is_integer(other) and other == value)
    return [theirs[name] for name in names if is_integer(theirs.get(name))]


def _declared_to_be_so(
    routes: Iterable[Route], one: Counterpart, other: Counterpart
) -> Collection[str]:
    """Paths at which a file declares for both groups what they are, although that differs."""
    if one.declared is None or other.declared is None:
        return ()
    doubtful = [*_not_as_declared(one), *_not_as_declared(other)]
    above, near = set(doubtful), _with_all_above(doubtful)
    declared = one.declared, other.declared
    return {
        pointer(route)
        for route in routes
        if route not in near
        and above.isdisjoint(_prefixes(route))
        and any(value_or_absent(each, route) is not ABSENT for each in declared)
    }


def _not_as_declared(side: Counterpart) -> Iterator[Route]:
    """Where a group is not as its file declares it, or nobody can tell."""
    assert side.declared is not None  # noqa: S101 - for mypy
    aligned = align(side.declared, side.spec)
    yield from (route for route, _, _ in unequal(aligned.desired, aligned.live))
    yield from aligned.unverified
