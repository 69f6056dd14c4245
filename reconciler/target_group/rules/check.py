"""Runs every rule over the clean data of one campaign."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, tzinfo
from typing import Final, TypeAlias

from reconciler.core.diagnostic import Finding
from reconciler.core.exact_json import Json
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

RULES: Final[tuple[Rule, ...]] = (
    *names.RULES,
    *slips.RULES,
    *periods.RULES,
    *values.RULES,
    *targets.RULES,
    *kinds.RULES,
)


def check(
    data: Mapping[str, Json],
    *,
    today: date,
    zone: tzinfo = UTC,
    vocabulary: Vocabulary = DOCUMENTED,
) -> list[Finding]:
    """Find everything that the rules say about a campaign.

    Args:
        data: clean data (``reading.read_file``).
        today: the day in the organisation's time zone, for rules about the past.
        zone: the organisation's time zone, for rules about moments.
        vocabulary: the symbols of expressions whose types are known.
    """
    found = [finding for rule in RULES for finding in rule(data)]
    found.extend(acknowledge.acknowledgements(data, today))
    found.extend(days.days(data, today, zone))
    found.extend(expressions.expressions(data, vocabulary))
    return found
