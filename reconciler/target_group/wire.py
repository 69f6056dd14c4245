"""The API's side: the lenient model of an answer's rows.

Keys come and go with server versions: unknown keys are ignored, and a known key whose value has
another form than documented is set aside as not shown, so that one odd value neither stops the
read nor passes for something it is not (rule ``answers-differ-in-extras``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reconciler.core.exact_json import Json
from reconciler.core.resource import Live
from reconciler.target_group import values
from reconciler.target_group.attribution import made
from reconciler.target_group.canonical import live_spec
from reconciler.target_group.fields import UNSEEN, Source
from reconciler.target_group.usual import is_usual_row

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


def read_groups(rows: Sequence[Json], source: Source) -> Reading:
    """Turn the rows of an answer into live groups.

    Raises:
        ValueError: a row is no object, or has no usable id or name.
    """
    groups: list[Live] = []
    org_ids: set[int] = set()
    set_aside: list[str] = []
    for position, each in enumerate(rows):
        row, odd = (each, ()) if is_usual_row(each) else _check(position, each)
        groups.append(_live(row, source))
        set_aside.extend(odd)
        if row.get("orgId") not in {None, UNSEEN}:
            org_ids.add(values.integer(row["orgId"]))
    return Reading(tuple(groups), frozenset(org_ids), tuple(set_aside))


def _check(position: int, row: Json) -> tuple[Row, tuple[str, ...]]:
    from reconciler.target_group.row_model import check_row  # noqa: PLC0415 - slow to import

    return check_row(position, row)


def _live(row: Row, source: Source) -> Live:
    return Live(
        id=values.integer(row["id"]),
        name=str(row["name"]),
        spec=live_spec(row, source),
        made=made(row),
    )
