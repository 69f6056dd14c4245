"""The promotions of an audit as Markdown."""

from collections.abc import Iterator
from typing import Final

from reconciler.core.audit import Audit
from reconciler.core.promotion import Promotion
from reconciler.render.markdown import escaped, table
from reconciler.render.promotion_words import NAMELESS, TITLE, activities, days, status, statuses

_HEADINGS: Final = (
    *("Promotion", "Identifier", "Status", "Days", "Type", "Mode", "Owner", "Groups"),
    *("Activities and milestones", "Id"),
)


def promotion_lines(audit: Audit) -> Iterator[str]:
    """A table of the promotions, after how many there are."""
    if audit.shown_promotions:
        yield from ("", f"### {TITLE}", "", f"{statuses(audit)}.", "")
        yield from table(_HEADINGS, (_cells(each, audit) for each in audit.shown_promotions))


def _cells(promotion: Promotion, audit: Audit) -> Iterator[str]:
    for text in (
        promotion.name or NAMELESS,
        promotion.identifier,
        status(promotion),
        days(promotion),
        promotion.type,
        promotion.mode,
        promotion.owner,
        ", ".join(map(str, audit.promotions.owned.get(promotion.id, ()))),
        " · ".join(activities(promotion)),
        promotion.id,
    ):
        yield escaped(text)
