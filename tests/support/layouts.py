"""Files as people and programs write them: one content in many layouts, with comments in it.

Every comment is there once, so that a lost one is seen.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from reconciler.yaml12.scalars import read_plain

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.>/-]*[A-Za-z0-9]|[A-Za-z0-9]")


@dataclass
class Written:
    """A file.

    Attributes:
        name: its name, which decides whether it is JSON.
        text: what it holds.
        comments: all comments in it.
    """

    name: str
    text: str
    comments: list[str] = field(default_factory=list)

    @property
    def raw(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode()


@st.composite
def layouts(draw: st.DrawFn, data: Any) -> Written:  # noqa: ANN401 - any JSON value
    """A file that holds some data, in some layout."""
    if draw(st.integers(0, 3)) == 0:
        return draw(json_files(data))
    writer = _Writer(draw)
    written = Written("campaign.yaml", "", writer.comments)
    lines = [*writer.remarks(""), *writer.mapping(data, 0), *writer.remarks("")]
    ending = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    written.text = ending.join(lines) + draw(st.sampled_from([ending, ending, ""]))
    if draw(st.integers(0, 4)) == 0:
        written.text = "\ufeff" + written.text
    return written


@st.composite
def json_files(draw: st.DrawFn, data: Any) -> Written:  # noqa: ANN401 - any JSON value
    """A JSON file, on one line or on many."""
    indent = draw(st.sampled_from([None, 2, 4, "\t"]))
    separators = draw(st.sampled_from([None, (",", ":")])) if indent is None else None
    text = json.dumps(_exact(data), indent=indent, separators=separators, ensure_ascii=False)
    text = re.sub(r'"\\u0000([^"]*)"', r"\1", text)
    return Written("campaign.json", text + draw(st.sampled_from(["\n", ""])))


def _exact(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Decimals as marked text, since the standard library cannot write them."""
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return f"\0{value}" if isinstance(value, Decimal) else value


class _Writer:
    """Writes YAML with every freedom that it leaves."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.comments: list[str] = []

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def comment(self) -> str:
        self.comments.append(f"# remark {len(self.comments)}: 'it' {{is}} [\"so\"], & *here")
        return self.comments[-1]

    def remarks(self, blanks: str) -> Iterator[str]:
        """Now and then a comment or an empty line of its own."""
        if self.chance(8):
            yield blanks + self.comment()
        if self.chance(12):
            yield ""

    def behind(self) -> str:
        """Now and then a comment behind a value."""
        return f"  {self.comment()}" if self.chance(8) else ""

    def mapping(self, value: Any, column: int) -> Iterator[str]:  # noqa: ANN401 - any JSON value
        for key, item in value.items():
            yield from self.remarks(" " * column)
            yield from self.entry(f"{' ' * column}{self.key(key)}:", item, column)

    def entry(self, lead: str, value: Any, column: int) -> Iterator[str]:  # noqa: ANN401
        """What follows a key or a dash."""
        if isinstance(value, list | dict) and value and not self.chance(3):
            yield lead + self.behind()
            yield from self.remarks(" " * column)
            if isinstance(value, dict):
                yield from self.mapping(value, column + 2)
            else:
                deeper = [2, 4] if lead.endswith("-") else [0, 2, 2, 4]
                yield from self.items(value, column + self.draw(st.sampled_from(deeper)))
        elif isinstance(value, list | dict):
            first, *others = self.flow(value, column)
            yield f"{lead} {first}"
            yield from others
        elif isinstance(value, str) and self.chance(6) and _PLAIN.fullmatch(value):
            yield f"{lead} {self.draw(st.sampled_from(['>-', '|-', '|2-']))}{self.behind()}"
            yield f"{' ' * (column + 2)}{value}"
        else:
            yield f"{lead} {self.scalar(value)}{self.behind()}"

    def items(self, value: Any, column: int) -> Iterator[str]:  # noqa: ANN401 - any JSON value
        for item in value:
            yield from self.remarks(" " * column)
            dash = " " * column + "-"
            if isinstance(item, dict) and item and not self.chance(3):
                lines = [*self.mapping(item, column + 2)]
                while lines[0].strip()[:1] in {"#", ""}:
                    # as far left as the dash: deeper, it would be text of a block scalar before
                    yield " " * column + lines.pop(0).lstrip()
                yield dash + lines[0][column + 1 :]
                yield from lines[1:]
            else:
                yield from self.entry(dash, item, column)

    def flow(self, value: Any, column: int) -> list[str]:  # noqa: ANN401 - any JSON value
        """Brackets on one line or on several."""
        brackets = "{}" if isinstance(value, dict) else "[]"
        pairs = value.items() if isinstance(value, dict) else [("", item) for item in value]
        parts = [self.part(key, item) for key, item in pairs]
        if not self.chance(3):
            comma = self.draw(st.sampled_from([", ", ","]))
            return [brackets[0] + comma.join(parts) + brackets[1]]
        blanks = " " * (column + 2)
        lines = [brackets[0] + self.behind()]
        for k, part in enumerate(parts):
            is_last = k == len(parts) - 1
            comma = "" if is_last and not self.chance(3) else ","
            lines += [f"{blanks}{part}{comma}{self.behind()}", *self.remarks(blanks)]
        closing = f"{' ' * (column + 1)}{brackets[1]}"
        return [*lines, closing]

    def part(self, key: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
        lead = f"{self.key(key)}: " if key else ""
        if isinstance(value, dict):
            inner = ", ".join(self.part(*each) for each in value.items())
            return f"{lead}{{{inner}}}"
        if isinstance(value, list):
            return f"{lead}[{', '.join(self.part('', each) for each in value)}]"
        return lead + self.scalar(value)

    def key(self, name: str) -> str:
        return json.dumps(name) if self.chance(10) or not _PLAIN.fullmatch(name) else name

    def scalar(self, value: Any) -> str:  # noqa: ANN401 - any JSON value
        if not isinstance(value, str):
            return json.dumps(value) if not isinstance(value, Decimal) else str(value)
        style = self.draw(st.sampled_from("pp'\""))
        if style == "p" and _PLAIN.fullmatch(value) and read_plain(value) == value:
            return value
        if style == "'" and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        hides = self.chance(2)
        return "".join(
            sign if sign.isprintable() and (sign.isascii() or not hides) else _escape(sign)
            for sign in json.dumps(value, ensure_ascii=False)
        )


def _escape(sign: str) -> str:
    return f"\\U{ord(sign):08X}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04x}"
