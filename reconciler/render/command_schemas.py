"""JSON Schemas of what the smaller commands print as JSON."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.diagnostic import Severity
from reconciler.core.exact_json import Json
from reconciler.render.command_json import Beginning, Laid, Layout, Schema, Taken
from reconciler.render.schema_parts import (
    ANSWER,
    BOOLEAN,
    COUNT,
    DAY,
    FINDING,
    ID,
    OPTIONAL_ID,
    OPTIONAL_TEXT,
    OWNER,
    TEXT,
    a_list,
    an_object,
    objects,
    one_of,
    optional,
    printed,
    shape_of,
)
from reconciler.target_group.expressions.symbols import Sort

_GROUP: Final[Mapping[str, Json]] = {"id": ID, "name": TEXT}
_PART: Final[Mapping[str, Json]] = {"sort": one_of(*Sort), "event?": TEXT, "key": TEXT}
_NEW_FILE: Final[Mapping[str, Json]] = {
    "name": TEXT,
    "file": OPTIONAL_TEXT,
    "text": TEXT,
    "findings": a_list(FINDING),
}
_FORM: Final[Mapping[str, Json]] = {"form": TEXT, "groups": objects(_GROUP)}


def _by_environment(values: Mapping[str, Json]) -> dict[str, Json]:
    """An object whose keys are names of environments."""
    return {"type": "object", "additionalProperties": values}


_PAIR: Final[Mapping[str, Json]] = {
    "name": TEXT,
    "ids": _by_environment(ID),
    "files?": _by_environment(TEXT),
    "unverified": a_list(TEXT),
    "gaps?": _by_environment(TEXT),
}

_PRINTED: Final[Mapping[str, tuple[str, Mapping[str, Json]]]] = {
    "accept": (
        "Accepted drift",
        {
            "environment": TEXT,
            "campaigns": a_list(shape_of(Taken)),
        },
    ),
    "comment": (
        "Comments on pull requests",
        {
            "comments": objects(
                {
                    "pr": ID,
                    "done": one_of("created", "updated", "unchanged", "absent", "refused"),
                    "url?": OPTIONAL_TEXT,
                    "message?": TEXT,
                }
            )
        },
    ),
    "issue": (
        "Issue about an environment",
        {
            "kind": one_of("drift", "calls"),
            "done": one_of("opened", "updated", "unchanged", "left-closed", "closed", "absent"),
            "urls": a_list(TEXT),
            "closed": COUNT,
        },
    ),
    "compare": (
        "Two environments side by side",
        {
            "environments": a_list(TEXT),
            "sources": _by_environment(TEXT),
            "live": _by_environment(COUNT),
            "alike": COUNT,
            "only_in": _by_environment(
                objects({**_GROUP, "file?": TEXT, "promotion?": OWNER, "known?": ANSWER})
            ),
            "differs": objects(
                {**_PAIR, "fields": objects({"path": TEXT, "values": _by_environment({})})}
            ),
            "not_compared": objects(_PAIR),
            "not_verified": objects(_PAIR),
            "notes": a_list(TEXT),
        },
    ),
    "environments": (
        "Environments",
        {
            "environments": objects(
                {
                    "name": TEXT,
                    "sandbox": BOOLEAN,
                    "url": OPTIONAL_TEXT,
                    "org_id": OPTIONAL_ID,
                    "campaigns": TEXT,
                    "folders": a_list(TEXT),
                    "default": BOOLEAN,
                }
            ),
            "defaults": {"type": "object"},
        },
    ),
    "init": (
        "A repository of campaigns",
        {
            "environment": TEXT,
            "files": a_list(shape_of(Beginning)),
            "next": a_list(TEXT),
            "doctor?": {"type": "object", "description": "As in doctor.schema.json."},
            "import?": {"type": "object", "description": "As in import.schema.json."},
        },
    ),
    "explain": (
        "Codes, rules and topics",
        {
            "explained": objects(
                {
                    "code": TEXT,
                    "kind": one_of(*Severity, "rule", "topic"),
                    "summary": TEXT,
                    "why?": TEXT,
                    "fix?": TEXT,
                    "example?": TEXT,
                    "acknowledge?": TEXT,
                    "known_from?": TEXT,
                    "paragraphs?": a_list(TEXT),
                }
            )
        },
    ),
    "expressions": (
        "Expressions learned from live groups",
        {
            "environment": TEXT,
            "source": TEXT,
            "pairs": COUNT,
            "kept": COUNT,
            "learned": objects({**_PART, **_FORM}),
            "contradictions": objects({**_PART, "known?": TEXT, "forms": objects(_FORM)}),
            "set_aside": objects({**_GROUP, "target": TEXT, "expression": TEXT, "reason": TEXT}),
            "written": BOOLEAN,
        },
    ),
    "fmt": (
        "Layout of campaign files",
        {
            "files": a_list(shape_of(Laid)),
            "counts": an_object(dict.fromkeys(Layout, COUNT)),
        },
    ),
    "import": (
        "Imported groups",
        {
            "environment": TEXT,
            "source": TEXT,
            "dry_run": BOOLEAN,
            "files": objects({**_GROUP, "file": TEXT, "unverified": a_list(TEXT)}),
            "declared": objects(_GROUP),
            "refused": objects({**_GROUP, "reason": an_object({"code": TEXT, "message": TEXT})}),
            "left_out": objects({**_GROUP, "promotion": OWNER}),
            "known": objects(_GROUP),
            "not_for": a_list(TEXT),
        },
    ),
    "new": (
        "New campaign files",
        {
            **optional(_NEW_FILE),
            "shift?": TEXT,
            "copies?": objects(
                {
                    **optional(_NEW_FILE, "text"),
                    "like": an_object({"name": TEXT, "file": TEXT}),
                    "changes": objects({"path": TEXT, "before": {}, "after": {}, "note?": TEXT}),
                    "left": objects(
                        {"path": OPTIONAL_TEXT, "line": COUNT, "text": TEXT, "reason": TEXT}
                    ),
                    "notes": a_list(TEXT),
                }
            ),
            "left_out?": objects({"name": TEXT, "file": TEXT, "reason": TEXT}),
        },
    ),
    "sandbox": (
        "Sandbox",
        {
            "day?": DAY,
            "calls?": objects({"call": TEXT, "state": one_of("on", "off"), "status?": ID}),
            "groups?": COUNT,
            "promotions?": COUNT,
            "changed?": ID,
        },
    ),
    "schema": (
        "Schemas",
        {
            "folder": TEXT,
            "schemas": objects({"file": TEXT, "state": one_of(*Schema)}),
            "campaigns": a_list(TEXT),
        },
    ),
}
"""By command: the title of its schema, and the keys beside the version."""

COMMAND_SCHEMAS: Final[Mapping[str, Json]] = {
    f"{command}.schema.json": printed(command, *said) for command, said in _PRINTED.items()
}
"""Every such schema by file name."""
