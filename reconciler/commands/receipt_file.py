"""How far an apply has come: what is counted, and a receipt file that is always true.

The receipt of an earlier run is the record of what that run has made, so it is kept beside it.
"""

import asyncio
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

from reconciler.commands.destination import Destination
from reconciler.commands.files import read_file, write_blocks
from reconciler.commands.overwrite import MOST_BYTES
from reconciler.core.exact_json import decode, encode
from reconciler.core.outcome import Receipt, receipt_to_json

RECEIPT_INTERVAL = 0.25
"""Seconds between two writings of the receipt file while creates are under way; at least."""
RECEIPT_SHARE = 5
"""So many times what a writing took passes before the next: nothing is sent meanwhile, and a long
receipt takes long."""
_NOT_SENT: Final = {"outcome": "skipped"}
_PLAN_ID: Final = re.compile("[0-9a-f]+")


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
        self.latest: Callable[[], Receipt]  # from the first report on, before anything is awaited

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


def keep_earlier(path: Path) -> Path | None:
    """Copy a receipt of which something was sent, before another run takes its place.

    Gives the copy, beside the receipt and named by its plan; None where there is nothing to keep,
    as in an empty file or none.

    Raises:
        UsageError: it cannot be read, or not be copied.
    """
    content = read_file(path, most=MOST_BYTES) if path.is_file() else b""
    if not content:
        return None
    receipt = decode(content.decode())
    outcomes = receipt["outcomes"]
    is_list = isinstance(outcomes, list)  # else a person has changed it, and it may be of use
    if is_list and all(isinstance(e, dict) and _NOT_SENT.items() <= e.items() for e in outcomes):
        return None
    plan_id = receipt["plan_id"]
    word = plan_id if isinstance(plan_id, str) and _PLAN_ID.fullmatch(plan_id) else "earlier"
    for number in count(1):
        more = f"-{number}" if number > 1 else ""
        kept = path.with_name(f"{path.stem}-{word}{more}{path.suffix}")
        if not kept.exists():
            write_blocks(kept, [content], to_disk=True)
            return kept
        if read_file(kept, most=MOST_BYTES) == content:
            return kept  # a run was killed before it took the place
    return None
