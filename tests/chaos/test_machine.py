"""The world as a machine whose steps hypothesis chooses, so that what breaks a law gets short."""

import asyncio
import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from reconciler.sandbox.store import Options
from tests.api.support import VirtualLoop
from tests.chaos import schedules
from tests.chaos.process import Weather
from tests.chaos.schedules import NAMES, a_folder
from tests.chaos.world import World
from tests.support.faults import Fault

CALM: Final = Weather()
names = st.sampled_from(NAMES[:5])
texts = st.sampled_from(["as declared", "otherwise"])


def maybe(kinds: Sequence[Fault], most: int) -> st.SearchStrategy[list[Fault | None]]:
    return st.lists(st.none() | st.sampled_from(kinds), max_size=most)


weathers = st.builds(
    Weather,
    creates=maybe(schedules.ON_CREATES, 5),
    reads=maybe(schedules.ON_READS, 4),
    asks=maybe(schedules.ON_ASKS, 2),
    tokens=maybe(schedules.ON_TOKENS, 2),
    forestalled_at=st.sampled_from([0, 0, 2, 5, 8]),
    lag=st.sampled_from([0.0, 0.5, 30.0]),
    deadline=st.sampled_from([None, 0.3, 5.0, 60.0]),
    source=st.sampled_from(["auto", "milestones", "target-groups"]),
    oauth=st.booleans(),
    rate=st.sampled_from([3.0, 1000.0]),
    concurrency=st.integers(1, 4),
    without_history=st.sampled_from([True, True, False]),
)


class Organisation(RuleBasedStateMachine):
    """Files, an API, outsiders and runs of the tool, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.runner = self.stack.enter_context(asyncio.Runner(loop_factory=VirtualLoop))
        self.folder = self.stack.enter_context(a_folder())

    @initialize(seed=st.integers(0, 9), first=st.sets(names, min_size=1))
    def begin(self, seed: int, first: set[str]) -> None:
        async def make() -> World:
            return World(self.folder, Options(), seed)

        self.world = self.runner.run(make())
        for name in sorted(first):
            self.world.declare(name, "as declared")

    @rule(name=names, text=texts)
    def edit_a_file(self, name: str, text: str) -> None:
        self.world.declare(name, text)

    @precondition(lambda self: len(self.world.declared) > 1)
    @rule(name=names)
    def delete_a_file(self, name: str) -> None:
        if set(self.world.declared) != {name}:
            self.world.undeclare(name)

    @rule(name=names, text=texts, other_case=st.booleans())
    def make_by_hand(self, name: str, text: str, other_case: bool) -> None:
        self._meddle(lambda: self.world.make_by_hand(name.swapcase() if other_case else name, text))

    @rule(name=names, text=texts)
    def edit_by_hand(self, name: str, text: str) -> None:
        self._meddle(lambda: self.world.describe_by_hand(name, text))

    @rule(name=names)
    def switch_off_by_hand(self, name: str) -> None:
        self._meddle(lambda: self.world.switch_off_by_hand(name))

    @rule(weather=weathers)
    def plan(self, weather: Weather) -> None:
        self.runner.run(self.world.plan(weather, self.folder / "plan.json"))

    @rule(saved=st.booleans())
    def apply(self, saved: bool) -> None:
        self._apply(CALM, saved=saved)

    @rule(weather=weathers, saved=st.booleans())
    def apply_with_faults(self, weather: Weather, saved: bool) -> None:
        self._apply(weather, saved=saved)

    @rule(weather=weathers, at=st.integers(1, 12), after_commit=st.booleans())
    def apply_and_be_killed(self, weather: Weather, at: int, after_commit: bool) -> None:
        self._apply(replace(weather, killed_at=at, after_commit=after_commit))

    @rule(weather=weathers, other=weathers)
    def apply_twice_at_once(self, weather: Weather, other: Weather) -> None:
        self._apply(weather, other)

    def teardown(self) -> None:
        """Whatever has happened, one clean run puts it right."""
        try:
            self.runner.run(self.world.settle())
        finally:
            self.stack.close()

    def _apply(self, *weathers: Weather, saved: bool = False) -> None:
        plan = self.folder / "plan.json"
        chosen = plan if saved and plan.exists() else None
        self.runner.run(self.world.apply(*weathers, saved=chosen))

    def _meddle(self, change: Callable[[], None]) -> None:
        async def do() -> None:
            change()

        self.runner.run(do())


@pytest.fixture(autouse=True)
def _without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no history to ask for, and asking takes long."""
    monkeypatch.setenv("PATH", os.devnull)


TestOrganisation = Organisation.TestCase
TestOrganisation.settings = settings(
    max_examples=max(12, settings.default.max_examples // 8),  # type: ignore[union-attr]
    stateful_step_count=6,
    deadline=None,
)
