"""Which commit changed a field in a file of which an earlier version says what is live."""

from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple

from reconciler.campaigns.earlier import Said
from reconciler.campaigns.git_log import MOST_COMMITS, Revision
from reconciler.campaigns.trails import Edge, Event, Version
from reconciler.causes.versions import MOST_VERSIONS, Versions
from reconciler.core.comparison import Cause, CauseKind, FieldChange
from reconciler.core.diff import ABSENT, steps, value_or_absent
from reconciler.core.exact_json import Json
from reconciler.core.plan import Drift
from reconciler.core.resource import Desired, name_key
from reconciler.target_group.comparing.align import Aligned, align

NOT_COMMITTED: Final = "The file is not committed. Commit files before they are applied."
CUT: Final = f"Only the last {MOST_COMMITS:,} commits are looked at."
TOO_MANY: Final = f"Only the last {MOST_VERSIONS:,} versions of files are read."
UNREADABLE: Final = "Earlier versions of the file cannot be read by today's rules."
SETTINGS_CHANGED: Final = "The environment's values in the settings were changed, not the file."
_UNSET: Final[Sequence[Json]] = (None, "", {}, [])
"""What an answer may show of a field that is not set."""


class Found(NamedTuple):
    """What was found out of one campaign.

    Attributes:
        beginnings: where its file begins, and nothing was found: hash of the commit, and path. Such
            a file may have been moved there from elsewhere in the repository.
    """

    causes: Sequence[Cause]
    beginnings: Sequence[tuple[str, str]]


def search(versions: Versions, drift: Drift) -> Found:
    """Find out why a campaign drifted."""
    trail = _Trail(versions, drift)
    return Found([trail.cause(field) for field in drift.fields], sorted(trail.beginnings))


class _Trail:
    """One campaign that drifted, and the versions of its file."""

    def __init__(self, versions: Versions, drift: Drift) -> None:
        self.versions = versions
        self.drift = drift
        self.start = versions.trails[drift.file]
        self.group = versions.groups[drift.id]
        self.known: dict[tuple[str, Hashable], Aligned | Said] = {}
        self.beginnings: set[tuple[str, str]] = set()

    def cause(self, field: FieldChange) -> Cause:
        """Why a field differs."""
        walk = _Walk(self, field)
        made = walk.run(self.start) or self._elsewhere(field, walk)
        if made is not None:
            reason = SETTINGS_CHANGED if made.is_of_values else ""
            if made.commit is None:
                return Cause(CauseKind.FILE, reason=reason)
            return Cause(CauseKind.FILE, *made.commit, reason=reason)
        self.beginnings |= {(commit.id, path) for commit, path in walk.beginnings}
        reason = walk.doubt
        return Cause(CauseKind.UNKNOWN, reason=reason) if reason else Cause(CauseKind.API)

    def _elsewhere(self, field: FieldChange, own: "_Walk") -> Event | None:
        """What changed another file, which declared the campaign before this one did."""
        for left, spoiled in self.versions.left_behind.get(name_key(self.drift.name), ()):
            if self.says(left.version, field):
                # Else it was moved, and says something else since this file has it.
                return spoiled or own.origin
            walk = _Walk(self, field)
            made = walk.run(left)
            if made is not None:
                return made
        return None

    def says(self, version: Version, field: FieldChange) -> bool:
        """Whether a version says of a field what is live."""
        held = self.held(version)
        return isinstance(held, Aligned) and _agrees(held, field)

    def held(self, version: Version) -> Aligned | Said:
        """A version held against what is live."""
        key = (version.blob, version.values)
        if key not in self.known:
            said = self.versions.read(version, self.drift.file)
            if isinstance(said, Desired) and name_key(said.name) != name_key(self.drift.name):
                said = Said.ANOTHER
            self.known[key] = (
                said
                if isinstance(said, Said)
                else align(said.spec, self.group.spec, is_whole=self.versions.is_whole)
            )
        return self.known[key]


class _Walk:
    """Looks for what made another version of the one that says what is live.

    At a merge, what the parents say that do not say it either comes first: they have got it from
    somewhere.

    Attributes:
        doubt: why there may be more versions than were read, as sentences; empty where not.
        origin: what let the file declare the campaign.
        beginnings: commits that added the file, each with where.
    """

    def __init__(self, trail: _Trail, field: FieldChange) -> None:
        self.doubt = ""
        self.origin: Event | None = None
        self.beginnings: list[tuple[Revision, str]] = []
        self._trail = trail
        self._log = trail.versions.log
        self._field = field
        self._merge: Event | None = None

    def run(self, start: Edge) -> Event | None:
        """Go back from what made a version; what merges have left behind comes last."""
        pending, aside = [start.event], list(start.aside)
        seen = set[int]()
        while pending or (aside and self._merge is None):
            event = pending.pop(0) if pending else aside.pop(0)
            if event is None:
                cut = CUT if self._log.is_cut else NOT_COMMITTED
                self._doubt(" ".join(self._log.gap) if self._log.is_shallow else cut)
            elif id(event) not in seen:
                seen.add(id(event))
                others = [each for each in event.before if not self._agrees(each.version)]
                if event.before and not others:
                    return event
                if len(others) < len(event.before):
                    self._merge = self._merge or event
                pending += [each.event for each in others]
                aside += [event for each in others for event in each.aside]
                self._note(event)
        return self._merge

    def _agrees(self, version: Version) -> bool:
        if self._trail.held(version) is Said.UNREADABLE:
            self._doubt(TOO_MANY if self._trail.versions.is_cut_short else UNREADABLE)
        return self._trail.says(version, self._field)

    def _note(self, event: Event) -> None:
        """Keep where the file begins to declare the campaign, and why that may not be so."""
        if all(self._trail.held(each.version) is Said.ANOTHER for each in event.before):
            self.origin = event
        if not event.before and event.commit is not None:
            self.beginnings.append((event.commit, event.path))
            self._doubt(" ".join(self._log.gap).strip())
        elif not event.before:
            self._doubt(NOT_COMMITTED)

    def _doubt(self, why: str) -> None:
        self.doubt = self.doubt or why


def _agrees(held: Aligned, field: FieldChange) -> bool:
    """Whether a version says of a field what is live.

    Where it does not mention the field it does so only if live has nothing there either.
    """
    is_unset = field.live is ABSENT or field.live in _UNSET
    route = steps(field.path)
    said, shown = value_or_absent(held.desired, route), value_or_absent(held.live, route)
    return said == shown and (said is not ABSENT or is_unset)
