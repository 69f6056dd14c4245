"""What the planner must know of target groups."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from reconciler.core.resource import Live, Spec
from reconciler.core.resource_kind import ResourceKind
from reconciler.target_group import values
from reconciler.target_group.answers.rows import row_of
from reconciler.target_group.canonical import without
from reconciler.target_group.columns import UNSEEN
from reconciler.target_group.comparing.align import VALUES, has_own_values
from reconciler.target_group.comparing.compare import compare, compare_in_part
from reconciler.target_group.comparing.outline import (
    content,
    counts_by_buying,
    days,
    is_same_but_for_names,
    outline,
    signature,
    traits,
    without_filled_in,
)
from reconciler.target_group.comparing.payout import aside, payout
from reconciler.target_group.create_body import lost_goals

COMBINED: Final = "unifiedTargetExpression"
THRESHOLD: Final = "thresholdValue"


def part_names(spec: Spec) -> tuple[str, ...]:
    """Names of targets, which the API keeps unique in the organisation."""
    return tuple(spec.get("targets", ()))


def live_part_names(live: Live) -> tuple[str, ...]:
    """As ``part_names``, of a live group, without its spec where its row tells."""
    row = row_of(live)
    if row is None or row.get("targets") is UNSEEN:
        return part_names(live.spec)
    return tuple(values.text(each["name"]) for each in row.get("targets") or ())


def live_outline(live: Live) -> str:
    """As ``outline``, of a live group, without its spec where its row tells."""
    return outline(row_of(live) or live.spec)


def family(spec: Spec) -> str | None:
    """What a group tracks, which stays when it is renamed; None where it was not shown."""
    tracked: str | None = spec.get("trackingType")
    return tracked


def does(spec: Spec) -> str:
    """What a group does to customers who reach its goal, as a participle."""
    return "capped" if spec.get("trackingType") == "CAPPING" else "paid"


def without_goals(spec: Spec) -> Spec:
    """A spec without what customers have to reach: default values, and the combined threshold."""
    own, combined = dict(spec), spec.get(COMBINED)
    if isinstance(combined, Mapping):
        own[COMBINED] = without(combined, {THRESHOLD})
    if "targets" in spec:
        own["targets"] = {name: without(each, {VALUES}) for name, each in spec["targets"].items()}
    return own


def _is_same_in_part(desired: Spec, live: Spec) -> bool:
    """Whether names alone tell a declared spec from what one customer sees of a live one.

    Values that may be the customer's own keep nobody apart.
    """
    targets: Spec = live.get("targets", {})
    if any(has_own_values(desired, target) for target in desired["targets"].values()):
        targets = {name: without(target, {VALUES}) for name, target in targets.items()}
        live = {**live, "targets": targets}
    return is_same_but_for_names(desired, live)


_WHOLE: Final = ResourceKind(
    compare=compare,
    part_names=part_names,
    live_part_names=live_part_names,
    signature=signature,
    traits=traits,
    is_same_but_for_names=is_same_but_for_names,
    lost_goals=lost_goals,
    family=family,
    outline=outline,
    live_outline=live_outline,
    content=content,
    days=days,
    counts_by_buying=counts_by_buying,
    does=does,
    without_goals=without_goals,
    payout=payout,
    aside=aside,
    without_filled_in=without_filled_in,
)
TARGET_GROUP: Final = replace(
    _WHOLE,
    in_part=replace(
        _WHOLE,
        compare=compare_in_part,
        traits=partial(traits, with_values=False),
        is_same_but_for_names=_is_same_in_part,
    ),
)
