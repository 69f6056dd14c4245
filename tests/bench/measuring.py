"""Commands against the yardstick, in turns, so that what else the machine does hits both."""

from dataclasses import dataclass, field
from statistics import median
from typing import Final

from tests.bench.place import HERE, WORKERS, Place, Ran, Seen, names_of
from tests.bench.scenarios import Scenario

YARDSTICK: Final = str(HERE / "names_only.py")
BARE_LOOP: Final = str(HERE / "bare_loop.py")


@dataclass(frozen=True, slots=True)
class Pair:
    """A command once, and the yardstick for as many campaigns right before it.

    Attributes:
        ran: the command.
        yardstick: the small script that compares names only.
        seen: what the server saw of the command.
        bare: what it saw of the bare loop that sent the same creates right after it.
    """

    ran: Ran
    yardstick: Ran
    seen: Seen
    bare: Seen | None = None


@dataclass(slots=True)
class Row:
    """All rounds of one scenario."""

    scenario: Scenario
    size: int
    pairs: list[Pair] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return median(each.ran.seconds for each in self.pairs)

    @property
    def cpu(self) -> float:
        return median(each.ran.cpu for each in self.pairs)

    @property
    def memory(self) -> float:
        return max(each.ran.memory for each in self.pairs)

    @property
    def requests(self) -> int:
        return max(each.seen.requests for each in self.pairs)

    @property
    def ratio(self) -> float:
        """Seconds of the command for each one of the yardstick."""
        return median(each.ran.seconds / each.yardstick.seconds for each in self.pairs)

    @property
    def cpu_ratio(self) -> float:
        """The same of the seconds of processors."""
        return median(each.ran.cpu / each.yardstick.cpu for each in self.pairs)

    @property
    def creating(self) -> float:
        """Seconds of the creating phase."""
        return median(each.seen.creating for each in self.pairs)

    @property
    def creating_ratio(self) -> float:
        """The same for each second of the bare loop."""
        return median(each.seen.creating / each.bare.creating for each in self.pairs if each.bare)


def prepare(place: Place, scenario: Scenario, size: int) -> None:
    """Write the files, and let the cache be filled where it may be used."""
    project = place.project(size, scenario.files)
    place.project(size)
    if scenario.warm:
        place.show(size)
        place.run(["-m", "reconciler", *scenario.command.split()], project, code=scenario.code)


def measure_yardstick(place: Place, size: int) -> Ran:
    """Compare names only, all of them live."""
    place.show(size)
    return place.run([YARDSTICK, "campaigns", place.url], place.project(size))


def measure(place: Place, scenario: Scenario, size: int) -> tuple[Ran, Seen]:
    """Run the command of a scenario once."""
    place.show(size if scenario.live else 0, scenario.drifted)
    project = place.project(size, scenario.files)
    place.put_back(project)
    command = ["-m", "reconciler", *scenario.command.split()]
    if scenario.naming:
        command += names_of(project)
    return place.run(command, project, code=scenario.code), place.seen()


def measure_bare_loop(place: Place) -> Seen:
    """Send the creates that came last once more, by a loop that does nothing else."""
    bodies = place.folder / "bodies"
    bodies.write_bytes(place.ask("/sent"))
    place.show(0)
    place.run([BARE_LOOP, str(bodies), place.url, str(WORKERS)], place.folder)
    return place.seen()


def measure_pair(place: Place, scenario: Scenario, size: int) -> Pair:
    """The yardstick, then the command, then the bare loop where there are creates."""
    yardstick = measure_yardstick(place, size)
    ran, seen = measure(place, scenario, size)
    bare = measure_bare_loop(place) if scenario.creating else None
    return Pair(ran, yardstick, seen, bare)
