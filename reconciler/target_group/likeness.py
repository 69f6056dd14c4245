"""Whether two target groups are the same but for their names.

A campaign that is renamed in its file would be created beside the live one and pay out twice.
Names here are those of the group, its targets, its streak levels, and the refCodes of periods.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Final, TypeAlias

from reconciler.core.diagnostic import Route
from reconciler.core.resource import Spec
from reconciler.target_group.align import Alignment, Both, without_twins

Shown: TypeAlias = Callable[[Spec, Spec, Route], Both]

DAY_LENGTH: Final = len("2027-01-01")
# What must have been shown before two groups may be called the same.
TELLING: Final = ("trackingType", "targets")


def signature(spec: Spec) -> Hashable | None:
    """A cheap value that is equal for groups that differ in names alone.

    Covers only what every read shows, so that a field that one side does not know keeps nobody
    apart. None where too little was shown.
    """
    if any(key not in spec for key in TELLING):
        return None
    targets = without_twins(spec["targets"]).values()
    kinds = sorted(
        (target.get("targetEntity", ""), target.get("targetType", "")) for target in targets
    )
    return (spec["trackingType"], tuple(kinds))


def is_same_but_for_names(desired: Spec, live: Spec) -> bool:
    """Whether nothing but names tells a declared spec from a live one.

    Where the read did not show the periods, the first and the last day must agree with the cycle
    dates that the server derives from them.
    """
    if not desired["targets"] or any(key not in live for key in TELLING):
        return False
    ours, theirs = Alignment(desired, {**live, "name": desired["name"]}).own()
    if ours != theirs or not _same_span(desired, live):
        return False
    refs = _refs(desired, live)
    return refs is not None and _same_parts(desired, _with_refs(live, refs))


def _same_span(desired: Spec, live: Spec) -> bool:
    periods = desired["periods"].values()
    if "periods" in live or not periods:
        return True
    derived = {
        "targetCycleStartDate": min(period["startDate"] for period in periods),
        "targetCycleEndDate": max(period["endDate"] for period in periods),
    }
    return all(
        edge in desired or str(live.get(edge))[:DAY_LENGTH] == day for edge, day in derived.items()
    )


def _refs(desired: Spec, live: Spec) -> Mapping[str, str] | None:
    """Live refCodes to desired ones; None where the periods are not the same."""
    if "periods" not in live:
        return {}
    alignment = Alignment(desired, live)
    return _pairs(desired["periods"], alignment.own_periods(), alignment.shown, "refCode")


def _same_parts(desired: Spec, live: Spec) -> bool:
    alignment = Alignment(desired, live)
    targets, levels = without_twins(live["targets"]), live.get("streaks", desired["streaks"])
    return (
        _pairs(desired["targets"], targets, alignment.target, "name") is not None
        and _pairs(desired["streaks"], levels, alignment.shown, "name") is not None
    )


def _pairs(desired: Spec, live: Spec, shown: Shown, key: str) -> Mapping[str, str] | None:
    """Live names to desired names so that no part differs but in its name; None if there is no way.

    A part that declares little fits many, so a pair that is in the way is moved where it can be.
    """
    if len(desired) != len(live):
        return None
    paired: dict[str, str] = {}

    def pair(name: str, tried: set[str]) -> bool:
        for other in (each for each in live if each not in tried):
            ours, theirs = shown({**desired[name], key: ""}, {**live[other], key: ""}, ())
            if ours == theirs:
                tried.add(other)
                if other not in paired or pair(paired[other], tried):
                    paired[other] = name
                    return True
        return False

    return paired if all(pair(name, set()) for name in desired) else None


def _with_refs(live: Spec, refs: Mapping[str, str]) -> Spec:
    """The live spec with the desired refCodes."""
    if not refs:
        return live
    targets = {name: _with_refs_of_values(each, refs) for name, each in live["targets"].items()}
    periods = {refs.get(ref, ref): period for ref, period in live["periods"].items()}
    return {**live, "periods": periods, "targets": targets}


def _with_refs_of_values(target: Spec, refs: Mapping[str, str]) -> Spec:
    if "defaultValues" not in target:
        return target
    values = {refs.get(ref, ref): value for ref, value in target["defaultValues"].items()}
    return {**target, "defaultValues": values}
