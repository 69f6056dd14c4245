"""Answers of the API that are given as campaign files: one finding says what they are."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import examine
from reconciler.target_group.expressions.symbols import Vocabulary
from tests.support.today import TODAY

SAMPLES = Path(__file__).parents[1] / "contract" / "samples"
AROUND = Circumstances({}, Vocabulary({}), TODAY)


def sample(name: str) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads((SAMPLES / f"{name}.response.json").read_text())


def found_in(data: object) -> list[tuple[str, str, str]]:
    """What is found in data as JSON, which is the same as in YAML."""
    in_json, *in_yaml = (
        [(each.code, each.message, each.hint) for each in examine(path, raw, AROUND)[0].findings]
        for path, raw in (
            ("a.json", json.dumps(data).encode()),
            ("a.yaml", json.dumps(data, indent=2).encode()),
            ("a.yaml", yaml.safe_dump(data, allow_unicode=True).encode()),
            ("a.yaml", yaml.safe_dump(data, default_flow_style=True).encode()),
            ("a.yaml", b"# pasted\n---\n" + yaml.safe_dump(data, default_flow_style=None).encode()),
        )
    )
    for each in in_yaml:
        assert sorted(each) == sorted(in_json)
    return in_json


@pytest.mark.parametrize(
    "name", ["create-streak", "create-unified", "milestones-page", "milestones", "list"]
)
def test_a_whole_answer_is_one_finding(name: str) -> None:
    ((code, message, hint),) = found_in(sample(name))
    assert (code, message) == ("pasted-answer", "This is an answer of the API, and no campaign.")
    assert "'reconciler import" in hint


def test_a_list_of_rows_is_one_finding() -> None:
    ((code, message, _),) = found_in(sample("milestones-page")["data"])
    assert (code, message) == ("pasted-answer", "This is a list of live groups, and no campaign.")


LEAN = {"id": 1, "name": "Old test", "periods": [{"id": 2}], "targets": [{"id": 3}]}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ([LEAN], "a list of live groups"),
        ({"data": [LEAN]}, "an answer of the API"),
        ({"data": LEAN}, "an answer of the API"),
        ({"data": sample("create-streak")["data"]}, "an answer of the API"),
    ],
)
def test_groups_with_little_around_them_are_one_finding(data: object, what: str) -> None:
    """Without the rest of the envelope, or with no more of the server's than ids."""
    ((code, message, hint),) = found_in(data)
    assert (code, message) == ("pasted-answer", f"This is {what}, and no campaign.")
    assert "'reconciler import \"" in hint


@pytest.mark.parametrize("name", ["milestones", "list"])
def test_a_row_without_its_periods_is_one_finding(name: str) -> None:
    """Nothing of it can be mended by hand; the hint names the group."""
    row = sample(name)["data"][0]
    ((code, message, hint),) = found_in(row)
    assert (code, message) == (
        "pasted-answer",
        "This is a row of the API's list, and no campaign.",
    )
    assert f"'reconciler import \"{row['name']}\"'" in hint


@pytest.mark.parametrize("name", ["create-streak", "create-unified", "create-leaderboard"])
def test_what_the_server_filled_in_is_told_once(name: str) -> None:
    """Such a file is a campaign as it stands; what else is found in it is told."""
    found = found_in(sample(name)["data"])
    computed = [message for code, message, _ in found if code == "computed-field"]
    assert len(computed) == 1
    assert computed[0].startswith("This is what the API answers of a live group: ")
    assert len(found) > 1


@pytest.mark.parametrize(
    "data",
    [
        {"data": [], "name": "a"},
        {"errors": [], "name": "a"},
        {"data": {"id": 5, "name": "a"}},
        {"data": LEAN, "name": "a"},
        [{**LEAN, "targets": [{"name": "a"}]}],
        [],
        [{"id": 5}],
        [{"id": 5, "periods": []}, 3],
        {"id": 5, "name": "a"},
        {"id": 5, "targets": [{"id": 5, "attribution": {}}], "periods": 3},
    ],
)
def test_what_is_no_answer_is_judged_as_before(data: object) -> None:
    assert "pasted-answer" not in {code for code, _, _ in found_in(data)}


@pytest.mark.parametrize("raw", [b"[", b"[" * 5000, b"  [1", b"[]]"])
def test_what_is_no_json_is_judged_as_before(raw: bytes) -> None:
    examined, _ = examine("a.json", raw, AROUND)
    assert examined.findings
    assert "pasted-answer" not in {each.code for each in examined.findings}
