"""Runs every rule over the clean data of one campaign."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, tzinfo
from functools import lru_cache
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

RULES: Final[tuple[Rule, ...]] = (
    *names.RULES,
    *slips.RULES,
    *periods.RULES,
    *values.RULES,
    *targets.RULES,
    *kinds.RULES,
)

_NEEDED: Final[Mapping[Rule, Collection[str]]] = {
    periods.windows: periods.WINDOW_FIELDS,
    periods.window_order: (*periods.WINDOW_FIELDS, *periods.ISO_WINDOW),
    targets.aggregate_windows: ("aggregateWindow", "extendedFieldInfo"),
    kinds.unseen: kinds.UNSEEN_FIELDS,
    kinds.levels: ("streaks",),
    kinds.leaderboard: ("leaderboardEnabled",),
    kinds.user_created: ("userCreated",),
}
"""Rules that find nothing where a campaign and its targets have none of these fields."""


@lru_cache(1024)
def rules_for(fields: frozenset[str]) -> Sequence[Rule]:
    """The rules that may find something in a campaign with these fields.

    Few campaigns have most of the fields, and many the same ones.
    """
    return [rule for rule in RULES if not fields.isdisjoint(_NEEDED.get(rule, fields))]


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
    fields = frozenset(data).union(*data.get("targets", ()))
    found = [finding for rule in rules_for(fields) for finding in rule(data)]
    found.extend(acknowledge.acknowledgements(data, today))
    found.extend(days.days(data, known or days_of(data), today, zone))
    found.extend(expressions.expressions(data, vocabulary))
    return found
