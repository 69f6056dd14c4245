"""An audit from the JSON data that was written of it, unchanged.

The classes say what the published schema says; msgspec reads by them. What it refuses is looked at
again by whoever asks, with the schema itself, which can say all that is wrong and where.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from reconciler.core.audit import Audit, AuditFilter, Entry, Flag, Standing
from reconciler.core.diagnostic import Answer
from reconciler.core.promotion import (
    Activity,
    Milestone,
    Owner,
    Promotion,
    Promotions,
    ReadState,
    Status,
)
from reconciler.core.resource import NOT_TOLD, Lifecycle, Made
from reconciler.core.several_audits import NotRead

T = TypeVar("T")

MAJOR: Final = "1"
"""Of the versions of the format that are read; what a minor one adds may be missing, or unknown."""
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=100)]


class _Flag(msgspec.Struct):
    code: str
    message: str


class _Owner(msgspec.Struct):
    id: str
    identifier: str | None
    name: str


class _Answer(msgspec.Struct):
    reason: str
    until: date | UnsetType = UNSET


class _Group(msgspec.Struct, kw_only=True, rename={"standing": "class"}):
    standing: Standing
    name: str
    id: int | UnsetType = UNSET
    file: str = ""
    line: Count = 0
    tracking_type: str = ""
    starts: date | UnsetType = UNSET
    ends: date | UnsetType = UNSET
    days_of: Literal["periods", "cycle"] = "periods"
    lifecycle: Lifecycle | UnsetType = UNSET
    owner: str = ""
    created_by: str = ""
    created_by_type: str = ""
    last_touched: str = ""
    fields: list[str] = []
    unverified: list[str] = []
    promotion: _Owner | UnsetType = UNSET
    known: _Answer | UnsetType = UNSET
    flags: list[_Flag]


class _Lifecycles(msgspec.Struct):
    running: Count
    upcoming: Count
    ended: Count
    inactive: Count
    unknown: Count


class Totals(msgspec.Struct, kw_only=True):
    """What an audit counts, as it stands in JSON."""

    live: Count
    drifted: Count
    missing: Count
    unmanaged: Count
    promotion: Count = 0
    known: Count = 0
    managed: Count
    coverage: Share | None
    flagged: Count
    acknowledged: Count = 0
    promotions: Count = 0
    flagged_promotions: Count = 0
    lifecycles: _Lifecycles


class _Milestone(msgspec.Struct):
    name: str
    groups: list[int]
    targets: list[int]


class _Activity(msgspec.Struct):
    name: str
    milestones: list[_Milestone]


class _Draft(msgspec.Struct):
    id: str
    status: Status


class _Promotion(msgspec.Struct, kw_only=True):
    id: str
    identifier: str = ""
    name: str
    status: Status
    status_word: str = ""
    starts: date | UnsetType = UNSET
    ends: date | UnsetType = UNSET
    type: str = ""
    mode: str = ""
    owner: str = ""
    groups: list[int]
    activities: list[_Activity]
    drafts: list[_Draft] = []
    flags: list[_Flag]
    not_verified: list[str]


class _PromotionsRead(msgspec.Struct, frozen=True):
    state: ReadState
    reason: str = ""


class AuditData(msgspec.Struct, kw_only=True):
    """An audit as it stands in JSON; ``audit_of`` makes one of it."""

    format_version: str
    environment: str
    org_id: int | None
    source: str
    today: date
    totals: Totals
    filter: AuditFilter | UnsetType = UNSET
    groups: list[_Group]
    promotions: list[_Promotion] = []
    promotions_read: _PromotionsRead = _PromotionsRead(ReadState.OFF)
    notes: list[str]


class AuditsData(msgspec.Struct):
    """Audits of several organisations as they stand in JSON."""

    format_version: str
    audits: list[AuditData]
    not_read: list[NotRead]


def reads(format_version: str) -> bool:
    """Whether this version of the format is read here."""
    return format_version.split(".", maxsplit=1)[0] == MAJOR


def audit_of(data: AuditData) -> Audit:
    """Make an audit of what was read.

    Raises:
        AuditError: its classes do not add up to its live groups.
    """
    promotions = _promotions(data)
    return Audit(
        environment=data.environment,
        source=data.source,
        org_id=data.org_id,
        today=data.today,
        live=data.totals.live,
        entries=tuple(map(_entry, data.groups)),
        notes=tuple(data.notes),
        promotions=promotions,
        promotion_flags={each.id: tuple(_flags(each.flags)) for each in data.promotions},
    )


def wrong_totals(data: AuditData, audit: Audit) -> Iterator[tuple[str, int, int]]:
    """Totals that are not what the campaigns add up to: the key, what it says, what is due."""
    totals = data.totals
    for kind in Standing:
        said = getattr(totals, kind.value)
        if said != audit.counts[kind]:
            yield kind.value, said, audit.counts[kind]
    if totals.flagged != audit.flagged:
        yield "flagged", totals.flagged, audit.flagged


def _entry(group: _Group) -> Entry:
    known = None
    if group.known is not UNSET:
        until = group.known.until
        known = Answer(group.known.reason, "" if until is UNSET else until.isoformat())
    return Entry(
        standing=group.standing,
        name=group.name,
        id=_known(group.id),
        file=group.file,
        line=group.line,
        tracking_type=intern(group.tracking_type),
        starts=_known(group.starts),
        ends=_known(group.ends),
        is_cycle=group.days_of == "cycle",
        lifecycle=_known(group.lifecycle),
        owner=intern(group.owner),
        made=_made(group.created_by, group.created_by_type, group.last_touched),
        differs=tuple(group.fields),
        unverified=tuple(group.unverified),
        flags=tuple(_flags(group.flags)),
        promotion=None if group.promotion is UNSET else _owner(group.promotion),
        known=known,
    )


def _known(value: T | UnsetType) -> T | None:
    return None if isinstance(value, UnsetType) else value


@lru_cache(1 << 12)
def _made(by: str, kind: str, touched: str) -> Made:
    return Made(by, kind, touched) if by or kind or touched else NOT_TOLD


def _flags(flags: Sequence[_Flag]) -> Iterator[Flag]:
    return (Flag(intern(each.code), each.message) for each in flags)


def _owner(data: _Owner) -> Owner:
    return Owner(data.id, data.identifier or "", data.name)


def _promotions(data: AuditData) -> Promotions:
    listed = tuple(map(_promotion, data.promotions))
    claims: dict[int, list[Owner]] = defaultdict(list)
    for group in data.groups:
        if group.promotion is not UNSET and group.id is not UNSET:
            claims[group.id].append(_owner(group.promotion))
    for each, promotion in zip(data.promotions, listed, strict=True):
        for number in each.groups:
            if promotion.reference not in claims[number]:
                claims[number].append(promotion.reference)
    read = data.promotions_read
    by_group = {number: tuple(owners) for number, owners in claims.items()}
    return Promotions(read.state, read.reason, listed, by_group)


def _promotion(data: _Promotion) -> Promotion:
    return Promotion(
        id=data.id,
        name=data.name,
        identifier=data.identifier,
        status=data.status,
        word=data.status_word,
        starts=_known(data.starts),
        ends=_known(data.ends),
        type=data.type,
        mode=data.mode,
        owner=data.owner,
        activities=tuple(map(_activity, data.activities)),
        drafts=tuple(Promotion(each.id, "", status=each.status) for each in data.drafts),
    )


def _activity(data: _Activity) -> Activity:
    milestones = (
        Milestone(each.name, tuple(each.groups), tuple(each.targets)) for each in data.milestones
    )
    return Activity(data.name, tuple(milestones))
