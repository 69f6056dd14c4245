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
    said_of,
    was_nothing_sent,
)
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, to_text, wrapped

_STYLES: Final[Mapping[type[Outcome], tuple[str, str]]] = {
    Created: ("✓", "green"),
    AlreadyExists: ("=", "cyan"),
    Failed: ("✗", "red"),
    Unconfirmed: ("?", "bold yellow"),
    Skipped: ("-", "magenta"),
}


def receipt_to_text(receipt: Receipt, *, color: bool, width: int | None = None) -> str:
    """Write a receipt for people.

    Args:
        receipt: the receipt.
        color: whether to write colours.
        width: columns of the terminal; None where there is none.
    """
    return to_text(_lines(receipt), color=color, width=width)


def _lines(receipt: Receipt) -> Iterator[Line]:
    if not receipt.outcomes:
        yield Text.assemble("Nothing was to be created in ", (visible(receipt.environment), "bold"))
    else:
        done = "Nothing applied to " if was_nothing_sent(receipt) else "Applied to "
        yield Text.assemble(done, (visible(receipt.environment), "bold"))
    for alike in by_trouble(receipt.outcomes):
        for each in alike:
            yield _title(each)
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


def _title(outcome: Outcome) -> Line:
    mark, style = _STYLES[type(outcome)]
    number = outcome.id if isinstance(outcome, Created | AlreadyExists) else None
    group = f"  group {number}" if number is not None else ""
    return Text.assemble(
        (f"  {mark} ", style),
        (visible(outcome.name), "bold"),
        (f"  {WORDS[type(outcome)]}", style),
        (f"{group}  {visible(outcome.file)}", "dim"),
        hang=6,
    )
