"""What all tests share: profiles of hypothesis, and golden files."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from reconciler.campaigns.git import OF_A_HOOK
from tests.support.today import stop_clocks

CASES = Path(__file__).parent / "cases"

stop_clocks()
for each in OF_A_HOOK:  # a hook that runs the tests has a repository of its own
    os.environ.pop(each, None)

if "PYTEST_XDIST_WORKER" in os.environ:
    # Coverage follows into the processes that run tests, not into commands that these start: what
    # is measured is reached in process as well, and measuring makes each command start slowly.
    for each in ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START"):
        os.environ.pop(each, None)

# How long it takes to draw is decided by what else the machine does.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", UNHURRIED, max_examples=50)
settings.register_profile("ci", UNHURRIED, max_examples=100, derandomize=True)
settings.register_profile(  # whether something fails is all that counts, not its shortest example
    "mutants",
    UNHURRIED,
    max_examples=25,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_collection_finish() -> None:
    """Have no look for what can be let go of go through what was collected, which stays."""
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Under mutants, forget what was worked out before: it is that of the code as it stands."""
    if item.config.getoption("--hypothesis-profile") != "mutants":
        return
    ours = [module for name, module in sys.modules.items() if name.startswith("reconciler.")]
    for remembers in (value for module in ours for value in vars(module).values()):
        if hasattr(remembers, "cache_clear"):
            remembers.cache_clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session", autouse=True)
def _own_seal(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests remember is sealed with a key of their own, and not with the user's."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("caches"))


@pytest.fixture(scope="module")
def golden(request: pytest.FixtureRequest) -> Iterator[Callable[[Path, str], None]]:
    """Compare a text with a golden file; at the end, complain about files that nobody asked for.

    Files are looked for in the directory below tests/cases that is named like the test's module.
    """
    directory = CASES / request.module.__name__.rpartition("test_")[2]
    used: set[Path] = set()

    def compare(path: Path, text: str) -> None:
        used.add(path)
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    yield compare
    if is_run_whole(request):
        of_cases = {path for path in used if path.parent == directory}
        assert set(directory.glob("*.txt")) == of_cases, "golden files that no case uses, or none"


def is_run_whole(request: pytest.FixtureRequest) -> bool:
    """Whether no part of the module's tests was left out."""
    config = request.config
    chosen = config.getoption("keyword") or any("::" in each for each in config.args)
    return not chosen and "PYTEST_XDIST_WORKER" not in os.environ
