"""The one day on which all tests live: that of the examples, as the settings beside them say.

Tests in this process get it from ``conftest.py``, commands in processes of their own by
``command.py``. Whatever the machine's clock says, nothing here expires.
"""

import tomllib
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Final

import reconciler.clock
import reconciler.sandbox.clock

SETTINGS: Final = Path(__file__).parents[2] / "reconciler.toml"
TODAY: Final[date] = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["sandbox"]["clock"]
NOON: Final = datetime.combine(TODAY, time(12), UTC)


def stop_clocks() -> None:
    """Let it be noon of that day, for the command and for the sandbox."""

    def now(zone: tzinfo = UTC) -> datetime:
        return NOON.astimezone(zone)

    reconciler.clock.now = now
    reconciler.sandbox.clock.machine_now = now
