"""The command without its start: as ``command.py`` runs it, in a copy of a process that has it all.

To load it takes several times as long as what it does in most tests. Where the start itself is
the subject, in ``tests/e2e/test_commands.py`` and ``tests/cli/``, each command is started anew.
"""

import array
import atexit
import gc
import importlib
import marshal
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Final, NoReturn

import reconciler
from tests.support.command import COMMAND

ASKING: Final = Path(__file__).with_name("ask_loaded_command.py")
STREAMS: Final = 3


@cache
def loaded_command() -> tuple[str, ...]:
    """What ``COMMAND`` is, once that process is there; it ends with this one."""
    folder = tempfile.TemporaryDirectory(prefix="reconciler-")
    place = str(Path(folder.name) / "asked")
    holds = subprocess.Popen(
        [sys.executable, "-m", __name__, place],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holds.stdout is not None
    assert holds.stdout.readline() == b"ready\n"
    holds.wait()

    def end() -> None:
        holds.communicate()
        folder.cleanup()

    atexit.register(end)
    return (sys.executable, "-IS", str(ASKING), place)


def serve(place: str) -> None:
    """Copy this process for whoever asks, until the standard input ends."""
    for module in pkgutil.walk_packages(reconciler.__path__, "reconciler."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
    with socket.socket(socket.AF_UNIX) as asked:
        asked.bind(place)
        asked.listen(16)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while asked in select.select([asked, sys.stdin], [], [])[0]:
            line, _ = asked.accept()
            if os.fork() == 0:
                asked.close()
                run(line)
            line.close()


def run(line: socket.socket) -> NoReturn:
    """Be the command that is asked for, and answer with the code that it ends with."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    streams = array.array("i")
    size, sent, *_ = line.recvmsg(8, socket.CMSG_LEN(STREAMS * streams.itemsize))
    streams.frombytes(sent[0][2])
    with line.makefile("rb") as rest:
        arguments, folder, variables = marshal.loads(rest.read(int.from_bytes(size, "big")))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv[1:] = arguments
    code = 0
    try:
        runpy.run_path(COMMAND[1], run_name="__main__")
    except SystemExit as left:
        code = int(left.code or 0)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    sys.stdout.flush()
    sys.stderr.flush()
    line.sendall(bytes([code]))
    os._exit(code)


if __name__ == "__main__":
    # No child of who asks: tests look whether processes are left that they began.
    if os.fork() == 0:
        serve(sys.argv[1])
