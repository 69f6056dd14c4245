"""The quick way to tell that a live group is exactly as its file declares it, from its row.

Most groups are, and then there is no need to bring the row into canonical form, to bring both sides
onto common ground (``align``) or to diff them: every declared value is shown and means the same,
and nobody has added a part. Whatever is less plain than that is for the thorough way to judge; a
law holds the two together.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group import values
from reconciler.target_group.canonical import (
    EVERY_PERIOD,
    Canon,
    Row,
    live_canons,
    live_values,
)
from reconciler.target_group.fields import (
    GROUP,
    PERIOD,
    SERVER_PERIODS,
    STREAK,
    TARGET,
    Source,
)
from reconciler.target_group.values import Expected

_PARTS: Final = frozenset({"periods", "targets", "streaks"})
_APART: Final = frozenset({"defaultValues", "targetMilestoneTriggers"})
_NONE: Final[frozenset[str]] = frozenset()

Canons: TypeAlias = Mapping[str, Canon]


def count_in_accord(desired: Spec, row: Row, source: Source) -> int | None:
    """Count the declared values that a row shows to be live.

    Args:
        desired: a declared spec.
        row: what a read of the whole organisation showed, of the usual form (``usual_rows``).
        source: the read.

    Returns:
        How many values are declared; None where it is not plain that they are all live, and no
        others beside them.
    """
    window = desired.get("targetEvaluationType")
    may_be_moot = desired.get("active") is False or row.get("active") is not True
    are_servers = window in SERVER_PERIODS
    if may_be_moot or window is None or (are_servers and desired["periods"]):
        return None
    # Periods that the server has made are not ours to compare (``Alignment.own_periods``).
    shown = () if are_servers else row.get("periods")
    counts = (
        _fields(desired, row, live_canons(source, GROUP), but=_PARTS),
        _parts(desired["periods"], shown, "refCode", live_canons(source, PERIOD)),
        _parts(desired["streaks"], row.get("streaks") or (), "name", live_canons(source, STREAK)),
        _targets(desired["targets"], row, source, by_position=are_servers),
    )
    return _sum(counts)


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _targets(want: Spec, row: Row, source: Source, *, by_position: bool) -> int | None:
    """Targets by name, with their default values by period, or in the order of the server's."""
    shown = row.get("targets")
    count = _parts(want, shown, "name", live_canons(source, TARGET), but=_APART)
    if count is None:
        return None
    refs = {
        values.integer(period["id"]): values.text(period["refCode"])
        for period in row.get("periods") or ()
        if period.get("id") is not None
    }
    counts = [
        _values(want[values.text(each["name"])], each, refs, by_position=by_position)
        for each in shown or ()
    ]
    return _sum([count, *counts])


def _values(want: Spec, target: Row, refs: Mapping[int, str], *, by_position: bool) -> int | None:
    """Default values; triggers, where they are declared, are for the thorough way."""
    if "targetMilestoneTriggers" in want:
        return None
    if "defaultValues" not in want:
        return 0
    shown = target.get("defaultValues")
    if shown is None or any(each.get("defaultValue") is None for each in shown):
        return None
    ours, theirs = want["defaultValues"], live_values(shown, refs)
    is_same = _are_in_order(ours, theirs) if by_position else theirs == ours
    return len(ours) if is_same else None


def _are_in_order(ours: Spec, theirs: Spec) -> bool:
    """Whether the values are the same one after the other; one can stand for all."""
    shown = list(theirs.values())
    if EVERY_PERIOD in ours:
        return bool(shown) and shown == [ours[EVERY_PERIOD]] * len(shown)
    return shown == list(ours.values())


def _parts(
    want: Spec,
    rows: Sequence[Row] | None,
    key: str,
    canons: Canons,
    *,
    but: frozenset[str] = _NONE,
) -> int | None:
    """Parts by their keys: the same ones on both sides, each once."""
    if rows is None or len(rows) != len(want):
        return None
    shown = {values.text(each[key]): each for each in rows}
    if shown.keys() != want.keys():
        return None
    return _sum([_fields(part, shown[name], canons, but=but) for name, part in want.items()])


def _fields(want: Spec, row: Row, canons: Canons, *, but: frozenset[str]) -> int | None:
    """Declared fields, each compared, and shown with a value that means the same."""
    count = 0
    for name, value in want.items():
        if name in but:
            continue
        shown, canon = row.get(name), canons.get(name)
        if shown is None or canon is None:
            return None
        if isinstance(value, dict):
            if not _is_all(value, canon(shown)):
                return None
            count += _count(value)
        elif shown == value or canon(shown) == value:
            count += not isinstance(value, Expected)
        else:
            return None
    return count


def _is_all(want: Spec, shown: Spec) -> bool:
    """Whether an object shows what is declared, and nothing else but fields that are unset."""
    return shown == want or {k: v for k, v in shown.items() if v is not None} == want


def _count(value: Json) -> int:
    """Single values, but for those that nobody declared; as ``align.leaves`` does."""
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    return not isinstance(value, Expected)
