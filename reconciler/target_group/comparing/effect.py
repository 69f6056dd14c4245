"""What a declared or a live group does, in whatever words it was asked for.

The server fills in what a request leaves out, and ignores what says a second time what other fields
have said. So two requests that are not written alike can make one and the same campaign.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group.canonical import ALWAYS, PERIOD_COUNT, has_server_periods
from reconciler.target_group.expressions.agreement import TEXT, TREE, is_pair
from reconciler.target_group.expressions.trees import expression_of
from reconciler.target_group.fields import ISO_CYCLE, WINDOWS
from reconciler.target_group.values import Expected

WINDOW: Final = (
    *(edge for window in (*WINDOWS, ISO_CYCLE) for edge in window),
    "timeZoneName",
)
"""Fields that say from when to when; periods that are declared say it already."""
_RHYTHM: Final = ("frequencyType", "frequency", "recurringCycles")
_UNSENT: Final = {"frequencyType": "CUSTOM", "frequency": 0}
"""Rules ``frequency-type-only-if-declared`` and ``frequency-only-if-declared``."""
_A_DAY: Final = timedelta(days=1)


def idle_fields(*specs: Spec) -> frozenset[str]:
    """Fields of groups that make no other campaign of them, whatever they say.

    Where the periods are declared they rule: no other field says how many there are, how long they
    last or on which days they are. Where the server makes them, default values tell their number
    (rule ``cyclic-periods-are-the-servers``).
    """
    if has_server_periods(*specs):
        return frozenset({PERIOD_COUNT, "recurringCycles"})
    if all(spec.get("periods", True) for spec in specs):
        return frozenset({"targetEvaluationType", *_RHYTHM, *WINDOW})
    return frozenset()


def filled_in(spec: Spec) -> Mapping[str, Json]:
    """What the server fills in of the rhythm by which it makes periods."""
    return _UNSENT if has_server_periods(spec) else {}


def is_same_day(one: Json, other: Json) -> bool:
    """Whether two moments can be the edges of one day, its first second or the one after it."""
    try:
        apart = datetime.fromisoformat(str(one)) - datetime.fromisoformat(str(other))
    except ValueError:
        return bool(one == other)
    return abs(apart) <= _A_DAY


def completed(target: Spec) -> Spec:
    """A target that says which events count in one way: in a text, with a tree that follows.

    Where neither is set all of them count, and where the tree stands alone it says what the text
    would. A tree that follows is not missed where none is.
    """
    text, tree = target.get(TEXT), target.get(TREE)
    if tree is None:
        is_unset = text is None and TEXT in target and TREE in target
        return {**target, **ALWAYS} if is_unset else target
    said = expression_of(tree) if text is None else text
    if said is None:
        return target
    follows = text is None or is_pair(said, tree)
    return {**target, TEXT: said, TREE: Expected(tree) if follows else tree}
