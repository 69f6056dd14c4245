"""An audit as one page for a browser: nothing to install, nothing to fetch.

The page is complete as HTML; its script only searches, sorts and filters what stands there. So no
data has to be handed to the script, and whatever comes from files and answers passes through
``html.tag`` alone, which escapes it.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from reconciler.core.audit import Audit, Standing
from reconciler.render.audit_html_parts import in_page_order, row, timeline
from reconciler.render.audit_words import covered, filtered, heading, lifecycle_counts, title
from reconciler.render.html import Html, closed, digest, opened, tag
from reconciler.render.promotions_html import promotion_chip, promotion_table

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
    script = _file("audit_page.js")
    called = f"Campaign audit of {audit.environment}, {audit.today.isoformat()}"
    yield from ("<!doctype html>\n", opened("html", lang="en"), _head(called, script))
    yield from (opened("body"), _header(audit), opened("main"), _totals(audit))
    yield from timeline(audit)
    yield from _table(audit)
    yield from promotion_table(audit)
    yield _notes(audit)
    yield from (closed("main"), tag("script", Html(script)), closed("body", "html"), "\n")


def _head(called: str, script: str) -> Html:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", called),
        tag("style", Html(_file("audit_page.css"))),
    )


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


def _totals(audit: Audit) -> Html:
    share = "–" if audit.coverage is None else f"{audit.coverage} %"  # noqa: RUF001 - a dash
    card = tag(
        "div",
        tag("p", share, class_="figure"),
        tag("p", covered(audit)),
        _meter(audit),
        class_="card coverage",
    )
    tiles = tag("div", *_tiles(audit), class_="tiles", role="group", aria_label="Filter by class")
    chips = tag(
        "div",
        *_chips(audit),
        promotion_chip(audit),
        class_="chips",
        role="group",
        aria_label="Filter by state",
    )
    hidden = tag("h2", "Totals", hidden=True, id="totals")
    return tag("section", hidden, card, tiles, chips, class_="totals", aria_labelledby="totals")


def _meter(audit: Audit) -> Html:
    shares = [
        tag("i", class_=each.value, style=f"flex:{audit.counts[each]}")
        for each in (Standing.MANAGED, Standing.DRIFTED, Standing.UNMANAGED, Standing.PROMOTION)
        if audit.counts[each]
    ]
    told = ", ".join(f"{count} {each}" for each, count in audit.classes.items())
    return tag("div", *shares, class_="meter", role="img", aria_label=told)


def _tiles(audit: Audit) -> Iterator[Html]:
    for standing in audit.classes:
        name, _, meaning = title(standing, audit).partition(": ")
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


def _chips(audit: Audit) -> Iterator[Html]:
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
    yield _controls()
    yield opened("table", class_="card", role="table", aria_labelledby="campaigns")
    yield tag("thead", tag("tr", *_headings(), role="row"), role="rowgroup")
    yield opened("tbody", role="rowgroup")
    for place, entry in enumerate(in_page_order(audit)):
        yield row(place, entry, COLUMNS)
    yield closed("tbody", "table")
    yield tag("p", "Nothing fits.", class_="nothing", id="nothing", hidden=bool(audit.shown))
    yield closed("section")


def _headings() -> Iterator[Html]:
    for key, text in COLUMNS:
        yield tag(
            "th",
            tag("button", text, type="button", disabled=True),
            scope="col",
            class_=f"c-{key}",
            role="columnheader",
            data_title=text,
        )


def _controls() -> Html:
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
