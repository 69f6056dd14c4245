"""Schedules drawn from a seed: what there is at first, and what happens then, step by step."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reconciler.sandbox.store import Options
from tests.api.support import run_virtually
from tests.chaos.process import Weather
from tests.chaos.world import World
from tests.support import faults
from tests.support.faults import Fault

NAMES: Final = ("Alpha", "bravo", "c/~ 3", "Ünder é", "summer 10", "Winter sales", "x", "Zulu")
MANY: Final = tuple(f"series {k:02} of {k * k}" for k in range(1, 14))

ON_CREATES: Final = (
    *faults.SURVIVABLE,
    *faults.CLOSING,
    *(faults.too_many_until(3), faults.too_many("3600"), faults.not_logged_in, faults.half_made),
    *(faults.slow(3.0), faults.slow(60.0), faults.sent_twice),
    *(faults.commits_late(0.5), faults.commits_late(4.0), faults.commits_late(120.0)),
)
ON_READS: Final = (
    *(faults.stale, *faults.PAGES, faults.too_many(), faults.too_many("2")),
    *(faults.too_many_until(3), faults.not_logged_in, *faults.server_before),
    *(faults.refused, faults.answer_lost, faults.truncated, faults.hang_before, faults.dripping),
    *(faults.html_before, faults.empty_before, faults.no_data_before, faults.slow(3.0)),
)
ON_ASKS: Final = (
    *(faults.turned_away(403), faults.too_many("1"), faults.server_before[2], faults.refused),
    *(faults.hang_before, faults.html_before, faults.not_logged_in),
)
ON_TOKENS: Final = (
    *(faults.refused, faults.answer_lost, faults.server_before[3], faults.html_before),
    faults.not_logged_in,
)


@dataclass(frozen=True)
class Totals:
    """What one schedule came to."""

    requests: int
    kills: int
    faults: dict[str, int]
    outcomes: dict[str, int]


def perform(seed: str) -> Totals:
    """Carry out the schedule of a seed.

    Raises:
        AssertionError: a law was broken.
    """
    with a_folder() as folder:
        return run_virtually(_perform(random.Random(seed), folder))


@contextmanager
def a_folder() -> Iterator[Path]:
    """An empty folder, in memory where the machine has that."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


async def _perform(draw: random.Random, folder: Path) -> Totals:
    options = Options(max_page=draw.choice([10, 100]), list_returns_periods=draw.random() < 0.5)
    world = World(folder, options, seed=draw.getrandbits(32))
    names = MANY if draw.random() < 0.03 else NAMES
    _populate(draw, world, names)
    for _ in range(draw.choice([1, 1, 2, 3])):
        await _step(draw, world, names)
    await world.settle()
    return Totals(world.requests, world.kills, dict(world.faults), dict(world.outcomes))


def _populate(draw: random.Random, world: World, names: Sequence[str]) -> None:
    most = len(names) if names is MANY else 4
    for name in draw.sample(names, draw.randint(1, most)):
        world.declare(name, "as declared")
    for name in names:
        if draw.random() < 0.2:
            world.make_by_hand(_spelt(draw, name), draw.choice(["as declared", "otherwise"]))


def _spelt(draw: random.Random, name: str) -> str:
    return name.swapcase() if draw.random() < 0.1 else name


async def _step(draw: random.Random, world: World, names: Sequence[str]) -> None:
    saved = None
    if draw.random() < 0.15:
        saved = world.folder / "plan.json"
        await world.plan(weather(draw), saved)
        saved = saved if saved.exists() else None
    if draw.random() < 0.4:
        _meddle(draw, world, draw.choice(names))
    if draw.random() < 0.2:
        await world.apply(weather(draw), weather(draw), saved=saved)
    else:
        await world.apply(weather(draw), saved=saved)


def _meddle(draw: random.Random, world: World, name: str) -> None:
    """Somebody changes a file or a group."""
    text = draw.choice(["as declared", "otherwise"])
    match draw.randrange(5):
        case 0:
            world.declare(name, text)
        case 1 if len(world.declared) > 1:
            world.undeclare(name)
        case 2:
            world.make_by_hand(_spelt(draw, name), text)
        case 3:
            world.describe_by_hand(name, text)
        case _:
            world.switch_off_by_hand(name)


def weather(draw: random.Random) -> Weather:
    """What one run meets; one in four is killed."""
    share = draw.choice([0.1, 0.3, 0.7])

    def some(kinds: Sequence[Fault], most: int) -> list[Fault | None]:
        if draw.random() < 0.2:  # the same over and over, as when a server is down
            return [draw.choice(kinds)] * draw.randint(1, 2 * most)
        count = draw.randint(0, most)
        return [draw.choice(kinds) if draw.random() < share else None for _ in range(count)]

    return Weather(
        creates=some(ON_CREATES, 6),
        reads=[None] * draw.randint(0, 2) + some(ON_READS, 4),
        asks=some(ON_ASKS, 3),
        tokens=some(ON_TOKENS, 2),
        killed_at=draw.randint(1, 16) if draw.random() < 0.25 else 0,
        after_commit=draw.random() < 0.5,
        forestalled_at=draw.randint(1, 12) if draw.random() < 0.15 else 0,
        lag=draw.choice([0.0, 0.0, 0.0, 0.0, 0.5, 2.0, 30.0]),
        deadline=draw.choice([None, None, None, 0.0, 0.3, 1.0, 5.0, 60.0]),
        source=draw.choice(["auto", "milestones", "target-groups"]),
        oauth=draw.random() < 0.3,
        rate=draw.choice([3.0, 50.0, 1000.0]),
        concurrency=draw.randint(1, 4),
        without_history=draw.random() < 0.8,
    )
