"""The rows of answers as they almost always come: what is compared, in its documented form.

One pass over the JSON tells the form of every value and leaves out what nobody reads, which is most
of a row. What this reads, the lenient walk (``reading``) accepts as it is; a law holds the two
together. What it does not read is not wrong: it is for the walk to say.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final, Required, TypeAlias, TypedDict

import msgspec

from reconciler.core.exact_json import Json, read_number
from reconciler.target_group.columns import Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.kinds import Kind
from reconciler.target_group.reading import is_key, is_needed, is_read

Form: TypeAlias = Any
"""An annotation: mappings as typed dictionaries, which name the keys that are read."""
Row: TypeAlias = Mapping[str, Json]

_ATTRIBUTION: Final[Mapping[str, Form]] = {"attribution": Any, "createdOn": Any}
"""Who made a group and when, which is read as far as it can be (``attribution``)."""


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
