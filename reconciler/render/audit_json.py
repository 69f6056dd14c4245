"""An audit as JSON data."""

from typing import Final

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.audit_filter import AuditFilter
from reconciler.core.diagnostic_json import answer_to_json
from reconciler.core.exact_json import Json
from reconciler.core.plan_json import owner_to_json
from reconciler.render.promotions_json import promotions_to_json

FORMAT_VERSION: Final = "1.4"


def audit_to_json(audit: Audit) -> dict[str, Json]:
    """Write an audit as JSON data; keys of a group that do not apply are left out."""
    lifecycles = {lifecycle or "unknown": count for lifecycle, count in audit.lifecycles.items()}
    return {
        "format_version": FORMAT_VERSION,
        "environment": audit.environment,
        "org_id": audit.org_id,
        "source": audit.source,
        "today": audit.today.isoformat(),
        "totals": {
            "live": audit.live,
            **{standing.value: audit.counts[standing] for standing in Standing},
            "coverage": audit.coverage,
            "flagged": audit.flagged,
            "acknowledged": audit.acknowledged,
            "promotions": len(audit.promotions.listed),
            "flagged_promotions": audit.flagged_promotions,
            "lifecycles": {str(lifecycle): count for lifecycle, count in lifecycles.items()},
        },
        **_filter(audit.filter),
        "groups": [_group(entry) for entry in audit.shown],
        **promotions_to_json(audit),
        "notes": list(audit.notes),
    }


def _filter(chosen: AuditFilter) -> dict[str, Json]:
    """What is shown of all, by kind; nothing where all of it is."""
    written: dict[str, Json] = {
        "running": chosen.running,
        "owners": list(chosen.owners),
        "flags": list(chosen.flags),
        "names": list(chosen.names),
    }
    return (
        {"filter": {key: value for key, value in written.items() if value}} if chosen.is_on else {}
    )


def _group(entry: Entry) -> dict[str, Json]:
    written: dict[str, Json] = {
        "class": entry.standing.value,
        "name": entry.name,
        "id": entry.id,
        "file": entry.file or None,
        "line": entry.line or None,
        "tracking_type": entry.tracking_type or None,
        "starts": entry.starts and entry.starts.isoformat(),
        "ends": entry.ends and entry.ends.isoformat(),
        "days_of": _days_of(entry),
        "lifecycle": entry.lifecycle and entry.lifecycle.value,
        "owner": entry.owner or None,
        "created_by": entry.made.by or None,
        "created_by_type": entry.made.kind or None,
        "last_touched": entry.made.touched or None,
        "fields": list(entry.differs) or None,
        "unverified": list(entry.unverified) or None,
        "promotion": entry.promotion and owner_to_json(entry.promotion),
        "known": entry.known and answer_to_json(entry.known),
        "flags": [{"code": flag.code, "message": flag.message} for flag in entry.flags],
    }
    return {key: value for key, value in written.items() if value is not None}


def _days_of(entry: Entry) -> str | None:
    if entry.starts is None and entry.ends is None:
        return None
    return "cycle" if entry.is_cycle else "periods"
