"""Says how fast a processor is right now: ``python -m tests.bench.probe FOLDER PROCESSOR``.

While a command is timed, this process competes with it for the same processor, a few milliseconds
in turns. Whatever slows the processor down meanwhile, such as the neighbours of a virtual
machine, thereby slows both. What it does is a bit of all that commands do, since not everything is
slowed alike: reading files, YAML, Python's own loops, imports, and looking up what is not cached.

It writes a line when it is ready, begins at each line of its input and stops at the next one; then
it writes how many seconds of the processor a step took.
"""

import json
import marshal
import os
import random
import select
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Final

import yaml

NICE: Final = 5
"""Leaves three quarters of the processor to the command, so that it does not take twice as long."""
FILES: Final = 200
NUMBERS: Final = 1_000_000
LOOK_UPS: Final = 2500


def main(folder: str, processor: str) -> None:
    """Begin and stop as told, until the input ends."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(processor)})
    os.nice(NICE)
    steps = cycle(make_steps(sorted(Path(folder).rglob("*.yaml"))[:FILES]))
    print("ready", flush=True)
    while is_told():
        began, done = time.process_time(), 0
        while not select.select([0], [], [], 0)[0]:
            next(steps)()
            done += 1
        took = time.process_time() - began
        if is_told():
            print(took / max(done, 1), flush=True)


def is_told() -> bool:
    """Wait for the next line."""
    return bool(os.read(0, 1))


def make_steps(paths: list[Path]) -> list[Callable[[], object]]:
    """What is done in turns; each takes about half a millisecond."""
    texts = cycle([path.read_bytes() for path in paths])
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    campaigns = cycle([yaml.load(path.read_bytes(), loader) for path in paths])
    code = marshal.dumps(compile(Path(random.__file__).read_bytes(), "random.py", "exec"))
    drawn = random.Random(0)
    numbers = [drawn.random() for _ in range(NUMBERS)]
    places = cycle([drawn.choices(range(NUMBERS), k=LOOK_UPS) for _ in range(50)])
    return [
        lambda: yaml.load(next(texts), loader),
        lambda: json.dumps(next(campaigns), indent=1, default=str),
        lambda: [marshal.loads(code) for _ in range(6)],
        lambda: sum(numbers[k] for k in next(places)),
        lambda: [path.read_bytes() for path in paths[:80]],
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
