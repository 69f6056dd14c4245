"""An audit for the terminal: counts first, then every campaign by class, then what is flagged."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.render.audit_words import (
    COLUMNS,
    SUMMARIES,
    coverage,
    filtered,
    flagged,
    heading,
    lifecycle_counts,
    title,
)
from reconciler.render.promotion_words import statuses
from reconciler.render.promotions_text import promotion_lines
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, to_text
from reconciler.render.trend_words import trend_line

WIDEST_CELL: Final = 40
STYLES: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.DRIFTED: ("~", "yellow"),
    Standing.MISSING: ("-", "magenta"),
    Standing.UNMANAGED: ("?", "blue"),
    Standing.PROMOTION: ("*", "magenta"),
    Standing.KNOWN: ("·", "dim"),
    Standing.MANAGED: ("=", "green"),
}
"""The mark and the style of each class."""
_CUT: Final = frozenset({"Campaign", "Type", "Owner", "Made by", "Promotion", "Known"})
"""Columns that leave room for the others: the flags below show names in full."""


def audit_to_text(audit: Audit, *, color: bool, width: int | None = None) -> str:
    """Write an audit for people.

    Args:
        audit: the audit.
        color: whether to write colours.
        width: columns of the terminal; None where there is none.
    """
    return to_text(_lines(audit), color=color, width=width)


def _lines(audit: Audit) -> Iterator[Line]:
    yield Text.assemble("Audit of ", (visible(audit.environment), "bold"), heading(audit))
    yield counts_line([(each.value, n, STYLES[each][1]) for each, n in audit.classes.items()])
    yield counts_line([(word, count, "") for word, count in lifecycle_counts(audit)])
    if audit.promotions.listed:
        yield Text(f"  {statuses(audit)}")
    yield Text.assemble("  coverage: ", (coverage(audit), "bold"))
    if len(audit.trend) > 1:
        yield Text(f"  {trend_line(audit.trend)}")
    if audit.filter.is_on:
        yield Text(f"  {visible(filtered(audit))}", "bold")
    for standing in Standing:
        entries = [each for each in audit.shown if each.standing is standing]
        if entries:
            mark, style = STYLES[standing]
            yield ""
            yield Text(title(standing, may_be_more=audit.may_be_more), f"{style} underline")
            yield from _table(entries, mark, style)
    yield from promotion_lines(audit)
    yield from _flags(audit)
    yield ""
    for note in audit.notes:
        yield Text(visible(note), "dim")


def counts_line(parts: Sequence[tuple[str, int, str]]) -> Text:
    """Counts with their words, each in a style unless there is none of it."""
    line = Text("  ")
    for k, (word, count, style) in enumerate(parts):
        line.append(" · " if k else "").append(f"{count} {word}", style if count else "dim")
    return line


def _table(entries: Sequence[Entry], mark: str, style: str) -> Iterator[Line]:
    columns = [
        [above.lower(), *(_cell(cell(entry), is_cut=above in _CUT) for entry in entries)]
        for above, cell in COLUMNS.items()
    ]
    columns[0][0] = "name"
    return in_columns(columns, mark, style)


def in_columns(columns: Sequence[Sequence[str]], mark: str, style: str) -> Iterator[Line]:
    """Rows in columns; a column in which nothing stands is left out.

    Args:
        columns: what stands in each, below its heading; the first one names the rows.
        mark: what stands before each row.
        style: of the mark.
    """
    padded = [_padded(column) for column in columns if any(column[1:])]
    for k, (name, *others) in enumerate(zip(*padded, strict=True)):
        rest = "  ".join(others).rstrip()
        if k == 0:
            yield Text(f"    {name}  {rest}".rstrip(), "dim", hang=6)
        else:
            row = f"  {rest}".rstrip()
            yield Text.assemble((f"  {mark} ", style), (name, "bold"), row, hang=6)


def _padded(column: Sequence[str]) -> list[str]:
    width = max(map(cell_len, column))
    return [set_cell_size(text, width) for text in column]


def _cell(text: str, *, is_cut: bool) -> str:
    shown = visible(text)
    if not is_cut or cell_len(shown) <= WIDEST_CELL:
        return shown
    return set_cell_size(shown, WIDEST_CELL - 1).rstrip() + "…"


def _flags(audit: Audit) -> Iterator[Line]:
    for code, found in flagged(audit):
        yield ""
        yield Text.assemble(
            (f"{code} ({len(found)})", "bold yellow"), (f"  {SUMMARIES.get(code, '')}", "dim")
        )
        for name, message in found:
            yield Text.assemble("    ", (visible(name), "bold"), f"  {visible(message)}")
