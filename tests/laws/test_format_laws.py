"""Laws of canonical layout: the data and the comments are those of before, and once is enough."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.outline import OUTLINE, campaign_text
from reconciler.core.exact_json import Json, canonical
from reconciler.yaml12.by_lines import taken_apart
from reconciler.yaml12.chunks import Block
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.format import format_document
from reconciler.yaml12.layout import read_layout
from reconciler.yaml12.write import NOTHING_KNOWN, write
from tests.laws.test_edit_laws import files
from tests.support.layouts import Written
from tests.support.strategies import Data, campaigns

LAWS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@LAWS
@given(files())
def test_data_and_comments_stay_and_once_is_enough(file: tuple[Document, Written]) -> None:
    """In every layout, of any content."""
    document, written = file

    text = format_document(document, OUTLINE)

    found = read_document(written.name, text.encode())
    assert isinstance(found, Document)
    assert canonical(found.data) == canonical(document.data)
    layout = read_layout(written.name, text)
    assert sorted(text[a:b].rstrip() for a, b in layout.comments) == sorted(written.comments)
    assert format_document(found, OUTLINE) == text


@LAWS
@given(campaigns())
def test_what_import_writes_is_in_this_layout(data: Data) -> None:
    """There is one layout, whether a person or a program wrote the file."""
    text = campaign_text(data, head=["a comment"])
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document)
    assert format_document(document, OUTLINE) == text


def by_events(document: Document) -> str:
    """The text of a file in layout, by the thorough way alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reconciler.yaml12.format.taken_apart", lambda *_: None)
        return format_document(document, OUTLINE)


def by_lines(document: Document) -> Block | None:
    """What the quick way says of a file."""
    return taken_apart(document.text, document.data, OUTLINE)


PIECES = st.sampled_from(
    [*" #-:\n'\"[]{}|>&*!x0,", "\n\n", "  # x", "\n# x\n", "\n  # x\n", "- ", "~", "\u00a0", "'0'"]
)


@LAWS
@given(files(), st.lists(st.tuples(st.integers(0), st.integers(0, 4), PIECES), max_size=2))
def test_the_quick_way_says_nothing_else_of_what_is_in_layout(
    file: tuple[Document, Written], changes: list[tuple[int, int, str]]
) -> None:
    """Whatever is changed in the text."""
    document, written = file
    assert_quick_is_right(written.name, changed(format_document(document, OUTLINE), changes))


@LAWS
@given(files(), st.lists(st.tuples(st.integers(0), st.integers(0, 4), PIECES), max_size=2))
def test_the_quick_way_says_nothing_else_of_any_layout(
    file: tuple[Document, Written], changes: list[tuple[int, int, str]]
) -> None:
    """As people and programs write."""
    document, written = file
    assert_quick_is_right(written.name, changed(document.text, changes))


def changed(text: str, changes: list[tuple[int, int, str]]) -> str:
    """A text with pieces in place of some of its characters."""
    for place, length, piece in changes:
        at = place % (len(text) + 1)
        text = f"{text[:at]}{piece}{text[at + length :]}"
    return text


def assert_quick_is_right(name: str, text: str) -> None:
    """The quick way gives up, or it gives the layout of the thorough one, and knows it by sight."""
    found = read_document(name, text.encode())
    if isinstance(found, Document) and (block := by_lines(found)) is not None:
        laid = by_events(found)
        assert format_document(found, OUTLINE) == laid
        assert block.is_in_layout == (laid == found.text)


@LAWS
@given(campaigns())
def test_what_import_writes_is_read_by_the_quick_way(data: Data) -> None:
    """Unless a list is so long that it goes on in the next line."""
    text = campaign_text(data, head=["a comment"])
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document)
    has_long_list = any(line.endswith(",") for line in text.splitlines())
    assert by_lines(document) is not None or has_long_list


@LAWS
@given(campaigns(), st.randoms())
def test_the_quick_way_puts_keys_in_order(data: Data, random: Random) -> None:
    """In whatever order they are written."""
    text = write(shuffled(data, random), NOTHING_KNOWN, head=["a comment"])
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document)
    has_long_list = any(line.endswith(",") for line in text.splitlines())
    assert by_lines(document) is not None or has_long_list
    assert format_document(document, OUTLINE) == by_events(document)


def shuffled(value: Json, random: Random) -> Json:
    """The same with the keys of each mapping in any order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], random) for key in random.sample([*value], len(value))}
    return [shuffled(each, random) for each in value] if isinstance(value, list) else value
