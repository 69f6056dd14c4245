"""Wrong files and what is said of them, word for word and at the character."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reconciler.campaigns.source_files import SUFFIXES
from reconciler.core.diagnostic import Code, Diagnostic
from reconciler.core.exact_json import Json
from reconciler.render.findings import findings_lines
from reconciler.render.terminal import to_text
from reconciler.target_group.codes.registry import OF_SHORT_FORMS
from tests.support.loading import load_campaigns

FOLDER = Path(__file__).parents[1] / "cases" / "findings"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix in SUFFIXES)
VALUES: dict[str, Json] = {
    "default_till": 70000001,
    "number": Decimal("1.5"),
    "flag": True,
    "list": [1, 2],
    "words": ["a", "b"],
    "name": "Spring",
    "endless": Decimal("1E-900"),
    "periods": 3,
}


def findings_in(path: Path) -> tuple[Diagnostic, ...]:
    today = date(2027, 1, 1)
    return load_campaigns([path], base=FOLDER, values=VALUES, today=today).findings


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_wrong_file_is_explained_at_the_offending_token(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    """Every finding of a file with its place, what is wrong, what to do and its code."""
    text = to_text(findings_lines(findings_in(path), 1), color=False)
    golden(path.with_suffix(".txt"), text)


@pytest.mark.parametrize("code", OF_SHORT_FORMS, ids=lambda code: code.slug)
def test_every_fault_of_a_short_form_has_a_case(code: Code) -> None:
    """It is named like the code, and shows it."""
    assert f"[{code.slug}]" in (FOLDER / f"{code.slug}.txt").read_text(encoding="utf-8")
    assert all(text.endswith(".") for text in (code.summary, code.why, code.fix))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_findings_come_in_the_order_of_the_file_and_once(path: Path) -> None:
    """Sorted by line and column, none told twice."""
    found = findings_in(path)
    assert list(found) == sorted(set(found))
    assert found
