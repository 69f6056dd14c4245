"""Audits as one page for a browser: nothing to install, nothing to fetch.

The page is complete as HTML; its script only searches, sorts and filters what stands there. So no
data has to be handed to the script, and whatever comes from files and answers passes through
``html.tag`` alone, which escapes it. Several organisations stand over each other, then what
differs, then each in full, so that a search goes over all of them at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.resource import Lifecycle
from reconciler.core.several_audits import Audits
from reconciler.render import audit_words as words
from reconciler.render.audit_tables_html import campaign_table, cells, promotion_table, table
from reconciler.render.html import Html, closed, opened, own_file, page_start, tag
from reconciler.render.safe import NAMELESS
from reconciler.render.timeline import timeline
from reconciler.render.trend import small_trend, trend_section
from reconciler.words import plural

MOST_OPEN: Final = 1000
"""Campaigns up to which all organisations are unfolded; of more, those in which a search finds."""
MOST_OPEN_DIFFERING: Final = 50
"""Campaigns that are not everywhere up to which these are unfolded."""
MOST_LISTED: Final = 1000
"""Campaigns that are not everywhere; JSON has all of them."""


def audit_to_html(audit: Audit) -> Iterator[str]:
    """Write an audit as a page, part by part: that of thousands of campaigns fills no memory."""
    entries = _in_page_order(audit)
    called = f"Campaign audit of {audit.environment}, {audit.today.isoformat()}"
    shown = [tag("p", tag("strong", words.filtered(audit)))] if audit.filter.is_on else []
    about = tag("p", tag("strong", audit.environment), words.heading(audit))
    promotions = audit.shown_promotions
    link = (
        [tag("a", words.statuses(audit), href="#promotions", class_="card chip")]
        if promotions
        else []
    )
    header = tag("header", tag("h1", "Campaign audit"), about, *shown)
    yield from _page_start(called, header)
    yield _totals(audit, *link)
    yield from trend_section(audit.trend)
    yield from timeline(audit, entries)
    yield from (opened("section"), tag("h2", "Campaigns", id="campaigns"), _controls())
    yield from campaign_table(entries, "campaigns")
    yield _nothing(is_hidden=bool(audit.shown))
    yield closed("section")
    yield from promotion_table(audit)
    notes = tag("ul", *(tag("li", note) for note in audit.notes))
    yield tag("section", tag("h2", "What this page can say, and what not"), notes, class_="notes")
    yield from _page_end()


def audits_to_html(audits: Audits) -> Iterator[str]:
    """Write audits as a page, part by part."""
    day = max((each.today for each in audits.audits), default=None)
    on = f", {day.isoformat()}" if day else ""
    called = f"Campaign audit of {plural(len(audits.audits), 'environment')}{on}"
    about = tag("p", f"{words.overview(audits)}.")
    yield from _page_start(called, tag("header", tag("h1", "Campaign audits"), about))
    if audits.not_read:
        items = (
            tag("li", tag("strong", each.environment), *(tag("span", line) for line in lines))
            for each in audits.not_read
            for lines in [[*each.reason.splitlines(), *each.hint.splitlines()]]
        )
        above = tag("h2", words.NOT_READ_TITLE, id="not-read")
        yield tag("section", above, tag("ul", *items), class_="card failed")
    yield _totals(audits)
    yield from trend_section(audits.trend)
    yield _controls()
    yield from _organisations(audits)
    yield from _differing(audits)
    yield from _campaigns(audits)
    yield from _page_end()


def _in_page_order(audit: Audit) -> Sequence[Entry]:
    """The campaigns that are shown: what runs today comes first, then by class and name."""
    return sorted(audit.shown, key=lambda entry: entry.lifecycle is not Lifecycle.RUNNING)


def _page_start(called: str, header: Html) -> Iterator[Html]:
    yield from page_start(called, "audit_page.css", own_file("audit_page.js"))
    yield from (header, opened("main"))


def _page_end() -> Iterator[str]:
    yield from (closed("main"), tag("script", Html(own_file("audit_page.js"))))
    yield from (closed("body", "html"), "\n")


def _totals(audit: Audit | Audits, *more: Html) -> Html:
    """The coverage, and the classes and states as buttons that filter; then more of these."""
    card = tag(
        "div",
        tag("p", words.share(audit), class_="figure"),
        tag("p", words.covered(audit)),
        _meter(audit),
        class_="card coverage",
    )
    classes = []
    for each in audit.classes:
        name, _, meaning = words.title(each, may_be_more=audit.may_be_more).partition(": ")
        told = (tag("b", str(audit.counts[each])), tag("span", name.lower()), tag("small", meaning))
        classes.append(_button(f"card tile {each.value}", f"class:{each.value}", *told))
    tiles = tag("div", *classes, class_="tiles", role="group", aria_label="Filter by class")
    counts = [(f"today:{word}", word, count) for word, count in words.lifecycle_counts(audit)]
    counts.append(("flag:yes", "with a flag", audit.flagged))
    chips = tag(
        "div",
        *(
            _button("card chip", chosen, tag("b", str(count)), f" {word}")
            for chosen, word, count in counts
        ),
        *more,
        class_="chips",
        role="group",
        aria_label="Filter by state",
    )
    hidden = tag("h2", "Totals", hidden=True, id="totals")
    return tag("section", hidden, card, tiles, chips, class_="totals", aria_labelledby="totals")


def _meter(audit: Audit | Audits) -> Html:
    """How large each class is, as a line of colours."""
    shares = [
        tag("i", class_=each.value, style=f"flex:{audit.counts[each]}")
        for each in (Standing.MANAGED, Standing.DRIFTED, Standing.UNMANAGED, Standing.PROMOTION)
        if audit.counts[each]
    ]
    told = ", ".join(f"{count} {each}" for each, count in audit.classes.items())
    return tag("div", *shares, class_="meter", role="img", aria_label=told)


def _button(classes: str, chosen: str, *inside: str) -> Html:
    """A button that filters once there is the script."""
    return tag(
        "button",
        *inside,
        type="button",
        class_=classes,
        data_filter=chosen,
        aria_pressed="false",
        disabled=True,
    )


def _nothing(*, is_hidden: bool) -> Html:
    """What stands below a table of which nothing is shown."""
    return tag("p", "Nothing fits.", class_="nothing", id="nothing", hidden=is_hidden)


def _controls() -> Html:
    """The fields to search and to choose by, which wait for the script.

    It fills in the owners and flags that there are.
    """
    chosen = {
        "Owner": tag("select", tag("option", "all owners", value=""), id="owner"),
        "Flag": tag("select", tag("option", "all flags", value=""), id="flag"),
        "From": tag("input", type="date", id="from"),
        "To": tag("input", type="date", id="to"),
    }
    return tag(
        "div",
        tag("label", "Search", for_="search"),
        tag("input", type="search", id="search", autocomplete="off", spellcheck="false"),
        *(
            tag("span", tag("label", text, for_=text.lower()), field)
            for text, field in chosen.items()
        ),
        tag("button", "Show all", type="button", class_="card clear", id="clear", hidden=True),
        tag("p", role="status", id="status"),
        class_="controls",
        hidden=True,
    )


def _organisations(audits: Audits) -> Iterator[Html]:
    heads, rows = words.organisation_table(audits)
    columns = _columns(heads)
    yield from (opened("section"), tag("h2", words.ORGANISATIONS_TITLE, id="organisations"))
    yield opened("div", class_="wide")
    body = []
    for place, ((name, audit), row) in enumerate(zip(audits.by_name, rows, strict=True)):
        inside: dict[str, list[str]] = {key: [text] for key, text in zip(columns, row, strict=True)}
        inside["name"] = [tag("a", name, href=f"#o{place}")]
        inside["coverage"] += [_meter(audit), small_trend(audit.trend)]
        body.append(tag("tr", *cells(columns, inside.values()), role="row"))
    yield from table("card figures", "organisations", columns, body)
    yield closed("div", "section")


def _differing(audits: Audits) -> Iterator[Html]:
    listed = audits.differing[:MOST_LISTED]
    if not listed:
        return
    heads, rows = words.differing_table(listed)
    columns = _columns(heads)
    yield opened("details", class_="fold", open=len(listed) <= MOST_OPEN_DIFFERING)
    called = f"{words.DIFFERS_TITLE} ({len(audits.differing)})"
    yield tag("summary", tag("h2", called, id="differs"))
    shown = ([[name or NAMELESS], *([text] for text in texts)] for name, *texts in rows)
    body = (tag("tr", *cells(columns, row), role="row", data_searched=True) for row in shown)
    yield from table("card differing", "differs", columns, body)
    more = len(audits.differing) - len(listed)
    if more:
        yield tag("p", f"And {more} more: JSON lists all of them.", class_="key")
    yield closed("details")


def _columns(heads: Sequence[str]) -> Mapping[str, str]:
    """What stands above each column, by what its cells are called: the first of them names."""
    keys = ["name", *(above.lower().replace(",", "").replace(" ", "-") for above in heads[1:])]
    return dict(zip(keys, heads, strict=True))


def _campaigns(audits: Audits) -> Iterator[Html]:
    shown = sum(len(each.shown) for each in audits.audits)
    yield opened("section")
    yield tag("h2", "Campaigns", id="campaigns")
    campaigns, promotions = 0, 0
    for place, (name, audit) in enumerate(audits.by_name):
        called = f"o{place}"
        yield opened("details", class_="fold", id=called, open=shown <= MOST_OPEN)
        yield tag("summary", tag("b", name), words.heading(audit), id=f"{called}-name")
        if audit.filter.is_on:
            yield tag("p", tag("strong", words.filtered(audit)))
        yield from campaign_table(_in_page_order(audit), f"{called}-name", campaigns)
        yield from promotion_table(audit, f"{called}-promotions", promotions)
        yield tag("ul", *(tag("li", note) for note in audit.notes), class_="notes")
        yield closed("details")
        campaigns += len(audit.shown)
        promotions += len(audit.shown_promotions)
    yield _nothing(is_hidden=shown > 0)
    yield from (tag("p", doubt, class_="notes") for doubt in audits.doubts)
    yield closed("section")
