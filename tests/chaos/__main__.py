"""Runs many drawn schedules and kills many processes; ``make chaos`` runs it.

Each has a seed of its own, made of the one that is given and of its number, so any one of them
can be run again alone.
"""

import argparse
import gc
import os
import secrets
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from tests.chaos.kills import kill_one
from tests.chaos.schedules import Totals, perform

T = TypeVar("T")

WORDS: Final = ("created", "already-exists", "failed", "unconfirmed", "skipped")
SHOWN: Final = 5
"""How many broken laws are shown in full."""


@dataclass(frozen=True)
class Options:
    """What is to be run: so many schedules and kills of a seed, from a number on."""

    seed: str
    schedules: int
    kills: int
    first: int


def main() -> int:
    """Run what the command line asks for, and print one line of totals."""
    options = _options()
    print(f"seed {options.seed}", flush=True)
    began = time.monotonic()
    with ProcessPoolExecutor(initializer=prepare) as pool:
        done, broken = _try_all(pool, perform, options, options.schedules, "N")
        killed, torn = _try_all(pool, kill_one, options, options.kills, "KILLS")
    print(_line(done, sum(killed), options, broken + torn, time.monotonic() - began))
    return 1 if broken + torn else 0


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", default="", help="any text; drawn if there is none")
    parser.add_argument("--first", type=int, default=0, help="number of the first of them")
    given = parser.parse_args()
    return Options(given.seed or secrets.token_hex(4), given.schedules, given.kills, given.first)


def prepare() -> None:
    """Make a process quick: what is loaded stays, and there is no git to ask for a history."""
    os.environ["PATH"] = os.devnull
    gc.freeze()
    gc.set_threshold(20_000)


def _try_all(
    pool: Executor, law: Callable[[str], T], options: Options, count: int, counted: str
) -> tuple[list[T], int]:
    """Give what became of each, and how many broke a law; say how to run those again."""
    numbers = range(options.first, options.first + count)
    seeds = [f"{options.seed}/{counted}/{number}" for number in numbers]
    results, broken = list[T](), 0
    tried = pool.map(partial(_try_one, law), seeds, chunksize=4)
    for number, (result, trace) in zip(numbers, tried, strict=True):
        if result is not None:
            results.append(result)
            continue
        broken += 1
        if broken <= SHOWN:
            rest = " ".join(f"{each}={int(each == counted)}" for each in ("N", "KILLS"))
            again = f"make chaos SEED={options.seed} FIRST={number} {rest}"
            print(f"{trace}A law was broken. Again: {again}", file=sys.stderr, flush=True)
    return results, broken


def _try_one(law: Callable[[str], T], seed: str) -> tuple[T | None, str]:
    try:
        return law(seed), ""
    except Exception:  # noqa: BLE001 - whatever it is, it is shown, and the others go on
        return None, traceback.format_exc()


def _line(done: list[Totals], killed: int, options: Options, broken: int, seconds: float) -> str:
    faults, words = Counter[str](), Counter[str]()
    for each in done:
        faults.update(each.faults)
        words.update(each.outcomes)
    kinds = "; ".join(f"{name}: {count}" for name, count in faults.most_common())
    counts = {
        "schedules": options.schedules,
        "requests": sum(each.requests for each in done),
        "faults": f"{faults.total()} ({kinds})",
        **{word: words[word] for word in WORDS},
        "kills": f"{sum(each.kills for each in done)} modelled and {killed} real",
        "violations": broken,
        "seconds": round(seconds),
    }
    return ", ".join(f"{name} {count}" for name, count in counts.items())


if __name__ == "__main__":
    sys.exit(main())
