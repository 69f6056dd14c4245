"""JSON Schemas of what commands print as JSON: plan, receipt, findings, audit, progress."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.audit import Lifecycle, Standing
from reconciler.core.checkup import Call, Login, State
from reconciler.core.diagnostic import Severity
from reconciler.core.exact_json import Json
from reconciler.core.outcome import WORDS
from reconciler.core.plan import ACTIONS
from reconciler.core.promotion import ReadState, Status
from reconciler.target_group.schema import DIALECT

_TEXT: Final[Mapping[str, Json]] = {"type": "string"}
_COUNT: Final[Mapping[str, Json]] = {"type": "integer", "minimum": 0}
_ID: Final[Mapping[str, Json]] = {"type": "integer"}


def _object(
    properties: Mapping[str, Json], *, optional: frozenset[str] = frozenset()
) -> dict[str, Json]:
    """An object; minor versions may add keys, so unknown ones are allowed."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def _list(items: Mapping[str, Json]) -> dict[str, Json]:
    return {"type": "array", "items": items}


def _schema(title: str, description: str, body: Mapping[str, Json]) -> dict[str, Json]:
    return {"$schema": DIALECT, "title": title, "description": description, **body}


_FLAGGED: Final = _object({"code": _TEXT, "message": _TEXT})
_REASON: Final = _object(
    {"code": _TEXT, "message": _TEXT, "of": _list(_TEXT)}, optional=frozenset({"of"})
)
_ANSWER_KEYS: Final[Mapping[str, Json]] = {
    "reason": _TEXT,
    "until": {"type": "string", "format": "date"},
}
_ANSWER: Final = _object(_ANSWER_KEYS, optional=frozenset({"until"}))
_ACKNOWLEDGED: Final = _object(
    {"code": _TEXT, "message": _TEXT, "of": _list(_TEXT), **_ANSWER_KEYS},
    optional=frozenset({"of", "until"}),
)
_SUMMARY: Final = _object(
    dict.fromkeys(
        (
            *("create", "drift", "blocked", "in_sync", "unmanaged", "acknowledged", "set_aside"),
            "promotion",
        ),
        _COUNT,
    ),
    optional=frozenset({"acknowledged", "set_aside", "promotion"}),
)
_COVERAGE: Final = _object({"declared": _COUNT, "checked": _COUNT})
_FINDING: Final = _object(
    {
        "code": _TEXT,
        "severity": {"enum": [severity.value for severity in Severity]},
        "file": _TEXT,
        "line": _COUNT,
        "column": _COUNT,
        "message": _TEXT,
        "hint": _TEXT,
        "environments": _list(_TEXT),
        "acknowledged": _ANSWER,
    },
    optional=frozenset({"environments", "acknowledged"}),
)
_FIELD: Final = _object(
    {
        "path": _TEXT,
        "desired": {},
        "live": {},
        "editable": {"type": "boolean"},
        "hint": _TEXT,
        "acknowledged": _ANSWER,
    },
    optional=frozenset({"desired", "live", "acknowledged"}),
)
_OWNER: Final = _object({"id": _TEXT, "identifier": {"type": ["string", "null"]}, "name": _TEXT})
_PROMOTIONS_READ: Final = _object(
    {"state": {"enum": [state.value for state in ReadState]}, "reason": _TEXT},
    optional=frozenset({"reason"}),
)
_CHANGE: Final = _object(
    {
        "owner": _object({"promotion": _OWNER}),
        "action": {"enum": list(ACTIONS.values())},
        "name": _TEXT,
        "fingerprint": _TEXT,
        "file": _TEXT,
        "line": _COUNT,
        "id": _ID,
        "fields": _list(_FIELD),
        "unverified": _list(_TEXT),
        "uncertain": _list(_TEXT),
        "coverage": _COVERAGE,
        "reason": _REASON,
        "acknowledged": _list(_ACKNOWLEDGED),
        "otherwise": _REASON,
        "even_if_over": {"type": "boolean"},
        "body": {"type": "object"},
    },
    optional=frozenset(
        {
            *("fingerprint", "file", "line", "id", "fields", "unverified", "uncertain", "coverage"),
            *("reason", "acknowledged", "otherwise", "even_if_over", "body", "owner"),
        }
    ),
)
_RECORD: Final = _object(
    {
        "name": _TEXT,
        "file": _TEXT,
        "line": _COUNT,
        "otherwise": _REASON,
        "body": {"type": "object"},
    },
    optional=frozenset({"otherwise"}),
)
_ORIGIN_KEYS: Final[Mapping[str, Json]] = {
    "commit": _TEXT,
    "dirty": {"type": "boolean"},
    "base": _TEXT,
    "changed_files": _list(_TEXT),
    "files_digest": _TEXT,
    "run_url": _TEXT,
}
_ORIGIN: Final = _object(_ORIGIN_KEYS, optional=frozenset(_ORIGIN_KEYS))
_OUTCOME: Final = _object(
    {
        "outcome": {"enum": list(WORDS.values())},
        "name": _TEXT,
        "id": _ID,
        "file": _TEXT,
        "problem": _object(
            {"code": _TEXT, "message": _TEXT, "status": {"type": "integer"}, "request_id": _TEXT},
            optional=frozenset({"status", "request_id"}),
        ),
        "acknowledged": _list(_ACKNOWLEDGED),
    },
    optional=frozenset({"id", "problem", "acknowledged"}),
)
_NUMBER: Final[Mapping[str, Json]] = {"type": "number"}
_FLAG: Final[Mapping[str, Json]] = {"type": "boolean"}
_TARGET_PROGRESS: Final = _object(
    {
        "target": _TEXT,
        "period": _TEXT,
        "starts": _TEXT,
        "ends": _TEXT,
        "is_current": _FLAG,
        "is_enrolled": _FLAG,
        "reached": _NUMBER,
        "wanted": _NUMBER,
        "achieved_at": _TEXT,
        "sub_goals": _list(
            _object(
                {"name": _TEXT, "value": _NUMBER, "is_achieved": _FLAG},
                optional=frozenset({"value", "is_achieved"}),
            )
        ),
    },
    optional=frozenset({"starts", "ends", "is_current", "reached", "wanted", "achieved_at"}),
)
_STREAK_PROGRESS: Final = _object(
    {"name": _TEXT, "status": _TEXT, "count": _COUNT, "wanted": _COUNT, "achieved_at": _TEXT},
    optional=frozenset({"status", "count", "wanted", "achieved_at"}),
)
_GROUP: Final = _object(
    {
        "class": {"enum": [standing.value for standing in Standing]},
        "name": _TEXT,
        "id": _ID,
        "file": _TEXT,
        "line": _COUNT,
        "tracking_type": _TEXT,
        "starts": {"type": "string", "format": "date"},
        "ends": {"type": "string", "format": "date"},
        "days_of": {"enum": ["periods", "cycle"]},
        "lifecycle": {"enum": [lifecycle.value for lifecycle in Lifecycle]},
        "owner": _TEXT,
        "created_by": _TEXT,
        "created_by_type": _TEXT,
        "last_touched": _TEXT,
        "fields": _list(_TEXT),
        "unverified": _list(_TEXT),
        "promotion": _OWNER,
        "flags": _list(_FLAGGED),
    },
    optional=frozenset(
        {
            "promotion",
            *("id", "file", "line", "tracking_type", "starts", "ends", "days_of", "lifecycle"),
            *("owner", "created_by", "created_by_type", "last_touched", "fields", "unverified"),
        }
    ),
)
_TOTALS: Final = _object(
    {
        "live": _COUNT,
        **{standing.value: _COUNT for standing in Standing},
        "coverage": {"type": ["number", "null"], "minimum": 0, "maximum": 100},
        "flagged": _COUNT,
        "acknowledged": _COUNT,
        "promotions": _COUNT,
        "flagged_promotions": _COUNT,
        "lifecycles": _object(
            {**{lifecycle.value: _COUNT for lifecycle in Lifecycle}, "unknown": _COUNT}
        ),
    },
    optional=frozenset({Standing.PROMOTION.value, "promotions", "flagged_promotions"}),
)
_MILESTONE: Final = _object({"name": _TEXT, "groups": _list(_ID), "targets": _list(_ID)})
_STATUS: Final[Mapping[str, Json]] = {"enum": [status.value for status in Status]}
_PROMOTION: Final = _object(
    {
        "id": _TEXT,
        "identifier": _TEXT,
        "name": _TEXT,
        "status": _STATUS,
        "status_word": _TEXT,
        "starts": {"type": "string", "format": "date"},
        "ends": {"type": "string", "format": "date"},
        "type": _TEXT,
        "mode": _TEXT,
        "owner": _TEXT,
        "groups": _list(_ID),
        "activities": _list(_object({"name": _TEXT, "milestones": _list(_MILESTONE)})),
        "drafts": _list(_object({"id": _TEXT, "status": _STATUS})),
        "flags": _list(_FLAGGED),
        "not_verified": _list(_TEXT),
    },
    optional=frozenset(
        {
            *("identifier", "status_word", "starts", "ends", "type", "mode", "owner", "drafts"),
        }
    ),
)

_CALL: Final[Mapping[str, Json]] = {"enum": [each.value for each in Call]}
_STATE: Final[Mapping[str, Json]] = {"enum": [each.value for each in State]}
_CHECKUP: Final = _object(
    {
        "format_version": _TEXT,
        "environment": _TEXT,
        "host": _object(
            {
                "url": {"type": ["string", "null"]},
                "reachable": {"type": "boolean"},
                "certificate": {"type": ["string", "null"]},
            }
        ),
        "login": {"enum": [each.value for each in Login]},
        "organisation": {"type": ["integer", "null"]},
        "organisation_expected": {"type": ["integer", "null"]},
        "clock_offset": {"type": ["integer", "null"]},
        "source": {"enum": ["milestones", "target-groups", "customer", None]},
        "can_run": {"type": "boolean"},
        "verdict": _TEXT,
        "trouble": _TEXT,
        "calls": _list(
            _object(
                {"call": _CALL, "path": _TEXT, "state": _STATE, "means": _TEXT, "reason": _TEXT},
                optional=frozenset({"reason"}),
            )
        ),
        "kept": {"anyOf": [_list(_CALL), {"type": "null"}]},
        "gone": _list(_CALL),
        "new": _list(_CALL),
    },
    optional=frozenset({"trouble"}),
)
_RECORDED: Final = _object(
    {
        "call": _CALL,
        "path": _TEXT,
        "state": _STATE,
        "surprises": _list(_TEXT),
        "not_seen": _list(_TEXT),
        "shapes": _list(
            _object(
                {
                    "path": _TEXT,
                    "types": {"type": "object", "additionalProperties": _COUNT},
                    "of": _COUNT,
                    "expected": {"type": ["string", "null"]},
                }
            )
        ),
    },
    optional=frozenset({"surprises", "not_seen", "shapes"}),
)

OUTPUT_SCHEMAS: Final[Mapping[str, Json]] = {
    "plan.schema.json": _schema(
        "Plan",
        "What 'reconciler plan --format json' prints and 'plan --out' saves.",
        _object(
            {
                "format_version": _TEXT,
                "tool": _TEXT,
                "environment": _TEXT,
                "org_id": {"type": ["integer", "null"]},
                "plan_id": _TEXT,
                "created_at": {"type": "string", "format": "date-time"},
                "made_from": _ORIGIN,
                "source": _TEXT,
                "live": _object({"groups": _COUNT, "org_id": {"type": ["integer", "null"]}}),
                "summary": _SUMMARY,
                "coverage": _COVERAGE,
                "changes": _list(_CHANGE),
                "diagnostics": _list(_FINDING),
                "records": _list(_RECORD),
                "promotions_read": _PROMOTIONS_READ,
                "checksum": _TEXT,
            },
            optional=frozenset({"made_from", "coverage", "records", "promotions_read", "checksum"}),
        ),
    ),
    "receipt.schema.json": _schema(
        "Receipt",
        "What 'reconciler apply --format json' prints and 'apply --receipt' keeps.",
        _object(
            {
                "format_version": _TEXT,
                "environment": _TEXT,
                "plan_id": _TEXT,
                "outcomes": _list(_OUTCOME),
                "converged": {"type": "boolean"},
                "remaining": {"anyOf": [_SUMMARY, {"type": "null"}]},
                "diagnostics": _list(_FINDING),
            },
            optional=frozenset({"diagnostics"}),
        ),
    ),
    "customer.schema.json": _schema(
        "Customer",
        "What 'reconciler customer --format json' prints.",
        _object(
            {
                "format_version": _TEXT,
                "environment": _TEXT,
                "customer_id": _ID,
                "campaigns": _list(
                    _object(
                        {
                            "id": _ID,
                            "name": _TEXT,
                            "tracking_type": _TEXT,
                            "targets": _list(_TARGET_PROGRESS),
                            "streaks": _list(_STREAK_PROGRESS),
                        },
                        optional=frozenset({"tracking_type"}),
                    )
                ),
            }
        ),
    ),
    "audit.schema.json": _schema(
        "Audit",
        "What 'reconciler audit --format json' prints.",
        _object(
            {
                "format_version": _TEXT,
                "environment": _TEXT,
                "org_id": {"type": ["integer", "null"]},
                "source": _TEXT,
                "today": {"type": "string", "format": "date"},
                "totals": _TOTALS,
                "groups": _list(_GROUP),
                "promotions": _list(_PROMOTION),
                "promotions_read": _PROMOTIONS_READ,
                "notes": _list(_TEXT),
            },
            optional=frozenset({"promotions", "promotions_read"}),
        ),
    ),
    "findings.schema.json": _schema(
        "Findings",
        "What 'reconciler validate --format json' prints.",
        _object(
            {
                "format_version": _TEXT,
                "findings": _list(_FINDING),
                "counts": _object(
                    {severity.value: _COUNT for severity in Severity}
                    | {"acknowledged": _COUNT, "files": _COUNT, "not_listed": _COUNT}
                ),
            }
        ),
    ),
    "doctor.schema.json": _schema(
        "Doctor",
        "What 'reconciler doctor --format json' prints; with --all a list under environments.",
        {
            "anyOf": [
                _CHECKUP,
                _object({"format_version": _TEXT, "environments": _list(_CHECKUP)}),
            ]
        },
    ),
    "shapes.schema.json": _schema(
        "Shapes",
        "What 'reconciler doctor --record FILE' writes: keys, types and how often; no values.",
        _object(
            {
                "format_version": _TEXT,
                "tool": _TEXT,
                "about": _TEXT,
                "environments": _list(_object({"calls": _list(_RECORDED)})),
            }
        ),
    ),
}
"""Every published schema of an output, by file name."""
