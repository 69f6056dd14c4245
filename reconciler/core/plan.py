"""The plan: a value that says what is missing, what differs, and what stands in the way.

Everything that shows a plan and everything that carries it out takes the same object. It holds
no references to files or answers, so that it survives a trip through JSON unchanged.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Final, TypeAlias, TypeVar, cast

from msgspec import Struct
from msgspec.structs import force_setattr

from reconciler.core.comparison import NOTHING_SEEN, Coverage, FieldChange, Seen
from reconciler.core.diagnostic import Answer, Diagnostic
from reconciler.core.diff import ABSENT, Absent
from reconciler.core.exact_json import Json, canonical
from reconciler.core.origin import NO_ORIGIN, Origin
from reconciler.core.promotion import Owner
from reconciler.core.reasons import CAMPAIGN_OVER, LIKELY_RENAME
from reconciler.core.resource import look_alike

T = TypeVar("T")


class Reason(Struct, frozen=True):
    """Why a campaign is blocked, or what is to be known of an unmanaged one.

    Attributes:
        message: what stands in the way and what to do, in sentences.
        of: the other campaigns or groups that it speaks of, by name.
    """

    code: str
    message: str
    of: tuple[str, ...] = ()


class Acknowledged(Struct, frozen=True):
    """A reason against a create that a campaign file answers.

    Attributes:
        reason: what would have blocked it.
        answer: why it is meant all the same.
    """

    reason: Reason
    answer: Answer


RECORD: Final = Reason(CAMPAIGN_OVER.slug, "It is over, and its file is a record of it.")
"""Why a campaign is neither made nor mentioned."""


class OfFile(Struct, frozen=True):
    """What a plan says of a campaign that a file declares; the line is that of the name."""

    name: str
    file: str
    line: int


class Create(OfFile, frozen=True):
    """A campaign that is not live and shall be made.

    Attributes:
        acknowledged: what would block it, were it not acknowledged.
        even_if_over: whether its file wants it made also once it is over.
    """

    body: Mapping[str, Json]
    acknowledged: tuple[Acknowledged, ...] = ()
    even_if_over: bool = False


class Drift(OfFile, frozen=True):
    """A campaign whose live group differs from its file.

    It stays drift in the plan's id where all of it is acknowledged, and is in sync in all else.
    """

    id: int
    fields: tuple[FieldChange, ...]
    seen: Seen = Seen()

    @property
    def is_acknowledged(self) -> bool:
        """Whether all that differs is meant."""
        return all(each.acknowledged for each in self.fields)

    @property
    def reported(self) -> tuple[FieldChange, ...]:
        """What differs and is not acknowledged."""
        return tuple(each for each in self.fields if not each.acknowledged)

    @property
    def acknowledged(self) -> tuple[FieldChange, ...]:
        """What differs and is acknowledged."""
        return tuple(each for each in self.fields if each.acknowledged)


class Blocked(OfFile, frozen=True):
    """A campaign that is not live and must not be made until a person has decided.

    Attributes:
        otherwise: why it would be blocked if it were not set aside; None where it would be made.
    """

    reason: Reason
    body: Mapping[str, Json]
    otherwise: Reason | None = None

    @property
    def is_set_aside(self) -> bool:
        """Whether it is only not made because it is over: no change, and nothing in the way."""
        return self.reason.code == CAMPAIGN_OVER.slug

    @property
    def is_record(self) -> bool:
        """Whether it is over and inactive in its file, and so nothing is said of it."""
        return self.reason == RECORD


class InSync(OfFile, frozen=True):
    """A campaign whose live group is as declared, as far as it was shown."""

    id: int
    seen: Seen = Seen()


class Unmanaged(Struct, frozen=True):
    """A live group that no file declares.

    Attributes:
        owner: the promotion that owns it; it is then nobody's to manage, and not counted.
        known: why the settings list it as meant to be in no file; it is then not counted either.
    """

    name: str
    id: int
    reason: Reason | None = None
    owner: Owner | None = None
    known: Answer | None = None

    @property
    def is_meant(self) -> bool:
        """Whether no file needs to declare it: a promotion owns it, or it is known."""
        return self.owner is not None or self.known is not None

    @property
    def may_be_renamed(self) -> bool:
        """Whether a campaign that is blocked may be it, under another name."""
        return self.reason is not None and self.reason.code == LIKELY_RENAME.slug


Change: TypeAlias = Blocked | Create | Drift | InSync | Unmanaged
ACTIONS: Final[Mapping[type[Change], str]] = {
    Blocked: "blocked",
    Create: "create",
    Drift: "drift",
    InSync: "in-sync",
    Unmanaged: "unmanaged",
}
"""The word for each kind of change, in the order of a plan."""
_RANK: Final = {kind: rank for rank, kind in enumerate(ACTIONS)}


def kind_of(change: Change) -> type[Change]:
    """What a change counts as: drift that is acknowledged is in sync."""
    is_meant = isinstance(change, Drift) and change.is_acknowledged
    return InSync if is_meant else type(change)


class Summary(Struct, frozen=True):
    """How many campaigns a plan says what of.

    Attributes:
        acknowledged: of how many of them something is acknowledged: drift, or a reason against
            creating them. They are counted as what they are besides.
        set_aside: how many are over and not live. They are no changes, and not among the blocked.
        promotion: how many live groups promotions own, and no file; not among the unmanaged.
        known: how many live groups the settings list as known; not among the unmanaged.
    """

    create: int = 0
    drift: int = 0
    blocked: int = 0
    in_sync: int = 0
    unmanaged: int = 0
    acknowledged: int = 0
    set_aside: int = 0
    promotion: int = 0
    known: int = 0

    @property
    def has_changes(self) -> bool:
        """Whether anything declared is not as declared. Unmanaged groups alone are no change."""
        return bool(self.create or self.drift or self.blocked)


class _InOrder(tuple[Change, ...]):
    """Changes in the order of a plan: a plan that is made of a plan does not sort them again."""

    __slots__ = ()


class Plan(Struct, frozen=True, dict=True):
    """What is missing, what differs, what is blocked, in one stable order.

    Attributes:
        source: how live state was read.
        org_id: the organisation as configured, which the plan belongs to.
        live_org_id: the organisation as the answers name it.
        changes: one for each campaign and each live group that no file declares.
        diagnostics: what else is to be known: warnings about files, limits of the read.
        origin: where it was made from: the commit, what it changes, the run.
        records: campaigns that are over, inactive in their files, and not live. Nothing is said
            of them; they are here because they were creates before they were over.
        owners_unknown: why it is not known which groups promotions own, in sentences; empty where
            it is.
    """

    environment: str
    source: str
    org_id: int | None
    live_org_id: int | None
    live_groups: int
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    origin: Origin = NO_ORIGIN
    records: tuple[Blocked, ...] = ()
    owners_unknown: str = ""

    # The event loop asks for it of every result, and there may be thousands of changes.
    def __repr__(self) -> str:
        return f"Plan({self.environment!r}, {len(self.changes)} changes)"

    def __post_init__(self) -> None:
        if not isinstance(self.changes, _InOrder):
            force_setattr(self, "changes", _InOrder(sorted(self.changes, key=_order)))

    @cached_property
    def summary(self) -> Summary:
        """Counts of the changes."""
        drifted = Counter(map(kind_of, self.of_kind(Drift)))
        return Summary(
            create=len(self.creates),
            drift=drifted[Drift],
            blocked=len(self.blocked),
            in_sync=drifted[InSync] + len(self.of_kind(InSync)),
            unmanaged=len(self.unmanaged),
            acknowledged=sum(bool(each.acknowledged) for each in self.creates)
            + sum(bool(each.acknowledged) for each in self.of_kind(Drift)),
            set_aside=len(self.set_aside),
            promotion=len(self.owned),
            known=len(self.known),
        )

    @cached_property
    def coverage(self) -> Coverage:
        """How much of what is declared was checked, in all campaigns that are live."""
        return sum((each.seen.coverage for each in self.live), NOTHING_SEEN)

    @cached_property
    def plan_id(self) -> str:
        """Digest of what the plan would do and what stands against it.

        Same files and same relevant live state give the same id on any machine: it covers the
        environment, the configured organisation, the source and all creates, drift and blocks,
        and none of the texts, positions, warnings, in-sync or unmanaged groups. A campaign that is
        missing stands for the same before and after its last day, so no clock changes an id.
        """
        return self._digests[0]

    @property
    def fingerprints(self) -> Sequence[str]:
        """The fingerprint of each of the changes that it stands or falls with."""
        return self._digests[1]

    @cached_property
    def _digests(self) -> tuple[str, Sequence[str]]:
        """The id and the fingerprints; what they are of is long, and written once for both."""
        whole = canonical([self.environment, self.org_id, self.source]).removesuffix("]")
        of_plan = hashlib.sha256(whole.encode())
        touched = self.touched
        written = [canonical(_essence(change)).encode() for change in (*touched, *self.records)]
        in_order = zip((*touched, *self.records), written, strict=True)
        for _, text in sorted(in_order, key=lambda pair: _order_of_essence(pair[0])):
            of_plan.update(b"," + text)
        of_plan.update(b"]")
        fingerprints = [_short(hashlib.sha256(text)) for text in written[: len(touched)]]
        return _short(of_plan), fingerprints

    @property
    def touched(self) -> "tuple[Touched, ...]":
        """The changes that the plan stands or falls with, in the order of the plan."""
        return (*self.of_kind(Blocked), *self.creates, *self.of_kind(Drift))

    @property
    def live(self) -> tuple[Drift | InSync, ...]:
        """The campaigns that are live, as declared or not, in the order of the plan."""
        return (*self.of_kind(Drift), *self.of_kind(InSync))

    def of_kind(self, kind: type[T]) -> tuple[T, ...]:
        """The changes of one kind, in the order of the plan; most plans have one kind alone."""
        return cast("tuple[T, ...]", self._by_kind.get(kind, ()))

    @cached_property
    def _by_kind(self) -> Mapping[type, tuple[Change, ...]]:
        """The changes by their kinds, each of which stands together (``_order``)."""
        return {kind: tuple(changes) for kind, changes in groupby(self.changes, type)}

    @property
    def creates(self) -> tuple[Create, ...]:
        """The campaigns to make, in the order of the plan."""
        return self.of_kind(Create)

    @cached_property
    def blocked(self) -> tuple[Blocked, ...]:
        """The campaigns that a person must decide on, in the order of the plan."""
        return tuple(each for each in self.of_kind(Blocked) if not each.is_set_aside)

    @cached_property
    def owned(self) -> tuple[Unmanaged, ...]:
        """The live groups that promotions own and no file declares, in the order of the plan."""
        return tuple(each for each in self.of_kind(Unmanaged) if each.owner)

    @cached_property
    def known(self) -> tuple[Unmanaged, ...]:
        """The live groups that are meant to be in no file, in the order of the plan."""
        return tuple(each for each in self.of_kind(Unmanaged) if each.known)

    @cached_property
    def unmanaged(self) -> tuple[Unmanaged, ...]:
        """The live groups that a file should declare, in the order of the plan."""
        return tuple(each for each in self.of_kind(Unmanaged) if not each.is_meant)

    @cached_property
    def set_aside(self) -> tuple[Blocked, ...]:
        """The campaigns that are over and not live, in the order of the plan."""
        return tuple(each for each in self.of_kind(Blocked) if each.is_set_aside)


Touched: TypeAlias = Blocked | Create | Drift
"""Changes of campaigns that are not as declared: what a plan is about."""


def fingerprint(change: Touched) -> str:
    """Digest of what must stay as it is for a reviewed change to hold.

    Of a create and a block that is the campaign, of a block its reason too, of drift the live
    group and all that differs: no texts, no positions, nothing that time alone can change.
    """
    return _short(hashlib.sha256(canonical(_essence(change)).encode()))


def _essence(change: Touched) -> Json:
    match change:
        case Create():
            over = [CAMPAIGN_OVER.slug] if change.even_if_over else []
            return ["create", change.name, change.body, *over]
        case Blocked(reason=reason):
            # The clock decides what is set aside, so it stands for what it would be otherwise.
            why = change.otherwise if change.is_set_aside else reason
            if why is None:
                return ["create", change.name, change.body]
            return ["blocked", change.name, why.code, change.body]
        case Drift():
            by_path = sorted(change.fields, key=lambda each: each.path)
            fields = [[each.path, _side(each.desired), _side(each.live)] for each in by_path]
            return ["drift", change.name, change.id, fields]


def _side(value: Json | Absent) -> Json:
    return [] if value is ABSENT else [value]


def _short(digest: "hashlib._Hash") -> str:
    return digest.hexdigest()[:16]


def _order(change: Change) -> tuple[int, str, str, int]:
    number = change.id if isinstance(change, Unmanaged) else 0
    return _RANK[type(change)], look_alike(change.name), change.name, number


def _order_of_essence(change: Touched) -> tuple[int, str, str, int]:
    """As ``_order``, for what a campaign stands for whatever day it is."""
    is_create = isinstance(change, Blocked) and change.is_set_aside and not change.otherwise
    rank, look, name, number = _order(change)
    return _RANK[Create] if is_create else rank, look, name, number
