"""Two specs to the list of their differences.

Both specs are canonical and cover the same ground, so the differ has no options: mappings are
descended into, everything else is one value. deepdiff names the differences. It takes a hundred
times as long for each value as ``==``, and as long again for each mapping on the way to one: it is
handed only what is not equal, by its route.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec

if TYPE_CHECKING:
    from reconciler.lean.deepdiff import DeepDiff, DiffLevel

_CHANGED: Final = "whole_value_changed"
_ADDED: Final = "dictionary_item_added"
_NUMBER: Final = re.compile(r"([0-9]{1,18})")
_REMOVED: Final = "dictionary_item_removed"


class Absent(Enum):
    """The mark of "this side has nothing here", which is not the same as null."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Difference(Struct, frozen=True):
    """One place where two specs differ.

    Attributes:
        route: keys from the root of the specs.
        desired: the desired value, ABSENT where desired has nothing there.
        live: the live value, ABSENT where live has nothing there.
    """

    route: Route
    desired: Json | Absent
    live: Json | Absent

    @property
    def path(self) -> str:
        """The route as text, ``/`` and ``~`` in names escaped as in RFC 6901."""
        return pointer(self.route)


def value_or_absent(value: Json, route: Sequence[str | int]) -> Json | Absent:
    """The value at a route through mappings, ABSENT where it leads nowhere."""
    for step in route:
        if not isinstance(value, Mapping) or step not in value:
            return ABSENT
        value = value[step]
    return value


def diff(desired: Spec, live: Spec) -> tuple[Difference, ...]:
    """List the differences of two specs, ordered by path; empty when they are equal."""
    return diff_all([(desired, live)])[0]


def diff_all(pairs: Sequence[tuple[Spec, Spec]]) -> list[tuple[Difference, ...]]:
    """List the differences of pairs of specs, each as ``diff``.

    deepdiff is asked once for all of them: to begin takes it longer than to name a difference.
    """
    ours: dict[tuple[int, Route], Json] = {}
    theirs: dict[tuple[int, Route], Json] = {}
    for number, (desired, live) in enumerate(pairs):
        for route, want, have in unequal(desired, live):
            if want is not ABSENT:
                ours[number, route] = want
            if have is not ABSENT:
                theirs[number, route] = have
    found: list[list[Difference]] = [[] for _ in pairs]
    if ours or theirs:
        for number, difference in _differences(ours, theirs):
            found[number].append(difference)
    return [tuple(sorted(each, key=lambda one: path_order(one.path))) for each in found]


def pointer(route: Iterable[str | int]) -> str:
    """Write a route as a JSON pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in route)


def path_order(path: str) -> list[tuple[str, int]]:
    """What paths are sorted by: as text, but for the numbers in it, of which 2 is before 10."""
    parts = _NUMBER.split(path)
    return [*zip(parts[::2], (*map(int, parts[1::2]), -1), strict=True), (path, -1)]


def steps(path: str) -> tuple[str, ...]:
    """Read a JSON pointer back into its steps."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:])


def unequal(
    desired: Spec, live: Spec, route: Route = ()
) -> Iterator[tuple[Route, Json | Absent, Json | Absent]]:
    """What is not equal in both specs: its route, and what stands there on each side.

    What desired has comes first, each in the order of its spec. The route given is where both
    stand, if they are parts of others.
    """
    for key, want in desired.items():
        have = live.get(key, ABSENT)
        if want == have:
            continue
        if isinstance(want, Mapping) and isinstance(have, Mapping):
            yield from unequal(want, have, (*route, key))
        else:
            yield (*route, key), want, have
    for key, have in live.items():
        if key not in desired:
            yield (*route, key), ABSENT, have


class _Whole:
    """Takes whatever stands at a route as one value, and not equal; deepdiff would look inside."""

    def match(self, level: "DiffLevel") -> bool:
        return level.up is not None

    def give_up_diffing(self, level: "DiffLevel", diff_instance: "DeepDiff") -> bool:
        diff_instance.custom_report_result(_CHANGED, level)  # type: ignore[no-untyped-call]
        return True


def _differences(
    desired: Mapping[tuple[int, Route], Json], live: Mapping[tuple[int, Route], Json]
) -> Iterator[tuple[int, Difference]]:
    """The differences of pairs, each with the number of its pair."""
    from reconciler.lean.deepdiff import DeepDiff  # noqa: PLC0415 - slow, and needed only here

    found: Mapping[str, Iterable[DiffLevel]] = DeepDiff(
        desired,
        live,
        view="tree",
        custom_operators=[_Whole()],
        threshold_to_diff_deeper=0,
    )
    for kind, levels in found.items():
        for level in levels:
            number, route = level.path(output_format="list")[0]
            want = ABSENT if kind == _ADDED else level.t1
            have = ABSENT if kind == _REMOVED else level.t2
            yield number, Difference(route, want, have)
