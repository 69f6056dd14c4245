"""A comparison of two environments as one page for a browser: nothing runs, nothing is fetched."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from reconciler.core.side_by_side import Alone, Counterparts, SideBySide, Unlike
from reconciler.render import side_by_side_words as words
from reconciler.render.html import Html, closed, opened, page_start, tag
from reconciler.render.plan_words import place
from reconciler.render.safe import NAMELESS


def side_by_side_to_html(found: SideBySide) -> Iterator[str]:
    """Write a comparison as a page, part by part."""
    names = found.environments
    called = f"Comparison of {' and '.join(names)}"
    yield from page_start(called, "side_by_side_page.css")
    yield tag("header", tag("h1", called), tag("p", words.heading(found)))
    yield opened("main")
    yield tag("p", " · ".join(words.counts(found)))
    yield tag("p", words.conclusion(found), class_="conclusion")
    for name, alone in found.sides():
        if alone:
            yield from _only_in(name, alone)
    if found.differing:
        heads = ("Campaign", "Field", *names)
        rows = chain.from_iterable(_differing(each, names) for each in found.differing)
        yield from _section(words.DIFFERING, heads, rows)
    for title, pairs in words.not_seen(found):
        unseen = (
            tag("tr", _called(each, names), tag("td", "; ".join(words.unseen(each, names))))
            for each in pairs
        )
        yield from _section(title, ("Campaign", "What was not compared"), unseen)
    told = (*words.advice(found), *found.notes)
    yield tag("ul", *(tag("li", text) for text in told)) if told else ""
    yield from (closed("main", "body", "html"), "\n")


def _section(title: str, heads: Iterable[str], rows: Iterable[Html]) -> Iterator[str]:
    yield from (opened("section"), tag("h2", title), opened("table"))
    yield tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads)))
    yield opened("tbody")
    yield from rows
    yield closed("tbody", "table", "section")


def _only_in(environment: str, alone: Sequence[Alone]) -> Iterator[str]:
    """What is live in one environment alone; a column in which nothing stands is left out."""
    columns = {
        "Group": [str(group.id) for group in alone],
        "File": [group.file for group in alone],
        "Why": [words.remark(group) for group in alone],
    }
    shown = {head: cells for head, cells in columns.items() if any(cells)}
    names = (tag("th", group.name or NAMELESS, scope="row") for group in alone)
    rows = (
        tag("tr", name, *(tag("td", text) for text in cells))
        for name, *cells in zip(names, *shown.values(), strict=True)
    )
    yield from _section(f"Only in {environment}", ("Campaign", *shown), rows)


def _differing(each: Counterparts, names: tuple[str, str]) -> Iterator[Html]:
    first, *others = each.likeness.fields
    more = tag("small", "; ".join(words.unseen(each, names)))
    called = _called(each, names, more, rowspan=len(each.likeness.fields))
    yield tag("tr", called, *_cells(first))
    yield from (tag("tr", *_cells(unlike)) for unlike in others)


def _cells(unlike: Unlike) -> Iterator[Html]:
    note, values = words.both_values(unlike)
    yield tag("td", place(unlike.path), tag("small", note))
    yield from (tag("td", tag("code", value)) for value in values)


def _called(
    each: Counterparts, names: tuple[str, str], *more: Html, rowspan: int | None = None
) -> Html:
    about = (words.groups(each, names), words.file_of(each))
    told = (tag("small", text) for text in about if text)
    return tag("th", each.name or NAMELESS, *told, *more, scope="row", rowspan=rowspan)
