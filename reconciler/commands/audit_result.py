"""Audits on the way out: each format, of one organisation and of several."""

import sys
from collections.abc import Iterable

from reconciler.commands.destination import Destination, put
from reconciler.commands.github_outputs import write_summary
from reconciler.core.audit import Audit
from reconciler.core.audits import Audits
from reconciler.render.audit_csv import audit_to_csv, audits_to_csv
from reconciler.render.audit_html import audit_to_html, audits_to_html
from reconciler.render.audit_json import audit_to_json, audits_to_json
from reconciler.render.audit_markdown import audit_to_markdown, audits_to_markdown
from reconciler.render.audit_text import audit_to_text, audits_to_text
from reconciler.render.safe import json_text
from reconciler.render.terminal import wants_color, width_of


def write_result(result: Audit | Audits, form: str, place: Destination | None) -> None:
    """Write one audit or several.

    Raises:
        UsageError: they cannot be written.
    """
    if form == "xlsx":
        from reconciler.render.audit_xlsx import to_xlsx  # noqa: PLC0415 - 30 ms

        put(to_xlsx(result), place, form)
        return
    is_shown = place is None or place.is_stdout
    color, width = is_shown and wants_color(sys.stdout), width_of(sys.stdout) if is_shown else None
    if isinstance(result, Audit):
        parts = _of_one(result, form, color=color, width=width)
    else:
        parts = _of_several(result, form, color=color, width=width)
    if is_shown and form == "markdown":
        text = "".join(parts)
        put(text, place, form)
        write_summary(text)
        return
    put(parts, place, form)


def _of_one(audit: Audit, form: str, *, color: bool, width: int | None) -> Iterable[str]:
    match form:
        case "json":
            return [json_text(audit_to_json(audit)), "\n"]
        case "csv":
            return [audit_to_csv(audit)]
        case "markdown":
            return [audit_to_markdown(audit)]
        case "html":
            return audit_to_html(audit)
        case _:
            return [audit_to_text(audit, color=color, width=width)]


def _of_several(audits: Audits, form: str, *, color: bool, width: int | None) -> Iterable[str]:
    match form:
        case "json":
            return audits_to_json(audits)
        case "csv":
            return audits_to_csv(audits)
        case "markdown":
            return audits_to_markdown(audits)
        case "html":
            return audits_to_html(audits)
        case _:
            return audits_to_text(audits, color=color, width=width)
