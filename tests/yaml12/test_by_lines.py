"""What is taken apart line by line; everything else is left to the events of a parser."""

import pytest

from reconciler.yaml12.by_lines import taken_apart
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.format import format_document
from reconciler.yaml12.write import NOTHING_KNOWN, Outline

ITEM = Outline({"name": (NOTHING_KNOWN, NOTHING_KNOWN)})
OUTLINE = Outline({"name": (ITEM, ITEM), "rows": (NOTHING_KNOWN, ITEM)})
PLAIN = {
    "values": "name: x\nrows: 1.50\na: true\nb:\nc: \"2\"\nd: '3'\n",
    "comments": (
        "# head\n\n# above\nname: x  # behind\n\nrows:  # behind\n  # inside\n  - 1\n\n# end\n"
    ),
    "brackets": 'rows: [1, {a: "x, y", b: []}]\nz: {}\n',
    "a list of mappings": "rows:\n  - a: 1\n    b:\n      - c: 2\n\n      - d: 3\n\nz:\n  y: 1\n",
    "texts": "name: |\n  one\n\n  two\nrows: >-\n  three\n  four\n",
}
UNTIDY = {
    "another order": ("rows: 1\nname: x\n", "name: x\nrows: 1\n"),
    "another order in brackets": (
        "rows: [{a: 1, name: x}]\nname: {a: 2, name: [x]}\n",
        "name: {name: [x], a: 2}\nrows: [{name: x, a: 1}]\n",
    ),
    "needless quotes": ("name: \"x\"\nrows: 'y'\n", "name: x\nrows: y\n"),
    "blank lines": ("name: x\n\n\nrows:\n\n  - 1\nz: 2\n\n", "name: x\n\nrows:\n  - 1\n\nz: 2\n"),
    "comments that go along": (
        "# head\n\n# of z\nz: 1 # behind\n# of name \nname: | # behind\n  one\n\n# end\n",
        "# head\n\n# of name\nname: |  # behind\n  one\n# of z\nz: 1  # behind\n\n# end\n",
    ),
    "a comment above what comes to share its line with a dash": (
        "rows:\n  - a: 1\n    # of name\n    name: x\n",
        "rows:\n  # of name\n  - name: x\n    a: 1\n",
    ),
}
LEFT = {
    "a comment elsewhere": "name: x\n  # y\nrows: 1\n",
    "a comment behind a dash": "rows:\n  - # x\n    a: 1\n",
    "another indentation": "rows:\n- 1\n",
    "a text further in": "name: |\n    one\n",
    "a tab": "name:\tx\n",
    "no break at the end": "name: x",
    "brackets over two lines": "rows: [1,\n  2]\n",
    "a key in quotes": '"name": x\n',
    "an anchor": "name: &a x\n",
    "brackets around all": "{name: x}\n",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_what_is_in_layout_stays_as_it_is(text: str) -> None:
    """The quick way reads it, and neither changes anything."""
    assert laid_out(text) == text


@pytest.mark.parametrize(("text", "tidy"), UNTIDY.values(), ids=UNTIDY)
def test_what_is_plain_to_see_is_put_into_layout(text: str, tidy: str) -> None:
    """Without the events of a parser."""
    assert laid_out(text) == tidy


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_everything_else_is_left_to_the_thorough_way(text: str) -> None:
    """Whether or not it is in layout."""
    assert taken_apart(text, read(text).data, OUTLINE) is None


def laid_out(text: str) -> str:
    """A text in layout, by the quick way; the thorough one gives the same."""
    document = read(text)
    assert taken_apart(text, document.data, OUTLINE) is not None
    quick = format_document(document, OUTLINE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reconciler.yaml12.format.taken_apart", lambda *_: None)
        assert format_document(document, OUTLINE) == quick
    return quick


def read(text: str) -> Document:
    """The document of a text."""
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document), document
    return document
