"""The versions that files of drifted campaigns had, and what they declared."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.earlier import Said, read_earlier
from reconciler.campaigns.git_log import Change, GitLog
from reconciler.campaigns.source_files import SUFFIXES
from reconciler.campaigns.trails import (
    ON_DISK,
    Edge,
    Event,
    Values,
    Version,
    follow,
    settings_blobs,
    trails,
)
from reconciler.core.exact_json import Json, canonical
from reconciler.core.plan import Drift
from reconciler.core.resource import Desired, LiveState, name_key
from reconciler.files import read_file
from reconciler.settings.model import values_said
from reconciler.yaml12.document import MAX_BYTES, Document, read_document

MOST_VERSIONS: Final = 20_000
"""How many earlier versions of all files together are read, the latest first."""
_NAME: Final = b"name:"
_NAME_LINE: Final = re.compile(rb"^name:.*", re.MULTILINE)


class Run(Protocol):
    """What is planned, and where."""

    @property
    def base(self) -> Path:
        """The folder that paths of campaign files are shown relative to."""

    @property
    def config(self) -> Path:
        """The settings file."""

    @property
    def circumstances(self) -> Circumstances:
        """All that matters to a campaign file besides itself."""


class Versions:
    """The trails of all files that drifted, and what their versions held."""

    def __init__(self, log: GitLog, run: Run, drifts: Sequence[Drift], live: LiveState) -> None:
        self.log = log
        self.run = run
        self.around = run.circumstances
        self.is_whole = live.is_whole
        self.groups = {group.id: group for group in live.groups}
        self.settings = _Settings(log, run)
        self.trails = trails(log, [each.file for each in drifts], self.settings.values)
        self.drifts = drifts
        self.drifted = {name_key(each.name) for each in drifts}
        self.contents: dict[str, bytes] = {}
        self.is_cut_short = False
        self._fetch(self.trails.values())

    @cached_property
    def left_behind(self) -> Mapping[str, Sequence[tuple[Edge, Event | None]]]:
        """Versions after which a file declared another campaign or was gone, by name looked up.

        Each with its trail, and with what made it unreadable, if that is what happened. What a
        merge took from another parent comes last.
        """
        settings, merges = self.settings.values, self.log.merges
        changes = [
            (step, each)
            for step in sorted(self.log.steps, key=lambda step: step.commit.id in merges)
            for each in step.changes
            if each.before and each.old.endswith(SUFFIXES) and not self._is_on_its_trail(each)
        ]
        blobs = (blob for _, each in changes for blob in (each.before, each.after) if blob)
        self._read(dict.fromkeys(blobs))
        # Whose line of the name says at once that it is the same before and after, is not read.
        changes = [
            (step, each)
            for step, each in changes
            if not (line := self._name_line(each.before)) or line != self._name_line(each.after)
        ]
        sides = ((blob, each.old) for _, each in changes for blob in (each.after, each.before))
        names = {}
        for blob, path in {blob: path for blob, path in sides if blob}.items():
            document = read_document(path, self.contents.get(blob, b""))
            name = document.data.get("name") if isinstance(document, Document) else None
            if isinstance(name, str):
                names[blob] = name_key(name)
        found: dict[str, list[tuple[Edge, Event | None]]] = defaultdict(list)
        left: list[tuple[str, Edge]] = []
        for step, each in changes:
            name = names.get(each.before)
            if name is not None and name in self.drifted:
                edge = Edge(Version(each.before, each.old, settings.at.get(step.parent)))
                if names.get(each.after) != name:
                    is_spoiled = bool(each.after) and each.after not in names
                    spoiled = Event(step.commit, each.new) if is_spoiled else None
                    found[name].append((edge, spoiled))
                    left.append((step.parent, edge))
        follow(self.log, left, settings)
        self._fetch(edge for _, edge in left)
        return found

    def _is_on_its_trail(self, change: Change) -> bool:
        """Whether what was before is a version of the campaign that its trail is of."""
        name = self._followed.get((change.before, change.old), "")
        line = self._name_line(change.before) if name else b""
        return bool(line) and line[len(_NAME) :].strip(b" '\"\r") == name.encode()

    @cached_property
    def _followed(self) -> Mapping[tuple[str, str], str]:
        """Names of campaigns, by the hashes and paths of the versions on their trails."""
        return {
            (version.blob, version.path): each.name
            for each in self.drifts
            for version in _versions(self.trails[each.file])
        }

    def _name_line(self, blob: str) -> bytes:
        """The line of a content that says its name; empty unless there is exactly one."""
        lines = _NAME_LINE.findall(self.contents.get(blob, b""))
        return lines[0] if len(lines) == 1 else b""

    def _read(self, blobs: Iterable[str]) -> None:
        """Read contents that are not known yet, if they are not far too many."""
        left = [each for each in blobs if each and each not in self.contents]
        self.contents.update(self.log.contents(left[:MOST_VERSIONS]))
        self.is_cut_short = self.is_cut_short or len(left) > MOST_VERSIONS

    def _fetch(self, starts: Iterable[Edge]) -> None:
        """Read what the versions of trails held."""
        self._read(dict.fromkeys(version.blob for each in starts for version in _versions(each)))

    def read(self, version: Version, file: str) -> Desired | Said:
        """What a version declared."""
        content = self.contents.get(version.blob)
        if version.blob == ON_DISK:
            with suppress(OSError):  # it was there a moment ago
                content = read_file(self.run.base / file, most=MAX_BYTES)
        if content is None:
            return Said.UNREADABLE
        known = self.settings.by_key.get(version.values)
        return read_earlier(version.path, content, known, self.around)


class _Settings:
    """What the settings file said of the environment's values, version by version.

    Attributes:
        by_key: the values, by what tells them apart.
        values: where in the log there were which.
    """

    def __init__(self, log: GitLog, run: Run) -> None:
        path = log.path_of(run.config.absolute())
        around = run.circumstances
        now = canonical(dict(around.values))
        self.by_key: dict[Hashable, Mapping[str, Json]] = {now: around.values}
        known: dict[str, Hashable] = {}
        for blob, content in log.contents(settings_blobs(log, path)):
            values = values_said(content, around.environment)
            if values is not None:
                known[blob] = canonical(dict(values))
                self.by_key[known[blob]] = values
        self.values = Values(log, path, known, now)


def _versions(start: Edge) -> Iterator[Version]:
    """All versions of a trail."""
    pending, seen = [start], set[int]()
    while pending:
        edge = pending.pop(0)
        yield edge.version
        for event in (edge.event, *edge.aside):
            if event is not None and id(event) not in seen:
                seen.add(id(event))
                pending += event.before
