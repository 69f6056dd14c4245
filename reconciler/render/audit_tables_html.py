"""The two tables of an audit's page: campaigns, and promotions where there are any."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from reconciler.core.audit import Audit, Entry, Flag, Standing
from reconciler.core.promotion import Promotion
from reconciler.core.resource import Lifecycle
from reconciler.render.audit_words import activities, differs, place, promotion_status, today_word
from reconciler.render.html import Html, attributes, closed, opened, tag
from reconciler.render.safe import NAMELESS
from reconciler.render.unmanaged_words import some_groups

COLUMNS: Final[Mapping[str, str]] = {
    "name": "Campaign",
    "class": "Class",
    "today": "Today",
    "first": "First day",
    "last": "Last day",
    "type": "Type",
    "owner": "Owner",
    "made": "Made by",
    "touched": "Last touched",
    "flags": "Flags",
}
"""Of campaigns: what stands above each, by what its cells are called."""
PROMOTION_COLUMNS: Final[Mapping[str, str]] = {
    "name": "Promotion",
    "class": "Status",
    "first": "First day",
    "last": "Last day",
    "type": "Type",
    "owner": "Owner",
    "parts": "Activities and milestones",
    "flags": "Flags",
}
_FIXED: Final = {
    key: attributes(class_=f"c-{key}", role="cell", data_title=title)
    for key, title in COLUMNS.items()
}
"""The attributes that all cells of a column of campaigns have."""
_RANKS: Final = (*Lifecycle, None)
"""In which order states are sorted; what is not live comes last."""
_ALIKE: Final = 4096
"""Different cells of a column that are kept at a time."""


def table(
    classes: str, called: str, columns: Mapping[str, str], rows: Iterable[Html]
) -> Iterator[Html]:
    """Write a table, row by row; each heading is a button that sorts once there is the script.

    ``called`` is the id of what it is called by; columns are what stands above each, by what its
    cells are called.
    """
    headings = (
        tag(
            "th",
            tag("button", text, type="button", disabled=True),
            scope="col",
            class_=f"c-{key}",
            role="columnheader",
            data_title=text,
        )
        for key, text in columns.items()
    )
    yield opened("table", class_=classes, role="table", aria_labelledby=called)
    yield tag("thead", tag("tr", *headings, role="row"), role="rowgroup")
    yield opened("tbody", role="rowgroup")
    yield from rows
    yield closed("tbody", "table")


def cells(columns: Mapping[str, str], inside: Iterable[Iterable[str]]) -> Iterator[Html]:
    """Write the cells of a row, of what stands in each."""
    for (key, above), texts in zip(columns.items(), inside, strict=True):
        yield tag("td", *texts, class_=f"c-{key}", role="cell", data_title=above)


def campaign_table(entries: Sequence[Entry], called: str, first: int = 0) -> Iterator[Html]:
    """Write the table of campaigns; ``first`` is the number of the first row in the page."""
    rows = (_campaign(number, entry) for number, entry in enumerate(entries, first))
    return table("card", called, COLUMNS, rows)


def _campaign(number: int, entry: Entry) -> Html:
    """A row; it is sorted by the texts of its cells, or by the key that is written beside one."""
    rank = len(_RANKS) if entry.id is None else _RANKS.index(entry.lifecycle)
    parts = (
        "" if entry.id is None else f"group {entry.id}",
        place(entry),
        "" if entry.promotion is None else f"of the promotion {entry.promotion.name}",
        "" if entry.known is None else f"known: {entry.known.words}",
    )
    where = tag("small", " · ".join(filter(None, parts)))
    listed = [_list(entry.flags)] if entry.flags else []
    return tag(
        "tr",
        tag("td", entry.name or NAMELESS, where, fixed=_FIXED["name"], data_key=entry.name),
        _class(entry.standing, differs(entry)),
        _keyed("today", today_word(entry), rank),
        _day("first", str(entry.starts or ""), is_cycle=entry.is_cycle),
        _day("last", str(entry.ends or ""), is_cycle=entry.is_cycle),
        _text("type", entry.tracking_type),
        _text("owner", entry.owner),
        _text("made", entry.made.by, entry.made.kind),
        _day("touched", entry.made.touched),
        tag("td", *listed, fixed=_FIXED["flags"], data_key=len(entry.flags) or ""),
        id=f"c{number}",
        tabindex=-1,
        role="row",
        data_class=entry.standing.value,
        data_today=today_word(entry),
        data_flag="yes" if entry.is_flagged else "no",
    )


# Of thousands of campaigns many are alike in each of these, so that few cells are written anew.


@lru_cache(_ALIKE)
def _class(standing: Standing, differing: str) -> Html:
    badge = tag("span", standing.value, class_=f"badge {standing}")
    changed = [tag("small", f"differs: {differing}")] if differing else []
    rank = list(Standing).index(standing)
    return tag("td", badge, *changed, fixed=_FIXED["class"], data_key=rank)


@lru_cache(_ALIKE)
def _keyed(column: str, text: str, key: int | str) -> Html:
    return tag("td", text, fixed=_FIXED[column], data_key=key)


@lru_cache(_ALIKE)
def _text(column: str, text: str, more: str = "") -> Html:
    return tag("td", text, *([tag("small", more)] if more else []), fixed=_FIXED[column])


@lru_cache(_ALIKE)
def _day(column: str, day: str, *, is_cycle: bool = False) -> Html:
    told = [tag("time", day)] if day else []
    told += [tag("small", "of the cycle")] if day and is_cycle else []
    return tag("td", *told, fixed=_FIXED[column])


def _list(flags: Sequence[Flag]) -> Html:
    items = (tag("li", tag("b", flag.code), flag.message) for flag in flags)
    return tag("ul", *items, class_="flags")


def promotion_table(audit: Audit, called: str = "promotions", first: int = 0) -> Iterator[Html]:
    """The table of promotions, as that of campaigns; nothing where there are none."""
    if not audit.shown_promotions:
        return
    yield opened("section")
    yield tag("h2", "Promotions", id=called)
    rows = (_promotion(k, each, audit) for k, each in enumerate(audit.shown_promotions, first))
    yield from table("card promotions", called, PROMOTION_COLUMNS, rows)
    yield closed("section")


def _promotion(number: int, promotion: Promotion, audit: Audit) -> Html:
    flags = audit.promotion_flags.get(promotion.id, ())
    owned = audit.promotions.owned.get(promotion.id, ())
    runs = promotion.runs_on(audit.today)
    known = ("promotion", promotion.id, promotion.identifier, some_groups(owned) if owned else "")
    about = " · ".join(filter(None, known)).replace("promotion · ", "promotion ", 1)
    inside: Mapping[str, Sequence[str]] = {
        "name": [promotion.name or NAMELESS, tag("small", about)],
        "class": [tag("span", promotion_status(promotion), class_=f"badge {Standing.PROMOTION}")],
        "first": [tag("time", promotion.starts.isoformat())] if promotion.starts else [],
        "last": [tag("time", promotion.ends.isoformat())] if promotion.ends else [],
        "type": [promotion.type, *([tag("small", promotion.mode)] if promotion.mode else [])],
        "owner": [promotion.owner],
        "parts": [tag("ul", *(tag("li", each) for each in activities(promotion)), class_="parts")],
        "flags": [_list(flags)] if flags else [],
    }
    return tag(
        "tr",
        *cells(PROMOTION_COLUMNS, inside.values()),
        id=f"p{number}",
        tabindex=-1,
        role="row",
        data_class=Standing.PROMOTION.value,
        data_today=Lifecycle.RUNNING.value if runs else promotion.status.value,
        data_flag="yes" if flags else "no",
    )
