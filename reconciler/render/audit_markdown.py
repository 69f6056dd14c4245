"""An audit as Markdown, for an issue, a pull request or a wiki."""

from collections.abc import Iterator

from reconciler.core.audit import Audit, Standing
from reconciler.core.audits import Audits
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
from reconciler.render.markdown import escaped, table
from reconciler.render.promotions_markdown import promotion_lines
from reconciler.render.trend_words import trend_line


def audit_to_markdown(audit: Audit) -> str:
    """Write an audit as Markdown."""
    return "\n".join(_lines(audit)) + "\n"


def _lines(audit: Audit) -> Iterator[str]:
    yield f"## Campaign audit of {escaped(audit.environment)}"
    yield ""
    yield f"{escaped(audit.environment + heading(audit))}."
    yield ""
    yield from totals(audit)
    yield ""
    yield f"**Coverage: {coverage(audit)}.**"
    if len(audit.trend) > 1:
        yield from ("", f"{escaped(trend_line(audit.trend))}.")
    if audit.filter.is_on:
        yield from ("", f"**{escaped(filtered(audit))}.**")
    for standing in Standing:
        entries = [each for each in audit.shown if each.standing is standing]
        if entries:
            yield from ("", f"### {title(standing, may_be_more=audit.may_be_more)}", "")
            columns = columns_for(entries)
            cells = columns.values()
            yield from table(columns, ([escaped(cell(e)) for cell in cells] for e in entries))
    yield from promotion_lines(audit)
    yield from _flags(audit)
    yield from ("", "### Notes", "")
    for note in audit.notes:
        yield f"- {escaped(note)}"


def totals(audit: Audit | Audits) -> Iterator[str]:
    """A table of how many campaigns are of each class, and what they are today."""
    counts = [(standing.value, count) for standing, count in audit.classes.items()]
    counts += lifecycle_counts(audit)
    yield from table((word for word, _ in counts), [[str(count) for _, count in counts]])


def _flags(audit: Audit) -> Iterator[str]:
    found = list(flagged(audit))
    if found:
        yield from ("", "### Flags")
    for code, entries in found:
        yield from ("", f"**{escaped(code)} ({len(entries)})** {SUMMARIES.get(code, '')}", "")
        for name, message in entries:
            yield f"- {escaped(name)}: {escaped(message)}"
