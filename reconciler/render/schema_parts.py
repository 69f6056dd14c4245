"""What the published schemas of outputs are put together from."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.diagnostic import Severity
from reconciler.core.exact_json import Json
from reconciler.core.promotion import ReadState
from reconciler.target_group.schema import DIALECT

TEXT: Final[Mapping[str, Json]] = {"type": "string"}
COUNT: Final[Mapping[str, Json]] = {"type": "integer", "minimum": 0}
ID: Final[Mapping[str, Json]] = {"type": "integer"}
OPTIONAL_TEXT: Final[Mapping[str, Json]] = {"type": ["string", "null"]}


def an_object(
    properties: Mapping[str, Json], *, optional: frozenset[str] = frozenset()
) -> dict[str, Json]:
    """An object; minor versions may add keys, so unknown ones are allowed."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def a_list(items: Mapping[str, Json]) -> dict[str, Json]:
    """A list of such values."""
    return {"type": "array", "items": items}


def a_schema(title: str, description: str, body: Mapping[str, Json]) -> dict[str, Json]:
    """A whole schema, of what its title and its description say."""
    return {"$schema": DIALECT, "title": title, "description": description, **body}


def one_of(*words: str) -> dict[str, Json]:
    """A text that is one of these words."""
    return {"type": "string", "enum": list(words)}


ANSWER_KEYS: Final[Mapping[str, Json]] = {
    "reason": TEXT,
    "until": {"type": "string", "format": "date"},
}
ANSWER: Final = an_object(ANSWER_KEYS, optional=frozenset({"until"}))
REASON: Final = an_object(
    {"code": TEXT, "message": TEXT, "of": a_list(TEXT)}, optional=frozenset({"of"})
)
ACKNOWLEDGED: Final = an_object(
    {"code": TEXT, "message": TEXT, "of": a_list(TEXT), **ANSWER_KEYS},
    optional=frozenset({"of", "until"}),
)
FINDING: Final = an_object(
    {
        "code": TEXT,
        "severity": {"enum": [severity.value for severity in Severity]},
        "file": TEXT,
        "line": COUNT,
        "column": COUNT,
        "message": TEXT,
        "hint": TEXT,
        "environments": a_list(TEXT),
        "acknowledged": ANSWER,
    },
    optional=frozenset({"environments", "acknowledged"}),
)
AUDIT_FILTER: Final = an_object(
    {
        "running": {"type": "boolean"},
        "owners": a_list(TEXT),
        "flags": a_list(TEXT),
        "names": a_list(TEXT),
    },
    optional=frozenset({"running", "owners", "flags", "names"}),
)
OWNER: Final = an_object({"id": TEXT, "identifier": OPTIONAL_TEXT, "name": TEXT})
PROMOTIONS_READ: Final = an_object(
    {"state": {"enum": [state.value for state in ReadState]}, "reason": TEXT},
    optional=frozenset({"reason"}),
)
