"""The promotions of an audit as JSON data."""

from reconciler.core.audit import Audit
from reconciler.core.exact_json import Json
from reconciler.core.promotion import NOT_VERIFIED, Activity, Promotion, Promotions


def promotions_to_json(audit: Audit) -> dict[str, Json]:
    """Write the promotions, and what came of reading them."""
    return {
        "promotions": [_promotion(each, audit) for each in audit.shown_promotions],
        "promotions_read": _read(audit.promotions),
    }


def _read(promotions: Promotions) -> dict[str, Json]:
    reason = {"reason": promotions.reason} if promotions.reason else {}
    return {"state": promotions.state.value, **reason}


def _promotion(promotion: Promotion, audit: Audit) -> dict[str, Json]:
    """Write one; keys that do not apply are left out."""
    flags = audit.promotion_flags.get(promotion.id, ())
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
        "activities": [_activity(each) for each in promotion.activities],
        "drafts": [{"id": each.id, "status": each.status.value} for each in promotion.drafts]
        or None,
        "flags": [{"code": flag.code, "message": flag.message} for flag in flags],
        "not_verified": [*NOT_VERIFIED],
    }
    return {key: value for key, value in written.items() if value is not None}


def _activity(activity: Activity) -> dict[str, Json]:
    milestones = [
        {"name": each.name, "groups": [*each.groups], "targets": [*each.targets]}
        for each in activity.milestones
    ]
    return {"name": activity.name, "milestones": milestones}
