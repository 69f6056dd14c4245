"""What the planner must know of target groups."""

from functools import partial
from typing import Final

from reconciler.core.diff import Difference, diff, pointer
from reconciler.core.pairs import Comparison
from reconciler.core.plan import Coverage, FieldChange
from reconciler.core.planner import Kind
from reconciler.core.resource import Spec, plain
from reconciler.target_group.align import (
    VALUES,
    Aligned,
    align,
    has_own_values,
    leaves,
)
from reconciler.target_group.declared import lost_goals
from reconciler.target_group.editing import advice
from reconciler.target_group.likeness import (
    content,
    counts_by_buying,
    days,
    is_same_but_for_names,
    outline,
    signature,
    traits,
)


def compare(desired: Spec, live: Spec, *, is_whole: bool = True) -> Comparison:
    """Compare a declared spec with a live one.

    Args:
        desired: what the file says.
        live: what an answer showed.
        is_whole: whether the answer's collections have all their parts.
    """
    desired, live = plain(desired), plain(live)
    aligned = align(desired, live, is_whole=is_whole)
    return Comparison(
        fields=tuple(_field(each, desired) for each in diff(aligned.desired, aligned.live)),
        unverified=tuple(sorted(map(pointer, aligned.unverified))),
        uncertain=tuple(sorted(map(pointer, aligned.uncertain))),
        coverage=_coverage(desired, aligned),
    )


def part_names(spec: Spec) -> tuple[str, ...]:
    """Names of targets, which the API keeps unique in the organisation."""
    return tuple(spec.get("targets", ()))


def family(spec: Spec) -> str | None:
    """What a group tracks, which stays when it is renamed; None where it was not shown."""
    tracked: str | None = spec.get("trackingType")
    return tracked


def _is_same_in_part(desired: Spec, live: Spec) -> bool:
    """Whether names alone tell a declared spec from what one customer sees of a live one.

    Values that may be the customer's own keep nobody apart.
    """
    targets: Spec = live.get("targets", {})
    if any(has_own_values(desired, target) for target in desired["targets"].values()):
        targets = {name: _without(target, VALUES) for name, target in targets.items()}
        live = {**live, "targets": targets}
    return is_same_but_for_names(desired, live)


def _without(spec: Spec, name: str) -> Spec:
    return {key: value for key, value in spec.items() if key != name}


def _coverage(desired: Spec, aligned: Aligned) -> Coverage:
    declared = sum(1 for _ in leaves(desired, ())) - aligned.moot
    return Coverage(declared, declared - len(aligned.unverified))


def _field(difference: Difference, desired: Spec) -> FieldChange:
    edit = advice(difference, desired)
    return FieldChange(
        difference.path, difference.desired, difference.live, edit.possible, edit.how
    )


TARGET_GROUP: Final = Kind(
    compare=compare,
    part_names=part_names,
    signature=signature,
    traits=traits,
    is_same_but_for_names=is_same_but_for_names,
    lost_goals=lost_goals,
    family=family,
    outline=outline,
    content=content,
    days=days,
    counts_by_buying=counts_by_buying,
    in_part=Kind(
        compare=partial(compare, is_whole=False),
        part_names=part_names,
        signature=signature,
        traits=partial(traits, with_values=False),
        is_same_but_for_names=_is_same_in_part,
        lost_goals=lost_goals,
        family=family,
        outline=outline,
        content=content,
        days=days,
        counts_by_buying=counts_by_buying,
    ),
)
