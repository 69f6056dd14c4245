"""Text that YAML takes for a comment, told by every way of reading."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import examine
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.yaml12 import events
from reconciler.yaml12.document import Document, read_document

AROUND = Circumstances({}, DOCUMENTED, date(2026, 11, 1))
SLUG = "text-after-hash"


@pytest.fixture(params=["quick way", "libyaml", "pure Python"])
def _all_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "quick way":
        monkeypatch.setattr("reconciler.yaml12.document.read_plain_yaml", lambda text: None)
    if request.param == "pure Python":
        monkeypatch.setattr(events, "open_parser", events.PurePythonParser)


def found(text: str) -> list[str]:
    examined, _ = examine("a.yaml", text.encode(), AROUND)
    return [f"{each.line}:{each.column}" for each in examined.findings if each.code == SLUG]


@pytest.mark.usefixtures("_all_parsers")
@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("name: Festive #1 spend\n", ["1:7"]),
        ("name: 5 #1\n", ["1:7"]),
        ("name: ${x} ##y\n", ["1:7"]),
        ("description: #1 goal\n", []),  # an error by itself, which names the comment
        ("{name: Festive #1\n}", ["1:8"]),
        ("name: Festive\n  spend \t #1\n", ["1:7"]),
        ("targets:\n- name: A #1\n- name: B\n- name: C #c\n", ["2:9", "4:9"]),
        ("targets:\n- expression: a>1 #b\n", ["2:15"]),
        ("targets:\n- expression: true #b\n", []),
        ("name: Festive # 1\n", []),
        ("name: Festive ## 1\n", []),
        ("name: Festive #\n", []),
        ("name: Festive#1\n", []),
        ("name: 'Festive' #1\n", []),
        ('{"name": "Festive #1"}', []),
        ("name: Festive\n #1\n", []),
        ("name: |\n  Festive #1\n", []),
        ("preferredTillId: 5 #1\n", []),
        ("trackingType: DEFAULT #1\n", []),
        ("periods: #1\n- refCode: a\n", []),
        ("periods: {from: 2027-01-01 #1\n, refCode: a #1\n}", ["2:12"]),
        ("metadata: {name: a #1\n}", []),
        ("$schema: a #1\n", []),
        ("nothing: a #1\n", []),
    ],
)
def test_text_is_lost_where_free_text_is_due(text: str, places: list[str]) -> None:
    """Behind a plain value of a field of text, on its line, with no blank behind the sign."""
    assert found(text) == places


@given(
    before=st.text("aB1 -.,", min_size=1, max_size=8).filter(lambda text: text == text.strip()),
    after=st.text("aB1 #", min_size=1, max_size=8),
)
def test_nothing_is_lost_in_silence(before: str, after: str) -> None:
    """Of a name, all is read, or what is lost begins like a comment of people, or it is told."""
    text = f"name: x{before} #{after}\ntrackingType: DEFAULT\n"
    document = read_document("a.yaml", text.encode())

    assert isinstance(document, Document)
    is_comment = not after.lstrip("#") or after.lstrip("#")[0] == " "
    assert bool(found(text)) is not is_comment
    assert document.data["name"] == f"x{before}"
