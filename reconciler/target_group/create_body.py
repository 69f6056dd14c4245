"""The request that creates a campaign, from the clean data of its file."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.canonical import period_count, values_in_order
from reconciler.target_group.columns import Role, Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.kinds import Kind

_WHOLE_GOALS: Final = ("streaks", "unifiedTargetExpression")
"""What is declared to be reached beside the default values."""


def body(data: Mapping[str, Json]) -> dict[str, Json]:
    """Build the create request of a campaign from its clean data.

    Strict in what it sends: first spellings, plain days, one default value a period, and the
    number of periods as counted.
    """
    sent = _body_object(GROUP, data)
    count = period_count(data)
    if count is not None:
        sent["totalPeriods"] = count
    for target in sent.get("targets", ()):
        if "defaultValues" in target:
            ordered = values_in_order(target["defaultValues"], count)
            target["defaultValues"] = [{"defaultValue": value} for value in ordered]
    return sent


def lost_goals(data: Mapping[str, Json], sent: Mapping[str, Json]) -> tuple[str, ...]:
    """What clean data declares to be reached and a body does not hold.

    It asks the body alone, so that a mistake in how a body is built does not hide itself.

    Returns:
        Each lost goal in words; empty where the body holds all.
    """
    lost = [name for name in _WHOLE_GOALS if name in data and data[name] != sent.get(name)]
    targets = {each["name"]: each for each in sent.get("targets", ())}
    count = max(1, len(sent.get("periods", ())) or sent.get("totalPeriods", 1))
    for target in data.get("targets", ()):
        declared = target.get("defaultValues", [])
        wanted = declared if isinstance(declared, list) else [declared] * count
        held = targets.get(target["name"], {}).get("defaultValues", ())
        is_held = [each["defaultValue"] for each in held] == wanted
        if target["name"] not in targets or not is_held:
            lost.append(f"the goal of '{target['name']}'")
    return tuple(lost)


def _body_object(table: Table, data: Mapping[str, Json]) -> dict[str, Json]:
    sent: dict[str, Json] = {}
    for name, value in data.items():
        field = table.fields[name]
        if field.role is Role.LOCAL:
            continue
        if field.kind is Kind.DAY:
            sent[name] = values.day(value)
        elif field.kind is Kind.OBJECT and field.parts is not None:
            sent[name] = _body_object(field.parts, value)
        elif field.kind is Kind.LIST and field.parts is not None:
            sent[name] = [_body_object(field.parts, each) for each in value]
        else:
            sent[name] = value
    return sent
