"""JSON Schemas of audits: of one organisation, and of several."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.audit import Standing
from reconciler.core.audit_from_json import AuditData, Totals
from reconciler.core.exact_json import Json
from reconciler.core.several_audits import Differing, NotRead
from reconciler.render.schema_parts import (
    COUNT,
    DAY,
    OPTIONAL_ID,
    TEXT,
    a_list,
    a_schema,
    an_object,
    described,
    shape_of,
)

_AUDIT: Final = shape_of(AuditData)
_COUNTS: Final[Mapping[str, Json]] = shape_of(Totals)["properties"]

AUDIT_SCHEMAS: Final[Mapping[str, Json]] = {
    "audit.schema.json": a_schema("Audit", "What 'reconciler audit --format json' prints.", _AUDIT),
    "audits.schema.json": described(
        "Audits",
        "What 'reconciler audit --format json' prints with --all or --merge.",
        {
            "totals": an_object({"environments": COUNT, "not_read": COUNT, **_COUNTS}),
            "not_read": a_list(shape_of(NotRead)),
            "differs": a_list(shape_of(Differing)),
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
