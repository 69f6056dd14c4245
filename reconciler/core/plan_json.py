"""A plan to JSON and back, unchanged."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Final

from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json
from reconciler.core.plan import (
    ACTIONS,
    NOTHING_SEEN,
    Blocked,
    Change,
    Coverage,
    Create,
    Drift,
    FieldChange,
    InSync,
    Plan,
    Reason,
    Unmanaged,
)

FORMAT_VERSION: Final = "1.0"


def plan_to_json(plan: Plan, *, tool: str, created_at: str) -> dict[str, Json]:
    """Write a plan as JSON data.

    Args:
        plan: the plan.
        tool: name and version of the tool.
        created_at: when the plan was made, ISO 8601.
    """
    return {
        "format_version": FORMAT_VERSION,
        "tool": tool,
        "environment": plan.environment,
        "org_id": plan.org_id,
        "plan_id": plan.plan_id,
        "created_at": created_at,
        "source": plan.source,
        "live": {"groups": plan.live_groups, "org_id": plan.live_org_id},
        "summary": asdict(plan.summary),
        "coverage": asdict(plan.coverage),
        "changes": [change_to_json(change) for change in plan.changes],
        "diagnostics": [diagnostic_to_json(each) for each in plan.diagnostics],
    }


def plan_from_json(data: Json) -> Plan:
    """Read a plan back.

    Raises:
        ValueError: the data is no plan of this format, or was changed since it was written.
    """
    try:
        plan = _plan(data)
    except (KeyError, TypeError, AttributeError) as error:
        message = "it is not a saved plan"
        raise ValueError(message) from error
    if data["plan_id"] != plan.plan_id:
        message = "its plan_id does not fit its content: the file was edited"
        raise ValueError(message)
    return plan


def change_to_json(change: Change) -> dict[str, Json]:
    """Write one change; keys that do not apply are left out."""
    written: dict[str, Json] = {"action": ACTIONS[type(change)], "name": change.name}
    if not isinstance(change, Unmanaged):
        written |= {"file": change.file, "line": change.line}
    match change:
        case Create():
            written["body"] = change.body
        case Blocked():
            written |= {"reason": asdict(change.reason), "body": change.body}
        case Drift():
            fields = [_field_to_json(field) for field in change.fields]
            written |= {"id": change.id, "fields": fields, **_seen_to_json(change)}
        case InSync():
            written |= {"id": change.id, **_seen_to_json(change)}
        case Unmanaged():
            reason = {"reason": asdict(change.reason)} if change.reason else {}
            written |= {"id": change.id, **reason}
    return written


def diagnostic_to_json(diagnostic: Diagnostic) -> dict[str, Json]:
    """Write one finding."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": diagnostic.file,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        **({"environments": [*diagnostic.environments]} if diagnostic.environments else {}),
    }


def _field_to_json(field: FieldChange) -> dict[str, Json]:
    written: dict[str, Json] = {"path": field.path}
    if field.desired is not ABSENT:
        written["desired"] = field.desired
    if field.live is not ABSENT:
        written["live"] = field.live
    return written | {"editable": field.editable, "hint": field.hint}


def _seen_to_json(change: Drift | InSync) -> dict[str, Json]:
    """Write how far a live group was seen."""
    uncertain = {"uncertain": list(change.uncertain)} if change.uncertain else {}
    counted = {"coverage": asdict(change.coverage)} if change.coverage.declared else {}
    return {"unverified": list(change.unverified), **uncertain, **counted}


def _plan(data: Json) -> Plan:
    version = str(data["format_version"])
    if version.split(".", maxsplit=1)[0] != FORMAT_VERSION.split(".", maxsplit=1)[0]:
        message = f"its format {version} is not {FORMAT_VERSION}: make a new plan"
        raise ValueError(message)
    return Plan(
        environment=data["environment"],
        source=data["source"],
        org_id=data["org_id"],
        live_org_id=data["live"]["org_id"],
        live_groups=data["live"]["groups"],
        changes=tuple(_READERS[each["action"]](each) for each in data["changes"]),
        diagnostics=tuple(_diagnostic(each) for each in data["diagnostics"]),
    )


def _diagnostic(data: Mapping[str, Json]) -> Diagnostic:
    return Diagnostic(
        file=data["file"],
        line=data["line"],
        column=data["column"],
        code=data["code"],
        severity=Severity(data["severity"]),
        message=data["message"],
        hint=data["hint"],
        environments=tuple(data.get("environments", ())),
    )


def _reason(data: Mapping[str, Json]) -> Reason:
    return Reason(data["code"], data["message"])


def _field(data: Mapping[str, Json]) -> FieldChange:
    return FieldChange(
        data["path"],
        data.get("desired", ABSENT),
        data.get("live", ABSENT),
        data["editable"],
        data["hint"],
    )


def _create(data: Mapping[str, Json]) -> Create:
    return Create(data["name"], data["file"], data["line"], data["body"])


def _blocked(data: Mapping[str, Json]) -> Blocked:
    reason = _reason(data["reason"])
    return Blocked(data["name"], data["file"], data["line"], reason, data["body"])


def _drift(data: Mapping[str, Json]) -> Drift:
    fields = tuple(_field(each) for each in data["fields"])
    return Drift(data["name"], data["file"], data["line"], data["id"], fields, *_seen(data))


def _in_sync(data: Mapping[str, Json]) -> InSync:
    return InSync(data["name"], data["file"], data["line"], data["id"], *_seen(data))


def _seen(data: Mapping[str, Json]) -> tuple[tuple[str, ...], tuple[str, ...], Coverage]:
    """How far a live group was seen; plans of earlier versions do not count it."""
    uncertain = tuple(data.get("uncertain", ()))
    coverage = Coverage(**data["coverage"]) if "coverage" in data else NOTHING_SEEN
    return tuple(data["unverified"]), uncertain, coverage


def _unmanaged(data: Mapping[str, Json]) -> Unmanaged:
    reason = _reason(data["reason"]) if "reason" in data else None
    return Unmanaged(data["name"], data["id"], reason)


_READERS: Final[Mapping[str, Callable[[Mapping[str, Json]], Change]]] = {
    "create": _create,
    "blocked": _blocked,
    "drift": _drift,
    "in-sync": _in_sync,
    "unmanaged": _unmanaged,
}
