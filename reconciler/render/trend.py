"""A trend of audits: in words, and on their page a line for each series, and all as a table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from reconciler.core.audit import Point
from reconciler.render.html import Html, closed, joined, opened, tag
from reconciler.words import plural

Figure = Decimal | int
SERIES: Final[Mapping[str, Callable[[Point], Figure | None]]] = {
    "coverage": lambda point: point.coverage,
    "drifted": lambda point: point.drifted,
    "unmanaged": lambda point: point.unmanaged,
}
"""What is followed, and how much of it a day had; None where there was nothing to count."""
WIDTH: Final = 300
HEIGHT: Final = 64
SMALL: Final = (90, 22)
_ROOM: Final = 4
"""Pixels above and below a line, so that its ends and its strokes are seen in full."""
_STEP: Final = 10
"""The scale of a coverage begins at a multiple of it; that of a count begins at 0."""
_CLASSES: Final = {"coverage": "managed", "drifted": "drifted", "unmanaged": "unmanaged"}


def figure(key: str, value: Figure | None) -> str:
    """A value of a series in words."""
    if value is None:
        return "none"
    return f"{value} %" if key == "coverage" else str(value)


def trend_line(trend: Sequence[Point]) -> str:
    """How each series went since the first day."""
    first, last = trend[0], trend[-1]
    parts = [
        f"{key} {figure(key, of(first))} → {figure(key, of(last))}" for key, of in SERIES.items()
    ]
    since = f"since {first.day.isoformat()}, {plural(len(trend), 'day')} audited"
    return f"trend: {', '.join(parts)} ({since})"


def told(key: str, trend: Sequence[Point]) -> str:
    """A series in a sentence, for whoever cannot see its line."""
    of = SERIES[key]
    known = [(value, point.day) for point in trend if (value := of(point)) is not None]
    if not known:
        return f"{key}: nothing to count"
    (least, low_day), (most, high_day) = min(known), max(known)
    (first, first_day), (last, last_day) = known[0], known[-1]
    return (
        f"{key}: {figure(key, first)} on {first_day.isoformat()}, "
        f"{figure(key, last)} on {last_day.isoformat()}; "
        f"lowest {figure(key, least)} on {low_day.isoformat()}, "
        f"highest {figure(key, most)} on {high_day.isoformat()}"
    )


def trend_section(trend: Sequence[Point]) -> Iterator[Html]:
    """Write how it went; nothing where nothing is remembered."""
    if not trend:
        return
    yield opened("section", class_="trend")
    yield tag("h2", "How it went", id="trend")
    if len(trend) == 1:
        yield tag("p", "This is the first entry of the history: a line begins with the next.")
    else:
        yield tag("div", *(_card(key, trend) for key in SERIES), class_="trends")
        yield _table(trend)
    yield closed("section")


def small_trend(trend: Sequence[Point]) -> Html:
    """Write the coverage as a small line; nothing where there is no line."""
    if len(trend) < 2:  # noqa: PLR2004 - one point is no line
        return joined()
    return _line("coverage", trend, *SMALL)


def _card(key: str, trend: Sequence[Point]) -> Html:
    first, last = trend[0], trend[-1]
    now = figure(key, SERIES[key](last))
    before = figure(key, SERIES[key](first))
    return tag(
        "figure",
        tag("figcaption", tag("b", now), f" {key}", tag("small", f"was {before}")),
        _line(key, trend, WIDTH, HEIGHT),
        tag(
            "p",
            tag("span", first.day.isoformat()),
            tag("span", last.day.isoformat()),
            class_="ends",
        ),
        class_=f"card {_CLASSES[key]}",
    )


def _line(key: str, trend: Sequence[Point], width: int, height: int) -> Html:
    of = SERIES[key]
    known = [(point.day.toordinal(), value) for point in trend if (value := of(point)) is not None]
    values = [float(value) for _, value in known] or [0.0]
    least = min(values) // _STEP * _STEP if key == "coverage" else 0.0
    most = 100.0 if key == "coverage" else max(*values, 1.0)
    least = min(least, most - _STEP) if key == "coverage" else least
    begin = trend[0].day.toordinal()
    days = max(trend[-1].day.toordinal() - begin, 1)
    inner = height - 2 * _ROOM
    places = [
        (
            (day - begin) / days * (width - 2 * _ROOM) + _ROOM,
            _ROOM + inner - (float(value) - least) / (most - least) * inner,
        )
        for day, value in known
    ]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    end = [tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3") for x, y in places[-1:]]
    return tag(
        "svg",
        tag("polyline", points=drawn),
        *end,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=told(key, trend),
        class_=_CLASSES[key],
    )


def _table(trend: Sequence[Point]) -> Html:
    """All points as text, the latest first."""
    heads = ("Day", "Environments", *(key.capitalize() for key in SERIES))
    rows = (
        tag(
            "tr",
            tag("td", point.day.isoformat()),
            tag("td", str(point.environments)),
            *(tag("td", figure(key, of(point))) for key, of in SERIES.items()),
        )
        for point in reversed(trend)
    )
    head = tag("thead", tag("tr", *(tag("th", each, scope="col") for each in heads)))
    table = tag("table", head, tag("tbody", *rows), class_="plain", aria_labelledby="trend")
    return tag("details", tag("summary", "As a table"), table)
