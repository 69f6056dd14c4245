"""The versions that campaign files had, each with the commits that made another one of it.

A trail leads from the file on disk back through commits that changed it, across renames. At a merge
it goes on where the file is the same as in a parent, so what a branch did is told of its commit and
not of the merge. What a file says also depends on the values of its environment: a commit that
changed those is an event of every file.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct, field

from reconciler.campaigns.git_log import Change, GitLog, Revision, Step

ON_DISK: Final = ""
"""Stands for the hash of what is on disk, or the same as that."""


class Version(NamedTuple):
    """What a file said up to an event.

    Attributes:
        blob: hash of what it held.
        path: where it was in the repository.
        values: which values of the environment there were.
    """

    blob: str
    path: str
    values: Hashable


class Edge(Struct, eq=False):
    """A version, and what made it.

    Attributes:
        event: what made it; None where that is not known, or not committed.
        aside: merges that took it from one parent and left the version of another one behind.
    """

    version: Version
    event: "Event | None" = None
    aside: "list[Event]" = field(default_factory=list)


class Event(Struct, eq=False):
    """What made another version of a file.

    Attributes:
        commit: None for what is not committed.
        path: where the file is since then.
        is_of_values: whether nothing but the environment's values changed.
        before: the versions before it, one for each parent that is another; none if it was added.
    """

    commit: Revision | None
    path: str
    is_of_values: bool = False
    before: list[Edge] = field(default_factory=list)


def trails(log: GitLog, files: Iterable[str], values: "Values") -> Mapping[str, Edge]:
    """Follow files back through the log, all of them in one go.

    Args:
        log: the log.
        files: paths as shown.
        values: what the settings said.

    Returns:
        The version on disk of each file, with its trail.
    """
    sweep = _Sweep(values)
    start: _Places = defaultdict(list)
    found: dict[str, Edge] = {}
    for file in files:
        path = log.path_of(file)
        found[file] = Edge(Version(ON_DISK, path, values.now))
        start[path].append(found[file])
    for change in log.uncommitted:
        edges = start.pop(change.new, [])
        event = sweep.event(None, change.new, edges)
        if event is not None and change.before:
            start[change.old].append(sweep.edge(event, change.before, change.old, values.at_head))
    if values.now != values.at_head:
        start = sweep.shifted(start, None, values.at_head)
    if log.steps:
        sweep.places[log.steps[0].commit.id] = start
    sweep.run(log)
    return found


def follow(log: GitLog, left: Iterable[tuple[str, Edge]], values: "Values") -> None:
    """Follow versions that are in no file any more back through the log.

    Args:
        log: the log.
        left: versions, each with the hash of a commit that had it.
        values: what the settings said; the log was gone through for files before.
    """
    sweep = _Sweep(values)
    for commit, edge in left:
        sweep.places.setdefault(commit, {}).setdefault(edge.version.path, []).append(edge)
    sweep.run(log)


class Values:
    """Which values the environment had where, by the versions of the settings file.

    Args:
        log: the log.
        path: of the settings file in the repository.
        known: what each version of it says, by hash.
        now: what it says on disk.

    Attributes:
        at_head: what the last commit says.
        at: what each commit said, by its hash, once the log was gone through.
        is_known: whether it was.
    """

    def __init__(
        self, log: GitLog, path: str, known: Mapping[str, Hashable], now: Hashable
    ) -> None:
        self._path = path
        self._known = known
        self.now = now
        self.at_head = self.before(log.uncommitted, now)
        self.at: dict[str, Hashable] = {}
        self.is_known = False

    def before(self, changes: Iterable[Change], after: Hashable) -> Hashable:
        """Those before some changes, by those after them."""
        for change in changes:
            if self._path and self._path in {change.old, change.new}:
                return self._known.get(change.before)
        return after


def settings_blobs(log: GitLog, path: str) -> Sequence[str]:
    """Hashes of the earlier versions of the settings file."""
    changes = [*log.uncommitted, *(each for step in log.steps for each in step.changes)]
    return [each.before for each in changes if each.before and path in {each.old, each.new}]


_Places = dict[str, list[Edge]]
"""Versions whose event is still looked for, by the path that the file has at a commit."""


class _Sweep:
    """Goes through commits, each after its children, with what is on its way through each."""

    def __init__(self, values: Values) -> None:
        self.places: dict[str, _Places] = {}
        self._values = values

    def event(
        self,
        commit: Revision | None,
        path: str,
        made: Sequence[Edge],
        *,
        is_of_values: bool = False,
    ) -> Event | None:
        """Let something have made versions; None where there are none."""
        if not made:
            return None
        event = Event(commit, path, is_of_values)
        for edge in made:
            edge.event = event
        return event

    def edge(self, event: Event, blob: str, path: str, values: Hashable) -> Edge:
        """A version before an event."""
        edge = Edge(Version(blob, path, values))
        event.before.append(edge)
        return edge

    def shifted(self, places: _Places, commit: Revision | None, values: Hashable) -> _Places:
        """What is left once other values have made a version of every file."""
        before: _Places = defaultdict(list)
        for path, edges in places.items():
            event = self.event(commit, path, edges, is_of_values=True)
            if event is not None:
                before[path].append(self.edge(event, edges[0].version.blob, path, values))
        return before

    def run(self, log: GitLog) -> None:
        """Go through all commits."""
        values = self._values
        by_commit: dict[Revision, list[Step]] = defaultdict(list)
        for step in log.steps:
            by_commit[step.commit].append(step)
        for commit, steps in by_commit.items():
            if values.is_known and commit.id not in self.places:
                continue
            # Each version goes on to the parents, through what the commit changed.
            places = self.places.pop(commit.id, {})
            now = values.at.setdefault(commit.id, values.at_head)
            parents = [_Parent(step, values.before(step.changes, now)) for step in steps]
            for each in parents:
                values.at[each.id] = each.values
            if len(parents) == 1:
                self._through_one(commit, places, parents[0], now)
            else:
                self._through_several(commit, places, parents, now)
        values.is_known = True

    def _through_one(
        self, commit: Revision, places: _Places, parent: "_Parent", now: Hashable
    ) -> None:
        changed = [
            (event, change)
            for change in parent.changes.values()
            if (event := self.event(commit, change.new, places.pop(change.new, [])))
        ]
        if parent.values != now:
            places = self.shifted(places, commit, parent.values)
        for event, change in changed:
            if change.before:
                edge = self.edge(event, change.before, change.old, parent.values)
                places.setdefault(change.old, []).append(edge)
        self._arrive(parent, places)

    def _through_several(
        self, commit: Revision, places: _Places, parents: Sequence["_Parent"], now: Hashable
    ) -> None:
        arriving: list[_Places] = [defaultdict(list) for _ in parents]
        for path, edges in places.items():
            same = next((k for k, each in enumerate(parents) if each.has(path, now)), None)
            if same is not None:
                arriving[same][path] += edges
                self._leave(commit, path, edges, list(zip(parents, arriving, strict=True)))
                continue
            is_of_values = all(path not in each.changes for each in parents)
            event = self.event(commit, path, edges, is_of_values=is_of_values)
            for k, each in enumerate(parents):
                change = each.changes.get(path)
                blob, old = (change.before, change.old) if change else (edges[0].version.blob, path)
                if event is not None and (blob or change is None):
                    arriving[k][old].append(self.edge(event, blob, old, each.values))
        for parent, found in zip(parents, arriving, strict=True):
            self._arrive(parent, found)

    def _leave(
        self,
        commit: Revision,
        path: str,
        edges: Sequence[Edge],
        parents: Iterable[tuple["_Parent", _Places]],
    ) -> None:
        """Keep what a merge did not take of a file that is as in another parent."""
        left = Event(commit, path)
        for parent, arriving in parents:
            change = parent.changes.get(path)
            if change is not None and change.before:
                edge = self.edge(left, change.before, change.old, parent.values)
                arriving[change.old].append(edge)
        if left.before:
            for edge in edges:
                edge.aside.append(left)

    def _arrive(self, parent: "_Parent", places: _Places) -> None:
        there = self.places.setdefault(parent.id, places)
        if there is not places:
            for path, edges in places.items():
                there.setdefault(path, []).extend(edges)


class _Parent:
    """A parent of a commit: what the commit changed there, by where it is since."""

    def __init__(self, step: Step, values: Hashable) -> None:
        self.id = step.parent
        self.values = values
        self.changes = {change.new: change for change in step.changes if change.status != "D"}

    def has(self, path: str, values: Hashable) -> bool:
        """Whether a file is the same here as in the commit, and the values."""
        return path not in self.changes and self.values == values
