"""A receipt for the terminal: what became of every create."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.text import Text

from reconciler.core.outcome import (
    WORDS,
    AlreadyExists,
    Created,
    Failed,
    Outcome,
    Receipt,
    Skipped,
    Trouble,
    Unconfirmed,
)
from reconciler.core.plan import Summary
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, plural, to_text

_STYLES: Final[Mapping[type[Outcome], tuple[str, str]]] = {
    Created: ("✓", "green"),
    AlreadyExists: ("=", "cyan"),
    Failed: ("✗", "red"),
    Unconfirmed: ("?", "bold yellow"),
    Skipped: ("-", "magenta"),
}


def receipt_to_text(receipt: Receipt, *, color: bool) -> str:
    """Write a receipt for people."""
    return to_text(_lines(receipt), color=color)


def _lines(receipt: Receipt) -> Iterator[Line]:
    yield Text.assemble("Applied to ", (visible(receipt.environment), "bold"))
    for outcome in receipt.outcomes:
        yield from _outcome(outcome)
    yield ""
    counted = [f"{receipt.count(kind)} {WORDS[kind]}" for kind in WORDS if receipt.count(kind)]
    yield Text(", ".join(counted) + "." if counted else "Nothing was to be created.", "bold")
    yield _after(receipt)


def _outcome(outcome: Outcome) -> Iterator[Line]:
    mark, style = _STYLES[type(outcome)]
    number = outcome.id if isinstance(outcome, Created | AlreadyExists) else None
    group = f"  group {number}" if number is not None else ""
    yield Text.assemble(
        (f"  {mark} ", style),
        (visible(outcome.name), "bold"),
        (f"  {WORDS[type(outcome)]}", style),
        (f"{group}  {visible(outcome.file)}", "dim"),
    )
    if outcome.problem is not None:
        yield Text(f"      {_trouble(outcome.problem)}")
    if isinstance(outcome, Unconfirmed):
        yield Text(
            "      It was not sent again. Plan again in a while: it shows whether it is there.",
            "dim",
        )


def _trouble(trouble: Trouble) -> str:
    status = f" (HTTP {trouble.status})" if trouble.status is not None else ""
    reference = f" [request {trouble.request_id}]" if trouble.request_id else ""
    return visible(f"{trouble.code}: {trouble.message}{status}{reference}")


def _after(receipt: Receipt) -> Text:
    left = receipt.remaining
    if left is None:
        return Text("Live could not be read again, so nobody knows whether it equals the files.")
    if receipt.converged:
        return Text("Read again: live equals the files, as far as it is visible.", "green")
    return Text(f"Read again: {_remaining(left)}. 'reconciler plan' shows them.", "yellow")


def _remaining(left: Summary) -> str:
    parts = [
        f"{left.create} to create" if left.create else "",
        f"{left.drift} drifted" if left.drift else "",
        f"{left.blocked} blocked" if left.blocked else "",
    ]
    listed = ", ".join(part for part in parts if part)
    total = left.create + left.drift + left.blocked
    return f"{plural(total, 'campaign')} not as declared ({listed})"
