"""Runs commands as on a machine where a process can be copied, or where it cannot be.

``python -m tests.support.in_one_process WHERE``, with the commands as JSON in the standard input,
writes as JSON what each of them says, how it ends, and how often the process was copied for it.
"""

import contextlib
import io
import json
import os
import sys
import threading
from dataclasses import asdict, dataclass
from typing import Any, Final

from reconciler import compare_all
from reconciler.campaigns import load
from reconciler.cli.main import main
from tests.support.today import stop_clocks

WHERE: Final = ("with copies", "without fork", "beside a thread")


@dataclass(frozen=True)
class Ran:
    """What became of a command.

    Attributes:
        out: its standard output.
        err: what it said besides.
        code: how it ended.
        copies: how often the process was copied for it.
    """

    out: str
    err: str
    code: int
    copies: int


_copies = [0]


def prepare(where: str) -> None:
    """Let all that can be shared out be shared out, where it can be."""
    fork = os.fork

    def counted() -> int:
        _copies[0] += 1
        return fork()

    kinds: tuple[Any, ...] = (load, compare_all)
    for module in kinds:
        module.WORTH = 1
    os.sched_getaffinity = lambda process: {0, 1, 2}
    os.fork = counted
    if where == "without fork":
        del os.fork
    elif where == "beside a thread":
        threading.Thread(target=threading.Event().wait, daemon=True).start()


def run(arguments: list[str]) -> Ran:
    """Run one command, and keep what it says."""
    out, err, before = io.StringIO(), io.StringIO(), _copies[0]
    code: Any = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as left:
            code = left.code
    return Ran(out.getvalue(), err.getvalue(), code, _copies[0] - before)


if __name__ == "__main__":
    stop_clocks()
    prepare(sys.argv[1])
    sys.stdout.write(json.dumps([asdict(run(each)) for each in json.load(sys.stdin)]))
