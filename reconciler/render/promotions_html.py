"""The promotions of an audit on its page: a table of their own, and one chip that leads there."""

from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.core.audit import Audit, Flag, Standing
from reconciler.core.lifecycle import Lifecycle
from reconciler.core.promotion import Promotion
from reconciler.render.audit_html_parts import heading_row
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


def promotion_table(audit: Audit, called: str = "promotions", first: int = 0) -> Iterator[Html]:
    """The table of promotions; nothing where there are none.

    Args:
        audit: what they stand in.
        called: id of the heading.
        first: the number of the first row in the page.
    """
    if not audit.shown_promotions:
        return
    yield opened("section")
    yield tag("h2", "Promotions", id=called)
    yield opened("table", class_="card promotions", role="table", aria_labelledby=called)
    yield heading_row(COLUMNS)
    yield opened("tbody", role="rowgroup")
    for place, each in enumerate(audit.shown_promotions, first):
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
        id=f"p{place}",
        tabindex=-1,
        role="row",
        data_class=Standing.PROMOTION.value,
        data_today=Lifecycle.RUNNING.value if runs else promotion.status.value,
        data_flag="yes" if flags else "no",
    )


def _flags(flags: Sequence[Flag]) -> Iterator[Html]:
    if flags:
        items = (tag("li", tag("b", flag.code), flag.message) for flag in flags)
        yield tag("ul", *items, class_="flags")
