"""What is told beside a plan: findings that block nothing, and are about no place in a file."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from reconciler.campaigns.history import History
from reconciler.campaigns.load import Loaded
from reconciler.core import reasons
from reconciler.core.acknowledge import Answers
from reconciler.core.diagnostic import Diagnostic, Severity, note
from reconciler.core.draft import Draft
from reconciler.core.file_codes import HISTORY_GAP
from reconciler.core.flags import NEAR_DUPLICATE
from reconciler.core.likely_renames import find_edited_renames
from reconciler.core.near_names import find_near, shortlist
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.resource import LiveState
from reconciler.target_group.days import days_of
from reconciler.target_group.prose.past_days import begun
from reconciler.words import plural

MOST_TOLD_APART: Final = 500
"""So many campaigns to create are compared with each other; a first plan of thousands is not."""


def git_gap(history: History) -> Iterator[Diagnostic]:
    """What git cannot tell, so that a renamed campaign may be taken for a new one."""
    if history.gap:
        hint = f"{history.remedy} Look through the creates for renamed campaigns."
        yield note(HISTORY_GAP, history.gap, hint)


def set_aside(live: LiveState) -> Iterator[Diagnostic]:
    """What in the answers has an undocumented form."""
    for path in live.set_aside:
        message = f"{path} in the answer of {live.source} has an undocumented form."
        yield note(reasons.ANSWER_SET_ASIDE, message)


def calls_not_offered(live: LiveState) -> Iterator[Diagnostic]:
    """Calls that this host does not offer."""
    for call in live.not_offered:
        message = f"The API does not offer {call}: what it would have shown was not checked."
        yield note(reasons.CALL_NOT_OFFERED, message)


def too_many(plan: Plan, most: int) -> Iterator[Diagnostic]:
    """More creates than one apply may make."""
    count = len(plan.creates)
    if count > most:
        message = f"The plan creates {plural(count, 'campaign')}; one apply may create {most}."
        yield note(reasons.MAX_CREATES, message)


def nearly_alike(plan: Plan, whole: Plan, answers: Answers) -> Iterator[Diagnostic]:
    """Campaigns to create that a person may take for another, live or to be created as well.

    ``plan`` is for the campaigns that are asked for, ``whole`` for all of them.
    """
    wanted = [each for each in plan.changes if _may_be_made(each)]
    if not wanted:
        return
    names = [each.name for each in wanted]
    asked = set(names)
    others = [
        each
        for each in whole.changes
        if each.name not in asked
        and (isinstance(each, Drift | InSync | Unmanaged) or _may_be_made(each))
    ]
    near = [others[place] for place in shortlist(names, [each.name for each in others])]
    if not (near or len(wanted) <= MOST_TOLD_APART):
        return
    all_of_them: Sequence[Change] = [*wanted, *near]
    partners = find_near([each.name for each in all_of_them]).partners
    for place, each in enumerate(wanted):
        partner = partners.get(place)
        # Of two that are near each other the first one speaks.
        if partner is not None and not (partner < place and partners[partner] == place):
            other = all_of_them[partner]
            message = f"'{each.name}' is nearly the name of {_called(other)}."
            answer = answers.to_finding(NEAR_DUPLICATE.slug, each.name, (other.name,))
            yield note(NEAR_DUPLICATE, message, acknowledged=answer)


def _may_be_made(change: Change) -> bool:
    """Whether it is to be created, now or once a block is resolved that names no other one."""
    match change:
        case Create():
            return True
        case Blocked():
            return not change.is_set_aside and not change.reason.of
        case Drift() | InSync() | Unmanaged():
            return False


def _called(change: Change) -> str:
    match change:
        case Unmanaged():
            return f"the live group {change.id}, '{change.name}', which no file declares"
        case Drift() | InSync():
            return f"the live group {change.id}, '{change.name}' ({change.file})"
        case Create() | Blocked():
            return f"'{change.name}' (not live either, {change.file}:{change.line})"


def days_begun(plan: Plan, answers: Answers, today: date) -> Iterator[Diagnostic]:
    """First days of creates that have begun or gone: it is told where it can still be mended."""
    for create in plan.creates:
        days = days_of(create.body)
        if days.first and days.first <= today and not (days.last and days.last < today):
            message = begun(days.first, today)
            code = reasons.FIRST_DAY_PASSED
            answer = answers.to_finding(code.slug, create.name)
            yield note(code, message, at=(create.file, create.line, 1), acknowledged=answer)


def records_asked_for(asked: Plan, loaded: Loaded) -> Iterator[Diagnostic]:
    """Records of the past that are asked for by name; else nothing is said of them."""
    ended = {each.name: each.last_day for each in loaded.campaigns}
    for each in asked.records:
        message = (
            f"'{each.name}' ({each.file}:{each.line}) is not live, and is not created: its last "
            f"day was {ended[each.name]}, and its file says 'active: false'."
        )
        hint = "If it is to run again, move its days, and take 'active: false' out of the file."
        code = reasons.CAMPAIGN_OVER
        yield Diagnostic("", 0, 0, code.slug, Severity.WARNING, message, hint)


def edited_renames(draft: Draft, answers: Answers, asked: Collection[str]) -> Iterator[Diagnostic]:
    """Creates that are asked for and may be a live group, renamed and edited in its file."""
    return (note for name, note in find_edited_renames(draft, answers) if name in asked)
