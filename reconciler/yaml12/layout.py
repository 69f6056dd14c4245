"""Where everything stands in the text of a file that could be read.

The reader gives the meaning of a text and the first character of each value; whoever wants to
change a text needs to know where values end, how they are written, and where the comments are.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from reconciler.core.diagnostic import Route
from reconciler.yaml12 import events
from reconciler.yaml12.text import is_json

_BREAK = re.compile(r"\r\n|\n|\r")
_COMMENT = re.compile(r"#[^\r\n]*")
_TO_NEXT_SIGN = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*|&\S+)*")


class Style(Enum):
    """How a value is written."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"
    ALIAS = "*"
    FLOW = "{"
    BLOCK = "-"


@dataclass(slots=True)
class Node:
    """A value.

    Attributes:
        start: offset of its first character, which is that of its anchor if it has one.
        end: offset behind its last character.
        stop: offset behind all that belongs to it: blank lines at the end of a block of text.
        style: how it is written.
        anchor: the name that aliases repeat it by, or that it repeats.
        entries: what a list or a mapping holds, in the order of the text.
        is_mapping: whether it holds keys.
    """

    start: int
    end: int
    stop: int
    style: Style
    anchor: str | None = None
    entries: "dict[str | int, Entry]" = field(default_factory=dict)
    is_mapping: bool = False

    @property
    def last(self) -> "Entry":
        """The last of the entries."""
        return self.entries[next(reversed(self.entries))]


@dataclass(slots=True)
class Entry:
    """What a list or a mapping holds in one place.

    Attributes:
        start: offset of the key, of the dash of a list, or of a value without either.
        key_end: offset behind the key or the dash; ``start`` where there is neither.
        key_style: how the key is written.
        value: the value.
    """

    start: int
    key_end: int
    key_style: Style
    value: Node


@dataclass(slots=True)
class Layout:
    """A text and where everything stands in it.

    Attributes:
        text: the whole text.
        is_json: whether it is read as JSON.
        root: the outermost value.
        comments: start and end of every comment, in the order of the text.
        repeated: names of anchors that an alias repeats.
    """

    text: str
    is_json: bool
    root: Node
    comments: list[tuple[int, int]]
    repeated: frozenset[str]

    @property
    def line_break(self) -> str:
        """How lines end; a file that mixes several ways goes on as it starts."""
        found = _BREAK.search(self.text)
        return found.group() if found else "\n"

    def line_start(self, at: int) -> int:
        """Offset of the first character of the line."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def line_end(self, at: int) -> int:
        """Offset behind the last character of the line, its break not included."""
        found = _BREAK.search(self.text, at)
        return found.start() if found else len(self.text)

    def next_line(self, at: int) -> int:
        """Offset of the first character of the line below; the end of the text if it is last."""
        found = _BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def indent(self, at: int) -> str:
        """The blanks that the line begins with."""
        line = self.text[self.line_start(at) : self.line_end(at)]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def column(self, at: int) -> int:
        """How many characters stand before it on its line."""
        return at - self.line_start(at)

    def begins_line(self, at: int) -> bool:
        """Whether nothing but blanks stands before it on its line."""
        return not self.text[self.line_start(at) : at].strip(" \t")

    def comments_in(self, start: int, end: int) -> list[str]:
        """The comments that start within a stretch of the text."""
        return [self.text[a:b] for a, b in self.comments if start <= a < end]

    def way(self, route: Route) -> Iterator[Node]:
        """The values from the root to a route, as far as there are any."""
        node = self.root
        yield node
        for step in route:
            if step not in node.entries:
                return
            node = node.entries[step].value
            yield node


def read_layout(path: str, text: str) -> Layout:
    """Find where everything stands in a text that ``read_document`` could read.

    Args:
        path: as shown to people; it decides whether the text is JSON.
        text: without a byte order mark.
    """
    as_json = is_json(path, text)
    if as_json:
        found = events.json_events(text)
        composer = _Composer(text, lambda: next(found, None))
    else:
        composer = _Composer(text, events.open_parser(text).get_event)
    root = composer.compose()
    return Layout(text, as_json, root, list(composer.find_comments()), frozenset(composer.repeated))


def walk(node: Node) -> Iterator[Node]:
    """A value and everything in it."""
    yield node
    for entry in node.entries.values():
        yield from walk(entry.value)


class _Composer:
    """Builds the tree of places from the events of a parser."""

    def __init__(self, text: str, next_event: Callable[[], Event | None]) -> None:
        self.repeated: set[str] = set()
        self._text = text
        self._next = next_event
        self._solid: list[tuple[int, int]] = []

    def compose(self) -> Node:
        """Build the tree of the only document."""
        event = self._next()
        while not isinstance(event, NodeEvent):
            event = self._next()
        return self._node(event)

    def find_comments(self) -> Iterator[tuple[int, int]]:
        """Whatever starts with ``#`` between keys and values."""
        start = 0
        for solid_start, solid_end in [*self._solid, (len(self._text), len(self._text))]:
            for found in _COMMENT.finditer(self._text, start, solid_start):
                yield found.span()
            start = solid_end

    def _node(self, event: Event | None) -> Node:
        start, end = _span(event)
        match event:
            case ScalarEvent():
                return self._scalar(event)
            case AliasEvent():
                self.repeated.add(event.anchor or "")
                return Node(start, end, end, Style.ALIAS, event.anchor)
            case CollectionStartEvent():
                style = Style.FLOW if self._opens_flow(event) else Style.BLOCK
                node = Node(start, end, end, style, event.anchor)
                node.is_mapping = isinstance(event, MappingStartEvent)
                self._fill(node)
                return node
            case _:
                message = f"{event} stands where a value is due"
                raise TypeError(message)

    def _opens_flow(self, event: CollectionStartEvent) -> bool:
        """By the text, as not every parser says so."""
        start, end = _span(event)
        return end > start and self._text[end - 1] in "[{"

    def _scalar(self, event: ScalarEvent) -> Node:
        start, stop = _span(event)
        style = Style(event.style or "")
        end, solid = stop, start
        if style in {Style.LITERAL, Style.FOLDED}:
            end = start + len(self._text[start:stop].rstrip())
            found = _BREAK.search(self._text, start, end)  # a comment may stand behind the sign
            solid = found.end() if found else end
        self._solid.append((solid, stop))
        return Node(start, end, stop, style, event.anchor)

    def _fill(self, node: Node) -> None:
        behind = node.start
        while not isinstance(event := self._next(), CollectionEndEvent):
            if node.is_mapping:
                key = self._scalar(event) if isinstance(event, ScalarEvent) else self._node(event)
                name = event.value if isinstance(event, ScalarEvent) else ""
                entry = Entry(key.start, key.end, key.style, self._node(self._next()))
                node.entries[name] = entry
            else:
                entry = self._item(node, event, behind)
                node.entries[len(node.entries)] = entry
            behind = node.end = entry.value.end
            node.stop = entry.value.stop
        if node.style is Style.FLOW:
            _, node.end = _span(event)
            node.stop = node.end

    def _item(self, node: Node, event: Event | None, behind: int) -> Entry:
        value = self._node(event)
        start = key_end = value.start
        if node.style is Style.BLOCK:
            found = _TO_NEXT_SIGN.match(self._text, behind)
            start = found.end() if found else behind
            key_end = start + 1
        return Entry(start, key_end, Style.PLAIN, value)


def _span(event: Event | None) -> tuple[int, int]:
    """Start and end of an event; every parser in use sets both marks."""
    if event is None or event.start_mark is None or event.end_mark is None:
        message = "the text ends inside a value"
        raise TypeError(message)
    return event.start_mark.index, event.end_mark.index
