"""``python -m reconciler.lock`` prints where the lock is: a file for ``pip install -r``.

It names what the package needs to run, with exact versions and hashes. Nothing but Python is used
here, for it is asked before any of that is installed.
"""

import sys
from pathlib import Path
from typing import Final

PACKAGED: Final = Path(__file__).with_name("lock.txt")
"""Where the build puts it."""
KEPT: Final = Path(__file__).parents[1] / ".ci" / "lock" / "run.txt"
"""Where it is in a checkout."""


def main() -> None:
    """Print the path."""
    lock = PACKAGED if PACKAGED.exists() else KEPT
    # Written as bytes: a shell on Windows would hand on the \r of a line that is ended as text.
    sys.stdout.buffer.write(f"{lock}\n".encode())


if __name__ == "__main__":
    main()
