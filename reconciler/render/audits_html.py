"""Audits of several organisations as one page: over each other, what differs, then each in full.

It is the page of one audit (``audit_html.py``) with the same style and script, so that a search
goes over all of them at once.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from reconciler.core.audits import Audits
from reconciler.render.audit_html import (
    campaign_table,
    controls,
    meter,
    nothing,
    page_end,
    page_script,
    page_start,
    totals,
)
from reconciler.render.audit_html_parts import heading_row, in_page_order
from reconciler.render.audit_words import NAMELESS, filtered
from reconciler.render.audit_words import heading as audit_heading
from reconciler.render.audits_words import (
    DIFFERS_TITLE,
    NOT_READ_TITLE,
    ORGANISATIONS_TITLE,
    differing_columns,
    heading,
    organisation_columns,
    share,
)
from reconciler.render.html import Html, closed, joined, opened, tag
from reconciler.render.promotions_html import promotion_table
from reconciler.render.trend_html import small_trend, trend_section
from reconciler.words import plural

MOST_OPEN: Final = 1000
"""Campaigns up to which all organisations are unfolded; of more, those in which a search finds."""
MOST_OPEN_DIFFERING: Final = 50
"""Campaigns that are not everywhere up to which these are unfolded."""
MOST_LISTED: Final = 1000
"""Campaigns that are not everywhere; JSON has all of them."""


def audits_to_html(audits: Audits) -> Iterator[str]:
    """Write audits as a page, part by part."""
    script = page_script()
    day = max((each.today for each in audits.audits), default=None)
    called = f"Campaign audit of {plural(len(audits.audits), 'environment')}{_on(day)}"
    yield from page_start(called, script)
    about = tag("p", f"{heading(audits)}.")
    yield tag("header", tag("h1", "Campaign audits"), about)
    yield opened("main")
    yield _not_read(audits)
    yield totals(audits)
    yield from trend_section(audits.trend)
    yield controls()
    yield from _organisations(audits)
    yield from _differing(audits)
    yield from _campaigns(audits)
    yield from page_end(script)


def _on(day: date | None) -> str:
    return f", {day.isoformat()}" if day else ""


def _not_read(audits: Audits) -> Html:
    if not audits.not_read:
        return joined()
    items = (
        tag("li", tag("strong", each.environment), *(tag("span", line) for line in lines))
        for each in audits.not_read
        for lines in [[*each.reason.splitlines(), *each.hint.splitlines()]]
    )
    title = tag("h2", NOT_READ_TITLE, id="not-read")
    return tag("section", title, tag("ul", *items), class_="card failed")


def _organisations(audits: Audits) -> Iterator[Html]:
    columns = organisation_columns(audits)
    keyed = (("name", "Environment"), *((_key(above), above) for above in columns))
    yield opened("section")
    yield tag("h2", ORGANISATIONS_TITLE, id="organisations")
    yield opened("div", class_="wide")
    yield opened("table", class_="card figures", role="table", aria_labelledby="organisations")
    yield heading_row(keyed)
    yield opened("tbody", role="rowgroup")
    for place, (name, audit) in enumerate(audits.by_name):
        link = tag("a", name, href=f"#o{place}")
        cells = [tag("td", link, class_="c-name", role="cell", data_title="Environment")]
        for above, cell in columns.items():
            inside = [cell(audit)]
            if cell is share:
                inside += [meter(audit), small_trend(audit.trend)]
            cells.append(_cell(above, *inside))
        yield tag("tr", *cells, role="row")
    yield closed("tbody", "table", "div", "section")


def _key(above: str) -> str:
    return above.lower().replace(",", "").replace(" ", "-")


def _cell(above: str, *inside: str) -> Html:
    return tag("td", *inside, class_=f"c-{_key(above)}", role="cell", data_title=above)


def _differing(audits: Audits) -> Iterator[Html]:
    listed = audits.differing[:MOST_LISTED]
    if not listed:
        return
    columns = differing_columns(listed)
    title = tag("h2", f"{DIFFERS_TITLE} ({len(audits.differing)})", id="differs")
    yield opened("details", class_="fold", open=len(listed) <= MOST_OPEN_DIFFERING)
    yield tag("summary", title)
    yield opened("table", class_="card differing", role="table", aria_labelledby="differs")
    yield heading_row((("name", "Campaign"), *((_key(above), above) for above in columns)))
    yield opened("tbody", role="rowgroup")
    for each in listed:
        name = each.name or NAMELESS
        cells = [tag("td", name, class_="c-name", role="cell", data_title="Campaign")]
        for above, cell in columns.items():
            cells.append(_cell(above, cell(each, None)))
        yield tag("tr", *cells, role="row", data_searched=True)
    yield closed("tbody", "table")
    more = len(audits.differing) - len(listed)
    if more:
        yield tag("p", f"And {more} more: JSON lists all of them.", class_="key")
    yield closed("details")


def _campaigns(audits: Audits) -> Iterator[Html]:
    shown = sum(len(each.shown) for each in audits.audits)
    yield opened("section")
    yield tag("h2", "Campaigns", id="campaigns")
    campaigns, promotions = 0, 0
    for place, (name, audit) in enumerate(audits.by_name):
        called = f"o{place}"
        yield opened("details", class_="fold", id=called, open=shown <= MOST_OPEN)
        yield tag("summary", tag("b", name), audit_heading(audit), id=f"{called}-name")
        if audit.filter.is_on:
            yield tag("p", tag("strong", filtered(audit)))
        yield from campaign_table(in_page_order(audit), f"{called}-name", campaigns)
        yield from promotion_table(audit, f"{called}-promotions", promotions)
        yield tag("ul", *(tag("li", note) for note in audit.notes), class_="notes")
        yield closed("details")
        campaigns += len(audit.shown)
        promotions += len(audit.shown_promotions)
    yield nothing(is_hidden=shown > 0)
    yield from (tag("p", doubt, class_="notes") for doubt in audits.doubts)
    yield closed("section")
