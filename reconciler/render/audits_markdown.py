"""Audits of several organisations as Markdown: over each other, then each by itself."""

from collections.abc import Iterator
from typing import Final

from reconciler.core.audits import Audits
from reconciler.render.audit_markdown import audit_to_markdown, totals
from reconciler.render.audit_words import coverage
from reconciler.render.audits_words import (
    DIFFERS_TITLE,
    MOST_NAMED,
    NOT_READ_TITLE,
    ORGANISATIONS_TITLE,
    differing_columns,
    heading,
    organisation_columns,
)
from reconciler.render.markdown import escaped, table
from reconciler.render.trend_words import trend_line

MOST_LISTED: Final = 100
"""Campaigns that are not everywhere; the page and JSON have all of them."""


def audits_to_markdown(audits: Audits) -> Iterator[str]:
    """Write audits as Markdown, part by part."""
    for line in _overview(audits):
        yield f"{line}\n"
    for audit in audits.audits:
        yield "\n"
        yield audit_to_markdown(audit)


def _overview(audits: Audits) -> Iterator[str]:
    yield from (f"## Campaign audit of {escaped(heading(audits))}", "")
    yield from totals(audits)
    yield from ("", f"**Coverage: {coverage(audits)}.**")
    if len(audits.trend) > 1:
        yield from ("", f"{escaped(trend_line(audits.trend))}.")
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
