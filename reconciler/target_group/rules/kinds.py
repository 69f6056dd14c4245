"""Rules about the kinds of campaign: milestone, streak, unified, leaderboard, user-created."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from reconciler.core.diagnostic import Finding
from reconciler.core.exact_json import Json
from reconciler.target_group.canonical import has_server_periods, period_count
from reconciler.target_group.codes import kinds as codes
from reconciler.target_group.codes.spellings import FIELD_RECOMMENDED, NOT_VERIFIABLE, TILL_MISSING
from reconciler.target_group.codes.values import VALUE_NOT_POSITIVE
from reconciler.target_group.columns import Role
from reconciler.target_group.fields import FIXED_WINDOW, GROUP, RECOMMENDED
from reconciler.target_group.kinds import Kind
from reconciler.words import plural

MOST_LEVELS: Final = 10
COUNTED_OTHERWISE: Final = "recurringCycles"
"""Recommended only where totalPeriods does not say how many periods the server makes."""
GOAL_PARTS: Final = ("aggregation", "thresholdValue")
STREAK_KINDS: Final = frozenset({"STREAKS", "NON_CONTINUOUS_STREAKS"})
UNSEEN_FIELDS: Final = tuple(
    name
    for name, field in GROUP.fields.items()
    if field.role is Role.SENT and field.kind is not Kind.OBJECT
)
_GOAL: Final = frozenset(GOAL_PARTS)
_DUE: Final = frozenset({*RECOMMENDED, "preferredTillId"})
_UNUSUAL: Final = frozenset({*UNSEEN_FIELDS, "leaderboardEnabled", "userCreated"})
_OF_KINDS: Final = frozenset({"streaks", "combinationType", "unifiedTargetExpression"})


def recommended(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Starred fields that documented requests leave out all the same."""
    says_count = has_server_periods(data) and data.get("totalPeriods", 0) > 0
    for field in RECOMMENDED:
        if field not in data and not (says_count and field == COUNTED_OTHERWISE):
            yield FIELD_RECOMMENDED.at(
                (field,),
                f"{field} is left out, though the API documents mark it as required.",
                f"Declare {field}.",
            )
    if "preferredTillId" not in data:
        yield TILL_MISSING.at(
            ("preferredTillId",),
            "preferredTillId is left out, though every documented request sends it.",
        )


def unseen(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Group fields that no read shows again."""
    for field in UNSEEN_FIELDS:
        if field in data:
            yield NOT_VERIFIABLE.at(
                (field,), f"{field} is sent, but no read shows it.", at_key=True
            )


def streaks(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Streaks without levels, and levels without a streak."""
    kind, levels = data["trackingType"], data.get("streaks", ())
    if kind == "NON_CONTINUOUS_STREAKS":
        yield codes.NON_CONTINUOUS_STREAKS.at(
            ("trackingType",), "Non-continuous streaks cannot be created by the API."
        )
    if kind == "STREAKS" and not levels:
        yield codes.STREAKS_MISSING.at(
            ("trackingType",), "trackingType is STREAKS, but no streaks are declared."
        )
    if kind not in STREAK_KINDS and levels:
        yield codes.STREAKS_ON_OTHER_KIND.at(
            ("streaks",), f"Streaks are declared, but trackingType is {kind}.", at_key=True
        )


def levels(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Streak levels in an order or number that the console refuses, or beyond what can happen."""
    counts = [level["targetCountOfSequence"] for level in data.get("streaks", ())]
    if len(counts) > MOST_LEVELS:
        yield codes.TOO_MANY_STREAK_LEVELS.at(
            ("streaks",),
            f"There are {len(counts)} streak levels; the console allows {MOST_LEVELS}.",
            at_key=True,
        )
    for k, count in enumerate(counts):
        if count <= 0:
            yield VALUE_NOT_POSITIVE.at(
                ("streaks", k, "targetCountOfSequence"),
                f"The level takes {count} periods in a row: "
                "everybody has reached it from the start.",
            )
    highest = period_count(data) or None  # that there are none is told by itself
    is_out_of_reach = bool(counts) and highest is not None and min(counts) > highest
    listed = ", ".join(map(str, counts))
    limit = "" if highest is None else f" for {plural(highest, 'period')}"
    if is_out_of_reach:
        yield codes.STREAK_OUT_OF_REACH.at(
            ("streaks",), f"The levels take {listed} in a row{limit}.", at_key=True
        )
    fits = is_out_of_reach or highest is None or all(count <= highest for count in counts)
    if not (fits and all(low < high for low, high in pairwise(counts))):
        yield codes.STREAK_COUNT.at(
            ("streaks",), f"The levels are reached after {listed} in a row{limit}.", at_key=True
        )


def leaderboard(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Leaderboards on anything but a fixed milestone."""
    kind = data["trackingType"]
    window = data.get("targetEvaluationType", FIXED_WINDOW)
    if data.get("leaderboardEnabled") and (kind, window) != ("DEFAULT", FIXED_WINDOW):
        yield codes.LEADERBOARD_KIND.at(
            ("leaderboardEnabled",),
            f"A leaderboard needs DEFAULT and {FIXED_WINDOW}; this is {kind} and {window}.",
            "Change the kind or the window, or leave leaderboardEnabled out.",
        )


def user_created(data: Mapping[str, Json]) -> Iterator[Finding]:
    """User-created campaigns with other than one target, or other enrolment.

    Rule ``user-created-streak-may-be-lost``.
    """
    if not data.get("userCreated"):
        return
    targets = data.get("targets", ())
    if len(targets) != 1:
        yield codes.USER_CREATED_TARGETS.at(
            ("userCreated",),
            f"A user-created campaign has exactly one target; this one has {len(targets)}.",
        )
    for k, target in enumerate(targets):
        if target.get("enrolmentMethod", "IMPORT") != "IMPORT":
            yield codes.USER_CREATED_ENROLMENT.at(
                ("targets", k, "enrolmentMethod"),
                f"A user-created campaign enrols by IMPORT, not {target['enrolmentMethod']}.",
            )
    if data["trackingType"] == "STREAKS":
        yield codes.USER_CREATED_STREAK.at(
            ("userCreated",),
            "The documented answer to a user-created streak does not carry userCreated.",
        )


def unified(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Combinations that are missing, or stand on the wrong kind."""
    is_unified = data["trackingType"] == "UNIFIED"
    if is_unified and "combinationType" not in data:
        yield codes.COMBINATION_MISSING.at(
            ("trackingType",), "A unified campaign needs combinationType."
        )
    parts = data.get("unifiedTargetExpression", {}).keys() & set(GOAL_PARTS)
    if is_unified and len(parts) == 1:
        (missing,) = set(GOAL_PARTS) - parts
        yield codes.COMBINED_GOAL_MISSING.at(
            ("unifiedTargetExpression",),
            f"The combined goal has {parts.pop()} without {missing}.",
            f"Declare {missing}, or leave unifiedTargetExpression out.",
        )
    for field in ("combinationType", "unifiedTargetExpression"):
        if not is_unified and field in data:
            yield codes.COMBINATION_ON_OTHER_KIND.at(
                (field,),
                f"{field} belongs to UNIFIED; this campaign is {data['trackingType']}.",
                at_key=True,
            )


def kinds_of_target(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Targets that do not suit the kind of campaign."""
    targets = data.get("targets", ())
    for k, target in enumerate(targets):
        is_currency = target["targetEntity"] == "ALTERNATE_CURRENCIES"
        if is_currency and data["trackingType"] == "UNIFIED":
            yield codes.CURRENCY_IN_UNIFIED.at(
                ("targets", k, "targetEntity"),
                "The documents exclude alternate currencies from unified campaigns.",
            )
    if data["trackingType"] == "DEFAULT" and len(targets) > 1 and not data.get("userCreated"):
        yield codes.SEVERAL_TARGETS.at(
            ("targets",),
            f"A DEFAULT campaign is documented with one target; this one has {len(targets)}.",
            at_key=True,
        )


RULES: Final = (
    recommended,
    unseen,
    streaks,
    levels,
    leaderboard,
    user_created,
    unified,
    kinds_of_target,
)


def is_plain(data: Mapping[str, Json]) -> bool:
    """Whether none of these rules finds anything, told at one look; False where it takes more."""
    kind, targets = data["trackingType"], data.get("targets", ())
    if not (data.keys() >= _DUE and _UNUSUAL.isdisjoint(data)):
        return False
    if kind == "UNIFIED":
        entities = {target["targetEntity"] for target in targets}
        is_whole = _GOAL.issubset(data.get("unifiedTargetExpression", _GOAL))
        return (
            "combinationType" in data
            and "streaks" not in data
            and is_whole
            and "ALTERNATE_CURRENCIES" not in entities
        )
    if kind in STREAK_KINDS or not _OF_KINDS.isdisjoint(data):
        return False
    return kind != "DEFAULT" or len(targets) == 1
