"""Whether two target groups are the same but for their names.

A campaign that is renamed in its file would be created beside the live one and pay out twice.
Names here are those of the group, its targets, its streak levels, and the refCodes of periods.
"""

from collections.abc import Collection, Hashable, Mapping
from typing import Final

from reconciler.core.exact_json import canonical
from reconciler.core.resource import Spec
from reconciler.target_group.align import align, without_twins
from reconciler.target_group.fields import SERVER_PERIODS

DAY_LENGTH: Final = len("2027-01-01")
# What must have been shown before two groups may be called the same.
TELLING: Final = ("trackingType", "targets")
NAMES: Final = frozenset({"name", "refCode"})


def signature(spec: Spec) -> Hashable | None:
    """A cheap value that is equal for groups that differ in names alone.

    Covers only what every read of the organisation shows, so that a field that one side does not
    know keeps nobody apart. None where too little was shown.
    """
    if any(key not in spec for key in TELLING):
        return None
    targets = without_twins(spec["targets"]).values()
    kinds = sorted(
        (target.get("targetEntity", ""), target.get("targetType", "")) for target in targets
    )
    return (spec["trackingType"], spec.get("userCreated", False), tuple(kinds))


def is_same_but_for_names(desired: Spec, live: Spec) -> bool:
    """Whether nothing but names tells a declared spec from a live one.

    Where the read did not show the periods, the first and the last day must agree with the cycle
    dates that the server derives from them.
    """
    if not desired["targets"] or any(key not in live for key in TELLING):
        return False
    renamed = _with_names_of(desired, live)
    if renamed is None or not _same_span(desired, live):
        return False
    aligned = align(desired, renamed)
    return aligned.desired == aligned.live


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


def _with_names_of(desired: Spec, live: Spec) -> Spec | None:
    """The live spec under the desired names, parts paired by content; None if they cannot be."""
    shown = dict(live) | {
        "targets": without_twins(live["targets"]),
        "periods": _own_periods(live),
        "streaks": live.get("streaks", desired["streaks"]),
    }
    refs = _pairing(shown["periods"], desired["periods"]) if "periods" in live else {}
    names = _pairing(shown["targets"], desired["targets"])
    levels = _pairing(shown["streaks"], desired["streaks"])
    if refs is None or names is None or levels is None:
        return None
    targets = {name: _with_refs(target, refs) for name, target in shown["targets"].items()}
    renamed = dict(live) | {"name": desired["name"], "targets": _renamed(targets, names, "name")}
    if "periods" in live:
        renamed["periods"] = _renamed(shown["periods"], refs, "refCode")
    if "streaks" in live:
        renamed["streaks"] = _renamed(shown["streaks"], levels, "name")
    return renamed


def _own_periods(live: Spec) -> Spec:
    made_by_server = live.get("targetEvaluationType") in SERVER_PERIODS
    return {} if made_by_server else live.get("periods", {})


def _pairing(live: Spec, desired: Spec) -> Mapping[str, str] | None:
    """Live names to desired names, each side in the order of what both sides know of the parts."""
    if len(live) != len(desired):
        return None
    parts = (*live.values(), *desired.values())
    known = set.intersection(*map(set, parts)) - NAMES if parts else set()
    return dict(zip(_sorted(live, known), _sorted(desired, known), strict=True))


def _sorted(parts: Spec, keys: Collection[str]) -> list[str]:
    """Names of parts in the order of their content; values by period without their period."""

    def content(name: str) -> str:
        row = {key: parts[name][key] for key in keys}
        if "defaultValues" in row:
            row["defaultValues"] = sorted(row["defaultValues"].values())
        return canonical(row)

    return sorted(parts, key=lambda name: (content(name), name))


def _renamed(parts: Spec, names: Mapping[str, str], key: str) -> Spec:
    return {names[name]: dict(part) | {key: names[name]} for name, part in parts.items()}


def _with_refs(target: Spec, refs: Mapping[str, str]) -> Spec:
    if "defaultValues" not in target:
        return target
    values = {refs.get(ref, ref): value for ref, value in target["defaultValues"].items()}
    return dict(target) | {"defaultValues": values}
