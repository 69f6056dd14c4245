"""The page of codes holds each of them, as ``explain`` has it."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from reconciler.commands.codes import all_codes
from reconciler.core.diagnostic import Code, Severity
from tests.support.server import ROOT

HEADINGS: Final = {
    Severity.ERROR: "Errors: the file, or what was asked for, is refused",
    Severity.CREATE_ONLY: "Create-only: a campaign that is missing is not created",
    Severity.WARNING: "Warnings: allowed, and likely not meant",
}


def page() -> Iterator[str]:
    yield "# Codes\n"
    yield "What each says and what to do. `reconciler explain CODE` also says why.\n"
    order = [*HEADINGS]
    codes = sorted(all_codes(), key=lambda code: (order.index(code.severity), code.slug))
    for severity, group in groupby(codes, key=lambda code: code.severity):
        yield f"## {HEADINGS[severity]}\n"
        yield "| code | says | what to do |\n|---|---|---|"
        yield "\n".join(map(row, group)) + "\n"


def row(code: Code) -> str:
    return f"| `{code.slug}` | {cell(code.summary)} | {cell(code.fix)} |"


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*").replace("_", "\\_")


def test_the_page_holds_every_code(golden: Callable[[Path, str], None]) -> None:
    """It is written by ``make golden``."""
    golden(ROOT / "docs" / "codes.md", "\n".join(page()))
