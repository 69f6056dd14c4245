"""The bench itself: it times what it says, and the check fails on what is worse."""

import json
from collections.abc import Iterator

import pytest

from reconciler.core.diagnostic import Severity
from tests.bench.campaigns import TODAY
from tests.bench.check import (
    MOST_ROUNDS,
    RATIOS,
    ROUNDS,
    Course,
    Ratios,
    Sample,
    Samples,
    compare,
    guarded,
    measure_until_clear,
    probing,
)
from tests.bench.measuring import measure, measure_bare_loop
from tests.bench.place import Place, Seen, opened
from tests.bench.scenarios import APPLY, PLAN, SCENARIOS, Files, Scenario
from tests.support.loading import load_campaigns

COUNT = 20
BY_NAME = {each.name: each for each in SCENARIOS}


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with opened(COUNT) as made:
        yield made


def test_what_is_live_is_what_the_files_say(place: Place) -> None:
    """The exit code is that of a plan without changes, or the measurement would be refused."""
    _, seen = measure(place, BY_NAME[PLAN], COUNT)

    assert seen.requests == 2  # for the groups, and for promotions, which are not offered here


def test_what_fails_is_not_measured(place: Place) -> None:
    with pytest.raises(RuntimeError, match="ended with 3, not with 0:\nit is late"):
        place.run(["-c", "print('it is late'); raise SystemExit(3)"], place.folder)


def test_what_a_command_wrote_is_put_back(place: Place) -> None:
    project = place.project(COUNT, Files.COPIED)
    before = {each: each.read_bytes() for each in project.glob("campaigns/*/*")}
    next(iter(before)).write_bytes(b"changed")
    (project / "campaigns" / "new.yaml").touch()

    place.put_back(project)

    files = project.glob("campaigns/**/*.yaml")
    assert {each: each.read_bytes() for each in files} == before


def test_the_bare_loop_sends_what_apply_sent(place: Place) -> None:
    _, seen = measure(place, BY_NAME[APPLY], COUNT)
    sent = place.ask("/sent").splitlines()

    assert seen.creates == len(sent) == COUNT
    assert len({json.loads(each)["name"] for each in sent}) == COUNT

    bare = measure_bare_loop(place)

    assert bare.requests == bare.creates == COUNT
    assert sorted(place.ask("/sent").splitlines()) == sorted(sent)


def test_each_spoiled_file_has_an_error(place: Place) -> None:
    folder = place.project(COUNT, Files.SPOILED)
    loaded = load_campaigns([folder / "campaigns"], base=folder, today=TODAY)

    wrong = {each.file for each in loaded.findings if each.severity is Severity.ERROR}

    assert len(wrong) == COUNT
    assert len({each.code for each in loaded.findings}) >= 3


def test_what_a_process_starts_is_measured_with_it(place: Place) -> None:
    work = "import time; bytearray(80_000_000)\nwhile time.process_time() < 0.2: pass"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"

    ran = place.run(["-c", start], place.folder)

    assert ran.memory > 80
    assert ran.cpu >= 0.2


def test_only_what_is_past_the_tolerance_is_worse() -> None:
    committed = {"plan": {"cpu": 2.0, "memory": 1.0}}

    assert compare({"plan": {"cpu": 2.29, "memory": 1.14}}, committed) == []
    (worse,) = compare({"plan": {"cpu": 2.4, "memory": 0.5}}, committed)
    assert str(worse) == "plan: cpu is 2.4, committed is 2 (+20%)"


def test_what_was_never_committed_is_worse() -> None:
    (worse,) = compare({"plan": {"requests": 3.0}}, {})

    assert str(worse) == "plan: requests is 3, committed is 0"


class Scripted(Course):
    """Measures nothing: the cost of a plan in each round is given, all else costs 1."""

    def __init__(self, plan: list[float]) -> None:
        self.plan = plan

    def yardstick(self, size: int) -> Sample:
        return Sample(1.0, 1.0, NOTHING)

    def sample(self, scenario: Scenario) -> Sample:
        return Sample(self.plan.pop(0) if scenario.name == PLAN else 1.0, 1.0, NOTHING)


NOTHING = Seen(requests=1, creates=16, creating=1.0, in_flight=16)
EVEN: Ratios = {
    each.name: {"cpu": 1.0, "memory": 1.0, "requests": 1, "turns": 1} for each in guarded()
}


def test_what_was_disturbed_is_measured_again_until_it_is_not() -> None:
    samples = Samples()
    scripted = Scripted([1.3, 1.3, 1.2, 1.0, *[1.0] * MOST_ROUNDS])

    assert measure_until_clear(scripted, samples, guarded(), EVEN) == []
    assert len(samples.rows[PLAN]) == ROUNDS + 2
    assert len(samples.rows[APPLY]) == ROUNDS


def test_what_stays_slow_is_worse() -> None:
    scripted = Scripted([1.2] * MOST_ROUNDS)

    (worse,) = measure_until_clear(scripted, Samples(), guarded(), EVEN)

    assert (worse.row, worse.quantity, worse.measured) == (PLAN, "cpu", 1.2)


def test_the_probe_says_what_a_step_takes(place: Place) -> None:
    with probing(place.project(COUNT)) as probe:
        for _ in range(2):
            result, step = probe.during(
                lambda: place.run(["-c", "sum(range(10**6))"], place.folder)
            )

            assert result.cpu > 0
            assert step > 0


def test_every_row_of_the_check_has_committed_ratios() -> None:
    committed = json.loads(RATIOS.read_text())["rows"]

    assert set(committed) == {each.name for each in guarded()}
