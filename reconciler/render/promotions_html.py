"""The promotions of an audit on its page: a table of their own, and one chip that leads there."""

from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.core.audit import Audit, Flag, Standing
from reconciler.core.lifecycle import Lifecycle
from reconciler.core.promotion import Promotion
from reconciler.render.html import Html, closed, joined, opened, tag
from reconciler.render.owned_words import some_groups
from reconciler.render.promotion_words import NAMELESS, activities, status, statuses

COLUMNS: Final = (
    ("name", "Promotion"),
    ("class", "Status"),
    ("first", "First day"),
    ("last", "Last day"),
    ("type", "Type"),
    ("owner", "Owner"),
    ("parts", "Activities and milestones"),
    ("flags", "Flags"),
)


def promotion_chip(audit: Audit) -> Html:
    """How many promotions there are, as a link to their table; nothing where there are none."""
    if not audit.shown_promotions:
        return joined()
    return tag("a", statuses(audit), href="#promotions", class_="card chip")


def promotion_table(audit: Audit) -> Iterator[Html]:
    """The table of promotions; nothing where there are none."""
    if not audit.shown_promotions:
        return
    headings = (
        tag(
            "th",
            tag("button", title, type="button", disabled=True),
            scope="col",
            class_=f"c-{key}",
            role="columnheader",
            data_title=title,
        )
        for key, title in COLUMNS
    )
    yield opened("section")
    yield tag("h2", "Promotions", id="promotions")
    yield opened("table", class_="card promotions", role="table", aria_labelledby="promotions")
    yield tag("thead", tag("tr", *headings, role="row"), role="rowgroup")
    yield opened("tbody", role="rowgroup")
    for place, each in enumerate(audit.shown_promotions):
        yield _row(place, each, audit)
    yield closed("tbody", "table", "section")


def _row(place: int, promotion: Promotion, audit: Audit) -> Html:
    flags = audit.promotion_flags.get(promotion.id, ())
    owned = audit.promotions.owned.get(promotion.id, ())
    runs = promotion.runs_on(audit.today)
    known = ("promotion", promotion.id, promotion.identifier, some_groups(owned) if owned else "")
    about = " · ".join(filter(None, known)).replace("promotion · ", "promotion ", 1)
    cells: Sequence[Sequence[str]] = (
        [promotion.name or NAMELESS, tag("small", about)],
        [tag("span", status(promotion), class_=f"badge {Standing.PROMOTION}")],
        [tag("time", promotion.starts.isoformat())] if promotion.starts else [],
        [tag("time", promotion.ends.isoformat())] if promotion.ends else [],
        [promotion.type, *([tag("small", promotion.mode)] if promotion.mode else [])],
        [promotion.owner],
        [tag("ul", *(tag("li", each) for each in activities(promotion)), class_="parts")],
        [*_flags(flags)],
    )
    return tag(
        "tr",
        *(
            tag("td", *cell, class_=f"c-{key}", role="cell", data_title=title)
            for (key, title), cell in zip(COLUMNS, cells, strict=True)
        ),
        id=row_id(place),
        tabindex=-1,
        role="row",
        data_class=Standing.PROMOTION.value,
        data_today=Lifecycle.RUNNING.value if runs else promotion.status.value,
        data_flag="yes" if flags else "no",
    )


def row_id(place: int) -> str:
    """What the row of a promotion is called in the page."""
    return f"p{place}"


def _flags(flags: Sequence[Flag]) -> Iterator[Html]:
    if flags:
        items = (tag("li", tag("b", flag.code), flag.message) for flag in flags)
        yield tag("ul", *items, class_="flags")
