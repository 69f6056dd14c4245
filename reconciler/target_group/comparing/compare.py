"""Compares a campaign with a live group.

Most groups are exactly as their files declare them, which their rows tell: every declared value is
shown and means the same, and nobody has added a part (``count_as_declared``). Whatever is less
plain than that is brought into canonical form and onto common ground (``align``), and diffed; a law
holds the two ways together.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.core.comparison import Comparison, Coverage, FieldChange, Seen
from reconciler.core.diff import diff_all, path_order, pointer, unequal
from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.core.resource_kind import Pair
from reconciler.target_group import values
from reconciler.target_group.answers.rows import read_usual_row
from reconciler.target_group.canonical import (
    ALWAYS,
    EVERY_PERIOD,
    PERIOD_COUNT,
    Canon,
    Row,
    counts_always,
    cycle_count,
    declared_steps,
    declared_values,
    has_server_periods,
    live_spec,
    live_steps,
    live_values,
)
from reconciler.target_group.columns import UNSEEN, Source, Table, Unseen
from reconciler.target_group.comparing.advice import advice, renamed_parts
from reconciler.target_group.comparing.align import Aligned, align
from reconciler.target_group.fields import GROUP, PERIOD, STREAK, TARGET
from reconciler.target_group.values import Expected

_HOLDERS: Final = (dict, list)
_NEVER_SHOWN: Final = (None, False)
_APART: Final = frozenset(
    {"periods", "targets", "streaks", "targetMilestoneTriggers", PERIOD_COUNT}
)
"""What is not compared value by value."""

_Step: TypeAlias = tuple[str, Canon, Json | Unseen, Canon | None, bool]
"""A field: its name, what brings its declared value into canonical form, what leaving it out
declares, what brings a shown value into form if it is compared at all, and whether a row that shows
none says that there is nothing in it."""


class Ground(Struct, frozen=True):
    """A campaign and a group, of which it is not plain that they agree.

    Attributes:
        desired: what the file says.
        live: what an answer showed.
        aligned: both, as they can be compared.
        row: what the answer showed, as it was shown; None where that is of another form than most.
    """

    desired: Spec
    live: Spec
    aligned: Aligned
    row: Row | None = None

    @property
    def differs(self) -> bool:
        """Whether there is anything that is not live as declared."""
        return bool(self.aligned.desired != self.aligned.live)

    def unlike(self) -> tuple[FieldChange, ...]:
        """What differs, for whoever does not ask what could be done about it."""
        unlike = unequal(self.aligned.desired, self.aligned.live)
        return tuple(
            FieldChange(pointer(route), want, have, editable=True, hint="")
            for route, want, have in unlike
        )

    def seen(self) -> Seen:
        """How much of the campaign could be compared."""
        aligned = self.aligned
        declared = _count(self.desired) - aligned.moot
        return Seen(
            tuple(sorted(map(pointer, aligned.unverified), key=path_order)),
            tuple(sorted(map(pointer, aligned.uncertain), key=path_order)),
            Coverage(declared, declared - len(aligned.unverified)),
        )


def compare(pairs: Sequence[Pair]) -> list[Comparison]:
    """Compare campaigns, each with a group of which a whole read showed a row."""
    return compare_rows(pairs, [read_usual_row(live.row.decode()) for _, live in pairs])


def compare_rows(pairs: Sequence[Pair], rows: Sequence[Row | None]) -> list[Comparison]:
    """Compare campaigns with groups whose rows are at hand, None for each of another form."""
    found = [*map(look, pairs, rows)]
    named = iter(compare_grounds([each for each in found if isinstance(each, Ground)]))
    return [next(named) if isinstance(each, Ground) else each for each in found]


def look(pair: Pair, row: Row | None) -> Comparison | Ground:
    """Compare a campaign with a group as far as it is plain that they agree.

    Args:
        pair: both.
        row: what was shown of the group, None where it has another form.
    """
    desired, live = pair
    data = desired.give_data()
    count = None if row is None else count_as_declared(data, row, live.source)
    if count is not None:
        return Comparison((), Seen(coverage=Coverage(count, count)))
    return ground_of(pair, row, data)


def ground_of(pair: Pair, row: Row | None, data: Row | None = None) -> Ground:
    """Bring a campaign and a group onto common ground; as ``look``.

    Neither keeps its spec: of thousands that drifted they would take 10 kB each, and hardly anybody
    asks for them once more. The data is the campaign's, where it is at hand.
    """
    desired, live = pair
    want = desired.make_spec(desired.give_data() if data is None else data)
    have = live.make_spec() if row is None else live_spec(row, Source(live.source))
    return Ground(want, have, align(want, have), row)


def compare_in_part(pairs: Sequence[Pair]) -> list[Comparison]:
    """Compare campaigns with what a read of one customer showed of groups."""
    return compare_specs([(desired.spec, live.spec) for desired, live in pairs], is_whole=False)


def compare_specs(pairs: Iterable[tuple[Spec, Spec]], *, is_whole: bool) -> list[Comparison]:
    """Compare declared specs with live ones, of which only a whole answer has all parts."""
    return compare_grounds([Ground(*both, align(*both, is_whole=is_whole)) for both in pairs])


def compare_grounds(grounds: Sequence[Ground]) -> list[Comparison]:
    """Name what differs, and say what can be done about it."""
    found = diff_all([(each.aligned.desired, each.aligned.live) for each in grounds])
    comparisons = []
    for ground, differences in zip(grounds, found, strict=True):
        changes = []
        both = ground.desired, ground.live
        renamed = renamed_parts(*both, ground.aligned) if differences else ()
        for each in differences:
            edit = advice(each, ground.desired, renamed)
            change = FieldChange(each.path, each.desired, each.live, edit.possible, edit.how)
            changes.append(change)
        comparisons.append(Comparison(tuple(changes), ground.seen()))
    return comparisons


def count_as_declared(data: Row, row: Row, source: str) -> int | None:
    """Count the declared values that a row shows to be live.

    Args:
        data: the clean data of a campaign file (``reading.read_file``).
        row: what a read of the whole organisation showed, of the documented form
            (``answers.rows``).
        source: the read, as ``Source`` calls it.

    Returns:
        How many values are declared; None where it is not plain that they are all live, and no
        others beside them.
    """
    by_position = has_server_periods(data)
    periods = data.get("periods", ())
    may_be_moot = row.get("active") is not True
    if may_be_moot or "targetEvaluationType" not in data or (by_position and periods):
        return None
    group, period, streak, target = _steps(source)
    # Periods that the server has made are not ours to compare (``Alignment.own_periods``).
    shown = () if by_position else row.get("periods")
    own = _fields(data, row, group)
    made = cycle_count(data) if by_position else None
    if own is None or (made is not None and row.get(PERIOD_COUNT) != made):
        return None
    counts = (
        own,
        0 if made is None else 1,
        _parts(periods, shown, "refCode", period),
        _parts(data.get("streaks", ()), row.get("streaks") or (), "name", streak),
        _targets(data, row, target, by_position=by_position),
    )
    return _sum(counts)


@cache
def _steps(source: str) -> Sequence[tuple[_Step, ...]]:
    """The fields of a group, and of its periods, streaks and targets."""
    return [_steps_of(Source(source), table) for table in (GROUP, PERIOD, STREAK, TARGET)]


def _steps_of(source: Source, table: Table) -> tuple[_Step, ...]:
    shown = {
        name: (canon, missing == null == {})
        for name, _, canon, missing, null in live_steps(source, table)
    }
    return tuple(
        (name, canon, absent, *shown.get(name, _NEVER_SHOWN))
        for name, _, canon, absent, _ in declared_steps(table)
        if name not in _APART
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    """The sum, or None at the first that is none."""
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def _targets(data: Row, row: Row, steps: tuple[_Step, ...], *, by_position: bool) -> int | None:
    """Targets by name, with their default values by period, or in the order of the server's."""
    ours, theirs = data.get("targets", ()), row.get("targets")
    count = _parts(ours, theirs, "name", steps)
    if count is None:
        return None
    refs = {
        values.integer(period["id"]): values.text(period["refCode"])
        for period in row.get("periods") or ()
        if period.get("id") is not None
    }
    shown = {values.text(each["name"]): each for each in theirs or ()}
    counts = (
        _values(each, shown[each["name"]], data, refs, by_position=by_position) for each in ours
    )
    return _sum(chain([count], counts))


def _values(
    target: Row, shown: Row, data: Row, refs: Mapping[int, str], *, by_position: bool
) -> int | None:
    """Default values; triggers, where they are declared, are for the thorough way.

    So is a target that counts not always, though its file does not say so.
    """
    if "targetMilestoneTriggers" in target:
        return None
    if counts_always(target):  # a row must say so in the word, and in no other tree
        text, tree = shown.get("expression"), shown.get("expressionJson")
        is_same_tree = tree is None or values.json_text(tree) == ALWAYS["expressionJson"]
        if text not in {None, "true", True} or not is_same_tree:
            return None
    if "defaultValues" not in target:
        return 0
    rows = shown.get("defaultValues")
    if rows is None or any(each.get("defaultValue") is None for each in rows):
        return None
    declared = [period["refCode"] for period in data.get("periods", ())]
    ours = declared_values(target["defaultValues"], declared, data)
    # Equal numbers need not be written alike, and to bring them into form takes ten times as long.
    named = {refs.get(each.get("periodId")): each["defaultValue"] for each in rows}
    if named == ours and len(rows) == len(ours) and not by_position:
        return len(ours)
    theirs = live_values(rows, refs)
    is_same = theirs == ours
    if by_position:  # the same one after the other; one can stand for all
        one = [ours[EVERY_PERIOD]] * max(1, len(theirs)) if EVERY_PERIOD in ours else None
        is_same = list(theirs.values()) == (one or list(ours.values()))
    return len(ours) if is_same else None


def _parts(
    ours: Sequence[Row], theirs: Sequence[Row] | None, key: str, steps: tuple[_Step, ...]
) -> int | None:
    """Parts by their keys: the same ones on both sides, each once."""
    if theirs is None or len(theirs) != len(ours):
        return None
    wanted = {each[key]: each for each in ours}
    shown = {values.text(each[key]): each for each in theirs}
    if len(wanted) != len(ours) or shown.keys() != wanted.keys():
        return None
    count = 0
    for name, part in wanted.items():
        fields = _fields(part, shown[name], steps)
        if fields is None:
            return None
        count += fields
    return count


def _fields(data: Row, row: Row, steps: tuple[_Step, ...]) -> int | None:
    """Declared fields, each compared, and shown with a value that means the same."""
    count = 0
    for name, canon, absent, live, may_be_nothing in steps:
        value = data.get(name, absent)
        if value is UNSEEN:
            continue
        shown = row.get(name)
        if shown is None or live is None:
            if shown is None and may_be_nothing and value == {}:
                continue
            return None
        if isinstance(value, _HOLDERS):
            agreed = _agreed(canon, value, live, shown)
            if agreed is None:
                return None
            count += _count(agreed)
        elif shown == value or live(shown) == canon(value):
            count += not isinstance(value, Expected)
        else:
            return None
    return count


def _agreed(canon: Canon, declared: Json, live: Canon, shown: Json) -> Spec | None:
    """What a list or mapping says on both sides; None where they differ."""
    want: Spec = canon(declared)
    if canon is live and shown == declared:  # so that it is the same in any form
        return want
    have = live(shown)
    # Nothing else may be shown, but fields that are unset.
    is_same = have == want or {k: v for k, v in have.items() if v is not None} == want
    return want if is_same else None


def _count(value: Json) -> int:
    """Single values, but for those that nobody declared; as ``align.leaves`` does."""
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    return not isinstance(value, Expected)
