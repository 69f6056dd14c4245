"""Laws of the line by which editors find the schema: above the first field, leading there, once."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.outline import OUTLINE
from reconciler.campaigns.schema_line import with_schema_line
from reconciler.campaigns.schema_places import NAME, WITHOUT_SCHEMA, Schemas
from reconciler.core.exact_json import canonical
from reconciler.yaml12.chunks import FOR_EDITORS
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.format import format_document
from reconciler.yaml12.layout import Layout, read_layout
from reconciler.yaml12.style import Style
from tests.laws.test_edit_laws import files
from tests.support.layouts import Written

LEADS = f"# yaml-language-server: $schema=../schemas/{NAME}"
ELSEWHERE = "# yaml-language-server: $schema=https://example.com/campaign.schema.json"
DEAD = f"# yaml-language-server: $schema=../../schemas/{NAME}"
LINES = ("", LEADS, ELSEWHERE, DEAD, f"# {WITHOUT_SCHEMA}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a schema."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "schemas").mkdir()
    (folder / "schemas" / NAME).touch()
    return folder


def read(name: str, text: str) -> Document | None:
    found = read_document(name, text.encode())
    return found if isinstance(found, Document) else None


def comments(layout: Layout) -> Counter[str]:
    return Counter(layout.text[a:b].rstrip() for a, b in layout.comments)


def line_of(layout: Layout) -> tuple[str, bool]:
    """The line for editors, and whether it is above the first field."""
    first = next(iter(layout.root.entries.values())).start
    found = [(layout.text[a:b].rstrip(), a < first) for a, b in layout.comments]
    return next(each for each in found if FOR_EDITORS.match(each[0]))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(file=files(), line=st.sampled_from(LINES), data=st.data())
def test_the_line_leads_to_the_schema_above_the_first_field(
    folder: Path, file: tuple[Document, Written], line: str, data: st.DataObject
) -> None:
    """Wherever it stood, whatever it said; all else in the file stays, and once is enough."""
    document, written = file
    layout = read_layout(written.name, document.text)
    assume(not layout.is_json and layout.root.style is Style.BLOCK)
    text = document.text
    if line:
        starts = [0, *(layout.line_start(each.start) for each in layout.root.entries.values())]
        at = data.draw(st.sampled_from(starts))
        text = f"{text[:at]}{line}{layout.line_break}{text[at:]}"
    found = read(written.name, text)
    assume(found is not None and canonical(found.data) == canonical(document.data))
    assert found is not None
    place, schemas = folder / "campaigns", Schemas(folder)

    led = read(written.name, with_schema_line(found, place, schemas))

    assert led is not None
    assert canonical(led.data) == canonical(document.data)
    wanted = ELSEWHERE if line == ELSEWHERE else LEADS
    before = comments(read_layout(written.name, text))
    expected = before - Counter([line] if line else []) + Counter([wanted])
    assert comments(read_layout(written.name, led.text)) == expected
    assert line_of(read_layout(written.name, led.text)) == (wanted, True)
    assert with_schema_line(led, place, schemas) == led.text
    formatted = read(written.name, format_document(led, OUTLINE))
    assert formatted is not None
    assert line_of(read_layout(written.name, formatted.text)) == (wanted, True)
    assert with_schema_line(formatted, place, schemas) == formatted.text
    assert format_document(formatted, OUTLINE) == formatted.text
