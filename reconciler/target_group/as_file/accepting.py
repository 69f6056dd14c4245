"""The differences between a file and its live group as changes of the file.

One round settles what it can see. A window that changes its kind, a period that is new, or a
schedule that is written out because it cannot say what is live, brings differences to light that
were hidden before: whoever calls compares again until none is left.
What stands behind a reference, or what no file can say, is refused with the reason.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.diff import ABSENT, pointer, unequal
from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group.as_file.lists import filter_edits, is_by_period, value_edits
from reconciler.target_group.as_file.places import (
    CannotDeclare,
    Place,
    find_place,
    part_names,
    put,
    refuse_reference,
    written_key,
)
from reconciler.target_group.as_file.values import file_value, is_unset, part_data
from reconciler.target_group.canonical import PERIOD_COUNT, cycle_count
from reconciler.target_group.columns import UNSEEN, Table
from reconciler.target_group.comparing.align import VALUES, Aligned, align, is_renamed
from reconciler.target_group.expressions.compiler import compiled
from reconciler.target_group.expressions.nodes import Obstacle
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.fields import DEFAULT_VALUE, FILTER, GROUP, SERVER_PERIODS, TARGET
from reconciler.target_group.kinds import Kind
from reconciler.target_group.values import parsed_json
from reconciler.yaml12.patch import Drop, Edit, Put, value_at

_PERIODS: Final = ("periods",)
_TARGETS: Final[Route] = ("targets",)
_WINDOW: Final = "targetEvaluationType"
_WINDOW_ROUTE: Final[Route] = (_WINDOW,)
_COUNT: Final[Route] = (PERIOD_COUNT,)
_CYCLES: Final = "recurringCycles"
_COUNTING: Final = frozenset({_WINDOW_ROUTE, _COUNT, (_CYCLES,)})
"""They decide what default values belong to, and how many one number stands for."""


class Acceptance(Struct, frozen=True):
    """What it takes to accept the live values.

    Attributes:
        edits: changes of the file's data.
        refusals: what cannot be accepted, with the place in the file.
    """

    edits: tuple[Edit, ...]
    refusals: tuple[Finding, ...]


def accept(
    raw: Mapping[str, Json],
    clean: Mapping[str, Json],
    desired: Spec,
    live: Spec,
    vocabulary: Vocabulary = DOCUMENTED,
    *,
    aligned: Aligned | None = None,
) -> Acceptance:
    """Turn the differences of a campaign into changes of its file.

    Args:
        raw: the file's data as written, with its references and its spellings.
        clean: the same with references resolved, in the long form (``reading.read_file``).
        desired: the spec of the clean data.
        live: the spec of the live group.
        vocabulary: the symbols of expressions whose types are known.
        aligned: both specs on common ground, where they were brought there already.
    """
    aligned = aligned or align(desired, live)
    return _Round(raw, clean, desired, live, vocabulary, aligned).run()


class _Round(Struct):
    """One round under way."""

    raw: Mapping[str, Json]
    clean: Mapping[str, Json]
    desired: Spec
    live: Spec
    vocabulary: Vocabulary
    aligned: Aligned
    dropped: set[Route] = field(default_factory=set)
    changed: Collection[Route] = ()
    follows_periods: bool = False

    def run(self) -> Acceptance:
        """Take differences in turn, those of one list together.

        New keys come in the order of the table; targets go before periods, since those that are
        dropped need no changes of their values.
        """
        unlike = unequal(self.aligned.desired, self.aligned.live)
        found = dict(_field(route) for route, _, _ in unlike)
        self.changed = found.keys()
        edits: list[Edit] = []
        refusals: list[Finding] = []
        is_scheduled = isinstance(self.raw.get(_PERIODS[0]), Mapping)
        is_behind = is_scheduled and any(route[:1] == _PERIODS for route in found)
        if is_behind:  # what the periods are for and what makes them is for the next round
            fields: Mapping[Route, Table] = {
                route: table
                for route, table in found.items()
                if route[:1] != _PERIODS and route[-1] != VALUES and route not in _COUNTING
            }
        else:
            fields = self._counting_first(found)
        steps = [self._write_out()] if is_behind else []

        def place(route: Route) -> tuple[bool, str, int]:
            position = [*fields[route].fields].index(str(route[-1]))
            return route != _TARGETS, pointer(route[:-1]), position

        for route in sorted(fields, key=place):
            steps += [self._say_count() if route == _COUNT else self._edits(route)]
        for step in steps:
            try:
                edits.extend(step)
            except CannotDeclare as refused:
                refusals.append(refused.finding)
        return Acceptance(tuple(edits), tuple(refusals))

    def _counting_first(self, fields: Mapping[Route, Table]) -> Mapping[Route, Table]:
        """What a round settles: who makes the periods and how many, before what is for them."""
        others = {route: table for route, table in fields.items() if route[-1] != VALUES}
        is_new = self.live.get(_WINDOW) in SERVER_PERIODS and _WINDOW not in self.clean
        is_open = is_new and not self.clean.get("periods")
        counts = not _COUNTING.isdisjoint(fields) or (is_open and len(others) < len(fields))
        if not counts and _PERIODS not in fields:
            return fields
        new = [_WINDOW, PERIOD_COUNT] if is_new else [PERIOD_COUNT]
        return {**(others if counts else fields), **dict.fromkeys(((name,) for name in new), GROUP)}

    def _edits(self, route: Route) -> Iterator[Edit]:
        if route[-1] == VALUES and any(each[:1] == _PERIODS for each in self.dropped):
            return  # the values of those periods go first; the next round sees what is left
        place = find_place(self.raw, self.clean, route)
        field = place.field
        have = value_at(self.live if route == _WINDOW_ROUTE else self.aligned.live, route)
        if field.kind is Kind.VALUES and self.follows_periods and is_by_period(place.raw):
            return  # its keys change with the periods; the next round sees its values
        if field.kind is Kind.VALUES:
            periods, want = self.raw.get("periods"), value_at(self.aligned.desired, route)
            yield from value_edits(place, periods, self.clean, want, have)
        elif field.parts is FILTER:
            yield from filter_edits(place, have)
        elif field.key is not None:
            yield from self._part_edits(place, value_at(self.aligned.desired, route), have)
        elif is_unset(field, have):
            yield Drop(place.route)
        else:
            old = None if place.raw is ABSENT else place.raw
            yield put(place.route, file_value(field, have, old), after=place.after)
            if field.kind is Kind.EXPRESSION:
                yield from self._tree_of(route, have)

    def _say_count(self) -> Iterator[Edit]:
        """How many periods the server made, where the file will not say it otherwise."""
        count = self.live.get(PERIOD_COUNT)
        is_servers = self.live.get(_WINDOW) in SERVER_PERIODS and not self.aligned.live["periods"]
        if count is None or not is_servers:
            return
        cycles = self.live if (_CYCLES,) in self.changed else self.clean
        said = {**self.clean, "periods": (), _CYCLES: cycles.get(_CYCLES, 0)}
        if (cycle_count(said) or 0) != count:
            place = find_place(self.raw, self.clean, _COUNT)
            yield put(place.route, count, after=place.after)

    def _write_out(self) -> Iterator[Edit]:
        """The periods of a schedule as a list, with what else it says of their rhythm.

        Raises:
            CannotDeclare: a part of it stands behind a reference.
        """
        place = find_place(self.raw, self.clean, _PERIODS)
        schedule: Json = place.raw
        for word, value in schedule.items():
            refuse_reference((*_PERIODS, word), value)
        for name in ("frequencyType", "frequency"):
            rhythm = find_place(self.raw, self.clean, (name,))
            if rhythm.raw is ABSENT and rhythm.route not in self.changed:
                yield put(rhythm.route, rhythm.clean, after=rhythm.after)
        yield put(place.route, place.clean)

    def _tree_of(self, route: Route, expression: str) -> Iterator[Edit]:
        """The tree of a new expression, where the file declares none and it cannot be filled in."""
        route = (*route[:-1], "expressionJson")
        if route in self.changed:
            return
        place = find_place(self.raw, self.clean, route)
        target = value_at(self.live, route[:-1])
        tree = target.get(route[-1])
        is_shown = isinstance(tree, str) and parsed_json(tree) is not None
        if is_shown and place.raw is ABSENT:
            known = self.vocabulary.at(target.get("eventName"))
            if isinstance(compiled(expression, known), Obstacle):
                yield put(place.route, tree, after=place.after)

    def _part_edits(self, place: Place, want: Spec, have: Spec) -> Iterator[Edit]:
        """Parts that only one side has; one that has changed its name alone is renamed."""
        raw: Json = place.raw
        names = part_names(place.field, place.clean)
        renamed = self._renamed(place, names, want, have)
        for old, new in renamed.items():
            position = names.index(old)
            key = written_key(place.parts.fields[str(place.field.key)], raw[position])
            route = (*place.route, position, key)
            refuse_reference(route, raw[position][key])
            yield put(route, new)
        gone = [k for k, name in enumerate(names) if name not in have and name not in renamed]
        self.dropped |= {(*place.route, k) for k in gone}
        new_names = [name for name in have if name not in want and name not in renamed.values()]
        if len(gone) == len(names) and not new_names and place.field.default is not UNSEEN:
            yield Drop(place.route)  # an empty list says no more than none
        else:
            yield from (Drop((*place.route, k)) for k in gone)
        if place.route == _PERIODS:
            yield from self._follow_periods(place, gone, renamed, new_names)
        parts = [self._new_part(place, have[name]) for name in new_names]
        if isinstance(raw, list):
            yield from (put((*place.route, k), each) for k, each in enumerate(parts, len(raw)))
        else:
            yield put(place.route, parts, after=place.after)

    def _renamed(
        self, place: Place, names: Sequence[str], want: Spec, have: Spec
    ) -> dict[str, str]:
        """Parts that are live under another name and are otherwise the same, old names to new."""
        renamed: dict[str, str] = {}
        new_names = [each for each in have if each not in want]
        for old in (each for each in names if each in want and each not in have):
            for new in (each for each in new_names if each not in renamed.values()):
                both = want[old].keys() & have[new].keys() - {place.field.key}
                if (
                    is_renamed(self.desired, self.live, place.field.name, old, new)
                    if len(place.route) == 1
                    else all(want[old][name] == have[new][name] for name in both)
                ):
                    renamed[old] = new
                    break
        return renamed

    def _follow_periods(
        self, place: Place, gone: Sequence[int], renamed: Mapping[str, str], new: Sequence[str]
    ) -> Iterator[Edit]:
        """Default values, which come, go and are renamed with the periods that they are for."""
        self.follows_periods = True
        names = part_names(place.field, place.clean)
        for k, target in enumerate(self.clean.get("targets", ())):
            route = (*_TARGETS, k, VALUES)
            raw = self.raw["targets"][k].get(VALUES)
            if route[:2] in self.dropped:
                continue
            if isinstance(target.get(VALUES), list):
                refuse_reference(route, raw)
            if isinstance(raw, list):
                yield from (Drop((*route, n)) for n in gone if n < len(raw))
            elif is_by_period(raw):
                live = self.live.get("targets", {}).get(target["name"], {}).get(VALUES, {})
                refs = [names[n] for n in gone]
                yield from (Drop((*route, ref)) for ref in (*refs, *renamed))
                yield from (Put((*route, ref), raw[old]) for old, ref in renamed.items())
                yield from (put((*route, ref), live[ref]) for ref in new if ref in live)

    def _new_part(self, place: Place, part: Spec) -> Json:
        if place.parts is TARGET and self.live.get("active") is False:
            # Then every target is inactive, which says nothing about this one.
            part = {name: value for name, value in part.items() if name != "active"}
        # One number for all periods, or as many as there are.
        shown = part.get(VALUES, {})
        refs = [*self.aligned.live["periods"]] or [*shown]
        ordered = [shown[ref] for ref in refs if ref in shown]
        serves_all = len(set(ordered)) == 1 and len(ordered) == len(refs)
        return part_data(place.parts, part, ordered[0] if serves_all else ordered or None)


def _field(route: Route, table: Table = GROUP) -> tuple[Route, Table]:
    """The field by which a difference is settled, with its table.

    For a part on one side only, that is its list.
    """
    field = table.fields[str(route[0])]
    steps = 1 if field.key is None else 2
    if field.parts is None or field.parts in {FILTER, DEFAULT_VALUE} or len(route) <= steps:
        return route[:1], table
    inner, found = _field(route[steps:], field.parts)
    return (*route[:steps], *inner), found
