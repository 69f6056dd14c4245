"""Read YAML text as events.

The parser is libyaml, through the event interface of PyYAML. Where PyYAML was built without
libyaml, its own parser in Python takes over, with the same results but much more slowly.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import yaml
from yaml.error import Mark
from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken, Token

from reconciler.yaml12.text import MAX_DEPTH

_BLANKS = "\0 \t\r\n"
_FLOW = ",[]{}"
_BLOCK_HEADER = re.compile(r"[-+0-9]*([ \t]+)")


# What stands in brackets: signs, text in quotes or without, comments, tags and the like.
_PART: Final = re.compile(
    r"""(?P<open>[\[{])|(?P<close>[\]}])|[\s,:?]
    |"(?:[^"\\]|\\.)*+"|'[^']*+'|\#[^\r\n]*|![^\s{}]*|[&*][^\s,\[\]{}]*
    |(?!["'])(?:[^\s,\[\]{}:\#]|:(?![\s,\[\]{}?])|(?<=\S)\#|\s+(?=[^\s\#]))+""",
    re.VERBOSE | re.DOTALL,
)


class EventSource(Protocol):
    """What reads the text, one event at a time."""

    def get_event(self) -> Event | None:
        """Give the next event; None after the last."""
        ...


class PurePythonParser(Reader, Scanner, Parser):
    """PyYAML's own parser without the parts that build values, and as libyaml reads.

    Left alone it refuses tabs between values and ends values in brackets at a question mark,
    accepts half characters, and fails with a ValueError on escapes beyond Unicode.
    """

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def fetch_flow_collection_start(self, token_class: type[Token]) -> None:
        """Read an opening bracket, and pass over what is deeper than any tree goes.

        For every sign the scanner goes through all brackets that are open on the line.
        """
        Scanner.fetch_flow_collection_start(self, token_class)
        if self.flow_level > MAX_DEPTH:
            # To the bracket that closes this one, or to the end.
            level, at = 1, self.pointer
            while found := _PART.match(self.buffer, at):
                level += (found.lastgroup == "open") - (found.lastgroup == "close")
                if level == 0:
                    break
                at = found.end()
            self.forward((len(self.buffer) - 1 if level else at) - self.pointer)

    def scan_to_next_token(
        self,
    ) -> None:
        """Skip blanks and comments, and tabs where they cannot be taken for indentation."""
        Scanner.scan_to_next_token(self)
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            Scanner.scan_to_next_token(self)

    def scan_plain(
        self,
    ) -> ScalarToken:
        """Read a value without quotes."""
        start = end = self.get_mark()
        chunks: list[str] = []
        blanks: list[str] | None = []
        while blanks is not None and self.peek() != "#":
            word = self._take_word(start)
            if not word:
                break
            self.allow_simple_key = False
            chunks += [*blanks, word]
            end = self.get_mark()
            blanks = self.scan_plain_spaces(self.indent + 1, start) or None
            if not self.flow_level and self.column <= self.indent:
                break
        return ScalarToken("".join(chunks), True, start, end)

    def scan_plain_spaces(self, indent: int, start_mark: Mark) -> list[str] | None:
        """Read the blanks and line breaks inside a value without quotes."""
        length = 0
        while self.peek(length) in " \t":
            length += 1
        blanks: str = self.prefix(length)
        self.forward(length)
        if self.peek() not in "\r\n":
            return [blanks] if blanks else []
        self.scan_line_break()  # type: ignore[no-untyped-call]
        self.allow_simple_key = True
        breaks: list[str] = []
        while self.prefix(3) not in {"---", "..."} or self.peek(3) not in _BLANKS:
            while self.peek() in " \t":
                if self.peek() == "\t" and self.column < indent:
                    problem = "found a tab character that violates indentation"
                    raise ScannerError(None, start_mark, problem, self.get_mark())
                self.forward()
            if self.peek() not in "\r\n":
                return breaks or [" "]
            breaks.append(self.scan_line_break())  # type: ignore[no-untyped-call]
        return None

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Mark) -> list[str]:
        """Read a run of characters inside quotes, where escapes may stand for characters."""
        try:
            chunks: list[str] = Scanner.scan_flow_scalar_non_spaces(self, double, start_mark)
            "".join(chunks).encode()
        except (ValueError, OverflowError) as error:
            problem = "found invalid Unicode character escape code"
            raise ScannerError(None, start_mark, problem, self.get_mark()) from error
        return chunks

    def scan_block_scalar_indicators(self, start_mark: Mark) -> tuple[bool | None, int | None]:
        """Read what follows ``|`` or ``>``, where tabs count as the spaces they look like."""
        found = _BLOCK_HEADER.match(self.buffer, self.pointer)
        if found is not None:
            start, end = found.span(1)
            self.buffer = f"{self.buffer[:start]}{' ' * (end - start)}{self.buffer[end:]}"
        return Scanner.scan_block_scalar_indicators(self, start_mark)

    def scan_block_scalar_indentation(
        self,
    ) -> tuple[list[str], int, Mark]:
        """Find out how far the lines after ``|`` or ``>`` are indented."""
        found: tuple[list[str], int, Mark] = Scanner.scan_block_scalar_indentation(self)
        if self.peek() == "\t":
            problem = "found a tab character where an indentation space is expected"
            raise ScannerError(None, None, problem, self.get_mark())
        return found

    def _take_word(self, start: Mark) -> str:
        stops = _BLANKS + _FLOW if self.flow_level else _BLANKS
        length = 0
        while (sign := self.peek(length)) not in stops:
            following = self.peek(length + 1)
            if sign == ":" and following in _BLANKS:
                break
            if sign == ":" and self.flow_level and following in _FLOW + "?":
                self.forward(length)
                raise ScannerError(
                    "while scanning a plain scalar", start, "found unexpected ':'", self.get_mark()
                )
            length += 1
        word: str = self.prefix(length)
        self.forward(length)
        return word


open_parser: Callable[[str], EventSource] = PurePythonParser
if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    open_parser = CParser


def events_of(text: str, *, as_json: bool) -> Callable[[], Event | None]:
    """What gives the events of a text that could be read, one after the other."""
    if as_json:
        found = json_events(text)
        return lambda: next(found, None)
    return open_parser(text).get_event


def first_node(take: Callable[[], Event | None]) -> NodeEvent:
    """The event that the only document begins with, behind those of the stream."""
    while not isinstance(event := take(), NodeEvent):
        pass
    return event


def index_of(event: Event | None) -> int:
    """The offset at which an event starts."""
    # Every parser in use sets the mark; the type only allows for events made by hand.
    return 0 if event is None or event.start_mark is None else event.start_mark.index


_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]|[^][{}:,"\s]+')
_NOT_NUMBERS: Final = {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}


def json_events(text: str) -> Iterator[Event]:
    """Give the events of a text that is JSON, each with its start and its end."""
    for found in _TOKEN.finditer(text):
        word = found.group()
        start, end = (Mark("", at, 0, 0, None, 0) for at in found.span())
        match word[0]:
            case "{":
                yield MappingStartEvent(None, None, True, start, end)
            case "}":
                yield MappingEndEvent(start, end)
            case "[":
                yield SequenceStartEvent(None, None, True, start, end)
            case "]":
                yield SequenceEndEvent(start, end)
            case '"':
                meant = str(json.loads(word)) if "\\" in word else word[1:-1]
                yield ScalarEvent(None, None, (False, True), meant, start, end, '"')
            case _:
                meant = _NOT_NUMBERS.get(word, word)
                yield ScalarEvent(None, None, (True, False), meant, start, end)
    yield StreamEndEvent()
