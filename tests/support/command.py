"""The command in a process of its own, as a user runs it, but on the day of the tests."""

import sys
from pathlib import Path
from typing import Final

COMMAND: Final = (sys.executable, str(Path(__file__)))
"""What ``python -m reconciler`` is, on the machine's own day."""

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    from reconciler.cli.main import main
    from tests.support.today import stop_clocks

    stop_clocks()
    main()
