"""Acknowledgements that nothing in a plan needs: they may be left from what was resolved."""

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from reconciler.core.diagnostic import Diagnostic, note
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.reasons import ACKNOWLEDGEMENT_UNUSED, CAMPAIGN_OVER
from reconciler.core.resource import Acknowledgement, Desired, is_below, is_like, name_key
from reconciler.words import did_you_mean


class Scope(Struct, frozen=True):
    """Which acknowledgements a plan could have matched.

    Attributes:
        findings: codes of warnings that it shows of every file.
        has_history: whether all that speaks against a create was known.
    """

    findings: Collection[str]
    has_history: bool = True


def find_unused(plan: Plan, campaigns: Iterable[Desired], scope: Scope) -> Iterator[Diagnostic]:
    """Find the acknowledgements that a plan would have matched, and did not.

    One of a block is spent once its group is live, and is not looked for any more. The plan is of
    all campaigns, from a read of all that is live.
    """
    changes = {
        name_key(each.name): each for each in plan.changes if not isinstance(each, Unmanaged)
    }
    names = [each.name for each in (*plan.changes, *plan.records)]
    for campaign in campaigns:
        for each in campaign.acknowledgements:
            change = changes.get(name_key(campaign.name))
            if each.is_expired:
                continue
            # It may be about others, none of which is in a file or live.
            is_of = any(is_like(name, of) for of in each.of for name in names)
            if each.of and not is_of and _may_be_a_slip(each, campaign, change, plan):
                yield _note(each, campaign, names)
            elif _is_unused(each, campaign, change, plan, scope):
                yield _note(each, campaign)


def _may_be_a_slip(
    each: Acknowledgement, campaign: Desired, change: Change | None, plan: Plan
) -> bool:
    """Whether names that nobody has cannot be those of what is gone by now.

    Once the campaign is live they may be, unless another one waits for what the entry is about.
    """
    if isinstance(change, Create) or (isinstance(change, Blocked) and not change.is_set_aside):
        return True
    return any(
        other.reason.code == each.finding
        and name_key(campaign.name) in map(name_key, other.reason.of)
        for other in plan.blocked
    )


def _is_unused(
    each: Acknowledgement, campaign: Desired, change: Change | None, plan: Plan, scope: Scope
) -> bool:
    if each.drift:
        return _differs_elsewhere(each, change)
    if each.finding in scope.findings:
        return not any(
            found.code == each.finding and found.file == campaign.file and found.acknowledged
            for found in plan.diagnostics
        )
    if each.finding == CAMPAIGN_OVER.slug:
        return False  # what is not over will be some day
    if any(found.code == each.finding and not found.file for found in plan.diagnostics):
        return False  # a note about several campaigns, which may be among them
    if isinstance(change, Create) and scope.has_history:
        return not any(_is_needed(each, campaign, create) for create in plan.creates)
    return False


def _differs_elsewhere(each: Acknowledgement, change: Change | None) -> bool:
    """Whether its campaign is live, and all that it covers was shown and does not differ."""
    match change:
        case Drift():
            differs = any(each.covers(field.path) for field in change.fields)
            return not differs and not _is_hidden(each, change.seen.unverified)
        case InSync():
            return not _is_hidden(each, change.seen.unverified)
        case Create() | Blocked() | Unmanaged() | None:
            return False


def _is_hidden(each: Acknowledgement, unverified: Iterable[str]) -> bool:
    return any(each.covers(path) or is_below(each.drift, path) for path in unverified)


def _is_needed(each: Acknowledgement, campaign: Desired, create: Create) -> bool:
    """Whether it answers a reason against a create, be it its own or that of another file."""
    if name_key(create.name) == name_key(campaign.name):
        return any(
            each.is_about(known.reason.code, other)
            for known in create.acknowledged
            for other in known.reason.of or (None,)
        )
    return any(
        each.is_about(known.reason.code, create.name)
        for known in create.acknowledged
        if name_key(campaign.name) in map(name_key, known.reason.of)
    )


def _note(
    each: Acknowledgement, campaign: Desired, names: Collection[str] | None = None
) -> Diagnostic:
    """Say that it is not needed.

    ``names`` are all that are in a file or live, where none of them is one that it is about.
    """
    about, code = each.finding or each.drift, ACKNOWLEDGEMENT_UNUSED
    quoted = ", ".join(f"'{name}'" for name in each.of)
    said = f"{about} of {quoted}" if quoted else about
    message = f"Nothing here needs the acknowledgement of {said}: {each.answer.words}."
    fix = code.fix
    if names is not None:
        message = f"{message} No campaign in a file and no live group has such a name."
        others = [name for name in names if name != campaign.name]
        fix = did_you_mean(each.of[0], others, otherwise=fix)
    return note(code, message, fix, at=(campaign.file, each.line, each.column))
