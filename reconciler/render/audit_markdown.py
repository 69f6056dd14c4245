"""Audits as Markdown, for an issue, a pull request or a wiki.

Several organisations are shown over each other, then each by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from reconciler.core.audit import Audit, Standing
from reconciler.core.promotion import Promotion
from reconciler.core.several_audits import Audits
from reconciler.render import promotion_words
from reconciler.render.audit_words import (
    SUMMARIES,
    columns_for,
    coverage,
    filtered,
    flagged,
    heading,
    lifecycle_counts,
    title,
)
from reconciler.render.audits_words import (
    DIFFERS_TITLE,
    MOST_NAMED,
    NOT_READ_TITLE,
    ORGANISATIONS_TITLE,
    differing_columns,
    organisation_columns,
    overview,
)
from reconciler.render.markdown import escaped, table
from reconciler.render.safe import NAMELESS
from reconciler.render.trend_words import trend_line

MOST_LISTED: Final = 100
"""Campaigns that are not everywhere; the page and JSON have all of them."""
_PROMOTION_COLUMNS: Final[Mapping[str, Callable[[Promotion, Audit], str]]] = {
    "Promotion": lambda each, _: each.name or NAMELESS,
    "Identifier": lambda each, _: each.identifier,
    "Status": lambda each, _: promotion_words.status(each),
    "Days": lambda each, _: promotion_words.days(each),
    "Type": lambda each, _: each.type,
    "Mode": lambda each, _: each.mode,
    "Owner": lambda each, _: each.owner,
    "Groups": lambda each, audit: ", ".join(map(str, audit.promotions.owned.get(each.id, ()))),
    "Activities and milestones": lambda each, _: " · ".join(promotion_words.activities(each)),
    "Id": lambda each, _: each.id,
}


def audit_to_markdown(audit: Audit) -> str:
    """Write an audit as Markdown."""
    return "\n".join(_lines(audit)) + "\n"


def audits_to_markdown(audits: Audits) -> Iterator[str]:
    """Write audits as Markdown, part by part."""
    for line in _over_all(audits):
        yield f"{line}\n"
    for audit in audits.audits:
        yield "\n"
        yield audit_to_markdown(audit)


def _lines(audit: Audit) -> Iterator[str]:
    yield from (f"## Campaign audit of {escaped(audit.environment)}", "")
    yield from (f"{escaped(audit.environment + heading(audit))}.", "")
    yield from _totals(audit)
    if audit.filter.is_on:
        yield from ("", f"**{escaped(filtered(audit))}.**")
    for standing in Standing:
        entries = [each for each in audit.shown if each.standing is standing]
        if entries:
            yield from ("", f"### {title(standing, may_be_more=audit.may_be_more)}", "")
            columns = columns_for(entries)
            cells = columns.values()
            yield from table(columns, ([escaped(cell(e)) for cell in cells] for e in entries))
    if audit.shown_promotions:
        yield from ("", f"### {promotion_words.TITLE}", "")
        yield from (f"{promotion_words.statuses(audit)}.", "")
        rows = (
            [escaped(cell(each, audit)) for cell in _PROMOTION_COLUMNS.values()]
            for each in audit.shown_promotions
        )
        yield from table(_PROMOTION_COLUMNS, rows)
    found = list(flagged(audit))
    if found:
        yield from ("", "### Flags")
    for code, flags in found:
        yield from ("", f"**{escaped(code)} ({len(flags)})** {SUMMARIES.get(code, '')}", "")
        yield from (f"- {escaped(name)}: {escaped(message)}" for name, message in flags)
    yield from ("", "### Notes", "")
    yield from (f"- {escaped(note)}" for note in audit.notes)


def _totals(audit: Audit | Audits) -> Iterator[str]:
    """How many there are of each class and state as a table, the coverage, and how it went."""
    counts = [(standing.value, count) for standing, count in audit.classes.items()]
    counts += lifecycle_counts(audit)
    yield from table((word for word, _ in counts), [[str(count) for _, count in counts]])
    yield from ("", f"**Coverage: {coverage(audit)}.**")
    if len(audit.trend) > 1:
        yield from ("", f"{escaped(trend_line(audit.trend))}.")


def _over_all(audits: Audits) -> Iterator[str]:
    yield from (f"## Campaign audit of {escaped(overview(audits))}", "")
    yield from _totals(audits)
    if audits.not_read:
        yield from ("", f"### {NOT_READ_TITLE}", "")
    for each in audits.not_read:
        yield f"- **{escaped(each.environment)}**: {escaped(' '.join(each.reason.split()))}"
        yield from ([f"  {escaped(' '.join(each.hint.split()))}"] if each.hint else [])
    if audits.audits:
        yield from ("", f"### {ORGANISATIONS_TITLE}", "")
        columns = organisation_columns(audits)
        rows = (
            [escaped(name), *(escaped(cell(audit)) for cell in columns.values())]
            for name, audit in audits.by_name
        )
        yield from table(["Environment", *columns], rows)
    yield from _differing(audits)
    if audits.doubts:
        yield from ("", *(f"- {escaped(each)}" for each in audits.doubts))


def _differing(audits: Audits) -> Iterator[str]:
    listed = audits.differing[:MOST_LISTED]
    if not listed:
        return
    yield from ("", f"### {DIFFERS_TITLE} ({len(audits.differing)})", "")
    columns = differing_columns(listed)
    rows = (
        [escaped(each.name), *(escaped(cell(each, MOST_NAMED)) for cell in columns.values())]
        for each in listed
    )
    yield from table(["Campaign", *columns], rows)
    more = len(audits.differing) - len(listed)
    if more:
        yield from ("", f"And {more} more.")
