"""The published schemas in ajv, the validator of the world of JavaScript, in its strict mode."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from reconciler.core.exact_json import Json, encode
from reconciler.target_group.schema.shape import EDITOR_KEYWORDS
from reconciler.yaml12.document import Document, read_document
from tests.conftest import CASES
from tests.editor.language_server import MODULES, REPOSITORY, skip_where

STRICT = Path(__file__).with_name("strict.js")
CAMPAIGNS = [
    path
    for folder in (REPOSITORY / "campaigns", CASES / "rules", CASES / "findings")
    for path in sorted(folder.glob("*.yaml"))
    if path.stem != "beyond-64-bits"  # JavaScript's numbers are floats
]
SCHEMAS = sorted((REPOSITORY / "schemas").glob("*.json"))


def in_strict_mode(schemas: dict[str, Any], campaigns: list[Json]) -> dict[str, Any]:
    """Which schemas ajv refuses, and which campaigns the schema of campaigns refuses."""
    has_node, has_ajv = shutil.which("node"), (MODULES / "ajv-formats").exists()
    skip_where(None if has_node and has_ajv else "node, ajv or ajv-formats is not installed")
    given: dict[str, Json] = {
        "schemas": schemas,
        "keywords": [*EDITOR_KEYWORDS],
        "campaigns": campaigns,
    }
    done = subprocess.run(
        ["node", str(STRICT)],
        input=encode(given),
        env={**os.environ, "NODE_PATH": str(MODULES)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert not done.stderr, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_every_schema_passes_in_strict_mode() -> None:
    """Once the words for editors are known there; and campaigns are judged as they are here."""
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS}
    read = [read_document(path.name, path.read_bytes()) for path in CAMPAIGNS]
    campaigns = [each.data for each in read if isinstance(each, Document)]
    here = Draft202012Validator(schemas["campaign.schema.json"])
    wrong = [k for k, each in enumerate(campaigns) if not here.is_valid(each)]
    assert 0 < len(wrong) < len(campaigns)
    assert in_strict_mode(schemas, campaigns) == {"refused": {}, "wrong": wrong}


def test_the_docs_say_which_words_to_make_known() -> None:
    """All of them, and no other."""
    page = (REPOSITORY / "docs" / "campaign-files.md").read_text(encoding="utf-8")
    assert f"ajv.addVocabulary({json.dumps(sorted(EDITOR_KEYWORDS))})" in page
