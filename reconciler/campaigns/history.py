"""What git knows of campaign files: names that a file declared before, and files that are gone.

A campaign that was renamed in its file would be created beside the live one; git often knows.
Where there is no git or no repository it knows nothing; nothing fails, and the plan says so.

Git is asked once for everything: one walk through the log (``git_log``), and one stream of the
versions that matter. A question for each file would be a walk each.

Git finds a file that was moved and edited by what both have in common, but only where it knows
both: not before the new one is added, and not across commits. There files are held against each
other here (``Likeness``).
"""

import contextlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct, field

from reconciler.campaigns.git import GitIsSilent
from reconciler.campaigns.git_log import MOST_COMMITS, Change, GitLog
from reconciler.campaigns.source_files import SUFFIXES
from reconciler.core.resource import Desired, name_key
from reconciler.files import read_file
from reconciler.yaml12.document import MAX_BYTES, Document, read_document

MOST_DELETED: Final = 2000
"""How many deleted files are read, the last deleted first."""
CUT: Final = f"Only the last {MOST_COMMITS:,} commits of campaign files are looked at."
LOOK: Final = "Look with 'git log --follow' what the file declared before."
MOST_REPLACED: Final = 20_000
"""How many earlier versions of all files are read for the names they declared, the last first."""


class Version(Struct, frozen=True):
    """A version of a campaign file that another one followed, or none.

    Attributes:
        file: the path that it had, as shown.
    """

    file: str
    content: bytes


class History(Struct, frozen=True):
    """What git knows.

    Attributes:
        former_names: names that a file declared in its versions so far, by file.
        deleted_files: the file that declared a name until it was deleted, by name as looked up.
        gap: why there may be more to know, as a sentence; empty where there is not.
        remedy: what to do about the gap, as a sentence.
        replaced: the last version that declared a name which was asked for, by name as looked up.
        own: the last version in which a file itself declared such a name, by file, then by name as
            looked up.
        moved: where files are by now that git takes for moved, by the path that they had.
    """

    former_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deleted_files: Mapping[str, str] = field(default_factory=dict)
    gap: str = ""
    remedy: str = ""
    replaced: Mapping[str, Version] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, Version]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


_Blobs: TypeAlias = dict[str, str]
"""Hashes of contents with the path they had, the latest first."""


class _Found(NamedTuple):
    """The versions that matter: of each tracked file, of files that are gone, and of all files."""

    versions: Mapping[str, _Blobs]
    gone: _Blobs
    replaced: _Blobs
    moved: Mapping[str, str]


def history_of(
    log: Callable[[], GitLog],
    files: Collection[str],
    names: Collection[str] = (),
    declared: Collection[str] = (),
) -> History:
    """Find out what campaign files declared in earlier versions, across renames of the files.

    A change that is not committed yet counts as the latest one.

    Args:
        log: gives the log; where git cannot say, that is what the history says.
        files: paths, as shown, of the files whose former names are asked for.
        names: names as looked up, whose last versions are asked for: those that no file declares.
        declared: names as looked up that a file declares by now; of them only versions of the files
            themselves are asked for.
    """
    try:
        return _history(log(), files, names, declared)
    except GitIsSilent as reason:
        return History(gap=why_silent(reason), remedy=reason.remedy)


def why_silent(reason: GitIsSilent) -> str:
    """Why git could not be asked, as a sentence; empty where there is nothing to know."""
    return f"Git could not be asked: {reason}." if str(reason) else ""


def _history(
    log: GitLog, files: Collection[str], asked: Collection[str], declared: Collection[str]
) -> History:
    tracked = {log.path_of(file): file for file in files}
    log = _with_former_folders(log, tracked)
    found = _sort_out(_changes(log), tracked, Path(log.top), with_replaced=bool(asked))
    wanted = dict(
        pair
        for blobs in (*found.versions.values(), found.gone, found.replaced)
        for pair in blobs.items()
    )
    names, contents = _read(log, wanted, {*asked, *declared})
    deleted: dict[str, str] = {}
    for blob, path in found.gone.items():
        if blob in names:
            deleted.setdefault(name_key(names[blob]), log.shown(path))
    former = {
        file: frozenset(names[blob] for blob in blobs if blob in names)
        for file, blobs in found.versions.items()
    }

    def last(blobs: _Blobs) -> Mapping[str, Version]:
        """The last version that declared each name."""
        return {
            name_key(names[blob]): Version(log.shown(path), contents[blob])
            for blob, path in reversed(blobs.items())
            if blob in contents
        }

    return History(
        former,
        deleted,
        *_gap(log, tracked),
        replaced=last(found.replaced),
        own={file: last(blobs) for file, blobs in found.versions.items()},
        moved={log.shown(old): log.shown(new) for old, new in found.moved.items()},
    )


def _read(
    log: GitLog, wanted: _Blobs, asked: Collection[str]
) -> tuple[Mapping[str, str], Mapping[str, bytes]]:
    """The names that versions declared, and the contents of those whose names are asked for."""
    names: dict[str, str] = {}
    contents: dict[str, bytes] = {}
    for blob, content in log.contents(wanted):
        document = read_document(wanted[blob], content)
        if isinstance(document, Document) and isinstance(document.data.get("name"), str):
            names[blob] = document.data["name"]
            if name_key(names[blob]) in asked:
                contents[blob] = content
    return names, contents


def _gap(log: GitLog, tracked: Collection[str]) -> tuple[str, str]:
    """Why files may have declared more names, and what to do about it; empty where they have not.

    Where not all commits are looked at, that matters for files of which none says where they begin.
    """
    if any(log.gap) or not log.is_cut:
        return log.gap
    paths, begun = {each: each for each in tracked}, set[str]()
    for change in _changes(log):
        owner = paths.get(change.new)
        if owner is not None:
            paths[change.old] = owner
            if not change.before:
                begun.add(owner)
    return ("", "") if begun.issuperset(tracked) else (CUT, LOOK)


def _with_former_folders(log: GitLog, tracked: Collection[str]) -> GitLog:
    """The log, also of folders from which files were moved into these when some were added.

    Whoever moves a whole folder, and has the settings name the new one, leaves what its files
    declared in a folder that no environment has any more.
    """
    wider = log.wider(_beginnings(log, tracked))
    return log if wider is log else _with_former_folders(wider, tracked)


def _beginnings(log: GitLog, tracked: Collection[str]) -> Mapping[str, Collection[str]]:
    """All paths that came new where some files begin, by the hash of the commit, as for wider."""
    paths, seen = set(tracked), set[str]()
    added: dict[str, set[str]] = {}
    for commit, changes in (("", log.uncommitted), *((e.commit.id, e.changes) for e in log.steps)):
        new = {each.new for each in changes if each.status == "A"}
        if not paths.isdisjoint(new):
            added.setdefault(commit, set()).update(new)
        paths |= {each.old for each in changes if each.new in paths}
        seen |= {each.new for each in changes}
    if not seen.issuperset(tracked):
        added.setdefault("", set())
    return added


def _changes(log: GitLog) -> Iterator[Change]:
    """All changes of campaign files: what is not committed, then commits, the latest first.

    A merge is compared with each of its parents, so that nothing is missed that it alone did.
    """
    yield from log.uncommitted
    yield from log.unstaged
    for step in log.steps:
        if step.commit.id not in log.merges:
            yield from step.changes
            continue
        for each in step.changes:
            if each.new == each.old:
                yield each
            else:
                # What other commits did is in between, so the one file need not be the other.
                yield Change("D", each.before, "", each.old, each.old)
                yield Change("A", "", each.after, each.new, each.new)


def _sort_out(
    changes: Iterable[Change], tracked: Mapping[str, str], top: Path, *, with_replaced: bool
) -> _Found:
    owners = dict(tracked)
    versions: dict[str, _Blobs] = defaultdict(dict)
    gone: _Blobs = {}
    replaced: _Blobs = {}
    now: dict[str, str] = {}
    for change in changes:
        owner = owners.get(change.new)
        if owner is not None:
            owners[change.old] = owner
            versions[owner] |= {change.after: change.new, change.before: change.old}
            versions[owner].pop("", None)
        if change.old.endswith(SUFFIXES) and change.before:
            replaced.setdefault(change.before, change.old)
            if change.status in "DR":
                gone.setdefault(change.before, change.old)
            if change.status == "R":
                now.setdefault(change.old, now.get(change.new, change.new))
    absent = ((blob, path) for blob, path in gone.items() if not (top / path).exists())
    moved = {old: new for old, new in now.items() if (top / new).exists()}
    kept = islice(replaced.items(), MOST_REPLACED if with_replaced else 0)
    return _Found(versions, dict(islice(absent, MOST_DELETED)), dict(kept), moved)


_COMMENT: Final = re.compile(rb"(?:^|[ \t])#.*", re.MULTILINE)
"""What explains a field is the same in every file that was made from a template."""
_BETWEEN: Final = re.compile(rb"[\n,{}\[\]]")
"""What parts are between, in blocks, in brackets and in JSON."""
_AROUND: Final = b" \t\r\"'-"


class Likeness:
    """How much files have in common with versions that are gone.

    Args:
        base: the folder that shown paths are relative to.
        versions: what is gone, by the name that it declared as looked up.
    """

    def __init__(self, base: Path, versions: Mapping[str, Version]) -> None:
        self.base = base
        self.versions = versions
        self._parts: dict[str, Counter[bytes]] = {}
        self._gone: dict[str, Counter[bytes]] = {}

    def __call__(self, desired: Desired, name: str) -> float:
        """How much of the longer one of two files is in both, from 0 to 1.

        Args:
            desired: a campaign, for its file.
            name: the name that the other one declared, as looked up.
        """
        if name not in self._gone:
            self._gone[name] = parts_of(self.versions[name].content)
        if desired.file not in self._parts:
            content = b""
            with contextlib.suppress(OSError):  # it was there a moment ago
                content = read_file(self.base / desired.file, most=MAX_BYTES)
            self._parts[desired.file] = parts_of(content)
        return share(self._parts[desired.file], self._gone[name])


def parts_of(content: bytes) -> Counter[bytes]:
    """The parts of a file that say something, with how often each stands there."""
    parts = _BETWEEN.split(_COMMENT.sub(b"", content))
    return Counter(filter(None, (part.strip(_AROUND).replace(b'"', b"") for part in parts)))


def share(ours: Counter[bytes], theirs: Counter[bytes]) -> float:
    """How many of the bytes of the longer one are in both."""
    longest = max(_size(ours), _size(theirs))
    return _size(ours & theirs) / longest if longest else 0.0


def _size(parts: Counter[bytes]) -> int:
    return sum(len(part) * count for part, count in parts.items())
