"""What a person can do about a difference: from the edit column of the table of fields."""

from typing import Final

from reconciler.core.diff import ABSENT, Difference
from reconciler.target_group.fields import GROUP, NO_EDIT, Edit, Field

MISSING_PARTS: Final = {
    "periods": Edit(
        possible=True,
        how="add it in the console, or with POST /v3/targetGroups/{id}/targetPeriods; a bad one is "
        "dropped without an error, so plan again afterwards",
    ),
    "targets": Edit(
        possible=True,
        how="add it in the console, or with POST /v3/targetGroups/{id}/targets",
    ),
    "streaks": NO_EDIT,
}
EXTRA_PARTS: Final = {
    "periods": Edit(
        possible=False,
        how="periods cannot be removed: take it into the file, or deactivate it in the console",
    ),
    "targets": Edit(
        possible=True,
        how="take it into the file, or deactivate it in the console or with DELETE "
        "/v3/targetGroups/{groupId}/targets/{targetId}",
    ),
    "streaks": NO_EDIT,
}
PART_DEPTH: Final = 2


def advice(difference: Difference) -> Edit:
    """Say whether and how a person can settle a difference on the live group."""
    collection = str(difference.route[0])
    is_part = len(difference.route) == PART_DEPTH and collection in MISSING_PARTS
    if is_part and difference.live is ABSENT:
        return MISSING_PARTS[collection]
    if is_part and difference.desired is ABSENT:
        return EXTRA_PARTS[collection]
    return _field(difference).edit


def _field(difference: Difference) -> Field:
    """The deepest field of the table that the route leads through and that can be edited."""
    steps = iter(difference.route)
    field = GROUP.fields[str(next(steps))]
    while field.parts is not None and field.edit is NO_EDIT:
        if field.key is not None:
            next(steps, None)
        step = next(steps, None)
        if step is None:
            break
        field = field.parts.fields[str(step)]
    return field
