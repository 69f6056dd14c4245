"""How far an apply has come: what is counted, and a receipt file that is always true."""

import asyncio
from collections.abc import Callable

from reconciler.commands.destination import Destination
from reconciler.core.exact_json import encode
from reconciler.core.outcome import Receipt, receipt_to_json

RECEIPT_INTERVAL = 0.25
"""Seconds between two writings of the receipt file while creates are under way; at least."""
RECEIPT_SHARE = 5
"""So many times what a writing took passes before the next: nothing is sent meanwhile, and a long
receipt takes long."""


class Progress:
    """What is counted of one apply, and the receipt file that is true at any moment.

    Args:
        total: how many campaigns are to be created.
        out: where the receipt is kept, if it is.
        count: told of each campaign that is done.
    """

    def __init__(
        self, total: int, out: Destination | None, count: Callable[[], None] = lambda: None
    ) -> None:
        self.out = out if out is None or not out.is_stdout else None
        self.count = count
        self.total = total
        self.done = -1  # the first report is of nothing done
        self.due = float("-inf")
        self.latest: Callable[[], Receipt] = _no_receipt

    def report(self, receipt: Callable[[], Receipt]) -> None:
        """Take note of one more change."""
        self.latest = receipt
        self.done += 1
        is_last = self.done == self.total
        if self.out is not None and self.out.is_file and (is_last or now() >= self.due):
            self.write(receipt())
        if self.done:
            self.count()

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
