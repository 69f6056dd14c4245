"""The words of promotions that an audit's formats share."""

from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.core.audit import Audit
from reconciler.core.promotion import Activity, Milestone, Promotion, Status
from reconciler.words import plural

NAMELESS: Final = "(no name)"
"""What stands for an empty name."""
TITLE: Final = "Promotions: campaigns of the API's successor, edited and ended there"
MOST_ACTIVITIES: Final = 8


def promotion_called(promotion: Promotion) -> str:
    """A promotion by its name, with what tells it from others of that name."""
    return f"{promotion.name or NAMELESS} (promotion {promotion.id})"


def statuses(audit: Audit) -> str:
    """How many promotions there are, and of which class."""
    told = ", ".join(f"{count} {status}" for status, count in audit.statuses.items())
    return f"{plural(len(audit.promotions.listed), 'promotion')}: {told}"


def status(promotion: Promotion) -> str:
    """The class of a promotion, with the API's word where that says more."""
    known = promotion.status.value
    word = promotion.word if promotion.status is Status.UNKNOWN else ""
    drafts = len(promotion.drafts)
    beside = f", {plural(drafts, 'draft')} beside it" if drafts else ""
    return f"{known}{f' ({word})' if word else ''}{beside}"


def days(promotion: Promotion) -> str:
    """First and last day on one line."""
    if promotion.starts is None and promotion.ends is None:
        return ""
    first = promotion.starts.isoformat() if promotion.starts else "?"
    last = promotion.ends.isoformat() if promotion.ends else "?"
    return f"{first} to {last}"


def activities(promotion: Promotion) -> Sequence[str]:
    """The activities, each on a line, with milestones and groups; then what drafts change."""
    lines = [_activity(each) for each in promotion.activities]
    lines += [
        f"draft {draft.id} ({draft.status}): {_activity(each)}"
        for draft in promotion.drafts
        for each in draft.activities
        if each not in promotion.activities
    ]
    more = len(lines) - MOST_ACTIVITIES
    return [*lines[:MOST_ACTIVITIES], f"and {more} more"] if more > 0 else lines


def _activity(activity: Activity) -> str:
    name = activity.name or NAMELESS
    milestones = "; ".join(_parts(activity.milestones))
    return f"{name}: {milestones}" if milestones else name


def _parts(milestones: Sequence[Milestone]) -> Iterator[str]:
    for each in milestones:
        ids = [f"group {number}" for number in each.groups]
        ids += [f"target {number}" for number in each.targets]
        counted = f" ({', '.join(ids)})" if ids else ""
        yield f"{each.name or NAMELESS}{counted}"
