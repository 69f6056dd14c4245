"""Where a campaign file declares the fields of a spec, and what stands in the way there."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from reconciler.core.adoption import BEHIND_REFERENCE, NOT_DECLARABLE
from reconciler.core.diagnostic import Finding, Route
from reconciler.core.diff import ABSENT, Absent
from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.canonical import free_key
from reconciler.target_group.columns import Field, Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.patterns import is_reference
from reconciler.yaml12.patch import Put

_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")


class CannotDeclare(Exception):
    """A difference that cannot be accepted, with the place in the file."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Place(Struct, frozen=True):
    """Where the file declares a field.

    Attributes:
        route: in the file; the last step is its key, also where it is not there yet.
        field: the field.
        table: the fields beside it.
        holder: the mapping that holds it, as written.
        raw: its value as written, ABSENT where it is not there.
        clean: its value as it is read, None where it is not there.
    """

    route: Route
    field: Field
    table: Table
    holder: Mapping[str, Json]
    raw: Json | Absent
    clean: Json

    @property
    def parts(self) -> Table:
        """The fields of what the field holds; those beside it where it holds none."""
        return self.field.parts or self.table

    @property
    def after(self) -> str | None:
        """The key of the file behind which the field belongs, by the order of the table."""
        names = [*self.table.fields]
        for name in reversed(names[: names.index(self.field.name)]):
            key = written_key(self.table.fields[name], self.holder)
            if key in self.holder:
                return key
        return None


def find_place(raw: Mapping[str, Json], clean: Mapping[str, Json], route: Route) -> Place:
    """Find where a file declares a field.

    Args:
        raw: the file's data as written.
        clean: the same with references resolved, in the long form, with first spellings.
        route: of the spec, ending in a field; parts on the way are in the file, and in no schedule.

    Raises:
        CannotDeclare: a reference stands on the way, or is the value.
    """
    return _find(GROUP, raw, clean, (), route)


def _find(table: Table, holder: Json, read: Json, at: Route, route: Route) -> Place:
    """Find a field of a mapping that stands at a route of the file."""
    field = table.fields[str(route[0])]
    key = written_key(field, holder)
    place = Place((*at, key), field, table, holder, holder.get(key, ABSENT), read.get(field.name))
    refuse_reference(place.route, place.raw)
    if len(route) == 1:
        return place
    if field.key is None:
        return _find(place.parts, place.raw, place.clean, place.route, route[1:])
    k = part_names(field, place.clean).index(str(route[1]))
    raw: Json = place.raw
    return _find(place.parts, raw[k], place.clean[k], (*place.route, k), route[2:])


def part_names(field: Field, parts: Json) -> list[str]:
    """The keys of declared parts in a spec, in the order of the file."""
    names: list[str] = []
    for part in parts or ():  # live, two may have one name
        names.append(free_key(values.text(part[field.key]), names))
    return names


def written_key(field: Field, holder: Mapping[str, Json]) -> str:
    """The spelling of a field's name that a mapping uses, or the first one."""
    return next((key for key in (field.name, *field.key_spellings) if key in holder), field.name)


def put(route: Route, value: Json, *, after: str | None = None) -> Put:
    """Put a live value into the file.

    Raises:
        CannotDeclare: a text in it is one that no file can hold.
    """
    for text in _texts(value):
        if is_reference(text):
            message = f"The live value is the text {text}, which a file takes for a reference."
            raise CannotDeclare(NOT_DECLARABLE.at(route, message))
        if _HALF_CHARACTER.search(text):
            message = f"The live value {text!a} holds half a character."
            raise CannotDeclare(NOT_DECLARABLE.at(route, message))
    return Put(route, value, after)


def refuse_reference(route: Route, raw: Json | Absent) -> None:
    """See to it that a value as written is no reference.

    Raises:
        CannotDeclare: it is one.
    """
    if is_reference(raw):
        name = next(step for step in reversed(route) if isinstance(step, str))
        message = f"'{name}' is declared as {raw}, a value of the environment."
        raise CannotDeclare(BEHIND_REFERENCE.at(route, message))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
