"""JSON Schemas of audits: of one organisation, and of several."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.audit import Standing
from reconciler.core.exact_json import Json
from reconciler.core.promotion import Status
from reconciler.core.resource import Lifecycle
from reconciler.render.schema_parts import (
    ANSWER,
    AUDIT_FILTER,
    BOOLEAN,
    COUNT,
    DAY,
    ID,
    OPTIONAL_ID,
    OWNER,
    PROMOTIONS_READ,
    TEXT,
    a_list,
    a_schema,
    a_value_of,
    an_object,
    described,
    objects,
    optional,
)

_FLAGGED: Final = an_object({"code": TEXT, "message": TEXT})
_GROUP: Final = an_object(
    {
        "class": a_value_of(Standing),
        "name": TEXT,
        "id?": ID,
        "file?": TEXT,
        "line?": COUNT,
        "tracking_type?": TEXT,
        "starts?": DAY,
        "ends?": DAY,
        "days_of?": {"enum": ["periods", "cycle"]},
        "lifecycle?": a_value_of(Lifecycle),
        "owner?": TEXT,
        "created_by?": TEXT,
        "created_by_type?": TEXT,
        "last_touched?": TEXT,
        "fields?": a_list(TEXT),
        "unverified?": a_list(TEXT),
        "promotion?": OWNER,
        "known?": ANSWER,
        "flags": a_list(_FLAGGED),
    }
)
_COUNTS: Final[Mapping[str, Json]] = {
    "live": COUNT,
    **{standing.value: COUNT for standing in Standing},
    "coverage": {"type": ["number", "null"], "minimum": 0, "maximum": 100},
    "flagged": COUNT,
    "acknowledged": COUNT,
    "promotions": COUNT,
    "flagged_promotions": COUNT,
    "lifecycles": an_object(
        {**{lifecycle.value: COUNT for lifecycle in Lifecycle}, "unknown": COUNT}
    ),
}
_TOTALS: Final = an_object(
    optional(
        _COUNTS,
        *(Standing.PROMOTION.value, Standing.KNOWN.value),
        *("acknowledged", "promotions", "flagged_promotions"),
    )
)
_MILESTONE: Final = an_object({"name": TEXT, "groups": a_list(ID), "targets": a_list(ID)})
_STATUS: Final[Mapping[str, Json]] = a_value_of(Status)
_PROMOTION: Final = an_object(
    {
        "id": TEXT,
        "identifier?": TEXT,
        "name": TEXT,
        "status": _STATUS,
        "status_word?": TEXT,
        "starts?": DAY,
        "ends?": DAY,
        "type?": TEXT,
        "mode?": TEXT,
        "owner?": TEXT,
        "groups": a_list(ID),
        "activities": objects({"name": TEXT, "milestones": a_list(_MILESTONE)}),
        "drafts?": objects({"id": TEXT, "status": _STATUS}),
        "flags": a_list(_FLAGGED),
        "not_verified": a_list(TEXT),
    }
)

_AUDIT: Final = an_object(
    {
        "format_version": TEXT,
        "environment": TEXT,
        "org_id": OPTIONAL_ID,
        "source": TEXT,
        "today": DAY,
        "totals": _TOTALS,
        "filter?": AUDIT_FILTER,
        "groups": a_list(_GROUP),
        "promotions?": a_list(_PROMOTION),
        "promotions_read?": PROMOTIONS_READ,
        "notes": a_list(TEXT),
    }
)
_NOT_READ: Final = an_object(
    {
        "environment": TEXT,
        "reason": TEXT,
        "hint": TEXT,
        "exit_code": {"type": "integer", "minimum": 1},
    }
)
_DIFFERING: Final = an_object(
    {
        "name": TEXT,
        "live": a_list(TEXT),
        "missing": a_list(TEXT),
        "absent": a_list(TEXT),
        "over": BOOLEAN,
    }
)

AUDIT_SCHEMAS: Final[Mapping[str, Json]] = {
    "audit.schema.json": a_schema("Audit", "What 'reconciler audit --format json' prints.", _AUDIT),
    "audits.schema.json": described(
        "Audits",
        "What 'reconciler audit --format json' prints with --all or --merge.",
        {
            "totals": an_object({"environments": COUNT, "not_read": COUNT, **_COUNTS}),
            "not_read": a_list(_NOT_READ),
            "differs": a_list(_DIFFERING),
            "notes": a_list(TEXT),
            "audits": a_list(_AUDIT),
        },
    ),
    "audit-history.schema.json": a_schema(
        "History of audits",
        "A line of what 'reconciler audit --history FILE' adds to.",
        an_object(
            {
                "day": DAY,
                "environment": TEXT,
                "format_version": TEXT,
                "org_id": OPTIONAL_ID,
                "recorded_at": {"type": "string", "format": "date-time"},
                "live": COUNT,
                **{standing.value: COUNT for standing in Standing},
                "flagged": COUNT,
                "acknowledged": COUNT,
                "coverage": _COUNTS["coverage"],
            }
        ),
    ),
}
"""Each by file name."""
