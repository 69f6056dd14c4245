"""Where a result goes: a file, a device or a pipe, or standard output.

A place to which nothing can be written is refused when the run begins, before anything is asked or
sent. What is named by its number, such as ``/dev/stdout`` or what a shell makes of ``>(command)``,
is the one that this process has open.
"""

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import click

from reconciler.commands.files import write_blocks
from reconciler.commands.github_outputs import write_summary
from reconciler.commands.notes import note
from reconciler.errors import UsageError, cannot_write
from reconciler.files import read_file
from reconciler.near_files import nearest_path
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, text_for, to_text

DASH: Final = Path("-")
"""Standard output, or standard input where something is read."""
STDOUT: Final = 1
MARK: Final = "\ufeff"
"""What a file of CSV begins with: without it Excel reads names in the code page of the machine."""
_MOST_LINKS: Final = 40
_BLOCK: Final = 1 << 16
"""Characters that are written at once, at least, of a text that comes in parts."""
_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    ".csv": ("csv",),
    ".htm": ("html",),
    ".html": ("html",),
    ".json": ("json", "sarif", "gitlab"),
    ".markdown": ("markdown",),
    ".md": ("markdown",),
    ".sarif": ("sarif",),
    ".txt": ("text", "json", "csv", "markdown", "github"),
    ".xlsx": ("xlsx",),
    ".xml": ("junit",),
    ".yaml": ("yaml",),
    ".yml": ("yaml",),
}
"""By the ending of a name, what such a file may hold; what it holds unless another is asked for
comes first. Any other name says nothing about that."""
_OF_OTHERS: Final = re.compile(
    r"\.(7z|bmp|bz2|cfg|conf|css|db|docx?|env|gif|gz|ics|ini|jpe?g|js|jsonl|key|lock|numbers|od[st]"
    r"|parquet|pdf|pem|png|pptx?|py|rar|rtf|sh|sql|sqlite|svg|tar|tex|tgz|toml|ts|tsv|webp|xls[bm]?"
    r"|xz|zip|zst)"
)
"""What names end in of files that hold something else."""
_NAMES: Final = {
    "github": "annotations",
    "gitlab": "code quality report",
    "junit": "JUnit report",
    "markdown": "Markdown",
    "text": "plain text",
}


class Destination:
    """Where a result goes.

    A pipe that nobody reads yet is waited for, as a shell does; one whose reader has left takes
    everything in silence, as standard output does.

    Args:
        path: a file, or what stands for a device or a pipe; ``-`` is standard output.

    Attributes:
        is_stdout: whether it is standard output, whose results the command itself writes.
        is_file: whether it is a file, which can be replaced by another one at any time.

    Raises:
        UsageError: nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None
        number = STDOUT if path == DASH else descriptor(path)
        self.is_stdout = number == STDOUT
        if self.is_stdout:
            self.is_file = False
            return
        try:
            self._handle = _opened(path) if number is None else _copied(number)
        except OSError as error:
            near = None if path.parent.exists() else nearest_path(path.parent)
            hint = "Check that the folder is there and may be written to."
            if near is not None:
                hint = f"Did you mean '{near / path.name}'?"
            raise cannot_write(path, error, hint) from error
        self.is_file = self._handle is None

    def fitted(self, lines: Iterable[Line]) -> str:
        """Lines as they are shown there: standard output may want colours, and has a width."""
        return text_for(sys.stdout, lines) if self.is_stdout else to_text(lines, color=False)

    def write(self, content: bytes) -> None:
        """Write a result; see ``write_blocks``."""
        self.write_blocks([content])

    def write_blocks(self, blocks: Iterable[bytes]) -> None:
        """Write a result block by block: a file is replaced as a whole, and is on disk then.

        Raises:
            UsageError: it cannot be written.
        """
        if self._handle is None:
            write_blocks(self.path, blocks, to_disk=True)
            return
        handle, self._handle = self._handle, None
        try:
            with contextlib.suppress(BrokenPipeError), os.fdopen(handle, "wb", 0) as stream:
                for block in blocks:
                    rest = memoryview(block)
                    while rest:
                        rest = rest[stream.write(rest) :]
        except OSError as error:
            raise cannot_write(self.path, error, "Name a file.") from error


def descriptor(path: Path) -> int | None:
    """The number of the open file that a path stands for, links followed; None for all others."""
    own = {f"/proc/{os.getpid()}/fd", "/dev/fd"}
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(path.parent)
        if folder in own and path.name.isdecimal():
            return int(path.name)
        try:
            path = Path(folder, Path(folder, path.name).readlink())
        except OSError:
            return None
    return None


def is_printed_at(path: Path) -> bool:
    """Whether what is written to a path goes to standard output."""
    return path == DASH or descriptor(path) == STDOUT


def _copied(number: int) -> int:
    handle = os.dup(number)
    try:
        os.write(handle, b"")  # complains where it is open for reading alone
    except BrokenPipeError:
        pass
    except OSError:
        os.close(handle)
        raise
    return handle


def _opened(path: Path) -> int | None:
    """Open what is no file; of a file, see whether it can be replaced."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        kind = stat.S_IFREG
    if stat.S_ISREG(kind):
        folder = path.resolve().parent
        if not os.access(folder, os.W_OK | os.X_OK):
            folder.stat()  # says why, unless it is about writing alone
            code = errno.EROFS if _is_read_only(folder) else errno.EACCES
            raise OSError(code, os.strerror(code), str(path))
        return None
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if stat.S_ISBLK(kind) or stat.S_ISSOCK(kind):
        raise OSError(errno.EINVAL, "It is neither a file nor a pipe", str(path))
    if stat.S_ISFIFO(kind):
        return _pipe(path)
    return os.open(path, os.O_WRONLY)


def _pipe(path: Path) -> int:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        note(f"waiting until somebody reads from {visible(str(path))}")
        return os.open(path, os.O_WRONLY)
    os.set_blocking(handle, True)
    return handle


def _is_read_only(folder: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def json_destination(
    path: Path | None, given: str | None, *, is_result: bool = True, instead: str = ""
) -> Destination | None:
    """Where JSON goes beside a result that has a format of its own, if it goes anywhere.

    Args:
        path: where it goes.
        given: the format of the result, if one was asked for.
        is_result: whether it is the same as the result in JSON.
        instead: what else can be done about a name that does not fit, as a sentence.

    Raises:
        UsageError: nothing can be written there, or the result is to go there as well.
    """
    if path is None:
        return None
    check_ending(path, None, ("json",), instead=instead)
    place = Destination(path)
    if place.is_stdout and given is not None and not (is_result and given == "json"):
        raise UsageError(
            f"Standard output would get this and the result as {_named(given)}. Nothing was done.",
            hint="Leave --format out, or write one of them to a file.",
        )
    return place


def read_given(path: Path, *, most: int) -> bytes:
    """Read what the command line names: a file, a pipe, or with ``-`` standard input.

    Raises:
        OSError: it cannot be read, or has more than so many bytes.
    """
    number = descriptor(path)
    if path == DASH or number == 0:
        raw = sys.stdin.buffer.read(most + 1)
    elif number is not None:
        with os.fdopen(os.dup(number), "rb") as stream:
            raw = stream.read(most + 1)
    else:
        raw = read_file(path, most=most)
    if len(raw) > most:
        raise OSError(errno.EFBIG, f"it has more than {most:,} bytes")
    return raw


def result_format(path: Path | None, given: str | None) -> str:
    """Which of the formats that the command offers its result is written in; see `check_ending`."""
    options = click.get_current_context().command.params
    offered = next(each.type for each in options if each.name == "form")
    assert isinstance(offered, click.Choice)  # noqa: S101 - for mypy
    return check_ending(path, given, offered.choices)


def check_ending(
    path: Path | None, given: str | None, offered: Sequence[str], *, instead: str = ""
) -> str:
    """Which format a result is written in: the one that is asked for, else that of the name.

    Args:
        path: where the result goes; None for standard output.
        given: the format that was asked for, if one was.
        offered: what there is; the first where neither says anything.
        instead: what else can be done about a name that does not fit, as a sentence.

    Raises:
        UsageError: the name says something else than what would be in the file.
    """
    ending = "" if path is None or path == DASH or descriptor(path) is not None else path.suffix
    held = _ENDINGS.get(ending.lower(), () if _OF_OTHERS.fullmatch(ending.lower()) else None)
    if held is None:
        return given or offered[0]
    fitting = [each for each in held if each in offered]
    if given in fitting:
        return given
    if given is None and fitting:
        return fitting[0]
    wanted = offered if given is None else [given]
    ends = [each for each, may in _ENDINGS.items() if not {*wanted}.isdisjoint(may)]
    *others, last = ends
    listed = f"{', '.join(others)} or {last}" if others else last
    hint = f"Use a name that ends in {listed}"
    if given is not None and fitting:
        hint += f", or leave --format out: then it is {_named(fitting[0])}"
    raise UsageError(
        f"{path} has a name that does not match the {_named(given or offered[0])} in it. "
        "Nothing was done.",
        hint=f"{hint}. {instead}".rstrip(),
    )


def put(result: bytes | Iterable[str], place: Destination, form: str) -> None:
    """Write a result, and say where and in which format if that is not standard output.

    It is bytes, a text, or a text in parts. Markdown that goes to standard output is the summary of
    the job as well.

    Raises:
        UsageError: it cannot be written.
    """
    if form == "markdown" and place.is_stdout and not isinstance(result, bytes):
        result = "".join(result)
        write_summary(result)
    blocks: Iterable[str | bytes] = [result] if isinstance(result, bytes) else _in_blocks(result)
    if place.is_stdout:
        for block in blocks:
            click.echo(block, nl=False)
        return
    if form == "csv" and place.is_file:
        blocks = chain([MARK], blocks)
    place.write_blocks(
        each if isinstance(each, bytes) else each.encode(errors="backslashreplace")
        for each in blocks
    )
    note(f"wrote {visible(str(place.path))} (format {form})")


def _in_blocks(parts: Iterable[str]) -> Iterator[str]:
    """Put short parts of a text together, since each block is a write of its own."""
    if isinstance(parts, str):
        parts = [parts]
    held: list[str] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= _BLOCK:
            yield "".join(held)
            held.clear()
            size = 0
    if held:
        yield "".join(held)


def _named(form: str) -> str:
    return _NAMES.get(form, form.upper())
