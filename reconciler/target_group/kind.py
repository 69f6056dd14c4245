"""What the planner must know of target groups."""

from typing import Final

from reconciler.core.diff import Difference, diff, pointer
from reconciler.core.plan import FieldChange
from reconciler.core.planner import Comparison, Kind
from reconciler.core.resource import Spec
from reconciler.target_group.align import align
from reconciler.target_group.editing import advice
from reconciler.target_group.likeness import is_same_but_for_names, signature


def compare(desired: Spec, live: Spec) -> Comparison:
    """Compare a declared spec with a live one."""
    aligned = align(desired, live)
    fields = tuple(_field(each) for each in diff(aligned.desired, aligned.live))
    return Comparison(fields, tuple(sorted(map(pointer, aligned.unverified))))


def part_names(spec: Spec) -> tuple[str, ...]:
    """Names of targets, which the API keeps unique in the organisation."""
    return tuple(spec.get("targets", ()))


def _field(difference: Difference) -> FieldChange:
    edit = advice(difference)
    return FieldChange(
        difference.path, difference.desired, difference.live, edit.possible, edit.how
    )


TARGET_GROUP: Final = Kind(
    compare=compare,
    part_names=part_names,
    signature=signature,
    is_same_but_for_names=is_same_but_for_names,
)
