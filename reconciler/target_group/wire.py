"""The API's side: the rows of an answer to live groups.

Keys come and go with server versions: unknown keys are ignored, and a known key whose value has
another form than documented is set aside as not shown, so that one odd value neither stops the
read nor passes for something it is not (rule ``answers-differ-in-extras``).

Rows come as JSON. They are read on several cores where there are many, and a row that was read
before is known by its digest; its spec is worked out, or unpacked, when somebody asks for it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from reconciler.core.exact_json import (
    MOST_LEVELS,
    Json,
    decode,
    encode_bytes,
    is_deeper_than,
)
from reconciler.core.resource import NOT_TOLD, Deferred, Live, Made, Spec
from reconciler.memory import Memory
from reconciler.parallel import Packed, collector_paused, in_parallel
from reconciler.target_group import values
from reconciler.target_group.attribution import made
from reconciler.target_group.canonical import live_spec
from reconciler.target_group.fields import UNSEEN, Source
from reconciler.target_group.usual import is_usual_row

WORTH: Final = 500
"""So many rows take about as long as it takes to start a process and to hear from it."""

Row = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list of rows showed.

    Attributes:
        groups: one for each row, in the order of the rows.
        org_ids: the organisations that the rows name.
        set_aside: values that had another form than documented, as paths into the answer.
    """

    groups: tuple[Live, ...]
    org_ids: frozenset[int]
    set_aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is to be known of a row at once; it can be kept for rows with the same content.

    Attributes:
        id: of the group.
        name: of the group.
        org_id: its organisation, if the row names one.
        targets: names of its targets.
    """

    id: int
    name: str
    org_id: int | None
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A row that was read.

    Attributes:
        known: what is to be known of it at once.
        made: who made the group.
        spec: what it showed; hardly anybody asks for it.
        set_aside: values that had another form than documented.
    """

    known: Known
    made: Made
    spec: Packed[Spec]
    set_aside: tuple[str, ...]


_Numbered: TypeAlias = tuple[int, bytes]
"""A row with its place in the answer."""


def read_groups(rows: Sequence[Json], source: Source) -> Reading:
    """Turn rows that were decoded already into live groups; as ``read_rows``."""
    return read_rows([encode_bytes(row) for row in rows], source)


def read_rows(rows: Sequence[bytes], source: Source, memory: Memory | None = None) -> Reading:
    """Turn the rows of an answer, each as JSON, into live groups.

    Args:
        rows: the rows.
        source: which call they are the answer of.
        memory: what was read before; then nobody is told who made the groups.

    Raises:
        ValueError: a row is no JSON, no object, or has no usable id or name.
    """
    with collector_paused(len(rows)):
        return _read_rows(rows, source, memory)


def _read_rows(rows: Sequence[bytes], source: Source, memory: Memory | None) -> Reading:
    shelf = (memory or Memory()).shelf("rows", Known)
    digests = [hashlib.sha256(row).digest() + source.encode() for row in rows]
    recalled = [shelf.get(digest) for digest in digests]
    new = [(k, rows[k]) for k, known in enumerate(recalled) if known is None]
    results = iter(in_parallel(partial(_read_share, source=source), new, worth=WORTH))
    groups: list[Live] = []
    org_ids: set[int] = set()
    set_aside: list[str] = []
    for row, digest, recollection in zip(rows, digests, recalled, strict=True):
        known, told, spec = recollection, NOT_TOLD, partial(_spec_again, row, source)
        if known is None:
            read = next(results)
            known, spec = read.known, partial(_unpacked, read.spec)
            told = read.made if memory is None else NOT_TOLD
            set_aside.extend(read.set_aside)
            if not read.set_aside:
                shelf.put(digest, known)
        groups.append(Live(known.id, known.name, Deferred(spec), told, known.targets, digest))
        if known.org_id is not None:
            org_ids.add(known.org_id)
    return Reading(tuple(groups), frozenset(org_ids), tuple(set_aside))


def _read_share(rows: Sequence[_Numbered], *, source: Source) -> list[Read]:
    return [_read(position, row, source) for position, row in rows]


def _read(position: int, row: bytes, source: Source) -> Read:
    shown, set_aside = _checked(position, row)
    spec = live_spec(shown, source)
    org_id = shown.get("orgId")
    known = Known(
        id=values.integer(shown["id"]),
        name=str(shown["name"]),
        org_id=None if org_id in {None, UNSEEN} else values.integer(org_id),
        targets=tuple(spec.get("targets", ())),
    )
    return Read(known, made(shown), Packed(spec), set_aside)


def _unpacked(spec: Packed[Spec]) -> Spec:
    return spec.value


def _spec_again(row: bytes, source: Source) -> Spec:
    return live_spec(_checked(0, row)[0], source)


def _checked(position: int, row: bytes) -> tuple[Row, tuple[str, ...]]:
    try:
        shown = decode(row.decode())
    except RecursionError:
        raise _not_usable(position, "is nested too deeply") from None
    except ValueError:
        raise _not_usable(position, "is not JSON") from None
    # Each level has a bracket; only where there are many is it worth looking.
    brackets = row.count(b"{") + row.count(b"[")
    if brackets > MOST_LEVELS and is_deeper_than(shown, MOST_LEVELS):
        raise _not_usable(position, "is nested too deeply")
    if is_usual_row(shown):
        return shown, ()
    from reconciler.target_group.row_model import check_row  # noqa: PLC0415 - slow to import

    return check_row(position, shown)


def _not_usable(position: int, why: str) -> ValueError:
    return ValueError(f"row {position} of the answer {why}")
