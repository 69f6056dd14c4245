"""Audits as Markdown, for an issue, a pull request or a wiki.

Several organisations are shown over each other, then each by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from reconciler.core.audit import Audit
from reconciler.core.promotion import Promotion
from reconciler.core.several_audits import Audits
from reconciler.render import audit_words as words
from reconciler.render.markdown import escaped, table
from reconciler.render.safe import NAMELESS
from reconciler.render.trend import trend_line

MOST_LISTED: Final = 100
"""Campaigns that are not everywhere; the page and JSON have all of them."""
_PROMOTION_COLUMNS: Final[Mapping[str, Callable[[Promotion, Audit], str]]] = {
    "Promotion": lambda each, _: each.name or NAMELESS,
    "Identifier": lambda each, _: each.identifier,
    "Status": lambda each, _: words.promotion_status(each),
    "Days": lambda each, _: words.days(each),
    "Type": lambda each, _: each.type,
    "Mode": lambda each, _: each.mode,
    "Owner": lambda each, _: each.owner,
    "Groups": lambda each, audit: ", ".join(map(str, audit.promotions.owned.get(each.id, ()))),
    "Activities and milestones": lambda each, _: " · ".join(words.activities(each)),
    "Id": lambda each, _: each.id,
}


def audit_markdown(audit: Audit) -> Iterator[str]:
    """Write an audit as Markdown, line by line."""
    yield from (f"## Campaign audit of {escaped(audit.environment)}", "")
    yield from (f"{escaped(audit.environment + words.heading(audit))}.", "")
    yield from _totals(audit)
    if audit.filter.is_on:
        yield from ("", f"**{escaped(words.filtered(audit))}.**")
    for _, title, entries in words.classes(audit):
        columns = words.columns_for(entries)
        rows = ([cell(entry) for cell in columns.values()] for entry in entries)
        yield from ("", f"### {title}", "", *_escaped(columns, rows))
    if audit.shown_promotions:
        yield from ("", f"### {words.PROMOTIONS_TITLE}", "", f"{words.statuses(audit)}.", "")
        rows = (
            [cell(each, audit) for cell in _PROMOTION_COLUMNS.values()]
            for each in audit.shown_promotions
        )
        yield from _escaped(_PROMOTION_COLUMNS, rows)
    found = list(words.flagged(audit))
    if found:
        yield from ("", "### Flags")
    for code, flags in found:
        yield from ("", f"**{escaped(code)} ({len(flags)})** {words.SUMMARIES.get(code, '')}", "")
        yield from (f"- {escaped(name)}: {escaped(message)}" for name, message in flags)
    yield from ("", "### Notes", "")
    yield from (f"- {escaped(note)}" for note in audit.notes)


def _escaped(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    return table(heads, (map(escaped, row) for row in rows))


def _totals(audit: Audit | Audits) -> Iterator[str]:
    """How many there are of each class and state as a table, the coverage, and how it went."""
    counts = [(standing.value, count) for standing, count in audit.classes.items()]
    counts += words.lifecycle_counts(audit)
    yield from table((word for word, _ in counts), [[str(count) for _, count in counts]])
    yield from ("", f"**Coverage: {words.coverage(audit)}.**")
    if len(audit.trend) > 1:
        yield from ("", f"{escaped(trend_line(audit.trend))}.")


def audits_markdown(audits: Audits) -> Iterator[str]:
    """Write audits as Markdown, line by line: over all of them, then each."""
    yield from (f"## Campaign audit of {escaped(words.overview(audits))}", "")
    yield from _totals(audits)
    if audits.not_read:
        yield from ("", f"### {words.NOT_READ_TITLE}", "")
    for each in audits.not_read:
        yield f"- **{escaped(each.environment)}**: {escaped(' '.join(each.reason.split()))}"
        yield from ([f"  {escaped(' '.join(each.hint.split()))}"] if each.hint else [])
    if audits.audits:
        yield from ("", f"### {words.ORGANISATIONS_TITLE}", "")
        yield from _escaped(*words.organisation_table(audits))
    listed = audits.differing[:MOST_LISTED]
    if listed:
        yield from ("", f"### {words.DIFFERS_TITLE} ({len(audits.differing)})", "")
        yield from _escaped(*words.differing_table(listed, most=words.MOST_NAMED))
    more = len(audits.differing) - len(listed)
    if more:
        yield from ("", f"And {more} more.")
    if audits.doubts:
        yield from ("", *(f"- {escaped(each)}" for each in audits.doubts))
    for audit in audits.audits:
        yield from ("", *audit_markdown(audit))
