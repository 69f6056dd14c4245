"""The promotions of an audit as lines of its CSV, below those of the groups."""

from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.core.audit import Audit
from reconciler.core.promotion import Promotion
from reconciler.render.csv_text import Cell
from reconciler.render.promotion_words import activities

GROUP: Final = "group"
"""What a line about a target group says in the column kind."""
PROMOTION: Final = "promotion"


def promotion_rows(audit: Audit) -> Iterator[Sequence[Cell]]:
    """One line a promotion, its class in the column of classes; what does not apply is empty."""
    for each in audit.shown_promotions:
        flags = audit.promotion_flags.get(each.id, ())
        yield (
            *(each.status.value, each.name, each.id, "", each.type),
            each.starts or "",
            each.ends or "",
            *("", each.owner, "", "", "", " ".join(flag.code for flag in flags)),
            *(PROMOTION, each.identifier, _groups(each, audit)),
            *(each.mode, " · ".join(activities(each))),
        )


def _groups(promotion: Promotion, audit: Audit) -> str:
    return " ".join(map(str, audit.promotions.owned.get(promotion.id, ())))
