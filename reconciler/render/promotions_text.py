"""The promotions of an audit for the terminal."""

from collections.abc import Iterator

from reconciler.core.audit import Audit
from reconciler.core.promotion import Promotion
from reconciler.render.owned_words import some_groups
from reconciler.render.promotion_words import NAMELESS, TITLE, activities, days, status
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text


def promotion_lines(audit: Audit) -> Iterator[Line]:
    """Each promotion with what is known of it, then its activities."""
    if not audit.shown_promotions:
        return
    yield from ("", Text(TITLE, "magenta underline"))
    for each in audit.shown_promotions:
        yield Text.assemble(
            ("  * ", "magenta"),
            (visible(each.name) or NAMELESS, "bold"),
            f"  {_facts(each, audit)}",
        )
        yield from (Text(f"      {visible(line)}", "dim") for line in activities(each))


def _facts(promotion: Promotion, audit: Audit) -> str:
    owned = audit.promotions.owned.get(promotion.id, ())
    facts = (
        status(promotion),
        days(promotion),
        some_groups(owned) if owned else "",
        promotion.type,
        promotion.mode,
        f"owner {promotion.owner}" if promotion.owner else "",
        promotion.identifier,
        promotion.id,
    )
    return "  ".join(visible(fact) for fact in facts if fact)
