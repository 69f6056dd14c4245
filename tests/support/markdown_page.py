"""What a reader of GitHub sees of Markdown: rendered by GitHub's own parser, then read as HTML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

import cmarkgfm
from cmarkgfm.cmark import Options

_CODE: Final = frozenset({"code", "pre"})
_KEPT: Final = _CODE | {"td", "li"}
"""Tags whose text is kept, or kept apart from other text."""
_CALLS: Final = re.compile(
    r"@\w|#\d|\bGH-\d|\b[0-9a-f]{7,40}\b|:[\w+-]+:|https?://|www\.|\$.+\$", re.IGNORECASE
)
"""What GitHub looks for in finished text, but not in code: people, issues, commits, emoji."""


@dataclass
class Page:
    """What became of a text.

    Attributes:
        tags: every tag, with its attributes.
        code: every code span, in order.
        blocks: every code block, in order.
        cells: every cell of a table with its text, in order.
        items: every item of a list with its text, in order.
        texts: all text that is not code.
    """

    tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names of all tags."""
        return {name for name, _ in self.tags}

    @property
    def links(self) -> list[str | None]:
        """Where its links lead."""
        return [dict(attributes).get("href") for name, attributes in self.tags if name == "a"]

    @property
    def calls(self) -> list[str]:
        """Whom or what GitHub would link or notify."""
        return [call for text in self.texts for call in _CALLS.findall(text)]


def read(markdown: str) -> Page:
    """Render as GitHub does, HTML let through, and see what is there."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    html: str = cmarkgfm.github_flavored_markdown_to_html(markdown, options)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"tags that nobody closed: {reader.open}"
    return reader.page


class _Reader(HTMLParser):
    """Keeps what it reads; a tag that is closed out of turn fails."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append((tag, tuple(attrs)))
        self.open.append(tag)
        kept = self._kept(tag)
        if kept is not None:
            kept.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        is_code = False
        for tag in _KEPT.intersection(self.open):
            kept = self._kept(tag)
            if kept:
                kept[-1] += data
            is_code = is_code or tag in _CODE
        if not is_code:
            self.page.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def _kept(self, tag: str) -> list[str] | None:
        if tag == "code":
            return self.page.blocks if "pre" in self.open else self.page.code
        return {"td": self.page.cells, "li": self.page.items}.get(tag)
