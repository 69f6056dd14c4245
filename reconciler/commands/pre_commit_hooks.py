"""Which campaign files the hooks of pre-commit validate, as its file has them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from reconciler.core.exact_json import Json
from reconciler.render.pipeline_files import HOOKS, VALIDATE
from reconciler.yaml12.document import Document, read_document


def looked_at(content: bytes, settings: str) -> list[str]:
    """Patterns of the paths that the hooks for a settings file look at.

    Args:
        content: of the file for pre-commit; where it cannot be read, there are none.
        settings: the path of the settings file in the repository.
    """
    document = read_document(HOOKS, content)
    data = document.data if isinstance(document, Document) else {}
    hooks = (hook for repo in _objects(data.get("repos")) for hook in _objects(repo.get("hooks")))
    return [
        str(hook.get("files", "" if "entry" in hook else "^campaigns/"))
        for hook in hooks
        if hook.get("id") == VALIDATE and _settings_of(hook) == settings
    ]


def matches_one(patterns: Iterable[str], path: str) -> bool:
    """Whether a path is one that a hook looks at; a pattern that is none finds nothing."""
    for pattern in patterns:
        try:
            if re.search(pattern, path):
                return True
        except re.error:
            continue
    return False


def _settings_of(hook: Mapping[str, Json]) -> str:
    given = hook.get("args")
    words = str(hook.get("entry", "")).split()
    words += map(str, given) if isinstance(given, list) else ()
    for word, following in pairwise([*words, ""]):
        if word == "--config":
            return following
        if word.startswith("--config="):
            return word.removeprefix("--config=")
    return "reconciler.toml"


def _objects(value: Json) -> Iterator[Mapping[str, Json]]:
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
