"""A receipt for the terminal: what became of every create."""

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.core.outcome import (
    WORDS,
    AlreadyExists,
    Created,
    Failed,
    Outcome,
    Receipt,
    Skipped,
    Unconfirmed,
)
from reconciler.render.plan_text import note_lines
from reconciler.render.plan_words import acknowledged_reason
from reconciler.render.receipt_words import (
    NOT_SENT_AGAIN,
    after,
    by_trouble,
    counted,
    done,
    said_of,
)
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, wrapped

_STYLES: Final[Mapping[type[Outcome], tuple[str, str]]] = {
    Created: ("✓", "green"),
    AlreadyExists: ("=", "cyan"),
    Failed: ("✗", "red"),
    Unconfirmed: ("?", "bold yellow"),
    Skipped: ("-", "magenta"),
}


def receipt_lines(receipt: Receipt) -> Iterator[Line]:
    """Write a receipt for people."""
    yield Text.assemble(f"{done(receipt)} ", (visible(receipt.environment), "bold"))
    for alike in by_trouble(receipt.outcomes):
        for each in alike:
            mark, style = _STYLES[type(each)]
            number = each.id if isinstance(each, Created | AlreadyExists) else None
            group = f"  group {number}" if number is not None else ""
            yield Text.assemble(
                (f"  {mark} ", style),
                (visible(each.name), "bold"),
                (f"  {WORDS[type(each)]}", style),
                (f"{group}  {visible(each.file)}", "dim"),
                hang=6,
            )
            for known in receipt.acknowledged.get(each.name, ()):
                yield from wrapped(visible(acknowledged_reason(known)), indent=6)
        if alike[0].problem is not None:
            yield Text(f"      {visible(said_of(alike[0].problem))}")
        if isinstance(alike[0], Unconfirmed):
            yield Text(f"      {NOT_SENT_AGAIN}", "dim")
    yield from note_lines(receipt.diagnostics)
    yield ""
    if receipt.outcomes:
        yield Text(counted(receipt), "bold")
    style = "green" if receipt.converged else "yellow"
    yield Text(after(receipt), style if receipt.remaining is not None else "")
