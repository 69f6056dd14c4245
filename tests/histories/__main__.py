"""Draws many histories, and says of how many every cause is told right (``make histories``)."""

import argparse
import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from tests.histories.check import Wrong, check, drawn
from tests.support.repository import GIT_IDENTITY

LEAST: Final = 0.99
"""The share of histories of which every field has to be told right."""
SHOWN: Final = 5


def main() -> int:
    """Run what the command line asks for, and print one line of totals."""
    parser = argparse.ArgumentParser(prog="python -m tests.histories", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", default="", help="any text; drawn if there is none")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    print(f"seed {seed}", flush=True)
    with ProcessPoolExecutor(initializer=prepare) as pool:
        told = list(pool.map(partial(check_one, seed), range(given.histories), chunksize=10))
    wrong = [(number, each) for number, (_, each) in enumerate(told) if each]
    for number, each in wrong[:SHOWN]:
        print(f"\nhistory {number} of seed {seed}", *drawn(f"{seed} {number}").steps, sep="\n")
        print(*each, sep="\n")
    right = 1 - len(wrong) / given.histories
    fields = sum(count for count, _ in told)
    print(f"{given.histories:,} histories, {fields:,} drifted fields: {right:.2%} told right")
    return 0 if right >= LEAST else 1


def prepare() -> None:
    """Let no settings of git's user matter."""
    os.environ.update(GIT_IDENTITY)


def check_one(seed: str, number: int) -> tuple[int, Sequence[Wrong]]:
    """Check the history of a seed and a number."""
    with tempfile.TemporaryDirectory() as folder:
        return check(drawn(f"{seed} {number}"), Path(folder, "repository"))


if __name__ == "__main__":
    sys.exit(main())
