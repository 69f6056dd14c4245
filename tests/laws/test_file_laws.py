"""Laws of campaign files: any text gives campaigns or findings, in place, and dumps load again."""

import re
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.load import Loaded
from reconciler.core.exact_json import Json, encode
from tests.support.loading import load_campaigns
from tests.support.repository import campaign
from tests.support.specs import body_of, spec_of
from tests.support.strategies import Data, campaigns

TEXTS = (
    campaign(),
    (
        '{"name": "Spring", "trackingType": "DEFAULT", "periods": [{"refCode": "a", '
        '"startDate": "2027-01-01", "endDate": "2027-01-02"}], "targets": []}'
    ),
    (
        "name: Streak\ntrackingType: STREAKS\npreferredTillId: ${till}\nperiods:\n- refCode: 010\n"
        "  startDate: 2027-01-01\n  endDate: 2027-01-31\ntargets: []\n"
        "streaks: [{name: a, targetCountOfSequence: 2}]\nmetadata: {a: ~}\n"
    ),
)
PIECES = (
    *"{}[]:,-?&*!|>'\"%@`#\n \\=<.~019ax$é\u202e",
    *("\n  ", "- ", ": ", "---\n", "null", "true", "1e5", ".inf", "1.50", "${till}", "${x", "😀"),
    *(
        "name",
        "targets:",
        "defaultValues: []",
        "periods: 3\n",
        "name: Spring\n",
        "refCode",
        "STREAKS",
    ),
)
VALUES: dict[str, Json] = {"till": 70000001}


@st.composite
def mutated_texts(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text


def load(text: str, name: str = "a.yaml") -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(text.encode())
        return load_campaigns([Path(folder)], base=Path(folder), values=VALUES, today=TODAY)


TODAY = date(2027, 1, 1)


@settings(max_examples=200)
@given(mutated_texts(), st.sampled_from(["a.yaml", "a.json"]))
@example("name: a\ntrackingType: DEFAULT\nperiods: []\ntargets: [{name: ${x}}]\n", "a.yaml")
@example("name: &a\n  *a\n", "a.yaml")
def test_any_text_gives_a_campaign_or_findings_inside_the_file(text: str, name: str) -> None:
    """Total and located: never a traceback, never silence, never a place that is not there."""
    found = load(text, name)
    assert len(found.campaigns) == (0 if found.has_errors else 1)
    assert list(found.findings) == sorted(set(found.findings))
    lines = re.split("\r\n|\r|\n", text)
    for each in found.findings:
        assert each.message
        assert each.hint
        assert (each.line, each.column) == (0, 0) or each.column <= len(lines[each.line - 1]) + 1
        assert "bug in reconciler" not in each.hint
    for one in found.campaigns:
        assert 1 <= one.line <= len(lines)


class _Dumper(yaml.SafeDumper):
    """Writes YAML without aliases, and decimals as plain numbers."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401 - as its base calls it
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", str(value))


_Dumper.add_representer(Decimal, _decimal)


def as_yaml(data: Data, *, flow: bool) -> str:
    written: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=flow
    )
    return written


@given(campaigns(), st.booleans())
def test_what_is_written_as_yaml_or_json_loads_as_the_same_campaign(data: Data, flow: bool) -> None:
    """Round trip: spec and body do not depend on the notation."""
    for text, name in ((as_yaml(data, flow=flow), "a.yaml"), (encode(data), "a.json")):
        (found,) = load(text, name).campaigns
        assert encode(dict(found.body)) == encode(body_of(data))
        assert found.spec == spec_of(data)
        assert found.name == data["name"]


_PIECES_OF_TEXT = (
    *("a", "b1", "1", " ", '"', "'", "#", " #", "//", " // ", "/*", " */", "/", "\\"),
    *(",", ": ", "{{x}}", "http://x.test//y", "it's", "// b: c", '"a"'),
)
_TEXTS_WITH_SIGNS = st.lists(st.sampled_from(_PIECES_OF_TEXT), min_size=1, max_size=6).map("".join)
_STYLES: dict[str, Callable[[str], str]] = {
    "plain": str.strip,
    "single": lambda text: "'" + text.replace("'", "''") + "'",
    "double": encode,
    "literal": lambda text: f"|-\n    {text}",
    "folded": lambda text: f">-\n    {text}",
}
_IN_BRACKETS = ("plain", "single", "double")
_FLOW = """{name: NAME, trackingType: DEFAULT, description: ABOUT,
periods: [{refCode: a, startDate: 2027-01-01, endDate: 2027-01-02}],
targets: [{targetEntity: TRANSACTION, targetType: SALES, defaultValues: 5, name: TARGET}]}
"""
_ALMOST_JSON = """{ "name":NAME,"trackingType":'DEFAULT', "description":ABOUT ,
  "periods": [{"refCode":"a","startDate":"2027-01-01","endDate":"2027-01-02"}],
  "targets":[{"name":TARGET
,"targetEntity":"TRANSACTION","targetType":"SALES","defaultValues":5}]}
"""
_BLOCK = """name: NAME
trackingType: DEFAULT
description: ABOUT
periods: [{refCode: a, startDate: 2027-01-01, endDate: 2027-01-02}]
targets:
- targetEntity: TRANSACTION
  targetType: SALES
  defaultValues: 5
  name: TARGET
"""


@st.composite
def texts_with_signs(draw: st.DrawFn) -> str:
    """A file, as a rule of a campaign, whose texts hold quotes and what begins comments."""
    frame = draw(st.sampled_from([_FLOW, _ALMOST_JSON, _BLOCK]))
    styles = st.sampled_from([*_STYLES] if frame is _BLOCK else _IN_BRACKETS)
    written = {
        word: _STYLES[draw(styles)](draw(_TEXTS_WITH_SIGNS)) for word in ("NAME", "ABOUT", "TARGET")
    }
    comment = draw(st.sampled_from(["", "# it's // \" {{x}}\n"]))
    text = re.sub("NAME|ABOUT|TARGET", lambda found: written[found[0]], frame)
    return comment + text if frame is _BLOCK else text.replace("\n", f"\n{comment}")


class _Loader(yaml.BaseLoader):
    """Takes all values for text, but for those that a drawn text may be without quotes."""


_Loader.add_implicit_resolver("null", re.compile("$"), [""])
_Loader.add_implicit_resolver("int", re.compile("[0-9]+$"), ["1", "5"])
_Loader.add_constructor("null", lambda *_: None)
_Loader.add_constructor("int", lambda _, node: int(node.value))

_BEHIND_A_STRAY_QUOTE = (
    _FLOW.replace("NAME", '1"').replace("ABOUT", "a").replace("TARGET", '"// target"')
)


@settings(max_examples=150)
@given(texts_with_signs())
@example(_BEHIND_A_STRAY_QUOTE)
@example(_BEHIND_A_STRAY_QUOTE.replace('1"', "a '"))
@example(_BEHIND_A_STRAY_QUOTE.replace('1"', "// a /* b"))
@example(_BEHIND_A_STRAY_QUOTE.replace('1"', "1 // a"))
def test_what_is_a_campaign_as_yaml_has_no_signs_of_another_language(text: str) -> None:
    """Whatever signs its texts hold and however they are quoted; PyYAML says what they are."""
    try:
        data = yaml.load(text, _Loader)
    except yaml.YAMLError:
        return
    by_data = load(encode(data), "a.json")
    if by_data.campaigns:
        found = load(text)
        assert [each.spec for each in found.campaigns] == [each.spec for each in by_data.campaigns]
        assert "syntax" not in {each.code for each in found.findings}


@given(campaigns())
def test_yaml_and_json_get_the_same_findings(data: Data) -> None:
    """Parity: what is said of a campaign does not depend on the notation, only where."""
    of_yaml = load(as_yaml(data, flow=False)).findings
    of_json = load(encode(data, indent=1), "a.json").findings
    assert sorted((e.code, e.message, e.hint) for e in of_yaml) == sorted(
        (e.code, e.message, e.hint) for e in of_json
    )


@pytest.mark.parametrize("text", TEXTS)
def test_the_texts_that_are_mutated_are_campaigns(text: str) -> None:
    """Otherwise the law above would look at errors only."""
    assert len(load(text).campaigns) == 1
