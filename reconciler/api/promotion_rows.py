"""A row of the list of promotions: the lenient model, and the walk through its activities.

The documents say much of what is sent and little of what is answered, so nothing is required but
an id: words are open, a value of another form is not shown, and null, an absent key, ``{}`` and
``[]`` are alike at every depth. Activities are nested as deep as the answer nests them; they are
walked with a stack of their own, never by recursion.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from reconciler.core.exact_json import Json
from reconciler.core.promotion import LARGEST_ID, Activity, Milestone, Promotion, Status

SNAPSHOT: Final = "SNAPSHOT"
"""The status of a version that another one has replaced; such rows are left out."""
OWNER: Final = "owner"
"""The key of the pair of metadata that names who looks after a promotion."""
_STATUSES: Final[Mapping[str, Status]] = {
    "DRAFT": Status.DRAFT,
    "PENDING_APPROVAL": Status.WAITING,
    # Which of the four it is, the dates decide: they are one class, and never compared.
    "ACTIVE": Status.PUBLISHED,
    "UPCOMING": Status.PUBLISHED,
    "LIVE": Status.PUBLISHED,
    "COMPLETED": Status.PUBLISHED,
    "PAUSED": Status.PAUSED,
    "STOPPED": Status.STOPPED,
    "PUBLISH_FAILED": Status.FAILED,
}
_MILESTONES: Final = "milestones"
_GROUP: Final = "targetGroupId"
_TARGETS: Final = "targetRuleIds"
_NOT_WALKED: Final = frozenset({"actions", "expJSON", "limits", _MILESTONES, _TARGETS})
"""Parts of an activity that hold no activities: rewards, rules, and what is read by itself."""
_NO_IDS: Final[tuple[Json, ...]] = (None, "", 0, {}, [])
"""What stands where a promotion has no group yet."""
_LONGEST_ID: Final = 20


def _text(value: Json) -> str:
    if isinstance(value, str):
        # Half a surrogate pair is no text to anybody else.
        return value if value.isascii() else value.encode(errors="backslashreplace").decode()
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number and abs(value) <= LARGEST_ID else ""


def _mapping(value: Json) -> Json:
    return value if isinstance(value, dict) else {}


_Text: TypeAlias = Annotated[str, BeforeValidator(_text)]
"""Text, or a whole number as text; empty where the value has another form."""


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", alias_generator=to_camel)


class _Draft(_Lenient):
    status: _Text = ""


class _Metadata(_Lenient):
    name: _Text = ""
    status: _Text = ""
    promo_identifier: _Text = ""
    start_date: _Text = ""
    end_date: _Text = ""
    promotion_type: _Text = ""
    promotion_mode: _Text = ""
    promotion_metadata: Annotated[
        list[Any], BeforeValidator(lambda each: each if isinstance(each, list) else [])
    ] = []
    draft_details: Annotated[_Draft, BeforeValidator(_mapping)] = _Draft()


class _Row(_Lenient):
    id: _Text = ""
    unified_promotion_id: _Text = ""
    parent_id: _Text = ""
    metadata: Annotated[_Metadata, BeforeValidator(_mapping)] = _Metadata()
    activities: Any = None
    workflow_metadata: Any = None


def read_row(row: Json, zone: tzinfo) -> Promotion | None:
    """Read one row, with days in the zone of the organisation; None where another has replaced it.

    Raises:
        ValueError: it has no id.
    """
    shown = _Row.model_validate(_mapping(row))
    number, meta = shown.id or shown.unified_promotion_id, shown.metadata
    if meta.status == SNAPSHOT:
        return None
    if not number:
        message = "has no id"
        raise ValueError(message)
    pending = _STATUSES.get(meta.draft_details.status)
    owners = [
        _text(each.get("value"))
        for each in meta.promotion_metadata
        if isinstance(each, dict) and _text(each.get("key")).casefold() == OWNER
    ]
    return Promotion(
        id=number,
        name=meta.name,
        identifier=meta.promo_identifier,
        status=_STATUSES.get(meta.status, Status.UNKNOWN),
        word=meta.status,
        starts=day_of(meta.start_date, zone),
        ends=day_of(meta.end_date, zone),
        type=meta.promotion_type,
        mode=meta.promotion_mode,
        owner=", ".join(filter(None, owners)),
        parent="" if shown.parent_id == number else shown.parent_id,
        other_id=shown.unified_promotion_id,
        activities=tuple(_activities(shown.activities, shown.workflow_metadata)),
        pending=pending if pending in {Status.DRAFT, Status.WAITING} else None,
    )


def day_of(moment: str, zone: tzinfo) -> date | None:
    """The day of an instant in a zone; None where it is not one.

    Promotions have true instants, shown in the server's zone: the same moment reads
    ``2025-12-27T23:59:59Z`` on one cluster and ``2025-12-28T05:29:59+05:30`` on another. What has
    no offset names no instant. (Of target groups "Z" is a mere letter: no code is shared.)
    """
    try:
        read = datetime.fromisoformat(moment)
        return None if read.tzinfo is None else read.astimezone(zone).date()
    except (ValueError, OverflowError):
        return None


def _activities(*roots: Json) -> Iterator[Activity]:
    """The activities of a tree that have a name or milestones, from top to bottom."""
    stack = [*reversed(roots)]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, dict):
            milestones, name = tuple(_milestones(node)), _text(node.get("name"))
            if milestones or (name and "type" in node):
                yield Activity(name, milestones)
            stack += [node[key] for key in reversed(node) if key not in _NOT_WALKED]


def _milestones(activity: Mapping[str, Json]) -> Iterator[Milestone]:
    """The milestones of an activity, and not of those below it."""
    listed = activity.get(_MILESTONES)
    for each in listed if isinstance(listed, list) else [listed]:
        if isinstance(each, dict) and each:
            yield _milestone(each, _text(each.get("name")))
        elif each:
            yield Milestone("", is_unread=True)
    if _GROUP in activity or _TARGETS in activity:  # as no document shows it
        yield _milestone(activity, "")


def _milestone(shown: Mapping[str, Json], name: str) -> Milestone:
    (groups, odd_groups), (targets, odd_targets) = (
        _ids(shown.get(_GROUP)),
        _ids(shown.get(_TARGETS)),
    )
    return Milestone(name, groups, targets, is_unread=odd_groups or odd_targets)


def _ids(value: Json) -> tuple[tuple[int, ...], bool]:
    """Ids, alone or in a list, as numbers or as text; and whether something else is among them."""
    listed = value if isinstance(value, list) else [value]
    found = [_id(each) for each in listed if each not in _NO_IDS]
    return tuple(each for each in found if each is not None), None in found


def _id(value: Json) -> int | None:
    if isinstance(value, str) and len(value) <= _LONGEST_ID and value.isascii():
        value = int(value) if value.isdecimal() else None
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= LARGEST_ID else None
