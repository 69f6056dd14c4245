"""The API's side: the rows of an answer to live groups.

Keys come and go with server versions: unknown keys are ignored, and a known key whose value has
another form than documented is set aside as not shown, so that one odd value neither stops the
read nor passes for something it is not (rule ``answers-differ-in-extras``).

Rows come as JSON. They are read on several cores where there are many, and a row that was read
before is known by its digest; its spec is worked out, or unpacked, when somebody asks for it.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from reconciler.core.exact_json import (
    MOST_LEVELS,
    Json,
    decode,
    is_deeper_than,
)
from reconciler.core.pairs import AGREEMENTS, Agreement, pair_digest
from reconciler.core.plan import Coverage
from reconciler.core.resource import (
    NOT_TOLD,
    Deferred,
    Desired,
    Live,
    Made,
    Spec,
    name_key,
    plain,
)
from reconciler.memory import Memory, Shelf
from reconciler.parallel import Packed, collector_paused, in_parallel
from reconciler.target_group import values
from reconciler.target_group.accord import count_in_accord
from reconciler.target_group.attribution import made
from reconciler.target_group.canonical import live_spec
from reconciler.target_group.fields import UNSEEN, Source
from reconciler.target_group.likeness import outline
from reconciler.target_group.reading import read_row
from reconciler.target_group.usual_rows import read_usual_row

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


class Known(NamedTuple):
    """What is to be known of a row at once; it can be kept for rows with the same content.

    Attributes:
        id: of the group.
        name: of the group.
        org_id: its organisation, if the row names one.
        targets: names of its targets.
        outline: equal in groups that are the same but for names; empty where that is not known.
    """

    id: int
    name: str
    org_id: int | None
    targets: tuple[str, ...]
    outline: str


class Read(NamedTuple):
    """A row that was read.

    Attributes:
        digest: of the row and its source.
        known: what is to be known of it at once; None where it is remembered.
        made: who made the group.
        spec: what it showed; None where it is plainly what its campaign declares.
        set_aside: values that had another form than documented.
        agreed: how many values its campaign declares, where that is plainly live.
    """

    digest: bytes
    known: Known | None = None
    made: Made = NOT_TOLD
    spec: Packed[Spec] | None = None
    set_aside: tuple[str, ...] = ()
    agreed: int | None = None


_Numbered: TypeAlias = tuple[int, bytes]
"""A row with its place in the answer."""


def read_rows(
    rows: Sequence[bytes],
    source: Source,
    memory: Memory | None = None,
    *,
    desired: Sequence[Desired] = (),
    in_full: bool = False,
) -> Reading:
    """Turn the rows of an answer, each as JSON, into live groups.

    Args:
        rows: the rows.
        source: which call they are the answer of.
        memory: what was read before.
        desired: campaigns; where a row that is read is plainly as its campaign declares, that is
            noted in the memory.
        in_full: whether every spec will be asked for, and who made each group, which is not
            remembered.

    Raises:
        ValueError: a row is no JSON, no object, or has no usable id or name.
    """
    with collector_paused(len(rows)):
        memory = memory or Memory()
        reader = _Reader(source, desired, memory.shelf("rows", Known), in_full=in_full)
        read = in_parallel(reader.read_all, list(enumerate(rows)), worth=WORTH)
        return _reading(rows, read, reader, memory.shelf(AGREEMENTS, Agreement))


class _Reader:
    """What a row is read with."""

    def __init__(
        self, source: Source, desired: Sequence[Desired], known: Shelf[Known], *, in_full: bool
    ) -> None:
        self.source = source
        self.known = known
        self._in_full = in_full
        self._campaigns = {name_key(each.name): each for each in desired if each.digest}

    def campaign(self, name: str) -> Desired | None:
        """The campaign that a group of this name is compared with."""
        return self._campaigns.get(name_key(name))

    def read_all(self, rows: Sequence[_Numbered]) -> list[Read]:
        """Read some rows; this may be a copy of the process, so nothing can be learned."""
        return [self._read(position, row) for position, row in rows]

    def _read(self, position: int, row: bytes) -> Read:
        digest = hashlib.sha256(row).digest() + self.source.encode()
        if not self._in_full and self.known.get(digest) is not None:
            return Read(digest)
        shown, set_aside = _checked(position, row)
        name, org_id = str(shown["name"]), shown.get("orgId")
        campaign = None if set_aside else self.campaign(name)
        data = None if campaign is None else plain(campaign.data)
        agreed = None if data is None else count_in_accord(data, shown, self.source)
        is_needed = agreed is None or self._in_full
        spec = live_spec(shown, self.source) if is_needed else None
        known = Known(
            id=values.integer(shown["id"]),
            name=name,
            org_id=None if org_id in {None, UNSEEN} else values.integer(org_id),
            targets=tuple(_target_names(shown) if spec is None else spec.get("targets", ())),
            outline=outline(shown),
        )
        return Read(
            digest,
            known,
            made(shown) if self._in_full else NOT_TOLD,
            None if spec is None else Packed(spec),
            set_aside,
            agreed,
        )


def _target_names(shown: Row) -> Iterator[str]:
    """As the spec has them, of a row in which each is there once."""
    return (values.text(each["name"]) for each in shown.get("targets", ()))


def _reading(
    rows: Sequence[bytes], read: Sequence[Read], reader: _Reader, agreements: Shelf[Agreement]
) -> Reading:
    groups: list[Live] = []
    org_ids: set[int | None] = set()
    set_aside: list[str] = []
    for row, each in zip(rows, read, strict=True):
        again = partial(_spec_again, row, reader.source)
        known = reader.known[each.digest] if each.known is None else each.known
        spec = again if each.spec is None else partial(_unpacked, each.spec)
        groups.append(_live(known, spec, each.made, each.digest))
        org_ids.add(known.org_id)
        set_aside.extend(each.set_aside)
        if each.known is not None and not each.set_aside:
            reader.known.put(each.digest, known)
        campaign = None if each.agreed is None else reader.campaign(known.name)
        if each.agreed is not None and campaign is not None:
            seen = Coverage(each.agreed, each.agreed)
            agreements.put(pair_digest(campaign, each.digest), Agreement((), (), seen))
    return Reading(
        tuple(groups), frozenset(each for each in org_ids if each is not None), tuple(set_aside)
    )


def _live(known: Known, spec: Callable[[], Spec], told: Made, digest: bytes) -> Live:
    return Live(known.id, known.name, Deferred(spec), told, known.targets, digest, known.outline)


def _unpacked(spec: Packed[Spec]) -> Spec:
    return spec.value


def _spec_again(row: bytes, source: Source) -> Spec:
    return live_spec(_checked(0, row)[0], source)


def _checked(position: int, row: bytes) -> tuple[Row, tuple[str, ...]]:
    usual, shown = _decoded(position, row)
    if usual is not None:
        return usual, ()
    return read_row(position, shown)


def _decoded(position: int, row: bytes) -> tuple[Row | None, Json]:
    """A row of the usual form, or whatever else a row holds."""
    try:
        text = row.decode()
        usual = read_usual_row(text)
        if usual is not None:
            return usual, None
        shown = decode(text)
    except RecursionError:
        raise _not_usable(position, "is nested too deeply") from None
    except ValueError:
        raise _not_usable(position, "is not JSON") from None
    # Each level has a bracket; only where there are many is it worth looking.
    brackets = text.count("{") + text.count("[")
    if brackets > MOST_LEVELS and is_deeper_than(shown, MOST_LEVELS):
        raise _not_usable(position, "is nested too deeply")
    return None, shown


def _not_usable(position: int, why: str) -> ValueError:
    return ValueError(f"row {position} of the answer {why}")
