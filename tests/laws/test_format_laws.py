"""Laws of canonical layout: the data and the comments are those of before, and once is enough."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.canonical_layout import format_document
from reconciler.campaigns.document import Document, read_document
from reconciler.campaigns.text.layout import read_layout
from reconciler.core.exact_json import canonical
from tests.laws.test_edit_laws import files
from tests.layouts import Written

LAWS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@LAWS
@given(files())
def test_data_and_comments_stay_and_once_is_enough(file: tuple[Document, Written]) -> None:
    """In every layout, of any content."""
    document, written = file

    text = format_document(document)

    found = read_document(written.name, text.encode())
    assert isinstance(found, Document)
    assert canonical(found.data) == canonical(document.data)
    layout = read_layout(written.name, text)
    assert sorted(text[a:b].rstrip() for a, b in layout.comments) == sorted(written.comments)
    assert format_document(found) == text
