"""An audit as one page for a browser: nothing to install, nothing to fetch.

The page is complete as HTML; its script only searches, sorts and filters what stands there. So no
data has to be handed to the script, and whatever comes from files and answers passes through
``html.tag`` alone, which escapes it.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Final

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.audits import Audits
from reconciler.render.audit_html_parts import heading_row, in_page_order, row, timeline
from reconciler.render.audit_words import covered, filtered, heading, lifecycle_counts, title
from reconciler.render.audits_words import share
from reconciler.render.html import Html, closed, digest, opened, tag
from reconciler.render.promotions_html import promotion_chip, promotion_table
from reconciler.render.trend_html import trend_section

COLUMNS: Final = (
    ("name", "Campaign"),
    ("class", "Class"),
    ("today", "Today"),
    ("first", "First day"),
    ("last", "Last day"),
    ("type", "Type"),
    ("owner", "Owner"),
    ("made", "Made by"),
    ("touched", "Last touched"),
    ("flags", "Flags"),
)


def audit_to_html(audit: Audit) -> Iterator[str]:
    """Write an audit as a page, part by part: that of thousands of campaigns fills no memory."""
    script = page_script()
    called = f"Campaign audit of {audit.environment}, {audit.today.isoformat()}"
    yield from page_start(called, script)
    yield from (_header(audit), opened("main"), totals(audit, promotion_chip(audit)))
    yield from trend_section(audit.trend)
    yield from timeline(audit)
    yield from _table(audit)
    yield from promotion_table(audit)
    yield _notes(audit)
    yield from page_end(script)


def page_script() -> str:
    """The script that searches, filters and sorts what stands in a page."""
    return _file("audit_page.js")


def page_start(called: str, script: str) -> Iterator[str]:
    """Write a page up to its body.

    Args:
        called: the title.
        script: the only one that it may run.
    """
    yield "<!doctype html>\n"
    yield opened("html", lang="en")
    yield tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", called),
        tag("style", Html(_file("audit_page.css"))),
    )
    yield opened("body")


def page_end(script: str) -> Iterator[str]:
    """Write the end of a page, from that of its main part on."""
    yield from (closed("main"), tag("script", Html(script)), closed("body", "html"), "\n")


def _file(name: str) -> str:
    return files("reconciler.render").joinpath(name).read_text(encoding="utf-8")


def _policy(script: str) -> str:
    """What the page may do: run this script, use its own styles, and fetch nothing at all."""
    return (
        f"default-src 'none'; script-src {digest(script)}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def _header(audit: Audit) -> Html:
    about = tag("p", tag("strong", audit.environment), heading(audit))
    shown = [tag("p", tag("strong", filtered(audit)))] if audit.filter.is_on else []
    return tag("header", tag("h1", "Campaign audit"), about, *shown)


def totals(audit: Audit | Audits, *more: Html) -> Html:
    """Write the coverage, and the classes and states as buttons that filter.

    Args:
        audit: what is counted.
        more: what stands behind the states.
    """
    card = tag(
        "div",
        tag("p", share(audit), class_="figure"),
        tag("p", covered(audit)),
        meter(audit),
        class_="card coverage",
    )
    tiles = tag("div", *_tiles(audit), class_="tiles", role="group", aria_label="Filter by class")
    chips = tag(
        "div",
        *_chips(audit),
        *more,
        class_="chips",
        role="group",
        aria_label="Filter by state",
    )
    hidden = tag("h2", "Totals", hidden=True, id="totals")
    return tag("section", hidden, card, tiles, chips, class_="totals", aria_labelledby="totals")


def meter(audit: Audit | Audits) -> Html:
    """Write how large each class is, as a line of colours."""
    shares = [
        tag("i", class_=each.value, style=f"flex:{audit.counts[each]}")
        for each in (Standing.MANAGED, Standing.DRIFTED, Standing.UNMANAGED, Standing.PROMOTION)
        if audit.counts[each]
    ]
    told = ", ".join(f"{count} {each}" for each, count in audit.classes.items())
    return tag("div", *shares, class_="meter", role="img", aria_label=told)


def _tiles(audit: Audit | Audits) -> Iterator[Html]:
    for standing in audit.classes:
        name, _, meaning = title(standing, may_be_more=audit.may_be_more).partition(": ")
        yield tag(
            "button",
            tag("b", str(audit.counts[standing])),
            tag("span", name.lower()),
            tag("small", meaning),
            type="button",
            class_=f"card tile {standing.value}",
            data_filter=f"class:{standing.value}",
            aria_pressed="false",
            disabled=True,
        )


def _chips(audit: Audit | Audits) -> Iterator[Html]:
    counts = [(f"today:{word}", word, count) for word, count in lifecycle_counts(audit)]
    counts.append(("flag:yes", "with a flag", audit.flagged))
    for chosen, word, count in counts:
        yield tag(
            "button",
            tag("b", str(count)),
            f" {word}",
            type="button",
            class_="card chip",
            data_filter=chosen,
            aria_pressed="false",
            disabled=True,
        )


def _table(audit: Audit) -> Iterator[Html]:
    yield opened("section")
    yield tag("h2", "Campaigns", id="campaigns")
    yield controls()
    yield from campaign_table(in_page_order(audit), "campaigns")
    yield nothing(is_hidden=bool(audit.shown))
    yield closed("section")


def campaign_table(entries: Sequence[Entry], called: str, first: int = 0) -> Iterator[Html]:
    """Write the table of campaigns, row by row.

    Args:
        entries: the campaigns.
        called: id of what the table is called by.
        first: the number of the first row in the page.
    """
    yield opened("table", class_="card", role="table", aria_labelledby=called)
    yield heading_row(COLUMNS)
    yield opened("tbody", role="rowgroup")
    for place, entry in enumerate(entries, first):
        yield row(place, entry, COLUMNS)
    yield closed("tbody", "table")


def nothing(*, is_hidden: bool) -> Html:
    """What stands below a table of which nothing is shown."""
    return tag("p", "Nothing fits.", class_="nothing", id="nothing", hidden=is_hidden)


def controls() -> Html:
    """Write the fields to search and to choose by, which wait for the script."""
    return tag(
        "div",
        tag("label", "Search", for_="search"),
        tag("input", type="search", id="search", autocomplete="off", spellcheck="false"),
        *_choices(),
        tag("button", "Show all", type="button", class_="card clear", id="clear", hidden=True),
        tag("p", role="status", id="status"),
        class_="controls",
        hidden=True,
    )


def _choices() -> Iterator[Html]:
    """What is chosen from; the script fills in the owners and flags that there are."""
    for key, text, every in (("owner", "Owner", "all owners"), ("flag", "Flag", "all flags")):
        chosen = tag("select", tag("option", every, value=""), id=key)
        yield tag("span", tag("label", text, for_=key), chosen)
    for key, text in (("from", "From"), ("to", "To")):
        yield tag("span", tag("label", text, for_=key), tag("input", type="date", id=key))


def _notes(audit: Audit) -> Html:
    heading_of = tag("h2", "What this page can say, and what not")
    return tag(
        "section", heading_of, tag("ul", *(tag("li", note) for note in audit.notes)), class_="notes"
    )
