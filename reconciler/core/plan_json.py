"""A plan to JSON and back, unchanged.

What is written carries a checksum of everything else in it, so that no edit goes unnoticed, be it
of a hint or a line number. It guards against mistakes, not against forgery: who can edit the file
can compute the checksum as well. That is why a plan is bound to files and live state again.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import ValidationError, convert, to_builtins
from msgspec.structs import asdict, replace

from reconciler.core.comparison import Cause, Coverage, FieldChange, Seen
from reconciler.core.diagnostic import Answer, Diagnostic, diagnostic_to_json
from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json, canonical
from reconciler.core.origin import Origin
from reconciler.core.plan import (
    ACTIONS,
    RECORD,
    Acknowledged,
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Touched,
    Unmanaged,
    kind_of,
)
from reconciler.core.promotion import Owner, ReadState

FORMAT_VERSION: Final = "1.5"
UNCHECKED_VERSION: Final = "1.0"
"""Plans of this version have no checksum."""


def plan_to_json(plan: Plan, *, tool: str, created_at: str) -> dict[str, Json]:
    """Write a plan as JSON data, with what made it (tool and version) and when (ISO 8601)."""
    fingerprints = iter(plan.fingerprints)
    written = {
        "format_version": FORMAT_VERSION,
        "tool": tool,
        "environment": plan.environment,
        "org_id": plan.org_id,
        "plan_id": plan.plan_id,
        "created_at": created_at,
        "made_from": _origin_to_json(plan.origin),
        "source": plan.source,
        "live": {"groups": plan.live_groups, "org_id": plan.live_org_id},
        "summary": asdict(plan.summary),
        "coverage": asdict(plan.coverage),
        "changes": [
            _change_to_json(change, next(fingerprints) if isinstance(change, Touched) else "")
            for change in plan.changes
        ],
        "diagnostics": [diagnostic_to_json(each) for each in plan.diagnostics],
    }
    if plan.records:
        written["records"] = [
            {
                "name": each.name,
                "file": each.file,
                "line": each.line,
                **_otherwise(each),
                "body": each.body,
            }
            for each in plan.records
        ]
    if plan.owners_unknown:  # of all else there is nothing to be known
        reason = plan.owners_unknown
        written["promotions_read"] = {"state": ReadState.FAILED.value, "reason": reason}
    return written | {"checksum": _checksum(written)}


def plan_from_json(data: Json) -> Plan:
    """Read a plan back.

    Raises:
        ValueError: the data is no plan of this format, or was changed since it was written.
    """
    try:
        plan = _plan(data)
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        message = "it is not a saved plan"
        raise ValueError(message) from error
    is_unchecked = data["format_version"] == UNCHECKED_VERSION and "checksum" not in data
    is_whole = is_unchecked or data.get("checksum") == _checksum(data)
    if not is_whole or data["plan_id"] != plan.plan_id:
        message = "it does not hold what was written: the file was edited"
        raise ValueError(message)
    return plan


def _otherwise(change: Blocked) -> dict[str, Json]:
    return {} if change.otherwise is None else {"otherwise": _reason_to_json(change.otherwise)}


def _change_to_json(change: Change, fingerprint: str) -> dict[str, Json]:
    """Write one change; keys that do not apply are left out."""
    written: dict[str, Json] = {"action": ACTIONS[kind_of(change)], "name": change.name}
    if not isinstance(change, Unmanaged):
        written |= {"file": change.file, "line": change.line}
    if fingerprint:
        written["fingerprint"] = fingerprint
    match change:
        case Create():
            written |= {"body": change.body, **acknowledged_to_json(change.acknowledged)}
            written |= {"even_if_over": True} if change.even_if_over else {}
        case Blocked():
            reason = {"reason": _reason_to_json(change.reason)}
            written |= reason | _otherwise(change) | {"body": change.body}
        case Drift():
            fields = [_field_to_json(field) for field in change.fields]
            written |= {"id": change.id, "fields": fields, **_seen_to_json(change)}
        case InSync():
            written |= {"id": change.id, **_seen_to_json(change)}
        case Unmanaged():
            reason = {"reason": _reason_to_json(change.reason)} if change.reason else {}
            owner = {"owner": {"promotion": owner_to_json(change.owner)}} if change.owner else {}
            known = {"known": to_builtins(change.known)} if change.known else {}
            written |= {"id": change.id, **reason, **owner, **known}
    return written


def owner_to_json(owner: Owner) -> dict[str, Json]:
    """Write what tells a promotion from others."""
    return {"id": owner.id, "identifier": owner.identifier or None, "name": owner.name}


def _reason_to_json(reason: Reason) -> dict[str, Json]:
    of = {"of": [*reason.of]} if reason.of else {}
    return {"code": reason.code, "message": reason.message, **of}


def acknowledged_to_json(acknowledged: tuple[Acknowledged, ...]) -> dict[str, Json]:
    """Write what would have blocked a create, each with its answer."""
    listed = [_reason_to_json(each.reason) | to_builtins(each.answer) for each in acknowledged]
    return {"acknowledged": listed} if listed else {}


def _origin_to_json(origin: Origin) -> dict[str, Json]:
    """Write where a plan was made from; what is not known is left out."""
    known = {
        "commit": origin.commit,
        "dirty": origin.dirty if origin.commit else None,
        "base": origin.base,
        "changed_files": origin.changed_files,
        "commits": origin.commits,
        "files_digest": origin.files_digest or None,
        "run_url": origin.run_url,
    }
    return {key: value for key, value in known.items() if value is not None}


def _checksum(data: Mapping[str, Json]) -> str:
    """Digest of all that a plan file holds, but for itself."""
    rest = {key: value for key, value in data.items() if key != "checksum"}
    return hashlib.sha256(canonical(rest).encode()).hexdigest()


def _field_to_json(field: FieldChange) -> dict[str, Json]:
    written: dict[str, Json] = {"path": field.path}
    if field.desired is not ABSENT:
        written["desired"] = field.desired
    if field.live is not ABSENT:
        written["live"] = field.live
    written |= {"editable": field.editable, "hint": field.hint}
    if field.acknowledged is not None:
        written["acknowledged"] = to_builtins(field.acknowledged)
    if field.cause is not None:
        written["cause"] = to_builtins(field.cause)
    return written


def _seen_to_json(change: Drift | InSync) -> dict[str, Json]:
    """Write how far a live group was seen."""
    uncertain = {"uncertain": list(change.seen.uncertain)} if change.seen.uncertain else {}
    seen = change.seen.coverage
    # Not asdict, which takes long, and there is one for each campaign.
    counted = {"declared": seen.declared, "checked": seen.checked}
    coverage = {"coverage": counted} if seen.declared else {}
    return {"unverified": list(change.seen.unverified), **uncertain, **coverage}


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
        diagnostics=convert(data["diagnostics"], tuple[Diagnostic, ...]),
        origin=convert(data.get("made_from", {}), Origin),
        records=tuple(_record(each) for each in data.get("records", ())),
        owners_unknown=data.get("promotions_read", {}).get("reason", ""),
    )


def _field(data: Mapping[str, Json]) -> FieldChange:
    return FieldChange(
        data["path"],
        data.get("desired", ABSENT),
        data.get("live", ABSENT),
        data["editable"],
        data["hint"],
        convert(data.get("acknowledged"), Answer | None),
        convert(data.get("cause"), Cause | None),
    )


def _create(data: Mapping[str, Json]) -> Create:
    listed = data.get("acknowledged", ())
    acknowledged = tuple(
        Acknowledged(convert(each, Reason), convert(each, Answer)) for each in listed
    )
    place = (data["name"], data["file"], data["line"], data["body"])
    return Create(*place, acknowledged, data.get("even_if_over", False))


def _record(data: Mapping[str, Json]) -> Blocked:
    otherwise = convert(data.get("otherwise"), Reason | None)
    return Blocked(data["name"], data["file"], data["line"], RECORD, data["body"], otherwise)


def _drift(data: Mapping[str, Json]) -> Drift:
    fields = tuple(_field(each) for each in data["fields"])
    return Drift(data["name"], data["file"], data["line"], data["id"], fields, _seen(data))


def _in_sync(data: Mapping[str, Json]) -> InSync | Drift:
    if "fields" in data:  # all of them acknowledged
        return _drift(data)
    return InSync(data["name"], data["file"], data["line"], data["id"], _seen(data))


def _seen(data: Mapping[str, Json]) -> Seen:
    """How far a live group was seen; plans of earlier versions do not count it."""
    coverage = convert(data.get("coverage", {}), Coverage)
    return Seen(tuple(data["unverified"]), tuple(data.get("uncertain", ())), coverage)


def _unmanaged(data: Mapping[str, Json]) -> Unmanaged:
    reason = convert(data.get("reason"), Reason | None)
    known = convert(data.get("known"), Answer | None)
    owner = None
    if "owner" in data:
        promotion = data["owner"]["promotion"]
        owner = Owner(promotion["id"], promotion["identifier"] or "", promotion["name"])
    return Unmanaged(data["name"], data["id"], reason, owner, known)


_READERS: Final[Mapping[str, Callable[[Mapping[str, Json]], Change]]] = {
    "create": _create,
    "blocked": lambda data: replace(_record(data), reason=convert(data["reason"], Reason)),
    "drift": _drift,
    "in-sync": _in_sync,
    "unmanaged": _unmanaged,
}
