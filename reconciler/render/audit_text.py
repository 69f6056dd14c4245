"""Audits for the terminal: counts first, then every campaign by class, then what is flagged.

Several organisations are shown over each other, then each by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.promotion import Promotion
from reconciler.core.several_audits import Audits
from reconciler.render import promotion_words
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
from reconciler.render.audits_words import (
    DIFFERING_COLUMNS,
    DIFFERS_TITLE,
    MOST_NAMED,
    NOT_READ_TITLE,
    ORGANISATIONS_TITLE,
    organisation_columns,
    overview,
)
from reconciler.render.safe import NAMELESS, visible
from reconciler.render.terminal import Line, Text, to_text
from reconciler.render.trend_words import trend_line
from reconciler.render.unmanaged_words import some_groups

WIDEST_CELL: Final = 40
MOST_LISTED: Final = 30
"""Campaigns that are not everywhere; the page and JSON have all of them."""
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


def audits_to_text(audits: Audits, *, color: bool, width: int | None = None) -> Iterator[str]:
    """Write audits for people, part by part; as ``audit_to_text``."""
    yield to_text(_over_all(audits), color=color, width=width)
    for audit in audits.audits:
        yield "\n"
        yield audit_to_text(audit, color=color, width=width)


def _lines(audit: Audit) -> Iterator[Line]:
    yield Text.assemble("Audit of ", (visible(audit.environment), "bold"), heading(audit))
    promotions = promotion_words.statuses(audit) if audit.promotions.listed else ""
    yield from _totals(audit, promotions)
    if audit.filter.is_on:
        yield Text(f"  {visible(filtered(audit))}", "bold")
    for standing in Standing:
        entries = [each for each in audit.shown if each.standing is standing]
        if entries:
            mark, style = STYLES[standing]
            yield ""
            yield Text(title(standing, may_be_more=audit.may_be_more), f"{style} underline")
            yield from _table(entries, mark, style)
    if audit.shown_promotions:
        yield from ("", Text(promotion_words.TITLE, "magenta underline"))
    for promotion in audit.shown_promotions:
        yield from _promotion(promotion, audit)
    yield from _flags(audit)
    yield ""
    yield from (Text(visible(note), "dim") for note in audit.notes)


def _over_all(audits: Audits) -> Iterator[Line]:
    yield Text.assemble("Audit of ", (overview(audits), "bold"))
    yield from _totals(audits)
    if audits.not_read:
        yield from ("", Text(NOT_READ_TITLE, "red underline"))
    for each in audits.not_read:
        yield Text.assemble(("  ! ", "red"), (visible(each.environment), "bold"))
        for line in (*each.reason.splitlines(), *each.hint.splitlines()):
            yield Text(f"      {visible(line)}")
    if audits.audits:
        yield from ("", Text(ORGANISATIONS_TITLE, "underline"))
        columns = [["environment", *(visible(name) for name in audits.called.values())]]
        for above, cell in organisation_columns(audits).items():
            columns.append([above.lower(), *(cell(each) for each in audits.audits)])
        yield from _in_columns(columns, "·", "dim")
    yield from _differing(audits)
    if audits.doubts:
        yield ""
        yield from (Text(visible(each), "dim") for each in audits.doubts)


def _totals(audit: Audit | Audits, promotions: str = "") -> Iterator[Line]:
    """How many there are of each class and state, the coverage, and how it went."""
    yield _counts_line([(each.value, n, STYLES[each][1]) for each, n in audit.classes.items()])
    yield _counts_line([(word, count, "") for word, count in lifecycle_counts(audit)])
    if promotions:
        yield Text(f"  {promotions}")
    yield Text.assemble("  coverage: ", (coverage(audit), "bold"))
    if len(audit.trend) > 1:
        yield Text(f"  {trend_line(audit.trend)}")


def _counts_line(parts: Sequence[tuple[str, int, str]]) -> Text:
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
    return _in_columns(columns, mark, style)


def _in_columns(columns: Sequence[Sequence[str]], mark: str, style: str) -> Iterator[Line]:
    """Rows in columns; a column in which nothing stands is left out.

    Args:
        columns: what stands in each, below its heading; the first one names the rows.
        mark: what stands before each row.
        style: of the mark.
    """
    used = [column for column in columns if any(column[1:])]
    widths = [max(map(cell_len, column)) for column in used]
    for k, row in enumerate(zip(*used, strict=True)):
        name, *others = map(set_cell_size, row, widths)
        rest = "  ".join(others).rstrip()
        if k == 0:
            yield Text(f"    {name}  {rest}".rstrip(), "dim", hang=6)
        else:
            more = f"  {rest}".rstrip()
            yield Text.assemble((f"  {mark} ", style), (name, "bold"), more, hang=6)


def _cell(text: str, *, is_cut: bool) -> str:
    shown = visible(text)
    if not is_cut or cell_len(shown) <= WIDEST_CELL:
        return shown
    return set_cell_size(shown, WIDEST_CELL - 1).rstrip() + "…"


def _promotion(promotion: Promotion, audit: Audit) -> Iterator[Line]:
    """A promotion with what is known of it, then its activities."""
    owned = audit.promotions.owned.get(promotion.id, ())
    facts = (
        promotion_words.status(promotion),
        promotion_words.days(promotion),
        some_groups(owned) if owned else "",
        promotion.type,
        promotion.mode,
        f"owner {promotion.owner}" if promotion.owner else "",
        promotion.identifier,
        promotion.id,
    )
    name = (visible(promotion.name) or NAMELESS, "bold")
    told = "  ".join(visible(fact) for fact in facts if fact)
    yield Text.assemble(("  * ", "magenta"), name, f"  {told}")
    for line in promotion_words.activities(promotion):
        yield Text(f"      {visible(line)}", "dim")


def _flags(audit: Audit) -> Iterator[Line]:
    for code, found in flagged(audit):
        yield ""
        yield Text.assemble(
            (f"{code} ({len(found)})", "bold yellow"), (f"  {SUMMARIES.get(code, '')}", "dim")
        )
        for name, message in found:
            yield Text.assemble("    ", (visible(name), "bold"), f"  {visible(message)}")


def _differing(audits: Audits) -> Iterator[Line]:
    listed = audits.differing[:MOST_LISTED]
    if not listed:
        return
    yield from ("", Text(f"{DIFFERS_TITLE} ({len(audits.differing)})", "yellow underline"))
    columns = [["name", *(visible(each.name) or NAMELESS for each in listed)]]
    for above, cell in DIFFERING_COLUMNS.items():
        columns.append([above.lower(), *(visible(cell(each, MOST_NAMED)) for each in listed)])
    yield from _in_columns(columns, "≠", "yellow")
    more = len(audits.differing) - len(listed)
    if more:
        yield Text(f"    and {more} more: --format html or json lists all of them", "dim")
