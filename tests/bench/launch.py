"""Runs a command and measures it, descendants included: ``python -IS launch.py REPORT COMMAND…``.

A process of its own, as small as Python gets: on Linux the peak memory of a new process begins at
that of the one which started it.
"""

import os
import sys
import time


def main(report: str, *command: str) -> None:
    """Write the exit code, seconds, seconds of all processors, and bytes of the largest process."""
    began = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    seconds = time.perf_counter() - began
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    with open(report, "w") as file:  # noqa: PTH123 - pathlib would be half of the memory
        code = os.waitstatus_to_exitcode(status)
        file.write(f"{code} {seconds} {used.ru_utime + used.ru_stime} {memory}")


if __name__ == "__main__":
    main(*sys.argv[1:])
