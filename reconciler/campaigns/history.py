"""What git knows of campaign files: names that a file declared before, and files that are gone.

A campaign that was renamed in its file would be created beside the live one; git often knows.
Where there is no git, no repository or only a shallow clone, it knows less, and nothing fails.
"""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from reconciler.campaigns.document import Document, read_document
from reconciler.core.resource import name_key

MOST_COMMITS: Final = 50
"""How many commits of one file are looked at."""
MOST_DELETED: Final = 2000
"""How many deleting commits are looked at."""
SECONDS: Final = 30


def former_names(folder: Path, files: Iterable[str]) -> dict[str, frozenset[str]]:
    """Find the names that files declared in earlier commits, across renames of the file.

    Args:
        folder: where the shown paths start.
        files: paths as shown.

    Returns:
        Names by file; files without a history are left out.
    """
    found: dict[str, frozenset[str]] = {}
    for file in files:
        log = _git(
            folder, "log", "--follow", "--format=%H", "--name-only", "-z", f"-n{MOST_COMMITS}",
            "--", file,
        )  # fmt: skip
        names = frozenset(_names(folder, _versions(log)))
        if names:
            found[file] = names
    return found


def deleted_files(folder: Path, campaigns: Path) -> dict[str, str]:
    """Find campaign files that were deleted.

    Args:
        folder: where the shown paths start.
        campaigns: folder of the campaign files.

    Returns:
        The file that declared a name until it was deleted, by name as looked up.
    """
    log = _git(
        folder, "log", "--diff-filter=D", "--format=%H", "--name-only", "-z", "--relative",
        f"-n{MOST_DELETED}", "--", str(campaigns),
    )  # fmt: skip
    deleted: dict[str, str] = {}
    for commit, file in _versions(log):
        if not Path(folder, file).exists():
            for name in _names(folder, [(f"{commit}^", file)]):
                deleted.setdefault(name_key(name), file)
    return deleted


def _versions(log: bytes) -> list[tuple[str, str]]:
    """Commits and paths of ``git log --format=%H --name-only -z``: hash, NUL, paths by NUL."""
    commit, versions = "", []
    for token in log.decode("utf-8", "surrogateescape").split("\0"):
        text = token.strip("\n")
        if _is_hash(text):
            commit = text
        elif text and commit:
            versions.append((commit, text))
    return versions


def _is_hash(text: str) -> bool:
    return len(text) in {40, 64} and all(digit in "0123456789abcdef" for digit in text)


def _names(folder: Path, versions: Iterable[tuple[str, str]]) -> Iterator[str]:
    for commit, file in versions:
        raw = _git(folder, "show", f"{commit}:./{file}") or _git(folder, "show", f"{commit}:{file}")
        document = read_document(file, raw)
        if isinstance(document, Document) and isinstance(document.data.get("name"), str):
            yield document.data["name"]


def _git(folder: Path, *arguments: str) -> bytes:
    """Run git; no output where git cannot say."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, arguments without a shell
            ["git", *arguments],  # noqa: S607 - wherever the user has it
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
