"""Plain data to text, the way a person writes it by hand: a whole file, or a place in one.

Short rows stand on one line, in braces; whatever is long has a line for each field, and at the left
margin a blank line around it. Text is quoted where YAML 1.2 reads something else in it, and where
YAML 1.1 does, which many tools still speak. Whatever a file can hold at all is read back by
``document.read_document`` as the same data.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reconciler.core.exact_json import Json
from reconciler.yaml12.faults import UnusableValue
from reconciler.yaml12.scalars import means_more, read_plain
from reconciler.yaml12.style import Style

WIDTH: Final = 100
"""Columns after which lists and long texts go on in the next line."""
LONGEST_TEXT: Final = 80
"""Characters up to which a text stands on one line."""
INDENT: Final = 2
_CONSTANTS: Final = {True: "true", False: "false", None: "null"}
_NOT_PLAIN: Final = re.compile(
    r"[-?:](?:\s|$)|[,\[\]{}#&*!|>'\"%@`\s]|---|\.\.\.|.*(?::(?:\s|$)|\s#|\s$|\n)", re.DOTALL
)
_NOT_PLAIN_IN_FLOW: Final = re.compile(r"[?:]|.*[][{},?]", re.DOTALL)
_PARAGRAPH: Final = re.compile(r"(?:\S|\S[^\n]*\S)(?:\n(?:\S|\S[^\n]*\S))+\n?")
_SENTENCE: Final = re.compile(r"\S+(?: \S+)+")
_ASTRAL: Final = 0xFFFF
_HOLDERS: Final = (dict, list)


class Outline(Struct, frozen=True, eq=False):
    """What is known of the keys of a mapping.

    Attributes:
        fields: the keys in their order, each with the outline of a mapping that stands there, and
            that of the items of a list.
        is_tall: whether the mapping always has a line for each key, however short it is.
    """

    fields: "Mapping[str, tuple[Outline, Outline]]"
    is_tall: bool = False

    def in_order(self, data: Mapping[str, Json]) -> tuple[str, ...]:
        """Keys that are known first, in their order; others follow as they come."""
        return _in_order(self, tuple(data))

    def below(self, key: str, value: Json) -> "Outline":
        """The outline of what stands under a key: of a mapping, or of each item of a list."""
        if not isinstance(value, _HOLDERS):
            return NOTHING_KNOWN
        of_mapping, of_items = self.fields.get(key, (NOTHING_KNOWN, NOTHING_KNOWN))
        return of_mapping if isinstance(value, dict) else of_items


@lru_cache(maxsize=1 << 10)
def _in_order(outline: Outline, keys: tuple[str, ...]) -> tuple[str, ...]:
    """As ``Outline.in_order``; thousands of mappings share a few dozen answers."""
    known = [name for name in outline.fields if name in keys]
    return (*known, *(name for name in keys if name not in outline.fields))


NOTHING_KNOWN: Final = Outline({})
"""Of mappings whose keys are anything."""


class Pen(Struct, frozen=True):
    """How values are written in one place.

    Attributes:
        in_flow: whether the place is inside brackets.
        quotes_all: whether all text and all keys stand in double quotes, as in JSON.
        is_json: whether escapes are those of JSON alone.
        colon: what stands between a key and a value inside brackets.
        comma: what stands between two values inside brackets.
    """

    in_flow: bool = False
    quotes_all: bool = False
    is_json: bool = False
    colon: str = ": "
    comma: str = ", "

    def scalar(self, value: Json, style: Style | None = None) -> str:
        """Write a single value.

        Args:
            value: the value.
            style: how text stood there before, which is kept where that can be.
        """
        if isinstance(value, str):
            return self.text(value, style)
        if isinstance(value, bool) or value is None:
            return _CONSTANTS[value]
        return format(value, "f") if isinstance(value, Decimal) else str(int(value))

    def flow(self, value: Json) -> str:
        """Write a value on one line."""
        if type(value) is int:
            return str(value)
        if not isinstance(value, _HOLDERS):
            return self.scalar(value)
        inside = self if self.in_flow else replace(self, in_flow=True)
        if isinstance(value, dict):
            pairs = [
                f"{inside.text(key)}{self.colon}{inside.flow(item)}" for key, item in value.items()
            ]
            return f"{{{self.comma.join(pairs)}}}"
        return f"[{self.comma.join(map(inside.flow, value))}]"

    def spread(self, value: Json, *, indent: str, unit: str) -> list[str]:
        """Write a value in brackets over several lines, as programs write JSON.

        Args:
            value: what is written.
            indent: the blanks that its first line begins with; they are not written there.
            unit: the blanks that each level adds.
        """
        if not isinstance(value, _HOLDERS) or not value:
            return [self.flow(value)]
        inside = replace(self, in_flow=True)
        deeper = indent + unit
        if isinstance(value, dict):
            brackets = "{}"
            parts = [(f"{inside.text(key)}{self.colon}", item) for key, item in value.items()]
        else:
            brackets = "[]"
            parts = [("", item) for item in value]
        lines = [brackets[0]]
        for lead, item in parts:
            first, *others = inside.spread(item, indent=deeper, unit=unit)
            lines += [f"{deeper}{lead}{first}", *others]
            lines[-1] += ","
        lines[-1] = lines[-1].removesuffix(",")
        return [*lines, f"{indent}{brackets[1]}"]

    def text(self, text: str, style: Style | None = None) -> str:
        """Write a text or a key; as ``scalar``."""
        if style is None and not self.quotes_all and may_be_plain(text, self.in_flow):
            return text  # as almost everywhere
        quotes = self.quotes_all or style is Style.DOUBLE
        may_be = not quotes and style is not Style.SINGLE
        if may_be and may_be_plain(text, self.in_flow, style is Style.PLAIN):
            return text
        suits_single = style is Style.SINGLE or '"' in text or "\\" in text
        if not quotes and suits_single and "\n" not in text and not _has_to_escape(text):
            return "'" + text.replace("'", "''") + "'"
        quoted = json.dumps(text, ensure_ascii=False)
        if not _has_to_escape(quoted):
            return quoted
        return _to_escape().sub(lambda found: self._escape(found.group()), quoted)

    def _escape(self, sign: str) -> str:
        if ord(sign) > _ASTRAL and not self.is_json:
            return f"\\U{ord(sign):08X}"
        return json.dumps(sign)[1:-1] if ord(sign) != 0x7F else "\\u007f"  # noqa: PLR2004 - DEL


_PLAIN: Final = Pen()
_IN_FLOW: Final = Pen(in_flow=True)
# Keys, and many values, are the same in all files.
_word: Final = lru_cache(maxsize=1 << 14)(_PLAIN.text)
_word_in_flow: Final = lru_cache(maxsize=1 << 14)(_IN_FLOW.text)


@lru_cache(maxsize=1 << 14)
def may_be_plain(text: str, in_flow: bool = False, was_plain: bool = False) -> bool:
    """Whether text without quotes is that text, here and for older readers of YAML.

    Args:
        text: the text.
        in_flow: whether it stands in brackets.
        was_plain: whether what it replaces had no quotes; then a moment needs none either.
    """
    if not text or _NOT_PLAIN.match(text) or _has_to_escape(text):
        return False
    if in_flow and _NOT_PLAIN_IN_FLOW.match(text):
        return False
    try:
        if not isinstance(read_plain(text), str):
            return False
    except UnusableValue:
        return False
    return not means_more(text, moments=not was_plain)


def write(data: Mapping[str, Json], outline: Outline, *, head: Sequence[str] = ()) -> str:
    """Write a file.

    Args:
        data: what the file shall say; numbers are int or Decimal.
        outline: the order of its keys.
        head: comments for the first lines, each without its ``#``.
    """
    lines = [f"# {line}" for line in head]
    was_tall = False
    for n, key in enumerate(outline.in_order(data)):
        found = _entry(key, data[key], outline, 0, INDENT)
        is_tall = found[0].endswith(":")
        if n and (is_tall or was_tall):
            lines.append("")
        lines += found
        was_tall = is_tall
    return "\n".join([*lines, ""])


def entry(
    key: str,
    value: Json,
    outline: Outline = NOTHING_KNOWN,
    *,
    column: int = 0,
    offset: int = INDENT,
) -> list[str]:
    """Write a key with its value on lines of their own.

    Args:
        key: the key.
        value: the value.
        outline: of the value, or of its items.
        column: where the key starts.
        offset: how much further in the dashes of a list below it stand.
    """
    lead = _lead(key, column)
    if not isinstance(value, _HOLDERS):
        return _value(lead, value, column + INDENT)
    if isinstance(value, dict) and value:
        whole = _in_braces(value, outline)
        if whole is not None and column + len(key) + INDENT + len(whole) <= WIDTH:
            return [f"{lead} {whole}"]
        return [lead, *_entries(value, outline, column + INDENT, offset)]
    if isinstance(value, list) and not all(map(_is_short, value)):
        return [lead, *_items(value, outline, column + offset, offset)]
    return _value(lead, value, column + INDENT)


def item(
    value: Json,
    outline: Outline = NOTHING_KNOWN,
    *,
    column: int,
    offset: int = INDENT,
    as_block: bool | None = None,
) -> list[str]:
    """Write an item of a list on lines of its own, starting with its dash.

    Args:
        value: the item.
        outline: of the item.
        column: where the dash stands.
        offset: how much further in the dashes of a list inside it stand.
        as_block: whether a mapping takes a line for each key; decided by its length if None.
    """
    lead, inner = f"{' ' * column}-", column + INDENT
    if isinstance(value, dict) and value:
        whole = _IN_FLOW.flow(value) if as_block is False else _in_braces(value, outline)
        if as_block is None:
            as_block = whole is None or inner + len(whole) > WIDTH
        if not as_block:
            return [f"{lead} {whole}"]
        lines = _entries(value, outline, inner, offset)
    elif isinstance(value, list) and not all(map(_is_short, value)):
        lines = _items(value, outline, inner, offset)
    else:
        return _value(lead, value, inner)
    return [f"{lead} {lines[0][inner:]}", *lines[1:]]


def _entries(data: Mapping[str, Json], outline: Outline, column: int, offset: int) -> list[str]:
    lines: list[str] = []
    for key in outline.in_order(data):
        lines += _entry(key, data[key], outline, column, offset)
    return lines


def _entry(key: str, value: Json, outline: Outline, column: int, offset: int) -> list[str]:
    """As ``entry``, by the outline of the mapping that the key is in."""
    if type(value) is str and len(value) <= LONGEST_TEXT and "\n" not in value:
        return [f"{_lead(key, column)} {_word(value)}"]  # as almost everywhere
    if isinstance(value, _HOLDERS):
        return entry(key, value, outline.below(key, value), column=column, offset=offset)
    return _value(_lead(key, column), value, column + INDENT)


@lru_cache(maxsize=1 << 14)
def _lead(key: str, column: int) -> str:
    return f"{' ' * column}{_PLAIN.text(key)}:"


def _items(items: Sequence[Json], outline: Outline, column: int, offset: int) -> list[str]:
    lines: list[str] = []
    for each in items:
        lines += item(each, outline, column=column, offset=offset)
    return lines


def _in_braces(data: Mapping[str, Json], outline: Outline) -> str | None:
    """A mapping on one line; None if it is not short, or is never written like that."""
    if outline.is_tall:
        return None
    least = 0  # so many columns it takes whatever is quoted
    for key, value in data.items():
        if isinstance(value, str):
            if "\n" in value:
                return None
            least += len(key) + len(value)
        elif isinstance(value, dict) or (
            isinstance(value, list) and not all(map(_is_short, value))
        ):
            return None
    if least > WIDTH:
        return None
    pairs = [f"{_word_in_flow(key)}: {_in_flow(data[key])}" for key in outline.in_order(data)]
    return f"{{{', '.join(pairs)}}}"


def _in_flow(value: Json) -> str:
    return _word_in_flow(value) if isinstance(value, str) else _IN_FLOW.flow(value)


def _has_to_escape(text: str) -> bool:
    """Whether something of a text is not to be seen, or cannot stand in a file."""
    if text.replace("\n", "").isprintable():  # which says so at once of almost all text
        return False
    return _to_escape().search(text) is not None


@cache
def _to_escape() -> re.Pattern[str]:
    """Each of it; made when it is asked for, since that takes ten milliseconds.

    Also what turns the direction of the text around it.
    """
    return re.compile(
        "[^\n\x20-\x7e\xa0-\xac\xae-\u200a\u200c\u200d\u2010-\u2027\u202f-\u205f\u2070-\ud7ff"
        "\ue000-\ufefe\uff00-\ufffd\U00010000-\U000dffff\U000e0100-\U0010ffff]"
    )


def _is_short(value: Json) -> bool:
    return "\n" not in value if isinstance(value, str) else not isinstance(value, _HOLDERS)


def _value(lead: str, value: Json, column: int) -> list[str]:
    """A value behind its key or its dash; lines that it goes on in start at a column."""
    if isinstance(value, list):
        return _brackets(f"{lead} [", [_IN_FLOW.flow(each) for each in value], " " * column)
    if not isinstance(value, str):
        return [f"{lead} {_PLAIN.flow(value)}"]
    is_long = len(value) > LONGEST_TEXT
    if (is_long or "\n" in value) and not _has_to_escape(value):
        if "\n" in value and _PARAGRAPH.fullmatch(value):
            lines, keeps = value.split("\n"), value.endswith("\n")
            sign = "|" if keeps else "|-"
            return [f"{lead} {sign}", *(f"{' ' * column}{line}" for line in lines if line)]
        if is_long and _SENTENCE.fullmatch(value):
            return [f"{lead} >-", *_folded(value.split(" "), " " * column)]
    return [f"{lead} {_word(value)}"]


def _brackets(line: str, items: Sequence[str], blanks: str) -> list[str]:
    """A list that goes on in the next line where one is too long."""
    lines = []
    for k, each in enumerate(items, 1):
        line += each if k == len(items) else f"{each},"
        if k < len(items) and len(line) > WIDTH:
            lines.append(line)
            line = blanks
        elif k < len(items):
            line += " "
    return [*lines, f"{line}]"]


def _folded(words: Sequence[str], blanks: str) -> Iterator[str]:
    line = blanks + words[0]
    for word in words[1:]:
        if len(line) > WIDTH:
            yield line
            line = blanks + word
        else:
            line += f" {word}"
    yield line
