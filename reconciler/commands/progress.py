"""How far an apply has come: a bar on a terminal, and a receipt file that is always true."""

import asyncio
import sys
from collections.abc import Callable

import click
from click._termui_impl import ProgressBar

from reconciler.commands.destination import Destination
from reconciler.commands.notes import is_quiet
from reconciler.core.exact_json import encode
from reconciler.core.outcome import Receipt, receipt_to_json
from reconciler.render.terminal import is_smart

RECEIPT_INTERVAL = 0.25
"""Seconds between two writings of the receipt file while creates are under way; at least."""
RECEIPT_SHARE = 5
"""So many times what a writing took passes before the next: nothing is sent meanwhile, and a long
receipt takes long."""


class Progress:
    """A bar on a terminal, and the receipt file that is true at any moment."""

    def __init__(self, total: int, out: Destination | None) -> None:
        self.out = out if out is None or not out.is_stdout else None
        self.total = total
        self.done = -1  # the first report is of nothing done
        self.due = float("-inf")
        self.latest: Callable[[], Receipt] = _no_receipt
        self.bar: ProgressBar[int] | None = None
        if total and is_smart(sys.stderr) and not is_quiet():
            self.bar = click.progressbar(
                length=total, label="creating", show_pos=True, file=sys.stderr
            )

    def report(self, receipt: Callable[[], Receipt]) -> None:
        """Take note of one more change."""
        self.latest = receipt
        self.done += 1
        is_last = self.done == self.total
        if self.out is not None and self.out.is_file and (is_last or now() >= self.due):
            self.write(receipt())
        if self.bar is not None:
            self._draw(self.bar, is_last=is_last)

    def _draw(self, bar: ProgressBar[int], *, is_last: bool) -> None:
        if self.done:
            bar.update(1)
        else:
            bar.render_progress()
        if is_last:
            self.end_bar()

    def end_bar(self) -> None:
        """Give the terminal back: a bar hides the cursor while it is drawn."""
        if self.bar is not None:
            self.bar.render_finish()
            self.bar = None

    def write(self, receipt: Receipt) -> None:
        """Replace the receipt file, if one is kept; what is no file takes a receipt once.

        Raises:
            UsageError: it cannot be written.
        """
        if self.out is None:
            return
        began = now()
        text = encode(receipt_to_json(receipt), indent=2) + "\n"
        self.out.write(text.encode())
        self.due = now() + max(RECEIPT_INTERVAL, RECEIPT_SHARE * (now() - began))


def now() -> float:
    """Seconds on the clock of the event loop."""
    return asyncio.get_running_loop().time()


def _no_receipt() -> Receipt:
    raise RuntimeError("apply reports before it waits for anything")  # a bug in reconciler
