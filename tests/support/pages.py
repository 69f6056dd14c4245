"""The documentation: the README, the pages under ``docs/``, and the blocks in them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Final

from tests.support.server import ROOT

PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
FENCE: Final = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code, with where it stands."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path, language: str | None = None) -> Iterator[Block]:
    """The blocks of a page, or those in one language."""
    whole = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(whole):
        if language in (None, found["language"]):
            line = whole.count("\n", 0, found.start()) + 1
            yield Block(page, line, found["language"], dedent(found["text"]))


def section(page: Path, heading: str) -> list[Block]:
    """The blocks under one heading, to the next."""
    lines = page.read_text(encoding="utf-8").splitlines()
    begin = next(
        k for k, line in enumerate(lines, 1) if line.lstrip("# ") == heading and line[:1] == "#"
    )
    later = (each for each in blocks(page) if each.line > begin)
    fenced = {
        k for each in blocks(page) for k in range(each.line, each.line + each.text.count("\n") + 2)
    }
    ends = (
        k for k, line in enumerate(lines, 1) if k > begin and line[:1] == "#" and k not in fenced
    )
    end = next(ends, len(lines) + 1)
    return [each for each in later if each.line < end]


def commands(block: Block) -> Iterator[list[str]]:
    """The lines of a block that call the reconciler, without its name and without comments."""
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["reconciler"]:
            yield words[1:]


def anchors(page: Path) -> set[str]:
    """What a link into a page may name: its headings, as GitHub writes them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ +(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
