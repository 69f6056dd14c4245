"""Runs every rule over the clean data of one campaign."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, tzinfo
from typing import Final, TypeAlias

from reconciler.core.diagnostic import Finding
from reconciler.core.exact_json import Json
from reconciler.target_group.days import Days, days_of
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.rules import (
    acknowledge,
    days,
    expressions,
    kinds,
    names,
    periods,
    slips,
    targets,
    values,
)

Rule: TypeAlias = Callable[[Mapping[str, Json]], Iterator[Finding]]

RULES: Final[Sequence[tuple[Callable[[Mapping[str, Json]], bool], Sequence[Rule]]]] = (
    (names.is_plain, names.RULES),
    (slips.is_plain, slips.RULES),
    (periods.is_plain, periods.RULES),
    (values.is_plain, values.RULES),
    (targets.is_plain, targets.RULES),
    (kinds.is_plain, kinds.RULES),
)
"""The rules, each group behind a look that tells of most campaigns that they find nothing."""


def check(
    data: Mapping[str, Json],
    known: Days | None = None,
    *,
    today: date,
    zone: tzinfo = UTC,
    vocabulary: Vocabulary = DOCUMENTED,
) -> list[Finding]:
    """Find everything that the rules say about a campaign.

    Args:
        data: clean data (``reading.read_file``).
        known: its first and last day, where they are known already.
        today: the day in the organisation's time zone, for rules about the past.
        zone: the organisation's time zone, for rules about moments.
        vocabulary: the symbols of expressions whose types are known.
    """
    found = [
        finding
        for is_plain, rules in RULES
        if not is_plain(data)
        for rule in rules
        for finding in rule(data)
    ]
    found.extend(acknowledge.acknowledgements(data, today))
    found.extend(days.days(data, known or days_of(data), today, zone))
    found.extend(expressions.expressions(data, vocabulary))
    return found
