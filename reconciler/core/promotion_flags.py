"""What an audit flags in a promotion."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from reconciler.core.audit import Flag
from reconciler.core.diagnostic import codes_in, run_warning
from reconciler.core.promotion import Promotion, Promotions, Status
from reconciler.core.resource import name_key

SOON: Final = timedelta(days=14)
_LIVE: Final = frozenset({Status.PUBLISHED, Status.PAUSED})
_WAITING: Final = frozenset({Status.DRAFT, Status.WAITING})


PUBLISHED_AND_ENDED: Final = run_warning(
    "published-and-ended",
    "The promotion's last day has passed, and it is still published.",
    "It pays out nothing any more, but is listed among those that run, and moving its last day "
    "would let it run again. A promotion that is over should be stopped.",
    "Stop it in the console, unless it is to run again.",
)
PROMOTION_ENDS_SOON: Final = run_warning(
    "promotion-ends-soon",
    "The promotion ends within 14 days.",
    "Customers lose it then, and a follow-up has to be approved before.",
    "Prepare the follow-up now, or let it end.",
)
DRAFT_WAITS: Final = run_warning(
    "draft-waits",
    "A draft of a promotion waits to be submitted or approved.",
    "Customers do not see a draft, even one that changes a running promotion: the promotion goes "
    "on unchanged.",
    "Have it submitted and approved, or discard it.",
)
NAME_TWICE: Final = run_warning(
    "promotion-name-twice",
    "Several promotions have one name.",
    "The API accepts two drafts with one name. If it is one promotion that was made twice, both "
    "pay "
    "out once they are approved.",
    "Find out whether both are meant; if they are, give them names that people can tell apart.",
)

CODES: Final = codes_in(globals())
"""All codes of this module, in the order of the file."""


def promotion_flags(promotions: Promotions, today: date) -> Mapping[str, tuple[Flag, ...]]:
    """The flags of each promotion, by its id, on a day in the organisation's time zone."""
    named: dict[str, list[Promotion]] = {}
    for each in promotions.listed:
        if each.name:
            named.setdefault(name_key(each.name), []).append(each)
    return {
        each.id: (
            *_of_days(each, today),
            *_of_drafts(each),
            *_of_names(each, named.get(name_key(each.name), ())),
        )
        for each in promotions.listed
    }


def _of_days(promotion: Promotion, today: date) -> Iterator[Flag]:
    if promotion.ends is None or promotion.status not in _LIVE:
        return
    left = (promotion.ends - today).days
    if left < 0:
        ago = "yesterday" if left == -1 else f"{-left} days ago"
        message = f"It ended {ago} and is still {promotion.status}."
        yield Flag(PUBLISHED_AND_ENDED.slug, message)
    elif left <= SOON.days:
        when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
        yield Flag(PROMOTION_ENDS_SOON.slug, f"It ends {when}.")


def _of_drafts(promotion: Promotion) -> Iterator[Flag]:
    waiting = [promotion, *promotion.drafts]
    for each in waiting:
        if each.status in _WAITING:
            which = "It" if each is promotion else f"A draft of it ({each.id})"
            yield Flag(DRAFT_WAITS.slug, f"{which} waits to be {_next_step(each.status)}.")
    if promotion.pending is not None and not promotion.drafts:
        message = f"A draft of it waits to be {_next_step(promotion.pending)}."
        yield Flag(DRAFT_WAITS.slug, message)


def _next_step(status: Status) -> str:
    return "approved" if status is Status.WAITING else "submitted"


def _of_names(promotion: Promotion, alike: Sequence[Promotion]) -> Iterator[Flag]:
    others = [each for each in alike if each.id != promotion.id]
    if others:
        more = f" and {len(others) - 1} more" if others[1:] else ""
        message = f"The promotion {others[0].id}{more} has its name."
        yield Flag(NAME_TWICE.slug, message, tuple(each.name for each in others[:1]))
