"""The command in a process of its own, as a user runs it, but on the day of the tests."""

import os
import sys
from pathlib import Path
from typing import Final

COMMAND: Final = (sys.executable, str(Path(__file__)))
"""What ``python -m reconciler`` is, on the machine's own day."""
IMPATIENT: Final = "TESTS_ARE_IMPATIENT"
"""Environment variable that lets a read which failed be tried again at once."""

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    from reconciler.cli.main import main
    from tests.support.today import stop_clocks

    stop_clocks()
    if IMPATIENT in os.environ:
        from reconciler.api.pacing import Pacer

        Pacer.backoff = lambda *_: 0.0  # type: ignore[method-assign]
    main()
