"""Desired and live to a plan.

1. Pair every campaign with the live group of its name, ignoring case.
2. Compare the pairs: in sync, or drift.
3. What has no live group is to be created, unless something speaks against it: a live group that
   looks like it under another name, a target's name that is taken, a create-only finding. What is
   over by now is set aside, whatever else speaks against it, and not mentioned where its file says
   that it is inactive. Drift, and reasons that say so, can be acknowledged in the file
   (``acknowledge``).
4. Live groups that no campaign is paired with are unmanaged.

Where the read shows only a part of what is live, a campaign without a live group is blocked
unless the API has said that its name is free, and what is not shown of a group is not missing.

Evidence that costs requests or a look at git is weighed afterwards, for the few changes that it
can matter for: it turns creates into blocks, and never the other way round.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import is_
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from reconciler.core import reasons
from reconciler.core.acknowledge import NO_ANSWERS, Answers
from reconciler.core.comparison import Comparison
from reconciler.core.diagnostic import Diagnostic
from reconciler.core.pairing import pair
from reconciler.core.plan import (
    RECORD,
    Acknowledged,
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Unmanaged,
)
from reconciler.core.resource import Desired, Live, LiveState, name_key
from reconciler.core.resource_kind import CompareAll, ResourceKind, compare_here
from reconciler.core.suspicion import Suspects, Suspicion, block, hold_back

NOBODY_ASKED: Final[Mapping[str, bool]] = MappingProxyType({})


class Evidence(Struct, frozen=True):
    """What was found out about single changes.

    Attributes:
        free_names: the API's answers to "is this name free", by name.
        former_names: names that a file declared in earlier commits, by file.
        deleted_files: the file that declared a name until it was deleted, by name as looked up.
        moved_files: where files are by now that git takes for moved, by the path that they had.
        possible_renames: why a campaign may be a live group renamed in its file, by its name,
            where its history could not be read.
        states: what groups do by now that no file declares, as the end of a sentence, by id.
        same: which campaigns it is the same as, by its name (``same_campaign``).
        moved: which groups it may be, whose files are gone or are others by now, by its name
            (``likely_renames``).
    """

    free_names: Mapping[str, bool] = field(default_factory=dict)
    former_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deleted_files: Mapping[str, str] = field(default_factory=dict)
    moved_files: Mapping[str, str] = field(default_factory=dict)
    possible_renames: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[int, str] = field(default_factory=dict)
    same: Mapping[str, Suspicion] = field(default_factory=dict)
    moved: Mapping[str, Sequence[Suspicion]] = field(default_factory=dict)


def make_plan(
    desired: Sequence[Desired],
    live: LiveState,
    *,
    kind: ResourceKind,
    environment: str,
    today: date | None = None,
    org_id: int | None = None,
    diagnostics: Iterable[Diagnostic] = (),
    free_names: Mapping[str, bool] = NOBODY_ASKED,
    compare_all: CompareAll = compare_here,
) -> Plan:
    """Compare what the files say with what is live.

    Args:
        desired: campaigns with names that look different from each other.
        live: a read that came to its end.
        kind: how resources are compared.
        environment: name of the environment, for the plan's id.
        today: the day in the organisation's time zone, which decides what is over; where it is
            None, nothing is.
        org_id: the configured organisation, if one is.
        diagnostics: findings to carry along.
        free_names: the API's answers to "is this name free", by name; only they make a campaign
            missing where the read does not show everything.
        compare_all: compares many campaigns with their live groups.
    """
    if not live.is_whole:
        kind = kind.in_part or kind
    # Where several groups answer a look-up the first by id does, whatever the order of rows.
    groups = sorted(live.groups, key=lambda group: group.id)
    pairing = pair(desired, groups)
    answers = Answers.of(desired)
    suspects = Suspects(groups, pairing.unmanaged, kind, None if live.is_whole else free_names)
    alone = [(each, found[0]) for each, found in pairing.pairs if len(found) == 1]
    compared = iter(compare_all(kind.compare, alone))
    day = "" if today is None else today.isoformat()
    changes: list[Change] = [
        _compared(each, found[0], next(compared), answers)
        if len(found) == 1
        else _unpaired(each, found, suspects, answers, day)
        for each, found in pairing.pairs
    ]
    records = tuple(each for each in changes if isinstance(each, Blocked) and each.is_record)
    changes = [each for each in changes if not (isinstance(each, Blocked) and each.is_record)]
    changes.extend(Unmanaged(group.name, group.id) for group in pairing.unmanaged)
    return Plan(
        environment=environment,
        source=live.source,
        org_id=org_id,
        live_org_id=min(live.org_ids) if len(live.org_ids) == 1 else None,
        live_groups=len(live.groups),
        changes=tuple(changes),
        diagnostics=tuple(sorted(diagnostics)),
        records=records,
    )


def weigh(plan: Plan, evidence: Evidence, answers: Answers = NO_ANSWERS) -> Plan:
    """Hold back creates that the evidence speaks against, and explain unmanaged groups.

    The answers are what the files say to reasons that are meant.
    """
    if len(plan.live) == len(plan.changes) and not plan.records:
        return plan  # of what is live nothing is weighed
    unmanaged = {name_key(each.name) for each in plan.of_kind(Unmanaged)}
    changes = [_weigh(change, evidence, unmanaged, answers) for change in plan.changes]
    # Campaigns that are blocked as likely renames, by the names of their groups as looked up.
    renamed = {
        name_key(name): each
        for each in changes
        if isinstance(each, Blocked) and each.reason.code == reasons.LIKELY_RENAME.slug
        for name in each.reason.of
    }
    weighed = tuple(
        _gone(each, evidence, renamed) if isinstance(each, Unmanaged) else each for each in changes
    )
    records = tuple(_weigh_over(each, evidence, unmanaged, answers) for each in plan.records)
    if all(map(is_, (*weighed, *records), (*plan.changes, *plan.records))):
        return plan
    return replace(plan, changes=weighed, records=records)


def _unpaired(
    desired: Desired, found: Sequence[Live], suspects: Suspects, answers: Answers, day: str
) -> Change:
    over = Suspicion(reasons.CAMPAIGN_OVER, f"Its last day was {desired.last_day}.")
    answer = answers.to_finding(over.code.slug, desired.name)
    create = Create(
        desired.name,
        desired.file,
        desired.line,
        desired.body,
        even_if_over=answer is not None,
    )
    if found:
        ids = ", ".join(str(group.id) for group in sorted(found, key=lambda group: group.id))
        message = f"Groups {ids} all carry this name, ignoring case."
        return block(create, Suspicion(reasons.LIVE_NAME_TWICE, message).reason)
    is_over = "" < desired.last_day < day
    if is_over and answer is not None:
        create = replace(create, acknowledged=(Acknowledged(over.reason, answer),))
    held = hold_back(create, suspects.against(desired), answers)
    held = _create_only(held, desired) if isinstance(held, Create) else held
    if isinstance(held, Create):
        held = hold_back(held, _without_goal(desired, suspects.kind), answers)
    if is_over and answer is None:
        reason = RECORD if desired.spec.get("active") is False else over.reason
        otherwise = held.reason if isinstance(held, Blocked) else None
        return replace(block(create, reason), otherwise=otherwise)
    return held


def _compared(desired: Desired, live: Live, comparison: Comparison, answers: Answers) -> Change:
    place = (desired.name, desired.file, desired.line, live.id)
    if not comparison.fields:
        return InSync(*place, comparison.seen)
    fields = comparison.fields
    if desired.acknowledgements:
        fields = tuple(
            replace(each, acknowledged=answers.to_drift(desired.name, each.path)) for each in fields
        )
    return Drift(*place, fields, comparison.seen)


def _without_goal(desired: Desired, kind: ResourceKind) -> Iterator[Suspicion]:
    """The last look before anything is sent: it holds every declared goal, or is not sent."""
    lost = kind.lost_goals(desired.data, desired.body)
    if lost:
        message = f"What would be sent does not hold {', '.join(lost)}."
        yield Suspicion(reasons.GOAL_NOT_SENT, message)


def _create_only(create: Create, desired: Desired) -> Create | Blocked:
    """Block a create for the create-only findings of its file, all of them together."""
    standing = [each for each in desired.create_only if each.acknowledged is None]
    if standing:
        return block(create, Reason(standing[0].code, _each_advice_once(standing)))
    acknowledged = tuple(
        Acknowledged(Reason(each.code, each.message), each.acknowledged)
        for each in desired.create_only
        if each.acknowledged is not None
    )
    return replace(create, acknowledged=(*create.acknowledged, *acknowledged))


def _each_advice_once(findings: Iterable[Diagnostic]) -> str:
    """Findings in sentences: those that ask for the same together, with that behind them."""
    messages: dict[str, dict[str, None]] = {}
    for each in findings:
        messages.setdefault(each.hint, {})[each.message] = None
    return " ".join(" ".join((*said, hint)) for hint, said in messages.items())


def _weigh(change: Change, evidence: Evidence, unmanaged: set[str], answers: Answers) -> Change:
    match change:
        case Create():
            return hold_back(change, _weighed(change, evidence, unmanaged), answers)
        case Blocked():
            return _weigh_over(change, evidence, unmanaged, answers)
        case Drift() | InSync() | Unmanaged():
            return change


def _gone(change: Unmanaged, evidence: Evidence, renamed: Mapping[str, Blocked]) -> Unmanaged:
    """Say of a group which blocked campaign it may be, or what it does since its file is gone.

    A file for it, new or restored, would not answer which campaign it is.
    """
    campaign = renamed.get(name_key(change.name))
    if campaign is not None and change.owner is None:
        message = (
            f"'{campaign.name}' ({campaign.file}:{campaign.line}) may be this group, renamed, and "
            "is blocked for that. Names cannot be changed from files: if it is, rename this group "
            f"in the console, or write '{change.name}' back into that file, as 'reconciler accept' "
            "does where it is certain; if both shall run and both shall pay, acknowledge it there. "
            "Decide that before another file declares this group."
        )
        return replace(change, reason=Reason(reasons.LIKELY_RENAME.slug, message))
    file = evidence.deleted_files.get(name_key(change.name))
    if file is None:
        return change
    state = evidence.states.get(change.id, reasons.NOTHING_ENDED)
    new = evidence.moved_files.get(file)
    happened = "was deleted" if new is None else f"was moved to {new}, which does not by now"
    message = f"{file} declared it and {happened}; {state}"
    return replace(change, reason=Reason(reasons.FILE_DELETED.slug, message))


def _weigh_over(
    change: Blocked, evidence: Evidence, unmanaged: set[str], answers: Answers
) -> Blocked:
    """Find what would block a campaign if it were not over: its digest is of that."""
    if not change.is_set_aside or change.otherwise is not None:
        return change
    create = Create(change.name, change.file, change.line, change.body)
    held = hold_back(create, _weighed(create, evidence, unmanaged), answers)
    return replace(change, otherwise=held.reason) if isinstance(held, Blocked) else change


def _weighed(create: Create, evidence: Evidence, unmanaged: set[str]) -> Iterator[Suspicion]:
    for name in sorted(evidence.former_names.get(create.file, ())):
        if name_key(name) in unmanaged:
            message = f"In an earlier commit this file declared '{name}', which is live."
            yield Suspicion(reasons.LIKELY_RENAME, message, (name,))
    yield from evidence.moved.get(create.name, ())
    if create.name in evidence.same:
        yield evidence.same[create.name]
    if create.name in evidence.possible_renames:
        yield Suspicion(reasons.HISTORY_UNAVAILABLE, evidence.possible_renames[create.name])
    if evidence.free_names.get(create.name) is False:
        message = f"The API says that the name '{create.name}' is taken."
        yield Suspicion(reasons.NAME_TAKEN, message)
