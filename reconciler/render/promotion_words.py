"""The words of promotions that an audit's formats share."""

from collections.abc import Sequence
from typing import Final

from reconciler.core.audit import Audit, Entry
from reconciler.core.promotion import Activity, Milestone, Promotion, Status
from reconciler.render.safe import NAMELESS
from reconciler.words import plural

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


def days(of: Entry | Promotion) -> str:
    """First and last day on one line."""
    if of.starts is None and of.ends is None:
        return ""
    first = of.starts.isoformat() if of.starts else "?"
    last = of.ends.isoformat() if of.ends else "?"
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
    milestones = "; ".join(map(_milestone, activity.milestones))
    return ": ".join(filter(None, (activity.name or NAMELESS, milestones)))


def _milestone(milestone: Milestone) -> str:
    ids = [f"group {number}" for number in milestone.groups]
    ids += [f"target {number}" for number in milestone.targets]
    counted = f" ({', '.join(ids)})" if ids else ""
    return f"{milestone.name or NAMELESS}{counted}"
