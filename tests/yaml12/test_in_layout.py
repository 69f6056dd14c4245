"""What is seen at once to be in layout; everything else is left to ``format``."""

import pytest

from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.format import format_document
from reconciler.yaml12.in_layout import is_in_layout
from reconciler.yaml12.write import NOTHING_KNOWN, Outline

OUTLINE = Outline({"name": (NOTHING_KNOWN, NOTHING_KNOWN), "rows": (NOTHING_KNOWN, NOTHING_KNOWN)})
PLAIN = {
    "values": "name: x\nrows: 1.50\na: true\nb:\nc: \"2\"\nd: '3'\n",
    "comments": (
        "# head\n\n# above\nname: x  # behind\n\nrows:  # behind\n  # inside\n  - 1\n\n# end\n"
    ),
    "brackets": 'rows: [1, {a: "x, y", b: []}]\nz: {}\n',
    "a list of mappings": "rows:\n  - a: 1\n    b:\n      - c: 2\n\n      - d: 3\n\nz:\n  y: 1\n",
    "texts": "name: |\n  one\n\n  two\nrows: >-\n  three\n  four\n",
}
LEFT = {
    "another order": "rows: 1\nname: x\n",
    "needless quotes": 'name: "x"\n',
    "two blank lines": "name: x\n\n\nrows: 1\n",
    "no blank line around a block": "name: x\nrows:\n  - 1\n",
    "no blank line before the end": "rows:\n  - 1\n# end\n",
    "a comment too near": "name: x # y\n",
    "a comment elsewhere": "name: x\n  # y\nrows: 1\n",
    "a comment behind a dash": "rows:\n  - # x\n    a: 1\n",
    "a blank at the end of a comment": "# x \nname: x\n",
    "a blank line below a key": "rows:\n\n  - 1\n",
    "another indentation": "rows:\n- 1\n",
    "a text further in": "name: |\n    one\n",
    "a tab": "name:\tx\n",
    "no break at the end": "name: x",
    "a blank line at the end": "name: x\n\n",
    "brackets over two lines": "rows: [1,\n  2]\n",
    "a key in quotes": '"name": x\n',
    "an anchor": "name: &a x\n",
    "brackets around all": "{name: x}\n",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_what_is_plainly_in_layout_is_in_layout(text: str) -> None:
    """The quick way sees it, and the thorough one changes nothing."""
    document = read(text)
    assert is_in_layout(text, document.data, OUTLINE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reconciler.yaml12.format.is_in_layout", lambda *_: False)
        assert format_document(document, OUTLINE) == text


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_everything_else_is_left_to_the_thorough_way(text: str) -> None:
    """Whether or not it is in layout."""
    assert not is_in_layout(text, read(text).data, OUTLINE)


def read(text: str) -> Document:
    """The document of a text."""
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document), document
    return document
