"""Nothing that is shown or tried here goes by the machine's day."""

import re
from datetime import date
from pathlib import Path

from reconciler import clock
from reconciler.sandbox.store import Store
from reconciler.settings.model import load_settings
from tests.support.loading import load_campaigns
from tests.support.today import NOON, SETTINGS, TODAY

TESTS = Path(__file__).parent
STARTS = re.compile(r'-m(", "| )reconciler(?!\.)')
ASKS = re.compile(r"datetime\.now\(|date\.today\(|utcnow\(")
RUNS = "from reconciler.cli.main import main"
MEASURES = TESTS / "bench"
"""Times the command as users start it; what it measures does not depend on the day."""


def test_the_examples_have_all_their_days_before_them() -> None:
    """On the day that the settings beside them say; and they have no finding then."""
    settings = load_settings(SETTINGS)
    assert settings.sandbox.clock == TODAY
    loaded = load_campaigns([SETTINGS.parent / "campaigns"], base=SETTINGS.parent, today=TODAY)
    assert loaded.findings == ()
    days = {
        date.fromisoformat(each)
        for path in (SETTINGS.parent / "campaigns").iterdir()
        for each in re.findall(r"\d{4}-\d{2}-\d{2}", path.read_text(encoding="utf-8"))
    }
    assert TODAY < min(days) < max(days) < TODAY.replace(year=TODAY.year + 2)


def test_clocks_stand_still() -> None:
    """That of the command, and that of the sandbox."""
    assert clock.now() == clock.now() == NOON
    with Store(":memory:") as store:
        assert store.local_now() == NOON


def test_no_test_goes_by_the_machine() -> None:
    """A command in a process of its own is started by ``command.py``."""
    files = [path for path in TESTS.rglob("*.py") if MEASURES not in path.parents]
    found = {
        path.relative_to(TESTS).as_posix()
        for path in files
        if path.name not in {"test_today.py", "command.py"}
        and (STARTS.search(text := path.read_text(encoding="utf-8")) or ASKS.search(text))
    }
    assert found == set()


def test_programs_that_run_a_command_stop_the_clocks_first() -> None:
    """Those that are started by a test with arguments, in a process that has no ``conftest.py``."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}
    del texts["test_today.py"]
    programs = {name: text for name, text in texts.items() if RUNS in text and "sys.argv" in text}
    assert {"in_one_process.py", "test_commands.py"} <= set(programs)
    for name, text in programs.items():
        assert text.count("stop_clocks()") >= text.count(RUNS), name


def test_the_machine_is_asked_in_two_places() -> None:
    """By the command, and by the sandbox, which shares no code with it."""
    package = SETTINGS.parent / "reconciler"
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if ASKS.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"clock.py", "sandbox/clock.py"}
