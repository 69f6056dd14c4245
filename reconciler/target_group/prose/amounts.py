"""Goals as numbers in words, whatever they are goals of: each of a few, the ends of many."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from reconciler.target_group.prose.goal import Row, amounts_of, place_of, rows
from reconciler.target_group.prose.numbers_and_days import counted, plain_name
from reconciler.target_group.values import text_at

MOST_AMOUNTS: Final = 6
"""So many goals of one target are named one by one."""
MOST_TARGETS: Final = 4


def each_amount(amounts: Sequence[str], *, last: str) -> str:
    """Goals of one target in the order of its periods.

    Args:
        amounts: the goals, in words.
        last: the word before the last of them.
    """
    if len(set(amounts)) == 1:
        return amounts[0]
    if len(amounts) <= MOST_AMOUNTS:
        return f"{', '.join(amounts[:-1])} {last} {amounts[-1]}"
    return f"{min(amounts, key=_exact)} to {max(amounts, key=_exact)}"


def goals(body: Row) -> str:
    """The goals of all targets as a sentence, without what they are goals of: empty if unknown.

    True whatever else a body says: it repeats declared numbers, and says how much is left out.
    """
    targets = rows(body, "targets") or ()
    said = [_goals_of(each) for each in targets[:MOST_TARGETS]]
    if len(targets) == 1:
        return f"{'Goals' if ' and ' in said[0] else 'Goal'}: {said[0]}." if said[0] else ""
    names = [plain_name(text_at(each, "name")) for each in targets]
    listed = [f"{goal} for {names[k] or f'target {k + 1}'}" for k, goal in enumerate(said) if goal]
    more = len(targets) - MOST_TARGETS
    rest = [f"and those of {counted(more, 'more target')}"] if more > 0 else []
    return f"Goals: {'; '.join([*listed, *rest])}." if listed else ""


def _goals_of(target: Row) -> str:
    amounts = amounts_of(target)
    if not amounts:
        return ""
    place = place_of(target)
    where = ", where its filters say" if place is None else place
    return f"{each_amount(amounts, last='and')}{where}"


def _exact(amount: str) -> Decimal:
    return Decimal(amount.replace(",", ""))
