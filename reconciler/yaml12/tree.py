"""Turn parser events into plain data and findings, in one pass and without recursion.

YAML and JSON come here as the same events, so both obey the same rules. Nothing here knows how a
file is read or what its fields mean.
"""

import copy
import re
from collections.abc import Callable
from functools import cached_property
from typing import Final

from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    StreamEndEvent,
)

from reconciler.core.diagnostic import MOST_FOUND
from reconciler.core.exact_json import Json
from reconciler.yaml12 import codes, faults
from reconciler.yaml12.events import index_of
from reconciler.yaml12.faults import Fault, UnusableValue, quote
from reconciler.yaml12.scalars import read_plain
from reconciler.yaml12.text import MAX_DEPTH, MAX_VALUES, Lines

_BEFORE_ROOT = re.compile(r"(?:\s|[#%][^\r\n]*|(?:---|\.\.\.)(?=\s|$))*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ANCHOR = re.compile(r"&\S+\s+")
# A block whose indicator hides a text: libyaml takes '>#1 of all' for a comment.
_LOST_BLOCK = re.compile(r"(?:[&!]\S*\s+)*([|>])[-+0-9]*#")
_BLOCK_STYLES = ("|", ">")
_LONGEST_SHOWN = 100


MAX_REPEATED: Final = 100_000

_MEANT_AS_TEXT = "put quotes around the value if it is meant as text."
_LESS = "Write out only the values that are needed."


class Anchored(Struct):
    """A value that an alias may repeat.

    Attributes:
        value: the value, which an open list or mapping is still being added to.
        is_complete: whether all of it has been read.
    """

    value: Json
    is_complete: bool


class Anchors:
    """The values of one document that an alias may repeat; a later one of a name wins.

    Attributes:
        are_complete: whether all of the text was looked at, so that no value is missing here.
    """

    def __init__(self) -> None:
        self.are_complete = True
        self._named: dict[str, Anchored] = {}
        self._repeated = 0
        self._exploded = False

    def define(self, name: str, anchored: Anchored) -> None:
        """Keep a value for the aliases that follow."""
        self._named[name] = anchored

    def repeat(self, name: str, *, depth: int) -> Json:
        """Give a copy of a value, so that the data is a tree and changing one place is safe.

        Args:
            name: what the alias says.
            depth: how many lists and mappings the alias stands in.

        Raises:
            UnusableValue: there is no such value, or repeating it would not end well.
        """
        anchored = self._named.get(name)
        if anchored is None and not self.are_complete:
            anchored = Anchored(None, is_complete=True)
        if anchored is None:
            message = f"No value before this place is marked with {quote('&' + name)}."
            raise UnusableValue(
                codes.UNKNOWN_ALIAS, message, f"Correct the name, or {_MEANT_AS_TEXT}"
            )
        if not anchored.is_complete:
            message = f"{quote('*' + name)} repeats a value inside itself, which never ends."
            raise UnusableValue(codes.RECURSIVE_ALIAS, message, "Write the value out instead.")
        if self._exploded:  # said once: the aliases that follow have the same cause
            return None
        size, height = _measure(anchored.value)
        if depth + height > MAX_DEPTH:
            message = f"With {quote('*' + name)} values are nested more than {MAX_DEPTH} levels."
            raise UnusableValue(codes.TOO_DEEP, message, _LESS)
        self._repeated += size
        if self._repeated > MAX_REPEATED:
            self._exploded = True
            message = f"With {quote('*' + name)} aliases repeat more than {MAX_REPEATED:,} values."
            raise UnusableValue(codes.ALIAS_EXPLOSION, message, _LESS)
        return copy.deepcopy(anchored.value)


def _measure(value: Json) -> tuple[int, int]:
    """Give the number of values in a value, with itself, and the levels of nesting."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return 1, 0
    parts = [_measure(part) for part in value]
    return 1 + sum(size for size, _ in parts), 1 + max((height for _, height in parts), default=0)


class _Frame(Struct):
    """A list or a mapping that is being read.

    Attributes:
        items: what a list holds.
        fields: what a mapping holds; None for a list.
        waits_for_key: whether the next value is a key.
        key: the key of the next value.
        starts: the keys of the mapping so far.
        anchored: what an alias may repeat, when it has an anchor.
    """

    items: list[Json] = field(default_factory=list)
    fields: dict[str, Json] | None = None
    waits_for_key: bool = False
    key: str = ""
    starts: dict[str, ScalarEvent] = field(default_factory=dict)
    anchored: Anchored | None = None


class Tree:
    """Builds the data of one document from events.

    Attributes:
        faults: what was found, in the order of the text.
        passed_over: how many lists and mappings are open of those that are nested too deep.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.start_over([])

    def start_over(self, found: list[Fault]) -> None:
        """Forget all that was read, but for what was found before."""
        self.faults = [*found]
        self.passed_over = 0
        self._roots: list[Json] = []
        self._frame = _Frame(self._roots)
        self._parents: list[_Frame] = []
        self._anchors = Anchors()
        self._documents = 0
        self._count = 0
        self._stopped = False

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text, found when the first place is asked for."""
        return Lines(self._text)

    @property
    def data(self) -> Json:
        """The root value; None when there is none."""
        return self._roots[0] if self._roots else None

    @property
    def depth(self) -> int:
        """How many lists and mappings are open."""
        return len(self._parents)

    def build(
        self, next_event: Callable[[], Event | None], *, stop_when_too_deep: bool = False
    ) -> None:
        """Take events until the end, or until going on would be pointless or dangerous.

        Args:
            next_event: gives one event after the other.
            stop_when_too_deep: whether what is nested too deep is the end, for a parser that gives
                up on it or takes very long. Otherwise it is passed over.
        """
        while (
            not self._stopped
            and not (stop_when_too_deep and self.passed_over)
            and len(self.faults) < MOST_FOUND
        ):
            event = next_event()
            if self.passed_over:
                self._follow(event)
            elif isinstance(event, ScalarEvent):
                if self._frame.waits_for_key:
                    self._key(event, self._frame)
                else:
                    self._scalar(event)
            elif isinstance(event, CollectionEndEvent):
                self._close()
            elif isinstance(event, CollectionStartEvent):
                self._open(event)
            else:
                self._rarer(event)

    def check_root(self) -> None:
        """Refuse a document whose root is no mapping, once it is read."""
        root = self.data
        if isinstance(root, dict) or self._documents > 1:  # of two documents, neither counts
            return
        before = _BEFORE_ROOT.match(self._text)
        start = before.end() if before else 0
        if start == len(self._text):
            self.faults.append(faults.nothing_in_it())
        else:
            what = "a list" if isinstance(root, list) else "a single value"
            self.faults.append(faults.no_fields(start, what=what))

    def _rarer(self, event: Event | None) -> None:
        if isinstance(event, AliasEvent):
            if self._frame.waits_for_key:
                self._refuse_key(event, "An alias")
                return
            value: Json = None
            try:
                value = self._anchors.repeat(event.anchor or "", depth=self.depth)
            except UnusableValue as refused:
                self.faults.append(refused.fault(index_of(event)))
            self._put(value, event)
        elif isinstance(event, StreamEndEvent):
            self._stopped = True
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stopped = True
                self.faults.append(faults.second_document(index_of(event)))

    def _scalar(self, event: ScalarEvent) -> None:
        if event.tag is not None:
            self._refuse_tag(event)
        if not event.value.isascii() and _SURROGATE.search(event.value):
            self.faults.append(faults.half_character(index_of(event)))
        value = event.value
        if event.implicit[0]:
            value = self._meaning(event)
        elif event.style in _BLOCK_STYLES:
            found = _LOST_BLOCK.match(self._text, index_of(event))
            if found is not None:
                self.faults.append(faults.lost_text(found.start(1), found.group(1)))
        if event.anchor is not None:
            self._anchors.define(event.anchor, Anchored(value, is_complete=True))
        self._put(value, event)

    def _meaning(self, event: ScalarEvent) -> Json:
        try:
            return read_plain(event.value)
        except UnusableValue as refused:
            self.faults.append(refused.fault(index_of(event)))
            return None

    def _key(self, event: ScalarEvent, frame: _Frame) -> None:
        text = frame.key = event.value
        frame.waits_for_key = False
        if event.tag is not None:
            self._refuse_tag(event)
        if not text.isascii() and _SURROGATE.search(text):
            self.faults.append(faults.half_character(index_of(event)))
        if event.anchor is not None:
            self._anchors.define(event.anchor, Anchored(self._meaning(event), is_complete=True))
        first = frame.starts.setdefault(text, event)
        if first is not event:
            line, _ = self.lines.place(index_of(first))
            self.faults.append(faults.duplicate_key(index_of(event), text, first_line=line))
        elif text == "<<" and event.implicit[0]:
            self.faults.append(faults.merge_key(index_of(event)))

    def _put(self, value: Json, event: Event) -> None:
        frame = self._frame
        self._count += 1
        if self._count > MAX_VALUES:
            self._stopped = True
            self.faults.append(faults.too_many_values(index_of(event), most=MAX_VALUES))
            return
        if frame.fields is None:
            frame.items.append(value)
        else:
            frame.fields[frame.key] = value
            frame.waits_for_key = True

    def _open(self, event: CollectionStartEvent) -> None:
        if event.tag is not None:
            self._refuse_tag(event)
        if self.depth == MAX_DEPTH:  # what is in it is not looked at
            self.faults.append(faults.too_deep(index_of(event), most=MAX_DEPTH))
            if self._frame.waits_for_key:
                self._refuse_key(event, "A list or a mapping")
            else:
                self._put(None, event)
            self._anchors.are_complete = False
            self.passed_over = 1
            return
        parent, frame = self._frame, _Frame()
        value: Json = frame.items
        if isinstance(event, MappingStartEvent):
            value = frame.fields = {}
            frame.waits_for_key = True
        if parent.waits_for_key:
            self._refuse_key(event, "A list or a mapping")
        else:
            self._put(value, event)
        if event.anchor is not None:
            frame.anchored = Anchored(value, is_complete=False)
            self._anchors.define(event.anchor, frame.anchored)
        self._parents.append(parent)
        self._frame = frame

    def _follow(self, event: Event | None) -> None:
        """Find the end of what is passed over, unless that takes too long."""
        self._count += 1
        self._stopped = self._count > MAX_VALUES
        if isinstance(event, CollectionStartEvent):
            self.passed_over += 1
        elif isinstance(event, CollectionEndEvent):
            self.passed_over -= 1

    def _close(self) -> None:
        if self._frame.anchored is not None:
            self._frame.anchored.is_complete = True
        self._frame = self._parents.pop()

    def _refuse_key(self, event: Event, what: str) -> None:
        self.faults.append(faults.key_not_text(index_of(event), what=what))
        self._frame.key = ""
        self._frame.waits_for_key = False

    def _refuse_tag(self, event: Event) -> None:
        index = index_of(event)
        anchor = _ANCHOR.match(self._text, index)
        start = anchor.end() if anchor else index
        self.faults.append(faults.tag(start, self._text[start : start + _LONGEST_SHOWN]))
