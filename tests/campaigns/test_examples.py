"""The examples in campaigns/: short in the file, whole in the request."""

import datetime as dt
from pathlib import Path

from reconciler.core.exact_json import Json, canonical, decode
from tests.support.loading import load_campaigns

ROOT = Path(__file__).parents[2]
BODIES = ROOT / "tests" / "cases" / "examples" / "bodies.json"


def with_trees(value: Json) -> Json:
    """The same with each expressionJson as the JSON that it holds, since blanks in it are free."""
    if isinstance(value, dict):
        return {
            key: decode(each) if key == "expressionJson" else with_trees(each)
            for key, each in value.items()
        }
    return [with_trees(each) for each in value] if isinstance(value, list) else value


def test_short_forms_send_what_the_long_ones_did() -> None:
    """The bodies were made from the files as they were when everything in them was written out."""
    loaded = load_campaigns([ROOT / "campaigns"], base=ROOT, today=dt.date(2026, 11, 1))
    assert loaded.findings == ()
    bodies = {each.name: with_trees(dict(each.body)) for each in loaded.campaigns}

    assert canonical(bodies) == canonical(decode(BODIES.read_text(encoding="utf-8")))
