"""In which order and layout a campaign file is written: that of the examples.

Fields stand in the order of the table, and each target has a line for each of its fields.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Table
from reconciler.target_group.fields import GROUP, TARGET
from reconciler.yaml12.write import NOTHING_KNOWN, Outline, write


def _outline(table: Table | None) -> Outline:
    if table is None:
        return NOTHING_KNOWN
    fields = {
        field.name: (_outline(field.short or field.parts), _outline(field.parts))
        for field in table.fields.values()
    }
    return Outline(fields, is_tall=table is TARGET)


OUTLINE: Final = _outline(GROUP)
"""Of a campaign file."""


def campaign_text(data: Mapping[str, Json], *, head: Sequence[str] = ()) -> str:
    """Write a campaign file; as ``write``."""
    return write(data, OUTLINE, head=head)
