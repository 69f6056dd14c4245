"""``make bench-check``: whether anything has become slower than the committed ratios say.

What is compared are seconds of processors, not of the clock: how long a process had to wait does
not count. On a shared machine they still differ by half from one moment to the next, for a command
and its yardstick alike but not at the same time. So a probe runs beside each of them, in turns on
the same processor, and what counts is how many of its steps a command is worth: the median of
several rounds, over that of the yardstick. A row that is worse is measured again before it is said.

Peak memory, requests, and how many turns the creates of an apply take hardly vary at all.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final, TypeAlias, TypeVar

from tests.bench.measuring import measure, measure_yardstick, prepare
from tests.bench.place import ROOT, Place, Ran, Seen, opened
from tests.bench.scenarios import SCENARIOS, Scenario

T = TypeVar("T")

RATIOS: Final = Path(__file__).with_name("ratios.json")
CAMPAIGNS: Final = 1000
CREATES: Final = 320
"""Twenty times sixteen, a second in all."""
ROUNDS: Final = 4
MOST_ROUNDS: Final = 8
"""Of a row that is worse at first."""
RUNS: Final = 3
"""In each round, of what is over in a moment and of the yardstick, on which every ratio depends."""
TOLERANCE: Final = 1.15

Ratios: TypeAlias = Mapping[str, Mapping[str, float]]
"""What was measured of a row, by its name and by that of the quantity."""


@dataclass(frozen=True, slots=True)
class Worse:
    """A quantity of a row that is past the tolerance."""

    row: str
    quantity: str
    committed: float
    measured: float

    def __str__(self) -> str:
        more = f" ({self.measured / self.committed - 1:+.0%})" if self.committed else ""
        said = f"{self.quantity} is {self.measured:.3g}, committed is {self.committed:.3g}"
        return f"{self.row}: {said}{more}"


class Probe:
    """A process that says how fast a processor is while something runs on it.

    What is measured may run on that one alone, with all that it starts. Where processors cannot be
    chosen, which is everywhere but on Linux, the probe runs beside it.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", processor: int) -> None:
        self.process = process
        self.processor = processor

    def during(self, action: Callable[[], T]) -> tuple[T, float]:
        """Do something; gives also how many seconds a step of the probe took meanwhile."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with _on(self.processor):
            self.process.stdin.write(b"\n")
            self.process.stdin.flush()
            result = action()
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        return result, float(self.process.stdout.readline())


@contextmanager
def probing(folder: Path) -> Iterator[Probe]:
    """Start a probe that reads the campaigns of a folder."""
    processor = max(_processors())
    command = [sys.executable, "-m", "tests.bench.probe", str(folder), str(processor)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            yield Probe(process, processor)
        finally:
            process.kill()


@contextmanager
def _on(processor: int) -> Iterator[None]:
    """Let what is started meanwhile run on one processor alone."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = _processors()
    os.sched_setaffinity(0, {processor})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _processors() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else {0}


@dataclass(frozen=True, slots=True)
class Sample:
    """One run.

    Attributes:
        steps: how many steps of the probe it was worth.
        memory: megabytes of its largest process.
        seen: what the server saw of it.
    """

    steps: float
    memory: float
    seen: Seen


@dataclass
class Samples:
    """All runs of each row, and of the yardstick for each number of campaigns.

    Attributes:
        rows: by the name of the row.
        yardsticks: by the number of campaigns.
    """

    rows: dict[str, list[Sample]] = field(default_factory=dict)
    yardsticks: dict[int, list[Sample]] = field(default_factory=dict)

    def ratios(self, scenarios: Collection[Scenario]) -> Ratios:
        """What follows from all rounds until now."""
        return {each.name: dict(self._quantities(each)) for each in scenarios}

    def _quantities(self, scenario: Scenario) -> Iterator[tuple[str, float]]:
        row, yardstick = self.rows[scenario.name], self.yardsticks[size_of(scenario)]
        yield "cpu", _median(row, "steps") / _median(yardstick, "steps")
        yield "memory", _median(row, "memory") / _median(yardstick, "memory")
        yield "requests", median(each.seen.requests for each in row)
        if scenario.creating:
            yield "turns", median(each.seen.creates / each.seen.in_flight for each in row)


def _median(samples: Collection[Sample], quantity: str) -> float:
    return median(float(getattr(each, quantity)) for each in samples)


class Course:
    """Where the rounds take place: a folder, a server and a probe."""

    def __init__(self, place: Place, probe: Probe) -> None:
        self.place = place
        self.probe = probe

    def add_round(self, samples: Samples, scenarios: Collection[Scenario]) -> None:
        """Measure each of some scenarios once more, and the yardsticks that they need."""
        print(f"measuring {len(scenarios)} rows", file=sys.stderr, flush=True)
        for size in sorted({size_of(each) for each in scenarios}):
            for _ in range(RUNS):
                samples.yardsticks.setdefault(size, []).append(self.yardstick(size))
        for each in scenarios:
            for _ in range(RUNS if size_of(each) == 1 else 1):
                samples.rows.setdefault(each.name, []).append(self.sample(each))

    def yardstick(self, size: int) -> Sample:
        """The script that compares names only, once."""
        ran, step = self.probe.during(lambda: measure_yardstick(self.place, size))
        return _sample(ran, self.place.seen(), step)

    def sample(self, scenario: Scenario) -> Sample:
        """A scenario once."""
        size = size_of(scenario)
        (ran, seen), step = self.probe.during(lambda: measure(self.place, scenario, size))
        return _sample(ran, seen, step)


def _sample(ran: Ran, seen: Seen, step: float) -> Sample:
    return Sample(ran.cpu / step, ran.memory, seen)


@contextmanager
def course(scenarios: Collection[Scenario]) -> Iterator[Course]:
    """Prepare all that some scenarios need."""
    with opened(CAMPAIGNS) as place:
        for each in scenarios:
            prepare(place, each, size_of(each))
        with probing(place.project(CAMPAIGNS)) as probe:
            yield Course(place, probe)


def size_of(scenario: Scenario) -> int:
    """How many campaigns the check gives to a scenario."""
    return CREATES if scenario.creating else scenario.size(CAMPAIGNS)


def guarded() -> list[Scenario]:
    """The scenarios that are checked."""
    return [each for each in SCENARIOS if each.guarded]


def check() -> int:
    """Measure, compare with what is committed, and say what is worse; 1 if anything is."""
    told = json.loads(RATIOS.read_text(encoding="utf-8"))
    committed: Ratios = told["rows"]
    samples = Samples()
    with course(guarded()) as place:
        worse = measure_until_clear(place, samples, guarded(), committed)
    show(samples.ratios(guarded()), committed)
    for each in worse:
        print(f"WORSE {each}")
    if worse and told["python"] != python():
        print(f"The ratios were committed for Python {told['python']}; this is {python()}.")
    if not worse:
        print(f"Nothing is more than {TOLERANCE - 1:.0%} worse than {RATIOS.name} says.")
    return 1 if worse else 0


def measure_until_clear(
    place: Course, samples: Samples, scenarios: Collection[Scenario], committed: Ratios
) -> list[Worse]:
    """Measure all, and what is worse again and again; gives what stays worse."""
    suspects, worse = list(scenarios), list[Worse]()
    for done in range(1, MOST_ROUNDS + 1):
        place.add_round(samples, suspects)
        if done < ROUNDS:
            continue
        worse = compare(samples.ratios(suspects), committed)
        names = {each.row for each in worse}
        suspects = [each for each in suspects if each.name in names]
        if not suspects:
            break
    return worse


def compare(measured: Ratios, committed: Ratios) -> list[Worse]:
    """What has become worse, what was never committed included."""
    return [
        Worse(row, quantity, known, value)
        for row, quantities in measured.items()
        for quantity, value in quantities.items()
        if value > TOLERANCE * (known := committed.get(row, {}).get(quantity, 0.0))
    ]


def show(measured: Ratios, committed: Ratios) -> None:
    """Print each ratio beside the committed one."""
    for row, quantities in measured.items():
        said = (
            f"{quantity} {value:.3g} ({committed.get(row, {}).get(quantity, 0.0):.3g})"
            for quantity, value in quantities.items()
        )
        print(f"{row:28} {', '.join(said)}")


def write_ratios() -> None:
    """Measure, and write what is to be committed."""
    samples = Samples()
    with course(guarded()) as place:
        for _ in range(2 * ROUNDS):
            place.add_round(samples, guarded())
    ratios = {
        row: {quantity: round(value, 3) for quantity, value in quantities.items()}
        for row, quantities in samples.ratios(guarded()).items()
    }
    told = {"python": python(), "rows": ratios}
    RATIOS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    show(ratios, ratios)


def python() -> str:
    """The version of Python, as far as it decides how fast Python is."""
    return ".".join(platform.python_version_tuple()[:2])
