"""Audits of several organisations for the terminal: over each other, then each by itself."""

from collections.abc import Iterator
from typing import Final

from reconciler.core.audits import Audits
from reconciler.render.audit_text import STYLES, audit_to_text, counts_line, in_columns
from reconciler.render.audit_words import NAMELESS, coverage, lifecycle_counts
from reconciler.render.audits_words import (
    DIFFERING_COLUMNS,
    DIFFERS_TITLE,
    MOST_NAMED,
    NOT_READ_TITLE,
    ORGANISATIONS_TITLE,
    heading,
    organisation_columns,
)
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, to_text
from reconciler.render.trend_words import trend_line

MOST_LISTED: Final = 30
"""Campaigns that are not everywhere; the page and JSON have all of them."""


def audits_to_text(audits: Audits, *, color: bool, width: int | None = None) -> Iterator[str]:
    """Write audits for people, part by part; as ``audit_to_text``."""
    yield to_text(_overview(audits), color=color, width=width)
    for audit in audits.audits:
        yield "\n"
        yield audit_to_text(audit, color=color, width=width)


def _overview(audits: Audits) -> Iterator[Line]:
    yield Text.assemble("Audit of ", (heading(audits), "bold"))
    yield counts_line([(each.value, n, STYLES[each][1]) for each, n in audits.classes.items()])
    yield counts_line([(word, count, "") for word, count in lifecycle_counts(audits)])
    yield Text.assemble("  coverage: ", (coverage(audits), "bold"))
    if len(audits.trend) > 1:
        yield Text(f"  {trend_line(audits.trend)}")
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
        yield from in_columns(columns, "·", "dim")
    yield from _differing(audits)
    if audits.doubts:
        yield ""
        yield from (Text(visible(each), "dim") for each in audits.doubts)


def _differing(audits: Audits) -> Iterator[Line]:
    listed = audits.differing[:MOST_LISTED]
    if not listed:
        return
    yield from ("", Text(f"{DIFFERS_TITLE} ({len(audits.differing)})", "yellow underline"))
    columns = [["name", *(visible(each.name) or NAMELESS for each in listed)]]
    for above, cell in DIFFERING_COLUMNS.items():
        columns.append([above.lower(), *(visible(cell(each, MOST_NAMED)) for each in listed)])
    yield from in_columns(columns, "≠", "yellow")
    more = len(audits.differing) - len(listed)
    if more:
        yield Text(f"    and {more} more: --format html or json lists all of them", "dim")
