"""The standard streams: there, of every character, and no failure of their own.

Whoever reads them may leave at any time, as ``head`` does: what a command does and how it ends does
not depend on that. So what is written to a pipe that was closed is dropped, and nobody hears of it.
"""

import codecs
import errno
import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def prepare_streams() -> None:
    """Make them ready for whatever is written to them."""
    if sys.stdin is None:  # a shell has closed it
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a shell has closed it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            if stream is getattr(sys, f"__{name}__") and not stream.isatty():
                stream = outliving_its_reader(stream)
                setattr(sys, name, stream)
            _take_every_character(stream)


def outliving_its_reader(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """The same stream, that goes on in silence once nobody reads it any more."""
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Raw(stream.fileno(), "w", closefd=False)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


class _Raw(io.FileIO):
    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            # Windows says of a pipe without a reader that the argument is not valid.
            is_left = os.name == "nt" and error.errno == errno.EINVAL
            if not (is_left or isinstance(error, BrokenPipeError)):
                raise
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())  # for other processes that write to it as well
            os.close(nowhere)
            return memoryview(data).nbytes


def _take_every_character(stream: io.TextIOWrapper) -> None:
    # On Windows a file or a pipe gets the code page of the country, which lacks our marks and many
    # names: the run would end where it is to say what has been created.
    if codecs.lookup(stream.encoding).name == "utf-8":
        return
    if stream.isatty() or "PYTHONIOENCODING" in os.environ:
        stream.reconfigure(errors="backslashreplace")
    else:
        stream.reconfigure(encoding="utf-8")
