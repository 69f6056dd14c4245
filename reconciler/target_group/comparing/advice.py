"""What a person can do about a difference: from the edit column of the table of fields."""

from collections.abc import Collection
from typing import Final

from msgspec.structs import replace

from reconciler.core.diagnostic import Route
from reconciler.core.diff import ABSENT, Difference
from reconciler.core.resource import Spec
from reconciler.target_group import edits
from reconciler.target_group.columns import NONE
from reconciler.target_group.comparing.align import PARTS, Aligned, is_renamed
from reconciler.target_group.edits import Edit
from reconciler.target_group.fields import GROUP, TARGET
from reconciler.target_group.values import Expected

PART_DEPTH: Final = 2
RENAMED: Final = (
    "it is the same under another name: rename it back where the console lets you, or take the new "
    "name into the file with 'reconciler accept NAME'; to add or deactivate one would change what "
    "customers are paid"
)


def renamed_parts(desired: Spec, live: Spec, aligned: Aligned) -> frozenset[Route]:
    """The routes of parts that only one side has, where both are one part that was renamed.

    That is said only where one part is missing and one is too many, and they are the same but for
    their names: of more it is not certain.
    """
    found: set[Route] = set()
    for name in PARTS:
        want, have = aligned.desired.get(name, {}), aligned.live.get(name, {})
        gone, new = want.keys() - have.keys(), have.keys() - want.keys()
        if len(gone) == len(new) == 1:
            [old], [other] = gone, new
            if is_renamed(desired, live, name, old, other):
                found |= {(name, old), (name, other)}
    return frozenset(found)


def advice(difference: Difference, desired: Spec, renamed: Collection[Route] = ()) -> Edit:
    """Say whether and how a person can settle a difference on the live group."""
    if difference.route in renamed:
        return replace(GROUP.fields[str(difference.route[0])].add, how=RENAMED)
    edit = _edit(difference)
    if difference.desired is not ABSENT:
        return edit
    table, holder, (name, *rest) = GROUP, desired, difference.route
    if len(rest) > 1 and name == "targets":
        table, holder, name = TARGET, desired[name][rest[0]], rest[1]
    field, value = table.fields[str(name)], holder.get(str(name))
    is_none = value == {} or isinstance(value, Expected)
    if not is_none or not field.left_out.startswith(NONE):
        return edit
    # It is because the file leaves the field out that live differs.
    meaning = f"the file leaves {field.name} out, which means {field.left_out}"
    return replace(
        edit, how=f"{meaning}; 'reconciler accept' takes what is live into it, else {edit.how}"
    )


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
    while field.parts is not None and field.edit is edits.NONE:
        if field.key is not None:
            next(steps, None)
        step = next(steps, None)
        if step is None:
            break
        field = field.parts.fields[str(step)]
    return field.edit
