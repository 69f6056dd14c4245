"""Which live group a target stands in: promotions name targets by id, and campaigns by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from reconciler.core.exact_json import Json, decode


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
        target: group
        for row in rows
        for group, inside in _ids(row)
        for target in inside
        if target in targets
    }


def _ids(row: bytes) -> Iterator[tuple[int, Sequence[int]]]:
    try:
        group = _read_group(row)
    except msgspec.MsgspecError:
        yield from _odd_ids(decode(row.decode()))
    else:
        yield group.id, [each.id for each in group.targets or ()]


def _odd_ids(row: Json) -> Iterator[tuple[int, Sequence[int]]]:
    """The ids of a row in which something has another form, which has been read all the same."""
    targets = row.get("targets")
    inside = [each.get("id") for each in targets or () if isinstance(each, dict)]
    yield int(row["id"]), [int(str(each)) for each in inside if str(each).isdecimal()]
