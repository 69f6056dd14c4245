"""Which live group a target stands in: promotions name targets by id, and campaigns by name."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from reconciler.core.exact_json import decode


class _Target(msgspec.Struct):
    id: int


class _Group(msgspec.Struct):
    id: int
    targets: list[_Target] | None = None


_read_group: Final = msgspec.json.Decoder(_Group).decode


def find_homes(rows: Sequence[bytes], targets: frozenset[int]) -> Mapping[int, int]:
    """The group of each of some targets, by id; those that stand in none are left out.

    Args:
        rows: the live groups, each as JSON.
        targets: ids of targets.
    """
    return {
        target: group for group, inside in map(_ids, rows) for target in inside if target in targets
    }


def _ids(row: bytes) -> tuple[int, Sequence[int]]:
    """The id of a group, and those of its targets."""
    try:
        group = _read_group(row)
    except msgspec.MsgspecError:
        # Something in it has another form, and it has been read all the same.
        odd = decode(row.decode())
        inside = [each.get("id") for each in odd.get("targets") or () if isinstance(each, dict)]
        return int(odd["id"]), [int(str(each)) for each in inside if str(each).isdecimal()]
    return group.id, [each.id for each in group.targets or ()]
