"""The log of git over folders of campaigns, walked once for whoever asks.

It is read as steps: what a commit changed against one of its parents. Commits that touched none of
the places are left out, and parents are the nearest ones that did; the files of a parent are those
of the commit, but for what the step says.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct

from reconciler.campaigns.git import Git, git_at
from reconciler.campaigns.source_files import SUFFIXES
from reconciler.files import is_inside

MOST_COMMITS: Final = 5000
"""How many commits that touch campaign files are looked at."""
SHALLOW: Final = "The clone is shallow, so earlier commits are not there."
FETCH: Final = "Fetch the whole history: 'git fetch --unshallow', in a workflow 'fetch-depth: 0'."
_RAW: Final = ("--raw", "--no-abbrev", "-r", "-z", "-M", "-l1000")
_WALK: Final = ("--parents", "--full-history", "--simplify-merges", "--topo-order")
_OF_STEPS: Final = (
    *("--root", "--always", "--encoding=UTF-8", "--date=short", "--format=%H%n%P%n%ad%n%an"),
    *_RAW,
)


class Revision(NamedTuple):
    """A commit, for people.

    Attributes:
        id: its full hash.
        date: yyyy-MM-dd, where its author was.
    """

    id: str
    date: str
    author: str


class Change(NamedTuple):
    """What became of one file.

    Attributes:
        status: git's letter: A, D, M, R, T.
        before: hash of what it held, empty where there was none.
        after: as before; also empty where only the disk has it.
        old: its path, from where the repository begins.
        new: as old; another one where it was moved.
    """

    status: str
    before: str
    after: str
    old: str
    new: str


class Step(NamedTuple):
    """What a commit changed.

    Attributes:
        parent: hash of the parent that this is compared with; empty for the first commit of all.
        changes: of files, each once.
    """

    commit: Revision
    parent: str
    changes: Sequence[Change]


class GitLog(Struct, frozen=True, dict=True):
    """What git knows of some folders.

    Attributes:
        git: where it is asked.
        places: the folders and files, relative to that.
        folder: where shown paths start; a real path.
        top: where the repository begins; a real path.
        is_shallow: whether earlier commits are missing.
        uncommitted: how the disk differs from the last commit.
        unstaged: how it differs from what was added since, which no commit has.
        steps: what commits changed, each after all that came later; a merge has one a parent.
    """

    git: Git
    places: Sequence[str]
    folder: str
    top: str
    is_shallow: bool
    uncommitted: Sequence[Change]
    unstaged: Sequence[Change]
    steps: Sequence[Step]

    @property
    def gap(self) -> tuple[str, str]:
        """Why there may be more to know and what to do about it; empty where there is not."""
        return (SHALLOW, FETCH) if self.is_shallow else ("", "")

    @property
    def is_cut(self) -> bool:
        """Whether there are more commits than are looked at."""
        return len(self._sizes) >= MOST_COMMITS

    @property
    def merges(self) -> frozenset[str]:
        """Hashes of commits that have several parents."""
        return frozenset(commit for commit, size in self._sizes.items() if size > 1)

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        sizes: dict[str, int] = {}
        for step in self.steps:
            sizes[step.commit.id] = sizes.get(step.commit.id, 0) + 1
        return sizes

    def has_version(self, shown: str) -> bool:
        """Whether a commit has a file, by its path as shown, or by the one it was moved from."""
        path = self.path_of(shown)
        moves = {each.new: each.old for each in self.uncommitted if each.before == each.after}
        path = moves.get(path, path)
        return any(each.new == path and each.after for step in self.steps for each in step.changes)

    def path_of(self, shown: str | Path) -> str:
        """The path in the repository of a path as shown."""
        path = Path(self.folder, shown)
        if path.is_symlink():
            path = Path(os.path.realpath(path))
        home = self._paths_of(path.parent.as_posix())
        return path.name if home == "." else f"{home}/{path.name}"

    @cached_property
    def _paths_of(self) -> Callable[[str], str]:
        """Gives the path in the repository of a folder; there are more files than folders."""
        return cache(
            lambda folder: Path(os.path.relpath(os.path.realpath(folder), self.top)).as_posix()
        )

    def shown(self, path: str) -> str:
        """As shown: a path in the repository."""
        return Path(os.path.relpath(Path(self.top, path), self.folder)).as_posix()

    def wider(self, added: Mapping[str, Collection[str]]) -> "GitLog":
        """The log of these folders, and of those from where some files were moved into them.

        Args:
            added: paths that came new into the folders, by the hash of the commit; empty for what
                is not committed, which need not be known to git: any file that is gone may be it.
        """
        asked = "".join(f"{commit}\n" for commit in added if commit).encode()
        raw = self.git("diff-tree", "--stdin", *_OF_STEPS, given=asked) if asked else b""
        moved = {
            change.old
            for step in _steps(raw)
            for change in step.changes
            if change.old != change.new and change.new in added[step.commit.id]
        }
        if "" in added:
            gone = _changes(self.git("diff-index", *_RAW, "HEAD"))
            moved |= {e.old for e in gone if e.status in "DR" and e.old.endswith(SUFFIXES)}
        here = os.path.realpath(self.git.folder)
        above = {
            each
            for place in self.places
            for each in Path(os.path.normpath(Path(here, place))).parents
        }
        files = [Path(self.top, each) for each in sorted(moved)]
        # The folder of a file is left out where it has the places, or more commits, in it.
        folders = [each if each.parent in above else each.parent for each in files]
        found = self
        for chosen in (folders, files):
            places = dict.fromkeys(os.path.relpath(each, here) for each in chosen)
            left = [each for each in places if each not in self.places]
            if not left:
                return self
            wider = [*self.places, *left]
            found = _read(self.git, wider, self.folder, self.top, is_shallow=self.is_shallow)
            if not found.is_cut:
                break
        return found

    def contents(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """What contents are, each with its hash; what is no file or missing is left out."""
        asked = "".join(f"{blob}\n" for blob in blobs).encode()
        stored = self.git("cat-file", "--batch", given=asked) if asked else b""
        start = 0
        while start < len(stored):
            end = stored.index(b"\n", start)
            blob, kind, *size = stored[start:end].decode().split(" ")
            start = end + 1
            if kind == "blob":
                yield blob, stored[start : start + int(size[0])]
                start += int(size[0]) + 1


def read_log(folder: Path, campaigns: Iterable[Path], beside: Iterable[Path] = ()) -> GitLog:
    """Walk the log of some folders.

    Args:
        folder: where shown paths start.
        campaigns: the folders of the campaign files, from the root or relative to it.
        beside: more files, as campaigns; those outside of the repository are left out.

    Raises:
        GitIsSilent: git cannot say.
    """
    git, places = git_at(folder, campaigns)
    said = os.fsdecode(git("rev-parse", "--show-toplevel", "--is-shallow-repository", "HEAD"))
    top, shallow, _ = said.rstrip("\n").rsplit("\n", 2)
    wholes = (Path(folder, each) for each in beside)
    places += [os.path.relpath(each, git.folder) for each in wholes if is_inside(each, Path(top))]
    here, home = os.path.realpath(folder), os.path.realpath(top)
    return _read(git, places, here, home, is_shallow=shallow == "true")


def _read(git: Git, places: Sequence[str], folder: str, top: str, *, is_shallow: bool) -> GitLog:
    uncommitted = _changes(git("diff-index", *_RAW, "HEAD", "--", *places))
    unstaged = _changes(git("diff-files", *_RAW, "--", *places))
    commits = os.fsdecode(
        git("rev-list", *_WALK, f"--max-count={MOST_COMMITS}", "HEAD", "--", *places)
    )
    asked = ""
    for line in commits.splitlines():  # with one parent each, as often as it has parents, or alone
        commit, *parents = line.split(" ")
        asked += "".join(f"{commit} {parent}\n" for parent in parents) or f"{commit}\n"
    raw = git("diff-tree", "--stdin", *_OF_STEPS, "--", *places, given=asked.encode())
    steps = list(_steps(raw))
    return GitLog(git, places, folder, top, is_shallow, uncommitted, unstaged, steps)


def _steps(raw: bytes) -> Iterator[Step]:
    """Read what was changed, each with the header above it: a line for each part of the format."""
    header: str | None = None
    changes: list[Change] = []
    tokens = iter(os.fsdecode(raw).split("\0"))
    for token in tokens:
        said = token.lstrip("\n")
        if said.startswith(":"):
            changes.append(_change(said, tokens))
        elif said:
            if header is not None:
                yield _step(header, changes)
            header, changes = said, []
    if header is not None:
        yield _step(header, changes)


def _step(header: str, changes: Sequence[Change]) -> Step:
    commit, parent, date, author = header.split("\n")[:4]
    # What is no UTF-8 shall be shown all the same, and written as JSON.
    name = os.fsencode(author).decode(errors="replace")
    return Step(Revision(commit, date, name), parent, changes)


def _changes(raw: bytes) -> list[Change]:
    tokens = iter(os.fsdecode(raw).split("\0"))
    return [_change(token, tokens) for token in tokens if token]


def _change(said: str, tokens: Iterator[str]) -> Change:
    """Read ``:mode mode hash hash status``, a path, and a second path where it was moved."""
    _, _, before, after, status = said.split(" ")
    old = next(tokens)
    new = next(tokens) if status[0] == "R" else old
    return Change(status[0], before.strip("0") and before, after.strip("0") and after, old, new)
