"""Where everything stands in the text of a file that could be read.

The reader gives the meaning of a text and the first character of each value; whoever wants to
change a text needs to know where values end, how they are written, and where the comments are.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import takewhile
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json, canonical
from reconciler.yaml12.events import events_of, first_node
from reconciler.yaml12.style import Style
from reconciler.yaml12.text import is_json

_BREAK = re.compile(r"\r\n|\n|\r")
_COMMENT = re.compile(r"#[^\r\n]*")
_COMMENT_BEHIND = re.compile(r"[ \t]+(#+[^\s#][^\r\n]*)")
_TO_NEXT_SIGN = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*|&\S+)*")


_STYLES: Final = {style.value: style for style in Style} | {None: Style.PLAIN}
_TEXTS: Final = (Style.LITERAL, Style.FOLDED)
_NO_ENTRIES: Final[Any] = MappingProxyType({})


class Node(Struct):
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


class Entry(Struct):
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


class Layout(Struct):
    """A text and where everything stands in it.

    Attributes:
        is_json: whether it is read as JSON.
        root: the outermost value.
        comments: start and end of every comment, in the order of the text.
        repeated: names of anchors that an alias repeats.
        has_anchors: whether any value has an anchor, or repeats one.
        line_break: how lines end; a file that mixes several ways goes on as it starts.
    """

    text: str
    is_json: bool
    root: Node
    comments: list[tuple[int, int]]
    repeated: frozenset[str]
    has_anchors: bool
    line_break: str

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
        first = bisect_left(self.comments, (start, 0))
        return [self.text[a:b] for a, b in takewhile(lambda c: c[0] < end, self.comments[first:])]

    def comments_behind(self) -> dict[Route, str]:
        """Comments right behind plain values, without a blank behind their ``#``, by route."""
        found: dict[Route, str] = {}
        left: list[tuple[Route, Node]] = [((), self.root)]
        while left:
            route, node = left.pop()
            if node.style is Style.PLAIN and (said := _COMMENT_BEHIND.match(self.text, node.end)):
                found[route] = said.group(1).rstrip()
            inside = [((*route, step), each.value) for step, each in node.entries.items()]
            left += reversed(inside)
        return found

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
    composer = _Composer(text, events_of(text, as_json=as_json))
    root = composer.compose()
    first_break = _BREAK.search(text)
    return Layout(
        text,
        as_json,
        root,
        composer.comments(),
        frozenset(composer.repeated),
        composer.has_anchors,
        first_break.group() if first_break else "\n",
    )


class Places:
    """Where values start in a text, which is read as far as somebody asks.

    Most findings are about one of the first values of a file.

    Args:
        path: as shown to people; it decides whether the text is JSON.
        text: that ``read_document`` could read, without a byte order mark.
    """

    def __init__(self, path: str, text: str) -> None:
        self._path, self._text = path, text
        self._composer = _Composer(text, events_of(text, as_json=is_json(path, text)))
        self._root = self._composer.begin()
        self._is_open = self._root.is_mapping

    def start_of(self, route: Route, *, at_key: bool) -> int:
        """Offset of the first character of a value or of its key; see ``Document.locate``."""
        node, start = self._root, self._root.start
        while self._is_open and route and route[0] not in node.entries:
            self._is_open = self._composer.take_entry(node)
        for step in route:
            if step not in node.entries:
                break
            entry = node.entries[step]
            start = entry.start if at_key and node.is_mapping else entry.value.start
            node = entry.value
        return start

    def comments_behind(self) -> dict[Route, str]:
        """As ``Layout.comments_behind``, which takes the whole text."""
        return read_layout(self._path, self._text).comments_behind()


def read_comments(path: str, text: str, data: Json) -> list[str]:
    """The comments of a file that says this data, in the order of its text."""
    if "#" not in canonical(data):  # so that each of them begins a comment, or is in one
        return _COMMENT.findall(text)
    composer = _Composer(text, events_of(text, as_json=is_json(path, text)))
    return [text[start:end] for start, end in composer.find_comments()]


def walk(node: Node) -> Iterator[Node]:
    """A value and everything in it."""
    yield node
    for entry in node.entries.values():
        yield from walk(entry.value)


class _Composer:
    """Builds the tree of places from the events of a parser.

    Attributes:
        repeated: names of anchors that an alias repeats.
        has_anchors: whether there is an anchor or an alias.
    """

    def __init__(self, text: str, next_event: Callable[[], Event | None]) -> None:
        self.repeated: set[str] = set()
        self.has_anchors = False
        self._text = text
        self._next = next_event
        # Stretches with a ``#`` in them that starts no comment, in the order of the text.
        self._solid: list[tuple[int, int]] = []

    def compose(self) -> Node:
        """Build the tree of the only document."""
        return self._node(first_node(self._next))

    def begin(self) -> Node:
        """The outermost value of the only document, without its entries (``take_entry``)."""
        event = first_node(self._next)
        is_open = isinstance(event, CollectionStartEvent)
        return self._opened(event) if is_open else self._node(event)

    def find_comments(self) -> list[tuple[int, int]]:
        """Start and end of every comment; without the tree."""
        while (event := self._next()) is not None:
            if type(event) is ScalarEvent:
                self._places(event)
        return self.comments()

    def comments(self) -> list[tuple[int, int]]:
        """Start and end of every comment, once all is read."""
        if "#" not in self._text:
            return []
        found, start = [], 0
        for solid_start, solid_end in [*self._solid, (len(self._text), len(self._text))]:
            found += [each.span() for each in _COMMENT.finditer(self._text, start, solid_start)]
            start = solid_end
        return found

    def _node(self, event: Event | None) -> Node:
        if type(event) is ScalarEvent:
            start, end, stop = self._places(event)
            return Node(start, end, stop, _STYLES[event.style], event.anchor, _NO_ENTRIES)
        if isinstance(event, AliasEvent):
            start, stop = _span(event)
            self.has_anchors = True
            self.repeated.add(event.anchor or "")
            return Node(start, stop, stop, Style.ALIAS, event.anchor, _NO_ENTRIES)
        node = self._opened(event)
        while self.take_entry(node):
            pass
        return node

    def _opened(self, event: Event | None) -> Node:
        """A list or a mapping that is not read yet."""
        if not isinstance(event, CollectionStartEvent):
            message = f"{event} stands where a value is expected"
            raise TypeError(message)
        if event.anchor is not None:
            self.has_anchors = True
        start, stop = _span(event)
        # By the text, as not every parser says so.
        style = Style.FLOW if stop > start and self._text[stop - 1] in "[{" else Style.BLOCK
        is_mapping = type(event) is MappingStartEvent
        return Node(start, stop, stop, style, event.anchor, {}, is_mapping)

    def take_entry(self, node: Node) -> bool:
        """Read the next entry of a list or a mapping; False behind the last."""
        event = self._next()
        if isinstance(event, CollectionEndEvent):
            if node.style is Style.FLOW:
                _, node.end = _span(event)
                node.stop = node.end
            return False
        if node.is_mapping and type(event) is ScalarEvent:
            start, end, _ = self._places(event)
            value = self._node(self._next())
            node.entries[event.value] = Entry(start, end, _STYLES[event.style], value)
        elif node.is_mapping:
            key = self._node(event)
            value = self._node(self._next())
            node.entries[""] = Entry(key.start, key.end, key.style, value)
        else:
            value = self._node(event)
            start = end = value.start
            if node.style is Style.BLOCK:
                behind = node.end if node.entries else node.start
                found = _TO_NEXT_SIGN.match(self._text, behind)
                start = found.end() if found else behind
                end = start + 1
            node.entries[len(node.entries)] = Entry(start, end, Style.PLAIN, value)
        node.end, node.stop = value.end, value.stop
        return True

    def _places(self, event: ScalarEvent) -> tuple[int, int, int]:
        """Start, end and stop of a single value."""
        start, stop = _span(event)
        if event.anchor is not None:
            self.has_anchors = True
        if event.style in ("|", ">"):
            end = start + len(self._text[start:stop].rstrip())
            found = _BREAK.search(self._text, start, end)  # a comment may stand behind the sign
            self._solid.append((found.end() if found else end, stop))
            return start, end, stop
        if self._text.find("#", start, stop) >= 0:
            self._solid.append((start, stop))
        return start, stop, stop


def _span(event: Event | None) -> tuple[int, int]:
    """Start and end of an event; every parser in use sets both marks."""
    start, end = (None, None) if event is None else (event.start_mark, event.end_mark)
    if start is None or end is None:
        message = "the text ends inside a value"
        raise TypeError(message)
    return start.index, end.index
