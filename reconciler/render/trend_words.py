"""The words of a trend that text, Markdown and the page share."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from reconciler.core.audit import Point
from reconciler.words import plural

Figure = Decimal | int
SERIES: Final[Mapping[str, Callable[[Point], Figure | None]]] = {
    "coverage": lambda point: point.coverage,
    "drifted": lambda point: point.drifted,
    "unmanaged": lambda point: point.unmanaged,
}
"""What is followed, and how much of it a day had; None where there was nothing to count."""


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
