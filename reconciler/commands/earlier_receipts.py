"""The receipt of an earlier run, which is the record of what that run has made."""

import re
from itertools import count
from pathlib import Path
from typing import Final

from reconciler.commands.earlier_results import MOST_BYTES
from reconciler.commands.files import read_file, write_blocks
from reconciler.core.exact_json import Json, decode

_NOT_SENT: Final = {"outcome": "skipped"}
_PLAN_ID: Final = re.compile("[0-9a-f]+")


def keep_earlier(path: Path) -> Path | None:
    """Copy a receipt of which something was sent, before another run takes its place.

    Args:
        path: a receipt, an empty file, or nothing.

    Returns:
        The copy, beside the receipt and named by its plan; None where there is nothing to keep.

    Raises:
        UsageError: it cannot be read, or not be copied.
    """
    content = read_file(path, most=MOST_BYTES) if path.is_file() else b""
    if not content:
        return None
    receipt = decode(content.decode())
    if not _has_sent(receipt["outcomes"]):
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


def _has_sent(outcomes: Json) -> bool:
    """Whether any outcome is one of what was sent; what a person has changed may be."""
    if not isinstance(outcomes, list):
        return True
    return not all(
        isinstance(each, dict) and _NOT_SENT.items() <= each.items() for each in outcomes
    )
