"""Plain data to text, the way a person writes it by hand, for a place in a YAML or JSON file."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from reconciler.core.exact_json import Json
from reconciler.yaml12.faults import Refused
from reconciler.yaml12.layout import Style
from reconciler.yaml12.scalars import read_plain

WIDTH: Final = 100
"""Columns after which lists and long texts go on in the next line."""
INDENT: Final = 2
_YAML_1_1: Final = Resolver()
_TEXT: Final = "tag:yaml.org,2002:str"
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
WIDEST: Final = 96
"""Columns that a mapping may take before it is broken into lines."""
_STARTS_PLAIN: Final = re.compile(r"[^\W]|[/.(+$_]")
_BREAKS_PLAIN: Final = re.compile(r":(?:\s|$)|\s#|\s$")
_BREAKS_PLAIN_IN_FLOW: Final = re.compile(r"[][{},]|:$")
_CONSTANTS: Final = {True: "true", False: "false", None: "null"}
_AS_TEXT: Final = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp")
_ASTRAL: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of the keys of a mapping.

    Attributes:
        fields: the keys in their order, each with the outline of a mapping that stands there, and
            that of the items of a list.
        is_tall: whether the mapping always has a line for each key, however short it is.
    """

    fields: "Mapping[str, tuple[Outline, Outline]]"
    is_tall: bool = False

    def in_order(self, data: Mapping[str, Json]) -> list[str]:
        """Keys that are known first, in their order; others follow as they come."""
        known = [name for name in self.fields if name in data]
        return known + [name for name in data if name not in self.fields]

    def below(self, key: str, value: Json) -> "Outline":
        """The outline of what stands under a key: of a mapping, or of each item of a list."""
        of_mapping, of_items = self.fields.get(key, (NOTHING_KNOWN, NOTHING_KNOWN))
        return of_mapping if isinstance(value, Mapping) else of_items


NOTHING_KNOWN: Final = Outline({})
"""Of mappings whose keys are anything."""


@dataclass(frozen=True, slots=True)
class Pen:
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

    def scalar(self, value: Json, style: Style = Style.PLAIN) -> str:
        """Write a single value, text as it was quoted before where that can be."""
        if isinstance(value, str):
            return self._text(value, style)
        if isinstance(value, bool) or value is None:
            return _CONSTANTS[value]
        return format(value, "f") if isinstance(value, Decimal) else str(int(value))

    def key(self, name: str) -> str:
        """Write the name of a field."""
        return self._text(name, Style.DOUBLE if self.quotes_all else Style.PLAIN)

    def flow(self, value: Json) -> str:
        """Write a value on one line."""
        inside = replace(self, in_flow=True)
        if isinstance(value, dict):
            pairs = (
                f"{inside.key(key)}{self.colon}{inside.flow(item)}" for key, item in value.items()
            )
            return f"{{{self.comma.join(pairs)}}}"
        if isinstance(value, list):
            return f"[{self.comma.join(map(inside.flow, value))}]"
        return self.scalar(value)

    def spread(self, value: Json, *, indent: str, unit: str) -> list[str]:
        """Write a value in brackets over several lines, as programs write JSON.

        Args:
            value: what is written.
            indent: the blanks that its first line begins with; they are not written there.
            unit: the blanks that each level adds.
        """
        if not isinstance(value, dict | list) or not value:
            return [self.flow(value)]
        inside = replace(self, in_flow=True)
        deeper = indent + unit
        if isinstance(value, dict):
            brackets = "{}"
            parts = [(f"{inside.key(key)}{self.colon}", item) for key, item in value.items()]
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

    def entry(self, name: str, value: Json, *, column: int, offset: int) -> Iterator[str]:
        """Write a key with its value on lines of their own.

        Args:
            name: the key.
            value: the value.
            column: where the key starts.
            offset: how much further in the dashes of a list below it stand.
        """
        blanks = " " * column
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            yield f"{blanks}{self.key(name)}:"
            for item in value:
                yield from self.item(item, column=column + offset, offset=offset)
        else:
            yield f"{blanks}{self.key(name)}: {self.flow(value)}"

    def item(
        self, value: Json, *, column: int, offset: int, as_block: bool | None = None
    ) -> Iterator[str]:
        """Write an item of a list on lines of its own, starting with its dash.

        Args:
            value: the item.
            column: where the dash stands.
            offset: how much further in the dashes of a list inside it stand.
            as_block: whether a mapping takes a line for each key; decided by its length if None.
        """
        blanks = " " * column
        on_one_line = f"{blanks}- {self.flow(value)}"
        if as_block is None:
            as_block = len(on_one_line) > WIDEST
        if not (as_block and isinstance(value, dict) and value):
            yield on_one_line
            return
        lead = f"{blanks}- "
        for key, item in value.items():
            for line in self.entry(key, item, column=column + 2, offset=offset):
                yield lead + line[len(lead) :]
                lead = f"{blanks}  "

    def _text(self, text: str, style: Style) -> str:
        if self.quotes_all or style is Style.DOUBLE:
            return self._double(text)
        if style is not Style.SINGLE and self._may_be_plain(text):
            return text
        suits_single = style is Style.SINGLE or '"' in text or "\\" in text
        if suits_single and text.isprintable():
            return "'" + text.replace("'", "''") + "'"
        return self._double(text)

    def _may_be_plain(self, text: str) -> bool:
        """Whether text without quotes is text, here and for older readers of YAML."""
        if not text or not text.isprintable() or not _STARTS_PLAIN.match(text):
            return False
        breaks = _BREAKS_PLAIN.search(text) or (self.in_flow and _BREAKS_PLAIN_IN_FLOW.search(text))
        return not breaks and _is_text(text)

    def _double(self, text: str) -> str:
        quoted = json.dumps(text, ensure_ascii=False)
        if text.isprintable():
            return quoted
        return "".join(sign if sign.isprintable() else self._escape(sign) for sign in quoted)

    def _escape(self, sign: str) -> str:
        if ord(sign) > _ASTRAL and not self.is_json:
            return f"\\U{ord(sign):08X}"
        return json.dumps(sign)[1:-1] if ord(sign) != 0x7F else "\\u007f"  # noqa: PLR2004 - DEL


def _is_text(text: str) -> bool:
    try:
        if read_plain(text) != text or not isinstance(read_plain(text), str):
            return False
    except Refused:
        return False
    tag: str = Resolver().resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag in _AS_TEXT


def is_plain(text: str) -> bool:
    """Whether the text is read as itself without quotes."""
    try:
        meaning = read_plain(text)
    except Refused:
        return False
    tag = _YAML_1_1.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return isinstance(meaning, str) and (tag == _TEXT or bool(_DAY.fullmatch(text)))
