"""Names of new campaign files, and files that come into being whole or not at all.

Nothing here replaces a file: a name that is taken, in whatever case, gets a number, and a file
that appears in between is left alone.
"""

import contextlib
import os
import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import dropwhile
from pathlib import Path
from typing import Final

from reconciler.core.resource import LONGEST_LOOKED_AT
from reconciler.core.unseen_characters import without_unseen
from reconciler.errors import UsageError, cannot_write
from reconciler.files import write_new

SUFFIX: Final = ".yaml"
LONGEST_STEM: Final = 60
_PARTS: Final = frozenset("LNM")
"""Letters, digits, and the marks that some scripts write vowels with: Unicode's first letters."""
_ASCII_WORD: Final = re.compile("[0-9a-z]+")
# Names of devices, which Windows does not let a file have, whatever its suffix.
_DEVICES: Final = re.compile("con|prn|aux|nul|conin|conout|com[0-9]|lpt[0-9]")


def file_stem(name: str, *, otherwise: str) -> str:
    """The name of a file for a campaign: letters and digits in lower case, and hyphens.

    Accents are left out where what is below them is a letter of ASCII. Other scripts stay.
    ``otherwise`` is the stem where nothing of the name is left.
    """
    seen = without_unseen(name[:LONGEST_LOOKED_AT])
    if not seen.isascii():
        plain = (unicodedata.normalize("NFKD", each).encode("ascii", "ignore") for each in seen)
        seen = "".join(bare.decode() or each for bare, each in zip(plain, seen, strict=True))
    letters = unicodedata.normalize("NFKC", seen).lower()
    words = _ASCII_WORD.findall(letters) if letters.isascii() else _words(letters)
    stem = "-".join(words)[:LONGEST_STEM].strip("-")
    if not stem:
        return otherwise
    return f"{stem}-campaign" if _DEVICES.fullmatch(stem) else stem


def _words(letters: str) -> Iterator[str]:
    words = "".join(each if _kind(each) in _PARTS else " " for each in letters).split()
    # A mark before the first letter or digit of a word would be written onto a hyphen.
    begun = ("".join(dropwhile(lambda each: _kind(each) == "M", word)) for word in words)
    return filter(None, begun)


def _kind(sign: str) -> str:
    """The first letter of Unicode's category."""
    return unicodedata.category(sign)[0]


def free_name(stem: str, taken: Collection[str], suffix: str = SUFFIX) -> str:
    """The name of the file, with a number where it is taken; names are taken in lower case."""
    name, n = f"{stem}{suffix}", 1
    while name in taken:
        n += 1
        name = f"{stem}-{n}{suffix}"
    return name


def names_in(folder: Path) -> set[str]:
    """Everything that stands in a folder, in lower case; nothing where there is no folder.

    Raises:
        UsageError: it is no folder, or cannot be read.
    """
    try:
        return {path.name.casefold() for path in folder.iterdir()}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise UsageError(
            f"The folder of campaigns {folder} cannot be read: {error.strerror}.",
            hint="Set campaigns in reconciler.toml to a folder.",
        ) from error


def create_file(path: Path, text: str) -> None:
    """Write a file that was not there, in one step, so that nobody ever reads half of it.

    Raises:
        UsageError: it cannot be written, or is there already.
    """
    # As text, since a path for each takes as long as to write it.
    draft = f"{str(path).removesuffix(path.name)}.{path.name}.{os.urandom(4).hex()}"
    content = text.encode()
    try:
        try:
            _draft(draft, content)
            _link(draft, path, content)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft)  # noqa: PTH108 - it is text
    except OSError as error:
        hint = "Files that were written before it are whole; run the command again."
        raise cannot_write(path, error, hint) from error


def _draft(draft: str, content: bytes) -> None:
    """Write the draft of a file, with its folder where there is none yet."""
    try:
        write_new(draft, [content])
    except FileNotFoundError:
        Path(draft).parent.mkdir(parents=True, exist_ok=True)
        write_new(draft, [content])


def _link(draft: str, path: Path, content: bytes) -> None:
    """Give the draft its name, unless something has it; a link never replaces anything."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the next best is a file of our own
        write_new(path, [content])
