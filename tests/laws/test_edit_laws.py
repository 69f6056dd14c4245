"""Laws of changing the text of a file: whatever is changed comes back as it was meant."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json, canonical
from reconciler.yaml12.codes import NOT_EDITABLE
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.edit import CannotEdit, edit
from reconciler.yaml12.layout import read_layout
from reconciler.yaml12.patch import Drop, Edit, Put, Rename, edited
from reconciler.yaml12.single_values import with_values
from tests.support.layouts import Written, layouts
from tests.support.strategies import campaigns

LAWS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
TEXTS = st.text("ab:-#'\"\\ {}[],&*!|>%@`é\n\t\u2028😀?~=0.1", max_size=8) | st.sampled_from(
    ["no", "null", "12:30", "010", "1.50", "---", "<<", "=", "2027-10-02", "${a}"]
)
SINGLES = TEXTS | st.booleans() | st.integers(-(10**20), 10**20) | st.decimals(
    -1000, 1000, places=3
)  # fmt: skip
KEYS = st.sampled_from(["a", "b", "c", "d", "e e", "é"])
VALUES = st.recursive(
    SINGLES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
CONTENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
NEW_KEYS = ("new", "newer")
NEW_ENDS = st.sampled_from(["", " #1", ": é"])


@st.composite
def files(
    draw: st.DrawFn, contents: st.SearchStrategy[dict[str, Json]] = CONTENTS
) -> tuple[Document, Written]:
    """Any content in any layout."""
    content = draw(contents)
    written = draw(layouts(content))
    document = read_document(written.name, written.raw)
    assert isinstance(document, Document), (document, written.text)
    assert canonical(document.data) == canonical(content), "the layout is wrong"
    return document, written


@st.composite
def changes(draw: st.DrawFn, value: Json, route: Route = ()) -> list[Edit]:
    """Any number of changes: what goes is not changed besides, all else may be."""
    if not isinstance(value, dict | list):
        return []
    edits: list[Edit] = []
    entries: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    for step in entries:
        here = (*route, step)
        match draw(st.integers(0, 5)):
            case 0:
                edits.append(Drop(here))
            case 1:
                is_single = not isinstance(value[step], dict | list)
                edits.append(Put(here, draw(SINGLES if is_single else VALUES)))
            case chance:
                if chance == 2 and isinstance(value, dict):
                    edits.append(Rename(here, str(step) + draw(NEW_ENDS)))
                edits += draw(changes(value[step], here))
    return edits + draw(additions(value, route, entries))


@st.composite
def additions(draw: st.DrawFn, value: Json, route: Route, entries: Sequence[Any]) -> list[Edit]:
    """New keys or items of a mapping or a list."""
    edits: list[Edit] = []
    for k in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        if isinstance(value, dict):
            after = draw(st.sampled_from([None, *entries]))
            edits.append(Put((*route, NEW_KEYS[k]), draw(VALUES), after))
        else:
            edits.append(Put((*route, len(value) + k), draw(VALUES)))
    return edits


@LAWS
@given(files(), st.data())
def test_one_change_comes_back_as_meant_and_no_comment_is_lost(
    file: tuple[Document, Written], draw: st.DataObject
) -> None:
    """In every layout."""
    document, written = file
    edits = draw.draw(changes(document.data))
    assume(edits)
    one = [draw.draw(st.sampled_from(edits))]
    meant = edited(document.data, one)
    assume(bool(meant))

    check(edit(document, one), meant, written)


@LAWS
@given(files(), st.data())
def test_many_changes_at_once_come_back_as_meant_or_not_at_all(
    file: tuple[Document, Written], draw: st.DataObject
) -> None:
    """Where nearly all lines around comments go, the file may be left to a person."""
    document, written = file
    edits = draw.draw(changes(document.data))
    meant = edited(document.data, edits)
    assume(edits and meant)

    found = edit_or_refuse(document, edits)

    if isinstance(found, Document):
        check(found, meant, written)
    else:
        assert {each.code for each in found.findings} == {NOT_EDITABLE}
        assert written.comments, "a plain file can always be changed"


def edit_or_refuse(document: Document, edits: list[Edit]) -> Document | CannotEdit:
    """What becomes of changes, a refusal included."""
    try:
        return edit(document, edits)
    except CannotEdit as refusal:
        return refusal


def check(after: Document, meant: Json, written: Written) -> None:
    """The data are as meant, and the text is the file's."""
    assert canonical(after.data) == canonical(meant)
    assert [comment for comment in written.comments if comment not in after.text] == []
    if written.text.endswith("\n"):
        assert after.text.endswith("\n")


def singles(value: Json, route: Route = ()) -> list[Route]:
    """Routes of all values that hold no others."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return [found for key, item in pairs for found in singles(item, (*route, key))]
    return [route]


@LAWS
@given(files() | files(campaigns()), st.data(), st.lists(SINGLES, min_size=1, max_size=2))
def test_the_quick_way_to_change_single_values_writes_what_the_thorough_one_writes(
    file: tuple[Document, Written], draw: st.DataObject, values: list[Json]
) -> None:
    """Or it is not taken."""
    document, _ = file
    routes = singles(document.data)
    assume(len(routes) >= len(values))
    chosen = draw.draw(st.permutations(routes))[: len(values)]
    edits: list[Edit] = [Put(route, value) for route, value in zip(chosen, values, strict=True)]

    after = edit_or_refuse(document, edits)

    quick = with_values(document.text, document.data, edits)
    is_quick = isinstance(after, Document) and after.text == quick
    event("quick" if is_quick else "left to the thorough way")
    with patch("reconciler.yaml12.edit.with_values", return_value=None):
        thorough = edit_or_refuse(document, edits)
    if isinstance(after, Document):
        assert after == thorough
    else:
        assert isinstance(thorough, CannotEdit)


CAMPAIGN = """\
# of the team
name: Spring  # with a space
"in quotes": 1
active: true
goal: 9000.50

periods:
  # The first
  - refCode: 'may'
    description: "Day of work"

  -
    refCode: june
targets:
- name: a
  values:
  - 5
  - 6
braces: {a: 1}
text: |
  name: Spring
odd: 0x1F
"""


@pytest.mark.parametrize(
    ("route", "value", "line"),
    [
        (("name",), "Summer", "name: Summer  # with a space"),
        (("active",), False, "active: false"),
        (("goal",), Decimal("1.0"), "goal: 1.0"),
        (("periods", 0, "refCode"), "b", "  - refCode: 'b'"),
        (("periods", 0, "description"), "b", '    description: "b"'),
        (("targets", 0, "name"), "5", '- name: "5"'),
        (("targets", 0, "values", 1), 7, "  - 7"),
        (("in quotes",), 2, ""),
        (("periods", 1, "refCode"), "b", "    refCode: b"),
        (("braces", "a"), 2, ""),
        (("text",), "b", ""),
        (("odd",), 2, ""),
        (("new",), 2, ""),
    ],
)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_what_is_written_like_most_is_changed_by_the_quick_way(
    route: Route, value: Json, line: str, line_break: str
) -> None:
    """What is not plain to see is left to the thorough one."""
    text = CAMPAIGN.replace("\n", line_break)
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document)

    found = with_values(text, document.data, [Put(route, value)])

    after = [] if found is None else found.split(line_break)
    assert [each for each in after if each not in text.split(line_break)] == [line][: len(line)]


@LAWS
@given(files(), st.data(), SINGLES)
def test_every_byte_outside_a_changed_value_stays(
    file: tuple[Document, Written], draw: st.DataObject, value: Json
) -> None:
    """Whatever the value is, and wherever it stands; it is read back as it was meant."""
    document, _ = file
    routes = singles(document.data)
    assume(routes)
    route = draw.draw(st.sampled_from(routes))
    *_, node = read_layout(document.path, document.text).way(route)

    after = edit(document, [Put(route, value)])

    assert after.text.startswith(document.text[: node.start])
    assert after.text.endswith(document.text[node.end :])
    found: Json = after.data
    for step in route:
        found = found[step]
    assert canonical(found) == canonical(value)
