"""What the settings write into new campaign files; a file that is read says what it says."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from reconciler.core.exact_json import Json
from reconciler.settings.tables import EachValue, Rule, Table
from reconciler.target_group.patterns import is_reference


def _usable_till(till: object) -> None:
    is_id = isinstance(till, int) and not isinstance(till, bool)
    if not is_id and not is_reference(till):
        raise ValueError('Write an id, or a value of the environments such as "${default_till}".')


def _usable_note(value: object) -> None:
    parts: Iterable[object] = ()
    if isinstance(value, Mapping):
        parts = value.values()
    elif isinstance(value, list):
        parts = value
    elif not (isinstance(value, str | int) or (isinstance(value, Decimal) and value.is_finite())):
        raise ValueError("Write text, numbers, true, false, or lists and tables of these.")
    for each in parts:
        _usable_note(each)


class Defaults(Table, frozen=True, kw_only=True, rename="camel"):
    """Fields of new campaign files; of one that is left out, a new file says nothing by itself.

    Attributes:
        preferred_till_id: an id, or a reference to a value of the environments.
        active: whether the campaign runs.
        environments: names of those that the campaign is for.
        metadata: notes such as the owner.
    """

    preferred_till_id: Annotated[Any, Rule(_usable_till)] = None
    active: bool | None = None
    environments: list[str] | None = None
    metadata: Annotated[dict[str, Any] | None, EachValue(_usable_note)] = None

    def as_file(self) -> dict[str, Json]:
        """What is declared, by the fields of a campaign file."""
        found = {
            each.encode_name: getattr(self, each.name) for each in msgspec.structs.fields(self)
        }
        return {name: value for name, value in found.items() if value is not None}
