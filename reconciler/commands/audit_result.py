"""Audits on the way out: each format, of one organisation and of several."""

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Final

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

_WRITERS: Final[
    Mapping[str, tuple[Callable[[Audit], Iterable[str]], Callable[[Audits], Iterable[str]]]]
] = {
    "csv": (lambda audit: [audit_to_csv(audit)], audits_to_csv),
    "html": (audit_to_html, audits_to_html),
    "json": (lambda audit: [json_text(audit_to_json(audit)), "\n"], audits_to_json),
    "markdown": (lambda audit: [audit_to_markdown(audit)], audits_to_markdown),
}
"""By format: how one audit is written, and how several are."""


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
    parts: Iterable[str]
    if form == "text":
        color = is_shown and wants_color(sys.stdout)
        width = width_of(sys.stdout) if is_shown else None
        if isinstance(result, Audit):
            parts = audit_to_text(result, color=color, width=width)
        else:
            parts = audits_to_text(result, color=color, width=width)
    else:
        of_one, of_several = _WRITERS[form]
        parts = of_one(result) if isinstance(result, Audit) else of_several(result)
    if is_shown and form == "markdown":
        text = "".join(parts)
        put(text, place, form)
        write_summary(text)
        return
    put(parts, place, form)
