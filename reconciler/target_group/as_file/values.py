"""Live values in the form that a campaign file gives them: the way back from a spec.

A value keeps the form that the file had for it before: a number that was text stays text, a date
keeps its time of day and its zone. What says nothing, or no more than leaving it out says, is left
out of a part that is new in the file.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group.columns import Field, Table
from reconciler.target_group.expressions.compiler import is_redundant
from reconciler.target_group.fields import FILTER
from reconciler.target_group.kinds import Kind
from reconciler.target_group.values import DAY_LENGTH, expression

_TIME: Final = re.compile(
    r".{10}(?:T\d\d:\d\d(?::\d\d)?(?P<fraction>\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_MIDNIGHT: Final = "T00:00:00"
_ALWAYS: Final = frozenset({"enrolmentMethod"})
"""Fields that are written even where they hold the default, which surprises people."""


def file_value(field: Field, live: Json, old: Json = None) -> Json:
    """A single live value as the file would say it.

    Args:
        field: the field.
        live: its canonical value.
        old: what the file says now; None where it says nothing.
    """
    match field.kind:
        case Kind.NUMBER if isinstance(old, str):
            return format(live, "f") if isinstance(live, Decimal) else str(live)
        case Kind.DAY if isinstance(old, str):
            return f"{live}{old[DAY_LENGTH:]}"
        case Kind.INSTANT if isinstance(old, str):
            return _instant(live, old)
        case Kind.EXPRESSION if live in {"true", "false"}:
            is_text = isinstance(old, str) and old in {"true", "false"}
            return live if is_text else live == expression(value=True)
        case _:
            return live


def part_data(table: Table, part: Spec, default_values: Json = None) -> dict[str, Json]:
    """A live part as a file would declare it, with default values in the form of the file."""
    data: dict[str, Json] = {}
    for field in table.fields.values():
        value: Json = default_values if field.kind is Kind.VALUES else part.get(field.name)
        if _says_nothing(field, value, part):
            continue
        if field.parts is FILTER:
            data[field.name] = filters_data(value)
        elif field.kind is Kind.OBJECT and field.parts is not None:
            data[field.name] = part_data(field.parts, value)
        elif field.kind is Kind.LIST and field.parts is not None:
            data[field.name] = [part_data(field.parts, each) for each in value.values()]
        else:
            data[field.name] = file_value(field, value)
    return data


def is_unset(field: Field, live: Json) -> bool:
    """Whether a live value says that the field was never set."""
    return live is None or (live == "" and field.absent == "")


def filters_data(filters: Mapping[str, Json]) -> list[Json]:
    """Filters as a file declares them."""
    return [{"entityType": entity, "entityIds": ids} for entity, ids in filters.items()]


def _says_nothing(field: Field, value: Json, part: Spec) -> bool:
    if is_unset(field, value) or value == {}:
        return True
    match field.name:
        case "eventName":
            return value == field.default and part.get("targetEntity") != "EVENT"
        case "expressionJson":
            return is_redundant(part.get("expression"), value)
        case "extendedFieldInfo":
            return all(each is None for each in value.values())
        case name:
            return name not in _ALWAYS and value == field.default


def _instant(live: str, old: str) -> str:
    """The live moment in the form of the old one; digits are all that counts."""
    if len(old) == DAY_LENGTH and live.endswith(_MIDNIGHT):
        return live.removesuffix(_MIDNIGHT)
    form = _TIME.fullmatch(old)
    if form is None or len(live) != DAY_LENGTH + len(_MIDNIGHT):
        return live
    fraction = form["fraction"] or ""
    return f"{live}{fraction[:1]}{'0' * len(fraction[1:])}{form['zone'] or ''}"
