"""The quick way to tell that a live group is exactly as its file declares it.

Most groups are, and then nothing has to be brought onto common ground (``align``) nor diffed: every
declared value was shown and is equal, and nobody has added a part. Whatever is less plain than
that is for the thorough way to judge; a law holds the two together.
"""

from collections.abc import Mapping
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group.fields import SERVER_PERIODS
from reconciler.target_group.values import Expected

_PARTS: Final = ("periods", "targets", "streaks")
_TRIGGERS: Final = "targetMilestoneTriggers"


def values_in_accord(desired: Spec, live: Spec) -> int | None:
    """Count the declared values of two specs that agree in all of them.

    Args:
        desired: a declared spec.
        live: what a read of the whole organisation showed.

    Returns:
        How many values are declared; None where it is not plain that the specs agree.
    """
    windows = (desired.get("targetEvaluationType"), live.get("targetEvaluationType"))
    may_be_moot = desired.get("active") is False or live.get("active") is False
    if may_be_moot or not SERVER_PERIODS.isdisjoint(windows):
        return None
    count = _shown(desired, live, but=_PARTS)
    for name in _PARTS:
        nothing: Spec | None = None if name != "streaks" or desired[name] else {}
        found = _parts(desired[name], live.get(name, nothing))
        if count is None or found is None:
            return None
        count += found
    return count


def _parts(want: Spec, have: Spec | None) -> int | None:
    """Parts by their keys: the same ones on both sides."""
    if have is None or want.keys() != have.keys():
        return None
    count = 0
    for key, part in want.items():
        found = _shown(part, have[key])
        if found is None or _TRIGGERS in part:
            return None
        count += found
    return count


def _shown(want: Spec, have: Spec, *, but: tuple[str, ...] = ()) -> int | None:
    """Declared fields that are shown, each with an equal value."""
    count = 0
    for key, value in want.items():
        if key in but:
            continue
        if key not in have or have[key] != value:
            return None
        count += _count(value)
    return count


def _count(value: Json) -> int:
    """Single values, but for those that nobody declared; as ``align.leaves`` does."""
    if isinstance(value, Mapping):
        return sum(map(_count, value.values()))
    return not isinstance(value, Expected)
