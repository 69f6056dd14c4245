"""What a person can do about a difference: from the edit column of the table of fields."""

from typing import Final

from msgspec.structs import replace

from reconciler.core.diff import ABSENT, Difference
from reconciler.core.resource import Spec
from reconciler.target_group.fields import GROUP, NO_EDIT, NONE, TARGET, Edit, Field
from reconciler.target_group.values import Expected

PART_DEPTH: Final = 2


def advice(difference: Difference, desired: Spec) -> Edit:
    """Say whether and how a person can settle a difference on the live group.

    Args:
        difference: of the two specs.
        desired: the declared one.
    """
    edit = _edit(difference)
    field = _left_out(difference, desired)
    if field is None:
        return edit
    meaning = f"the file leaves {field.name} out, which means {field.left_out}"
    return replace(
        edit, how=f"{meaning}; 'reconciler accept' takes what is live into it, else {edit.how}"
    )


def _left_out(difference: Difference, desired: Spec) -> Field | None:
    """The field that the file leaves out, where it is therefore that live differs."""
    if difference.desired is not ABSENT:
        return None
    table, holder, (name, *rest) = GROUP, desired, difference.route
    if len(rest) > 1 and name == "targets":
        table, holder, name = TARGET, desired[name][rest[0]], rest[1]
    field, value = table.fields[str(name)], holder.get(str(name))
    is_none = value == {} or isinstance(value, Expected)
    return field if is_none and field.left_out.startswith(NONE) else None


def _edit(difference: Difference) -> Edit:
    collection = GROUP.fields[str(difference.route[0])]
    is_part = len(difference.route) == PART_DEPTH and collection.key is not None
    if is_part and difference.live is ABSENT:
        return collection.add
    if is_part and difference.desired is ABSENT:
        return collection.drop
    # The deepest field of the table that the route leads through and that can be edited.
    steps = iter(difference.route)
    field = GROUP.fields[str(next(steps))]
    while field.parts is not None and field.edit is NO_EDIT:
        if field.key is not None:
            next(steps, None)
        step = next(steps, None)
        if step is None:
            break
        field = field.parts.fields[str(step)]
    return field.edit
