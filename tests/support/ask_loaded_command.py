"""``python -IS ask_loaded_command.py PLACE ARGUMENT…``: the command, run by ``loaded_command.py``.

It hands on its arguments, folder, environment and streams; it imports as little as can be.
"""

import marshal
import os
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOL_SOCKET, socket

if __name__ == "__main__":
    _, place, *arguments = sys.argv
    line = socket(AF_UNIX)
    line.connect(place)
    said = marshal.dumps((arguments, os.getcwd(), dict(os.environ)))  # noqa: PTH109
    streams = b"".join(each.to_bytes(4, sys.byteorder) for each in (0, 1, 2))
    line.sendmsg([len(said).to_bytes(8, "big")], [(SOL_SOCKET, SCM_RIGHTS, streams)])
    line.sendall(said)
    answer = line.recv(1)
    sys.exit(answer[0] if answer else "The command ended without a code.")
