"""Laws of canonical layout: the data and the comments are those of before, and once is enough."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.outline import OUTLINE, campaign_text
from reconciler.core.exact_json import canonical
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.format import format_document
from reconciler.yaml12.in_layout import is_in_layout
from reconciler.yaml12.layout import read_layout
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


def taken_apart(document: Document) -> str:
    """The text of a file in layout, by the thorough way alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reconciler.yaml12.format.is_in_layout", lambda *_: False)
        return format_document(document, OUTLINE)


PIECES = st.sampled_from(
    [*" #-:\n'\"[]{}|>&*!x0,", "\n\n", "  # x", "\n# x\n", "\n  # x\n", "- ", "~", "\u00a0", "'0'"]
)


@LAWS
@given(files(), st.lists(st.tuples(st.integers(0), st.integers(0, 4), PIECES), max_size=2))
def test_what_is_plainly_in_layout_stays_as_it_is(
    file: tuple[Document, Written], changes: list[tuple[int, int, str]]
) -> None:
    """Whatever is changed in a file that is in layout, the quick way says no more than is true."""
    document, written = file
    text = format_document(document, OUTLINE)
    for place, length, piece in changes:
        at = place % (len(text) + 1)
        text = f"{text[:at]}{piece}{text[at + length :]}"
    found = read_document(written.name, text.encode())
    if isinstance(found, Document) and is_in_layout(found.text, found.data, OUTLINE):
        assert taken_apart(found) == found.text


@LAWS
@given(campaigns())
def test_what_import_writes_is_plainly_in_layout(data: Data) -> None:
    """Unless a list is so long that it goes on in the next line."""
    text = campaign_text(data, head=["a comment"])
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document)
    has_long_list = any(line.endswith(",") for line in text.splitlines())
    assert is_in_layout(text, document.data, OUTLINE) or has_long_list
