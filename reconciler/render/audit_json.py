"""Audits as JSON data: of one organisation, and of several as the text of one document."""

from collections.abc import Iterator
from typing import Final

from msgspec import to_builtins
from msgspec.structs import asdict

from reconciler.core.audit import Audit, Entry, Flag, Standing
from reconciler.core.exact_json import Json
from reconciler.core.plan_json import owner_to_json
from reconciler.core.promotion import NOT_VERIFIED, Promotion
from reconciler.core.several_audits import Audits
from reconciler.render.safe import json_text

FORMAT_VERSION: Final = "1.5"
FORMAT_OF_SEVERAL: Final = "1.0"
_END: Final = '\n  "audits": []\n}'


def audit_to_json(audit: Audit) -> dict[str, Json]:
    """Write an audit as JSON data; keys of a group that do not apply are left out."""
    read = audit.promotions
    chosen = {
        kind: value if isinstance(value, bool) else [*value]
        for kind, value in asdict(audit.filter).items()
        if value
    }
    return {
        "format_version": FORMAT_VERSION,
        "environment": audit.environment,
        "org_id": audit.org_id,
        "source": audit.source,
        "today": audit.today.isoformat(),
        "totals": _totals(audit, len(read.listed)),
        **({"filter": chosen} if chosen else {}),
        "groups": [_group(entry) for entry in audit.shown],
        "promotions": [_promotion(each, audit) for each in audit.shown_promotions],
        "promotions_read": {
            "state": read.state.value,
            **({"reason": read.reason} if read.reason else {}),
        },
        "notes": list(audit.notes),
    }


def audits_to_json(audits: Audits) -> Iterator[str]:
    """Write audits as the text of one JSON document, audit by audit."""
    head: dict[str, Json] = {
        "format_version": FORMAT_OF_SEVERAL,
        "totals": {
            "environments": len(audits.audits),
            "not_read": len(audits.not_read),
            **_totals(audits, audits.promotions),
        },
        "not_read": to_builtins(audits.not_read),
        "differs": to_builtins(audits.differing),
        "notes": [*audits.doubts],
        "audits": [],
    }
    yield json_text(head).removesuffix(_END)
    yield '\n  "audits": ['
    for k, audit in enumerate(audits.audits):
        yield ",\n" if k else "\n"
        yield json_text(audit_to_json(audit))
    yield "\n]}\n"


def _totals(of: Audit | Audits, promotions: int) -> dict[str, Json]:
    return {
        "live": of.live,
        **{standing.value: of.counts[standing] for standing in Standing},
        "coverage": of.coverage,
        "flagged": of.flagged,
        "acknowledged": of.acknowledged,
        "promotions": promotions,
        "flagged_promotions": of.flagged_promotions,
        "lifecycles": {str(kind or "unknown"): count for kind, count in of.lifecycles.items()},
    }


def _group(entry: Entry) -> dict[str, Json]:
    """Write one; keys that do not apply are left out."""
    days_of = "cycle" if entry.is_cycle else "periods"
    written: dict[str, Json] = {
        "class": entry.standing.value,
        "name": entry.name,
        "id": entry.id,
        "file": entry.file or None,
        "line": entry.line or None,
        "tracking_type": entry.tracking_type or None,
        "starts": entry.starts and entry.starts.isoformat(),
        "ends": entry.ends and entry.ends.isoformat(),
        "days_of": days_of if entry.starts or entry.ends else None,
        "lifecycle": entry.lifecycle and entry.lifecycle.value,
        "owner": entry.owner or None,
        "created_by": entry.made.by or None,
        "created_by_type": entry.made.kind or None,
        "last_touched": entry.made.touched or None,
        "fields": list(entry.differs) or None,
        "unverified": list(entry.unverified) or None,
        "promotion": entry.promotion and owner_to_json(entry.promotion),
        "known": entry.known and to_builtins(entry.known),
        "flags": [*map(_flag, entry.flags)],
    }
    return {key: value for key, value in written.items() if value is not None}


def _promotion(promotion: Promotion, audit: Audit) -> dict[str, Json]:
    """Write one; keys that do not apply are left out."""
    written: dict[str, Json] = {
        "id": promotion.id,
        "identifier": promotion.identifier or None,
        "name": promotion.name,
        "status": promotion.status.value,
        "status_word": promotion.word or None,
        "starts": promotion.starts and promotion.starts.isoformat(),
        "ends": promotion.ends and promotion.ends.isoformat(),
        "type": promotion.type or None,
        "mode": promotion.mode or None,
        "owner": promotion.owner or None,
        "groups": [*audit.promotions.owned.get(promotion.id, ())],
        "activities": [
            {
                "name": activity.name,
                "milestones": [
                    {"name": each.name, "groups": [*each.groups], "targets": [*each.targets]}
                    for each in activity.milestones
                ],
            }
            for activity in promotion.activities
        ],
        "drafts": [{"id": each.id, "status": each.status.value} for each in promotion.drafts]
        or None,
        "flags": [*map(_flag, audit.promotion_flags.get(promotion.id, ()))],
        "not_verified": [*NOT_VERIFIED],
    }
    return {key: value for key, value in written.items() if value is not None}


def _flag(flag: Flag) -> dict[str, Json]:
    return {"code": flag.code, "message": flag.message}
