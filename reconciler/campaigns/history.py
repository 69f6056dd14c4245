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
MOST_REPLACED: Final = 20_000
"""How many earlier versions of all files are read for the names they declared, the last first."""
SHALLOW: Final = "The clone is shallow, so earlier commits are not there."
FETCH: Final = "Fetch the whole history: 'git fetch --unshallow', in a workflow 'fetch-depth: 0'."
_SUFFIXES: Final = (".yaml", ".yml", ".json")
_RAW: Final = ("--raw", "--no-abbrev", "-r", "-z", "-M", "-l1000")
_FORMAT: Final = "--format=%H%n%P"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a campaign file that another one followed, or none.

    Attributes:
        file: the path that it had, as shown.
        content: what it held.
    """

    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class History:
    """What git knows.

    Attributes:
        former_names: names that a file declared in its versions so far, by file.
        deleted_files: the file that declared a name until it was deleted, by name as looked up.
        gap: why there may be more to know, as a sentence; empty where there is not.
        remedy: what to do about the gap, as a sentence.
        replaced: the last version that declared a name which was asked for, by name as looked up.
    """

    former_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deleted_files: Mapping[str, str] = field(default_factory=dict)
    gap: str = ""
    remedy: str = ""
    replaced: Mapping[str, Version] = field(default_factory=dict)


class _Change(NamedTuple):
    """What became of one file: contents by hash, empty where there was none."""

    status: str
    before: str
    after: str
    old: str
    new: str


_Blobs: TypeAlias = dict[str, str]
"""Hashes of contents with the path they had, the latest first."""


class _Found(NamedTuple):
    """The versions that matter: of each tracked file, of files that are gone, and of all files."""

    versions: Mapping[str, _Blobs]
    gone: _Blobs
    replaced: _Blobs


def read_history(
    folder: Path, campaigns: Iterable[Path], files: Collection[str], names: Collection[str] = ()
) -> History:
    """Find out what campaign files declared in earlier versions, across renames of the files.

    A change that is not committed yet counts as the latest one.

    Args:
        folder: where the shown paths start.
        campaigns: the folders of the campaign files, from the root or relative to it; a file that
            was moved from one to another is the same.
        files: paths, as shown, of the files whose former names are asked for.
        names: names as looked up, whose last versions are asked for: those that no file declares.
    """
    git, places = git_at(folder, campaigns)
    try:
        return _read(_changes(git, places), git, os.path.realpath(folder), files, names)
    except GitIsSilent as reason:
        gap = f"Git could not be asked: {reason}." if str(reason) else ""
        return History(gap=gap, remedy=reason.remedy)


def _read(
    changes: Iterable[_Change],
    git: Git,
    folder: str,
    files: Collection[str],
    asked: Collection[str],
) -> History:
    said = os.fsdecode(git("rev-parse", "--show-toplevel", "--is-shallow-repository", "HEAD"))
    top, shallow, _ = said.rstrip("\n").rsplit("\n", 2)
    top = os.path.realpath(top)
    tracked = {os.path.relpath(os.path.realpath(_join(folder, file)), top): file for file in files}
    found = _sort_out(changes, tracked, Path(top), with_replaced=bool(asked))
    wanted = dict(
        pair
        for blobs in (*found.versions.values(), found.gone, found.replaced)
        for pair in blobs.items()
    )
    names: dict[str, str] = {}
    contents: dict[str, bytes] = {}
    for blob, name, content in _declared(git, wanted):
        names[blob] = name
        if name_key(name) in asked:
            contents[blob] = content

    def shown(path: str) -> str:
        return Path(os.path.relpath(_join(top, path), folder)).as_posix()

    deleted: dict[str, str] = {}
    for blob, path in found.gone.items():
        if blob in names:
            deleted.setdefault(name_key(names[blob]), shown(path))
    replaced: dict[str, Version] = {}
    for blob, path in found.replaced.items():
        if blob in contents:
            replaced.setdefault(name_key(names[blob]), Version(shown(path), contents[blob]))
    former = {
        file: frozenset(names[blob] for blob in blobs if blob in names)
        for file, blobs in found.versions.items()
    }
    gap, remedy = (SHALLOW, FETCH) if shallow == "true" else ("", "")
    return History(former, deleted, gap, remedy, replaced)


def _join(folder: str, path: str) -> str:
    return Path(folder, path).as_posix()


def _changes(git: Git, places: Sequence[str]) -> Iterator[_Change]:
    """All changes of campaign files: what is not committed, then commits, the latest first.

    What was only added to the index is known as well, though no commit has it. A merge is compared
    with each of its parents, so that nothing is missed that it alone did.
    """
    yield from _parsed(git("diff-index", *_RAW, "HEAD", "--", *places))
    yield from _parsed(git("diff-files", *_RAW, "--", *places))
    most = f"--max-count={MOST_COMMITS}"
    commits = git("rev-list", most, "--full-history", "--topo-order", "HEAD", "--", *places)
    yield from _parsed(
        git("diff-tree", "--stdin", "--root", "-m", _FORMAT, *_RAW, "--", *places, given=commits)
    )


def _parsed(raw: bytes) -> Iterator[_Change]:
    """Read ``:mode mode hash hash status``, a path, and a second path where it was moved.

    Before the changes of a commit stand its hash and those of its parents, a line each.
    """
    tokens = iter(os.fsdecode(raw).split("\0"))
    is_merge = False
    for token in tokens:
        if not token.lstrip("\n").startswith(":"):
            is_merge = " " in token
            continue
        _, _, before, after, status = token.split(" ")
        before, after = before.strip("0") and before, after.strip("0") and after
        old = next(tokens)
        new = next(tokens) if status[0] == "R" else old
        if is_merge and new != old:
            # What other commits did is in between, so the one file need not be the other.
            yield _Change("D", before, "", old, old)
            yield _Change("A", "", after, new, new)
        else:
            yield _Change(status[0], before, after, old, new)


def _sort_out(
    changes: Iterable[_Change], tracked: Mapping[str, str], top: Path, *, with_replaced: bool
) -> _Found:
    owners = dict(tracked)
    versions: dict[str, _Blobs] = defaultdict(dict)
    gone: _Blobs = {}
    replaced: _Blobs = {}
    for change in changes:
        owner = owners.get(change.new)
        if owner is not None:
            owners[change.old] = owner
            versions[owner] |= {change.after: change.new, change.before: change.old}
            versions[owner].pop("", None)
        if change.old.endswith(_SUFFIXES) and change.before:
            replaced.setdefault(change.before, change.old)
            if change.status in "DR":
                gone.setdefault(change.before, change.old)
    absent = ((blob, path) for blob, path in gone.items() if not (top / path).exists())
    kept = islice(replaced.items(), MOST_REPLACED if with_replaced else 0)
    return _Found(versions, dict(islice(absent, MOST_DELETED)), dict(kept))


def _declared(git: Git, blobs: _Blobs) -> Iterator[tuple[str, str, bytes]]:
    """The contents that declare a name, by their hashes: hash, name, content."""
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
                yield blob, document.data["name"], content
