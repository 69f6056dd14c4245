"""Audits for the terminal: counts first, then every campaign by class, then what is flagged.

Several organisations are shown over each other, then each by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from rich.cells import set_cell_size

from reconciler.core.audit import Audit, Standing
from reconciler.core.promotion import Promotion
from reconciler.core.several_audits import Audits
from reconciler.render import audit_words as words
from reconciler.render.safe import NAMELESS, visible
from reconciler.render.terminal import Line, Text, columns_of, entry, padded, titled
from reconciler.render.trend import trend_line
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


def audit_lines(audit: Audit) -> Iterator[Line]:
    """Write an audit for people."""
    heading = words.heading(audit)
    yield Text.assemble("Audit of ", (visible(audit.environment), "bold"), heading)
    yield from _totals(audit, words.statuses(audit) if audit.promotions.listed else "")
    if audit.filter.is_on:
        yield Text(f"  {visible(words.filtered(audit))}", "bold")
    for standing, title, entries in words.classes(audit):
        mark, style = STYLES[standing]
        yield from titled(title, style)
        columns = [
            [above, *(_cell(cell(entry), is_cut=above in _CUT) for entry in entries)]
            for above, cell in words.COLUMNS.items()
        ]
        yield from _in_columns(columns, mark, style)
    if audit.shown_promotions:
        yield from titled(words.PROMOTIONS_TITLE, "magenta")
    for promotion in audit.shown_promotions:
        yield from _promotion(promotion, audit)
    for code, found in words.flagged(audit):
        summary = (f"  {words.SUMMARIES.get(code, '')}", "dim")
        yield from ("", Text.assemble((f"{code} ({len(found)})", "bold yellow"), summary))
        for name, message in found:
            yield Text.assemble("    ", (visible(name), "bold"), f"  {visible(message)}")
    yield ""
    yield from (Text(visible(note), "dim") for note in audit.notes)


def audits_lines(audits: Audits) -> Iterator[Iterable[Line]]:
    """Write audits for people, part by part: over all of them, then each."""
    yield _over_all(audits)
    for audit in audits.audits:
        yield chain([""], audit_lines(audit))


def _over_all(audits: Audits) -> Iterator[Line]:
    yield Text.assemble("Audit of ", (words.overview(audits), "bold"))
    yield from _totals(audits)
    if audits.not_read:
        yield from titled(words.NOT_READ_TITLE, "red")
    for each in audits.not_read:
        yield entry("!", "red", visible(each.environment), "")
        for line in (*each.reason.splitlines(), *each.hint.splitlines()):
            yield Text(f"      {visible(line)}")
    if audits.audits:
        yield from titled(words.ORGANISATIONS_TITLE)
        yield from _table(words.organisation_table(audits), "·", "dim")
    listed = audits.differing[:MOST_LISTED]
    if listed:
        yield from titled(f"{words.DIFFERS_TITLE} ({len(audits.differing)})", "yellow")
        table = words.differing_table(listed, most=words.MOST_NAMED)
        yield from _table(table, "≠", "yellow")
    more = len(audits.differing) - len(listed)
    if more:
        yield Text(f"    and {more} more: --format html or json lists all of them", "dim")
    if audits.doubts:
        yield ""
        yield from (Text(visible(each), "dim") for each in audits.doubts)


def _totals(audit: Audit | Audits, promotions: str = "") -> Iterator[Line]:
    """How many there are of each class and state, the coverage, and how it went."""
    yield _counts_line([(each.value, n, STYLES[each][1]) for each, n in audit.classes.items()])
    yield _counts_line([(word, count, "") for word, count in words.lifecycle_counts(audit)])
    if promotions:
        yield Text(f"  {promotions}")
    yield Text.assemble("  coverage: ", (words.coverage(audit), "bold"))
    if len(audit.trend) > 1:
        yield Text(f"  {trend_line(audit.trend)}")


def _counts_line(parts: Sequence[tuple[str, int, str]]) -> Text:
    """Counts with their words, each in a style unless there is none of it."""
    line = Text("  ")
    for k, (word, count, style) in enumerate(parts):
        line.append(" · " if k else "").append(f"{count} {word}", style if count else "dim")
    return line


def _table(table: words.Table, mark: str, style: str) -> Iterator[Line]:
    heads, rows = table
    columns = [[head, *map(visible, cells)] for head, *cells in zip(heads, *rows, strict=True)]
    return _in_columns(columns, mark, style)


def _in_columns(columns: Sequence[list[str]], mark: str, style: str) -> Iterator[Line]:
    """Rows in columns, of which the first names them; one in which nothing stands is left out."""
    names, *others = columns
    used = [column for column in others if any(column[1:])]
    above = names[0].lower().replace("campaign", "name")
    shown = [[above, *(name or NAMELESS for name in names[1:])]]
    shown += [[head.lower(), *cells] for head, *cells in used]
    for k, (name, *cells) in enumerate(padded(shown)):
        rest = "  ".join(cells).rstrip()
        if k == 0:
            yield Text(f"    {name}  {rest}".rstrip(), "dim", hang=6)
        else:
            more = f"  {rest}".rstrip()
            yield Text.assemble((f"  {mark} ", style), (name, "bold"), more, hang=6)


def _cell(text: str, *, is_cut: bool) -> str:
    shown = visible(text)
    if not is_cut or columns_of(shown) <= WIDEST_CELL:
        return shown
    return set_cell_size(shown, WIDEST_CELL - 1).rstrip() + "…"


def _promotion(promotion: Promotion, audit: Audit) -> Iterator[Line]:
    """A promotion with what is known of it, then its activities."""
    owned = audit.promotions.owned.get(promotion.id, ())
    facts = (
        words.promotion_status(promotion),
        words.days(promotion),
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
    for line in words.activities(promotion):
        yield Text(f"      {visible(line)}", "dim")
