"""Laws of canonical layout: the data and the comments are those of before, and once is enough."""

from hypothesis import HealthCheck, given, settings

from reconciler.campaigns.outline import OUTLINE, campaign_text
from reconciler.core.exact_json import canonical
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.format import format_document
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
