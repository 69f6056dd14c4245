"""JSON Schemas of what commands print as JSON: plan, receipt, findings, audit, progress."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.checkup import Call, Login, State
from reconciler.core.comparison import Cause
from reconciler.core.diagnostic import Severity
from reconciler.core.exact_json import Json
from reconciler.core.outcome import WORDS, Trouble
from reconciler.core.plan import ACTIONS, Reason
from reconciler.render.audit_schemas import AUDIT_SCHEMAS
from reconciler.render.command_schemas import COMMAND_SCHEMAS
from reconciler.render.schema_parts import (
    ACKNOWLEDGED,
    ANSWER,
    BOOLEAN,
    COUNT,
    FINDING,
    ID,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    OWNER,
    PROMOTIONS_READ,
    TEXT,
    a_list,
    a_schema,
    an_object,
    described,
    objects,
    one_of,
    printed,
    shape_of,
)

_SUMMARY: Final = an_object(
    dict.fromkeys(
        (
            *("create", "drift", "blocked", "in_sync", "unmanaged"),
            *("acknowledged?", "set_aside?", "promotion?", "known?"),
        ),
        COUNT,
    )
)
_COVERAGE: Final = an_object({"declared": COUNT, "checked": COUNT})
_REASON: Final = shape_of(Reason)
_FIELD: Final = an_object(
    {
        "path": TEXT,
        "desired?": {},
        "live?": {},
        "editable": BOOLEAN,
        "hint": TEXT,
        "acknowledged?": ANSWER,
        "cause?": shape_of(Cause),
    }
)
_CHANGE: Final = an_object(
    {
        "owner?": an_object({"promotion": OWNER}),
        "known?": ANSWER,
        "action": {"enum": list(ACTIONS.values())},
        "name": TEXT,
        "fingerprint?": TEXT,
        "file?": TEXT,
        "line?": COUNT,
        "id?": ID,
        "fields?": a_list(_FIELD),
        "unverified?": a_list(TEXT),
        "uncertain?": a_list(TEXT),
        "coverage?": _COVERAGE,
        "reason?": _REASON,
        "acknowledged?": a_list(ACKNOWLEDGED),
        "otherwise?": _REASON,
        "even_if_over?": BOOLEAN,
        "body?": {"type": "object"},
    }
)
_RECORD: Final = an_object(
    {"name": TEXT, "file": TEXT, "line": COUNT, "otherwise?": _REASON, "body": {"type": "object"}}
)
_ORIGIN: Final = an_object(
    {
        "commit?": TEXT,
        "dirty?": BOOLEAN,
        "base?": TEXT,
        "changed_files?": a_list(TEXT),
        "commits?": a_list(TEXT),
        "files_digest?": TEXT,
        "run_url?": TEXT,
    }
)
_OUTCOME: Final = an_object(
    {
        "outcome": {"enum": list(WORDS.values())},
        "name": TEXT,
        "id?": ID,
        "file": TEXT,
        "problem?": shape_of(Trouble),
        "acknowledged?": a_list(ACKNOWLEDGED),
    }
)
_NUMBER: Final[Mapping[str, Json]] = {"type": "number"}
_TARGET_PROGRESS: Final = an_object(
    {
        "target": TEXT,
        "period": TEXT,
        "starts?": TEXT,
        "ends?": TEXT,
        "is_current?": BOOLEAN,
        "is_enrolled": BOOLEAN,
        "reached?": _NUMBER,
        "wanted?": _NUMBER,
        "achieved_at?": TEXT,
        "sub_goals": objects({"name": TEXT, "value?": _NUMBER, "is_achieved?": BOOLEAN}),
    }
)
_STREAK_PROGRESS: Final = an_object(
    {"name": TEXT, "status?": TEXT, "count?": COUNT, "wanted?": COUNT, "achieved_at?": TEXT}
)
_CALL: Final[Mapping[str, Json]] = one_of(*Call)
_STATE: Final[Mapping[str, Json]] = one_of(*State)
_CHECKUP: Final = an_object(
    {
        "format_version": TEXT,
        "environment": TEXT,
        "host": an_object(
            {"url": OPTIONAL_TEXT, "reachable": BOOLEAN, "certificate": OPTIONAL_TEXT}
        ),
        "login": one_of(*Login),
        "organisation": OPTIONAL_ID,
        "organisation_expected": OPTIONAL_ID,
        "clock_offset": OPTIONAL_ID,
        "source": {"enum": ["milestones", "target-groups", "customer", None]},
        "can_run": BOOLEAN,
        "verdict": TEXT,
        "trouble?": TEXT,
        "calls": objects(
            {"call": _CALL, "path": TEXT, "state": _STATE, "means": TEXT, "reason?": TEXT}
        ),
        "kept": {"anyOf": [a_list(_CALL), {"type": "null"}]},
        "gone": a_list(_CALL),
        "new": a_list(_CALL),
    }
)
_RECORDED: Final = an_object(
    {
        "call": _CALL,
        "path": TEXT,
        "state": _STATE,
        "surprises?": a_list(TEXT),
        "not_seen?": a_list(TEXT),
        "shapes?": objects(
            {
                "path": TEXT,
                "types": {"type": "object", "additionalProperties": COUNT},
                "of": COUNT,
                "expected": OPTIONAL_TEXT,
            }
        ),
    }
)

OUTPUT_SCHEMAS: Final[Mapping[str, Json]] = {
    **COMMAND_SCHEMAS,
    **AUDIT_SCHEMAS,
    "plan.schema.json": described(
        "Plan",
        "What 'reconciler plan --format json' prints and 'plan --out' saves.",
        {
            "tool": TEXT,
            "environment": TEXT,
            "org_id": OPTIONAL_ID,
            "plan_id": TEXT,
            "created_at": {"type": "string", "format": "date-time"},
            "made_from?": _ORIGIN,
            "source": TEXT,
            "live": an_object({"groups": COUNT, "org_id": OPTIONAL_ID}),
            "summary": _SUMMARY,
            "coverage?": _COVERAGE,
            "changes": a_list(_CHANGE),
            "diagnostics": a_list(FINDING),
            "records?": a_list(_RECORD),
            "promotions_read?": PROMOTIONS_READ,
            "checksum?": TEXT,
        },
    ),
    "receipt.schema.json": described(
        "Receipt",
        "What 'reconciler apply --format json' prints and 'apply --receipt' keeps.",
        {
            "environment": TEXT,
            "plan_id": TEXT,
            "outcomes": a_list(_OUTCOME),
            "converged": BOOLEAN,
            "remaining": {"anyOf": [_SUMMARY, {"type": "null"}]},
            "diagnostics?": a_list(FINDING),
        },
    ),
    "customer.schema.json": printed(
        "customer",
        "Customer",
        {
            "environment": TEXT,
            "customer_id": ID,
            "only?": a_list(TEXT),
            "campaigns": objects(
                {
                    "id": ID,
                    "name": TEXT,
                    "tracking_type?": TEXT,
                    "targets": a_list(_TARGET_PROGRESS),
                    "streaks": a_list(_STREAK_PROGRESS),
                }
            ),
        },
    ),
    "findings.schema.json": printed(
        "validate",
        "Findings",
        {
            "findings": a_list(FINDING),
            "counts": an_object(
                {severity.value: COUNT for severity in Severity}
                | {"acknowledged": COUNT, "files": COUNT, "not_listed": COUNT}
            ),
        },
    ),
    "doctor.schema.json": a_schema(
        "Doctor",
        "What 'reconciler doctor --format json' prints; with --all a list under environments.",
        {
            "anyOf": [
                _CHECKUP,
                an_object({"format_version": TEXT, "environments": a_list(_CHECKUP)}),
            ]
        },
    ),
    "shapes.schema.json": described(
        "Shapes",
        "What 'reconciler doctor --record FILE' writes: keys, types and how often; no values.",
        {
            "tool": TEXT,
            "about": TEXT,
            "environments": objects({"calls": a_list(_RECORDED)}),
        },
    ),
}
"""Every published schema of an output, by file name."""
