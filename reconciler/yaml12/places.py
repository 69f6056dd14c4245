"""Where every value of a file stands that could be read, and what stands right behind it.

Nothing can be wrong with such a text: keys are text, each stands there once, and nothing is nested
too deep. So the events are followed for their places alone.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from yaml.events import (
    CollectionEndEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from reconciler.core.diagnostic import Route
from reconciler.yaml12.events import events_of, first_node, index_of
from reconciler.yaml12.text import Lines

_COMMENT_BEHIND: Final = re.compile(r"[ \t]+(#+[^\s#][^\r\n]*)")


class Span(NamedTuple):
    """Offsets of the first character of a value and of its key; the same where it has no key."""

    value: int
    key: int


class Places(NamedTuple):
    """What is known of the places in a text.

    Attributes:
        spans: where every value stands, by route.
        comments: what stands right behind a plain value and looks as if it belonged to it, by
            route.
        lines: where the lines start.
    """

    spans: dict[Route, Span]
    comments: dict[Route, str]
    lines: Lines


def find_places(text: str, *, as_json: bool) -> Places:
    """Find the places in a text that ``read_document`` could read."""
    walk = _Walk(text, events_of(text, as_json=as_json))
    walk.run()
    return Places(walk.spans, walk.comments, Lines(text))


class _Walk:
    def __init__(self, text: str, take: Callable[[], Event | None]) -> None:
        self.spans: dict[Route, Span] = {}
        self.comments: dict[Route, str] = {}
        self._text = text
        self._take = take

    def run(self) -> None:
        """Follow all events."""
        event = first_node(self._take)
        self._value(event, (), index_of(event))

    def _value(self, event: Event | None, route: Route, key: int) -> None:
        """Note the place of a value and of all that is in it."""
        self.spans[route] = Span(index_of(event), key)
        kind = type(event)
        if isinstance(event, ScalarEvent):
            if event.implicit[0]:
                self._note_comment(event, route)
        elif kind is MappingStartEvent:
            while isinstance(name := self._take(), ScalarEvent):
                self._value(self._take(), (*route, name.value), index_of(name))
        elif kind is SequenceStartEvent:
            k = 0
            while not isinstance(item := self._take(), CollectionEndEvent):
                self._value(item, (*route, k), index_of(item))
                k += 1

    def _note_comment(self, event: ScalarEvent, route: Route) -> None:
        """Keep a comment right behind a plain value."""
        end = event.end_mark.index if event.end_mark is not None else 0
        found = _COMMENT_BEHIND.match(self._text, end)
        if found is not None:
            self.comments[route] = found.group(1).rstrip()
