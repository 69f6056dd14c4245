"""Rules about what a file acknowledges."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from reconciler.core.diagnostic import Finding, Route, Severity
from reconciler.core.diff import steps
from reconciler.core.exact_json import Json
from reconciler.target_group.codes import acknowledgements as codes
from reconciler.target_group.codes.registry import ACKNOWLEDGEABLE
from reconciler.target_group.columns import Role
from reconciler.target_group.days import day_of
from reconciler.target_group.fields import GROUP, TARGET

TOO_WIDE: Final = frozenset({(), ("targets",)})
"""Paths below which everything would be hidden."""
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PATH: Final = re.compile(r"(?:/(?:[^~]|~[01])*)+", re.DOTALL)


def acknowledgements(data: Mapping[str, Json], today: date) -> Iterator[Finding]:
    """Acknowledgements that say too little or too much, or that have expired."""
    for k, each in enumerate(data.get("acknowledge", ())):
        route: Route = ("acknowledge", k)
        yield from _subject(each, route)
        yield from _path(each, route)
        yield from _until(each, route, today)


def _subject(each: Mapping[str, Json], route: Route) -> Iterator[Finding]:
    """What it is about: a finding or drift, and why."""
    code = codes.ACKNOWLEDGEMENT_UNCLEAR
    if ("finding" in each) == ("drift" in each):
        said = "finding and drift" if "finding" in each else "neither finding nor drift"
        message = f"An acknowledgement is about one thing; this one has {said}."
        yield code.at(route, message, "Keep one of the two; write the other in a second entry.")
    elif "drift" in each and "of" in each:
        message = "'of' goes with finding: drift is always that of the file's own campaign."
        yield code.at((*route, "of"), message, "Leave the line out.", at_key=True)
    if each.get("of") in ("", []):
        message = "'of' names nothing."
        yield code.at((*route, "of"), message, "Write a name, or leave it out for all.")
    if not each["reason"].strip():
        message = "The reason is empty."
        yield code.at((*route, "reason"), message, "Write why it is meant.")


def _path(each: Mapping[str, Json], route: Route) -> Iterator[Finding]:
    if "drift" not in each:
        return
    code, at, path = codes.ACKNOWLEDGEMENT_PATH, (*route, "drift"), each["drift"]
    parts = tuple(step for step in steps(path) if step)
    if path in ("", "/") or (path.startswith("/") and parts in TOO_WIDE):
        message = f"'{path}' covers everything, even what nobody thought of."
        yield code.at(at, message, "Name what differs, such as /targets/NAME/defaultValues.")
    elif not _PATH.fullmatch(path) or "" in steps(path):
        message = f"'{path}' is not a path: it has a / before each part, and none at its end."
        yield code.at(at, message)
    else:
        fields = [GROUP.fields.get(parts[0])]
        if parts[0] == "targets" and len(parts) > len(("targets", "name")):
            fields.append(TARGET.fields.get(parts[2]))
        if all(field is not None and field.role is Role.COMPARED for field in fields):
            return
        message = f"'{path}' does not lead to a field that is compared."
        yield code.at(at, message)


def _until(each: Mapping[str, Json], route: Route, today: date) -> Iterator[Finding]:
    if "until" not in each:
        return
    at, until = (*route, "until"), each["until"]
    last = day_of(until) if _DAY.fullmatch(until) else None
    code = ACKNOWLEDGEABLE.get(each.get("finding", ""))
    if code is not None and code.severity is Severity.CREATE_ONLY:
        message = f"An acknowledged {code.slug} has no end: it is spent once the group is live."
        yield codes.ACKNOWLEDGEMENT_UNTIL.at(at, message, "Leave the line out.", at_key=True)
    elif last is None:
        message = f"'{until}' is not a day of the calendar."
        yield codes.ACKNOWLEDGEMENT_UNTIL.at(at, message, "Write a day such as 2027-06-30.")
    elif last < today:
        about = each.get("finding") or each.get("drift") or "nothing"
        message = f"The acknowledgement of {about} ended on {last}: {each['reason']}."
        expired = codes.ACKNOWLEDGEMENT_EXPIRED
        yield expired.at(at, message)
