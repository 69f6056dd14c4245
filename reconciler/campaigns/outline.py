"""Plain data of a campaign to the text of a file, in the layout that the examples have.

Fields stand in the order of the table. Short rows have one line each, in braces; targets and
whatever is long have one line for each field; a blank line stands around each list. Text is quoted
where YAML 1.2 reads something else in it, and where YAML 1.1 does, which many tools still speak.
Whatever a file can hold at all is read back by ``document.read_document`` as the same data.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from yaml.emitter import Emitter
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from reconciler.core.exact_json import Json
from reconciler.target_group.fields import GROUP, TARGET, Table
from reconciler.yaml12.write import INDENT, NOTHING_KNOWN, WIDTH, Outline, is_plain


def _outline(table: Table) -> Outline:
    """The fields of a table in its order; each target has a line for each field."""
    return Outline(
        {
            name: (
                NOTHING_KNOWN if short is None else _outline(short),
                NOTHING_KNOWN if parts is None else _outline(parts),
            )
            for name, short, parts in (
                (field.name, field.short or field.parts, field.parts)
                for field in table.fields.values()
            )
        },
        is_tall=table is TARGET,
    )


OUTLINE: Final = _outline(GROUP)
"""Of a campaign file: fields in the order of the table; targets have a line for each of theirs."""

LONGEST_TEXT: Final = 80
"""Characters up to which a text stands on one line."""

Events: TypeAlias = Iterator[Event]

# What the reader wants escaped, with what the emitter would take for a line break.
_TO_ESCAPE: Final = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_PARAGRAPH: Final = re.compile(r"(?:\S|\S[^\n]*\S)(?:\n(?:\S|\S[^\n]*\S))+\n?")
_SENTENCE: Final = re.compile(r"\S+(?: \S+)+")
# What double quotes would show as an escape.
_UGLY_IN_QUOTES: Final = re.compile(r'["\\]|[^\x20-\x7e\xa0-\ufefe\uff00-\ufffd]')


def campaign_text(data: Mapping[str, Json], *, head: Sequence[str] = ()) -> str:
    """Write a campaign file.

    Args:
        data: what the file shall say; numbers are int or Decimal.
        head: comments for the first lines, each without its ``#``.
    """
    blocks: list[str] = []
    was_tall = False
    for key in OUTLINE.in_order(data):
        value, outline = data[key], OUTLINE.below(key, data[key])
        is_tall = not _is_scalar(value) and not _is_flow(value, outline, len(key) + INDENT)
        if blocks and (is_tall or was_tall):
            blocks.append("\n")
        blocks.append(_emit(_mapping({key: value}, OUTLINE, 0)))
        was_tall = is_tall
    return "".join(f"# {line}\n" for line in head) + "".join(blocks)


class _Emitter(Emitter):
    """Indents lists, breaks text only where it is folded, and prefers double quotes."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)

    def choose_scalar_style(self) -> str:
        style = super().choose_scalar_style()
        is_nice = isinstance(self.event, ScalarEvent) and not _UGLY_IN_QUOTES.search(
            self.event.value
        )
        return '"' if style == "'" and is_nice else style

    def write_plain(self, text: str, split: bool = True) -> None:  # noqa: ARG002 - PyYAML's
        super().write_plain(text, split=False)

    def write_single_quoted(self, text: str, split: bool = True) -> None:  # noqa: ARG002 - PyYAML's
        super().write_single_quoted(text, split=False)

    def write_double_quoted(self, text: str, split: bool = True) -> None:  # noqa: ARG002 - PyYAML's
        super().write_double_quoted(text, split=False)


def _emit(root: Events) -> str:
    stream = io.StringIO()
    emitter = _Emitter(stream, indent=INDENT, width=WIDTH, allow_unicode=True)
    emitter.emit(StreamStartEvent())
    emitter.emit(DocumentStartEvent(explicit=False))
    for event in root:
        emitter.emit(event)
    emitter.emit(DocumentEndEvent(explicit=False))
    emitter.emit(StreamEndEvent())
    return stream.getvalue()


def _events(value: Json, outline: Outline, column: int) -> Events:
    """A value that starts at a column, as the emitter takes it."""
    if isinstance(value, Mapping):
        return _mapping(value, outline, column, flow=_is_flow(value, outline, column))
    if isinstance(value, list):
        return _sequence(value, outline, column, flow=_is_flow(value, outline, column))
    return iter([_scalar(value)])


def _mapping(
    data: Mapping[str, Json], outline: Outline, column: int, *, flow: bool = False
) -> Events:
    yield MappingStartEvent(None, None, implicit=True, flow_style=flow)
    for key in outline.in_order(data):
        yield _scalar(key)
        inner = column + INDENT if isinstance(data[key], list) else column + len(key) + INDENT
        yield from _events(data[key], outline.below(key, data[key]), inner)
    yield MappingEndEvent()


def _sequence(items: Sequence[Json], outline: Outline, column: int, *, flow: bool) -> Events:
    yield SequenceStartEvent(None, None, implicit=True, flow_style=flow)
    for item in items:
        yield from _events(item, outline, column + INDENT)
    yield SequenceEndEvent()


def _scalar(value: Json) -> ScalarEvent:
    if isinstance(value, str):
        return ScalarEvent(None, None, (is_plain(value), True), value, style=_style(value))
    return ScalarEvent(None, None, (True, False), _plain(value))


def _plain(value: Json) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return "null" if value is None else str(value).lower()


def _style(text: str) -> str | None:
    if _TO_ESCAPE.search(text):
        return '"'
    if "\n" in text:
        return "|" if _PARAGRAPH.fullmatch(text) else '"'
    return ">" if len(text) > LONGEST_TEXT and _SENTENCE.fullmatch(text) else None


def _is_scalar(value: Json) -> bool:
    return not isinstance(value, Mapping | list)


def _is_flow(value: Json, outline: Outline, column: int) -> bool:
    """Whether a list or mapping stands in brackets or braces, as it is short."""
    if isinstance(value, list):
        return all(_is_scalar(item) and "\n" not in str(item) for item in value)
    if outline.is_tall or not all(map(_is_simple, value.values())):
        return False
    written = _emit(_mapping(value, outline, 0, flow=True)).removesuffix("\n")
    return "\n" not in written and column + len(written) <= WIDTH


def _is_simple(value: Json) -> bool:
    if isinstance(value, list):
        return _is_flow(value, NOTHING_KNOWN, 0)
    return _is_scalar(value) and "\n" not in str(value)
