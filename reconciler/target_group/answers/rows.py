"""The API's side: the rows of an answer to live groups.

Keys come and go with server versions: unknown keys are ignored, and a known key whose value has
another form than documented is set aside as not shown, so that one odd value neither stops the
read nor passes for something it is not (rule ``answers-differ-in-extras``).

Almost always values come in their documented form. Then one pass over the JSON tells the form of
every value and leaves out what nobody reads, which is most of a row (``read_usual_row``). What it
does not read is not wrong: it is for the lenient walk (``reading``) to say. A law holds the two
together.

Rows come as JSON, and stay so: a row takes a tenth of the room that its values take, and most are
looked into once more at most. A spec is worked out when somebody asks for it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final, Required, TypeAlias, TypedDict

import msgspec
from msgspec import Struct

from reconciler.core.exact_json import MOST_LEVELS, Json, decode, is_deeper_than, read_number
from reconciler.core.resource import Live, Spec
from reconciler.target_group import values
from reconciler.target_group.canonical import live_spec
from reconciler.target_group.columns import UNSEEN, Source, Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.kinds import Kind
from reconciler.target_group.reading import is_key, is_needed, is_read, read_row

Row: TypeAlias = Mapping[str, Json]
Form: TypeAlias = Any
"""An annotation: mappings as typed dictionaries, which name the keys that are read."""
_ATTRIBUTION: Final[Mapping[str, Form]] = {"attribution": Any, "createdOn": Any}
"""Who made a group and when, which is read as far as it can be (``attribution``)."""


class Reading(Struct, frozen=True):
    """What a list of rows showed.

    Attributes:
        groups: one for each row, in the order of the rows.
        org_ids: the organisations that the rows name.
        set_aside: values that had another form than documented, as paths into the answer.
    """

    groups: tuple[Live, ...]
    org_ids: frozenset[int]
    set_aside: tuple[str, ...]


def read_rows(rows: Sequence[bytes], source: Source) -> Reading:
    """Turn the rows of an answer to a call, each as JSON, into live groups.

    Raises:
        ValueError: a row is no JSON, no object, or has no usable id or name.
    """
    groups: list[Live] = []
    org_ids: set[int] = set()
    set_aside: list[str] = []
    for position, text in enumerate(rows):
        row, odd = _checked(position, text)
        number, name, org_id = values.integer(row["id"]), str(row["name"]), row.get("orgId")
        groups.append(Live(number, name, partial(_spec, text, source), text, source.value))
        if org_id is not None and org_id is not UNSEEN:
            org_ids.add(values.integer(org_id))
        set_aside.extend(odd)
    return Reading(tuple(groups), frozenset(org_ids), tuple(set_aside))


def row_of(live: Live) -> Row | None:
    """The row that a group was read from, if it has the usual form, or nearly so."""
    return _checked(0, live.row)[0] if live.row else None


def _spec(text: bytes, source: Source) -> Spec:
    return live_spec(_checked(0, text)[0], source)


def _checked(position: int, row: bytes) -> tuple[Row, tuple[str, ...]]:
    """A row in the usual form, or as far as it can be read, with what was set aside of it."""
    try:
        text = row.decode()
        if (usual := read_usual_row(text)) is not None:
            return usual, ()
        shown = decode(text)
    except RecursionError:
        raise _not_usable(position, "is nested too deeply") from None
    except ValueError:
        raise _not_usable(position, "is not JSON") from None
    # Each level has a bracket; only where there are many is it worth looking.
    brackets = text.count("{") + text.count("[")
    if brackets > MOST_LEVELS and is_deeper_than(shown, MOST_LEVELS):
        raise _not_usable(position, "is nested too deeply")
    return read_row(position, shown)


def _not_usable(position: int, why: str) -> ValueError:
    return ValueError(f"row {position} of the answer {why}")


def read_usual_row(text: str) -> Row | None:
    """Read a row whose values all have the documented forms; None for every other JSON."""
    decoder, refusal = _decoder()
    try:
        return decoder.decode(text)
    except refusal:
        return None


@cache
def _decoder() -> "tuple[msgspec.json.Decoder[Row], type[Exception]]":
    form = _object(GROUP, _ATTRIBUTION)
    decoder = msgspec.json.Decoder(form, dec_hook=_number, float_hook=read_number)
    return decoder, msgspec.MsgspecError


def _number(_: Form, value: Json) -> Json:
    if type(value) is int or type(value) is Decimal:
        return value
    message = "no number"
    raise ValueError(message)


def _object(table: Table, others: Mapping[str, Form]) -> Form:
    make: Any = TypedDict
    fields = {}
    for field in filter(is_read, table.fields.values()):
        shown = field.kind.form.answer
        if field.parts is not None:
            parts = _object(field.parts, {})
            shown = parts if field.kind is Kind.OBJECT else list[parts]  # type: ignore[valid-type]
        value = shown if is_key(field) else shown | None
        fields[field.name] = Required[value] if is_needed(table, field) else value
    return make(table.noun, {**others, **fields}, total=False)
