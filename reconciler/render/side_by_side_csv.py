"""A comparison of two environments as CSV: one line a group, a field, or what was not compared."""

from typing import Final

from reconciler.core.diff import ABSENT
from reconciler.core.side_by_side import Counterparts, SideBySide
from reconciler.render.csv_text import to_csv
from reconciler.render.safe import value_text
from reconciler.render.side_by_side_words import file_of, gaps, remark

FIRST: Final = ("finding", "name", "environment", "path")
_Row = tuple[str, ...]


def side_by_side_to_csv(found: SideBySide) -> str:
    """Write a comparison as CSV with a line of headings."""
    one, other = found.environments
    headings = (*FIRST, f"{one} value", f"{other} value", f"{one} id", f"{other} id")
    rows: list[_Row] = []
    for side, (name, alone) in enumerate(found.sides()):
        for group in alone:
            ids = ("", str(group.id)) if side else (str(group.id), "")
            rows.append(("only-in", group.name, name, "", "", "", *ids, group.file, remark(group)))
    for each in found.pairs:
        for unlike in each.likeness.fields:
            values = tuple("" if v is ABSENT else value_text(v) for v in unlike.values)
            rows.append(_row("differs", each, path=unlike.path, values=values))
        rows += (_row("not-verified", each, path=path) for path in each.likeness.unverified)
        what = "not-compared" if each.likeness.is_unknown else "not-verified"
        for name, why in gaps(each, found.environments).items():
            rows.append(_row(what, each, environment=name, why=why))
    return to_csv((*headings, "file", "remark"), rows)


def _row(
    what: str,
    each: Counterparts,
    *,
    environment: str = "",
    path: str = "",
    values: _Row = ("", ""),
    why: str = "",
) -> _Row:
    ids = map(str, each.ids)
    return (what, each.name, environment, path, *values, *ids, file_of(each), why)
