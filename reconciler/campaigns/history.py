"""What git knows of campaign files: names that a file declared before, and files that are gone.

A campaign that was renamed in its file would be created beside the live one; git often knows.
Where there is no git or no repository it knows nothing; nothing fails, and the plan says so.

Git is asked once for everything: one walk through the history of the campaigns folder, and one
stream of the versions that matter. A question for each file would be a walk each.
"""

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from reconciler.campaigns.git import Git, GitIsSilent, git_at
from reconciler.core.resource import name_key
from reconciler.yaml12.document import Document, read_document

MOST_COMMITS: Final = 5000
"""How many commits that touch campaign files are looked at."""
MOST_DELETED: Final = 2000
"""How many deleted files are read, the last deleted first."""
SHALLOW: Final = "The clone is shallow, so earlier commits are not there."
FETCH: Final = "Fetch the whole history: 'git fetch --unshallow', in a workflow 'fetch-depth: 0'."
_SUFFIXES: Final = (".yaml", ".yml", ".json")
_RAW: Final = ("--raw", "--no-abbrev", "-r", "-z", "-M")


@dataclass(frozen=True, slots=True)
class History:
    """What git knows.

    Attributes:
        former_names: names that a file declared in its versions so far, by file.
        deleted_files: the file that declared a name until it was deleted, by name as looked up.
        gap: why there may be more to know, as a sentence; empty where there is not.
        remedy: what to do about the gap, as a sentence.
    """

    former_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deleted_files: Mapping[str, str] = field(default_factory=dict)
    gap: str = ""
    remedy: str = ""


class _Change(NamedTuple):
    """What became of one file: contents by hash, zeros where there was none."""

    status: str
    before: str
    after: str
    old: str
    new: str


_Blobs: TypeAlias = dict[str, str]
"""Hashes of contents with the path they had, the latest first."""


def read_history(folder: Path, campaigns: Iterable[Path], files: Collection[str]) -> History:
    """Find out what campaign files declared in earlier versions, across renames of the files.

    A change that is not committed yet counts as the latest one.

    Args:
        folder: where the shown paths start.
        campaigns: the folders of the campaign files, from the root or relative to it; a file that
            was moved from one to another is the same.
        files: paths, as shown, of the files whose former names are asked for.
    """
    git, places = git_at(folder, campaigns)
    try:
        return _read(git, places, os.path.realpath(folder), files)
    except GitIsSilent as reason:
        gap = f"Git could not be asked: {reason}." if str(reason) else ""
        return History(gap=gap, remedy=reason.remedy)


def _read(git: Git, places: Sequence[str], folder: str, files: Collection[str]) -> History:
    said = os.fsdecode(git("rev-parse", "--show-toplevel", "--is-shallow-repository", "HEAD"))
    top, shallow, _ = said.rstrip("\n").rsplit("\n", 2)
    top = os.path.realpath(top)
    tracked = {os.path.relpath(os.path.realpath(_join(folder, file)), top): file for file in files}
    versions, gone = _sort_out(_changes(git, places), tracked, Path(top))
    wanted = dict(pair for blobs in (*versions.values(), gone) for pair in blobs.items())
    names = dict(_names(git, wanted))
    deleted: dict[str, str] = {}
    for blob, path in gone.items():
        if blob in names:
            shown = Path(os.path.relpath(_join(top, path), folder)).as_posix()
            deleted.setdefault(name_key(names[blob]), shown)
    former = {
        file: frozenset(names[blob] for blob in blobs if blob in names)
        for file, blobs in versions.items()
    }
    return History(former, deleted, *((SHALLOW, FETCH) if shallow == "true" else ()))


def _join(folder: str, path: str) -> str:
    return Path(folder, path).as_posix()


def _changes(git: Git, places: Sequence[str]) -> Iterator[_Change]:
    """All changes of campaign files: what is not committed, then commits, the latest first."""
    yield from _parsed(git("diff-index", *_RAW, "HEAD", "--", *places))
    commits = git("rev-list", f"--max-count={MOST_COMMITS}", "HEAD", "--", *places)
    options = ("--stdin", "--root", "--no-commit-id", *_RAW)
    yield from _parsed(git("diff-tree", *options, "--", *places, given=commits))


def _parsed(raw: bytes) -> Iterator[_Change]:
    """Read ``:mode mode hash hash status``, a path, and a second path where it was moved."""
    tokens = iter(os.fsdecode(raw).split("\0"))
    for token in tokens:
        if token.startswith(":"):
            _, _, before, after, status = token.split(" ")
            old = next(tokens)
            yield _Change(status[0], before, after, old, next(tokens) if status[0] == "R" else old)


def _sort_out(
    changes: Iterable[_Change], tracked: Mapping[str, str], top: Path
) -> tuple[Mapping[str, _Blobs], _Blobs]:
    """The versions of each tracked file, and the last versions of files that are gone."""
    owners = dict(tracked)
    versions: dict[str, _Blobs] = defaultdict(dict)
    gone: _Blobs = {}
    for change in changes:
        owner = owners.get(change.new)
        if owner is not None:
            owners[change.old] = owner
            versions[owner] |= {change.after: change.new, change.before: change.old}
        if change.status in "DR" and change.old.endswith(_SUFFIXES):
            gone.setdefault(change.before, change.old)
    absent = ((blob, path) for blob, path in gone.items() if not (top / path).exists())
    return versions, dict(islice(absent, MOST_DELETED))


def _names(git: Git, blobs: _Blobs) -> Iterator[tuple[str, str]]:
    """The names that contents declare, by the contents' hashes."""
    stored = git("cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    start = 0
    while start < len(stored):
        end = stored.index(b"\n", start)
        blob, kind, *size = stored[start:end].decode().split(" ")
        start = end + 1
        if kind == "blob":
            content, start = stored[start : start + int(size[0])], start + int(size[0]) + 1
            document = read_document(blobs[blob], content)
            if isinstance(document, Document) and isinstance(document.data.get("name"), str):
                yield blob, document.data["name"]
