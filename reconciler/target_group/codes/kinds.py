"""Kinds of finding about what suits the kind of a campaign: streak, unified, leaderboard, own."""

from reconciler.core.diagnostic import create_only, error, warning

STREAKS_MISSING = error(
    "streaks-missing",
    "A streak campaign declares no streaks.",
    "streaks is required with trackingType STREAKS (API documents, create streak).",
    "Declare at least one streak level.",
)
STREAKS_ON_OTHER_KIND = create_only(
    "streaks-on-other-kind",
    "Streaks are declared on a campaign that is not a streak.",
    "One live group is like that, so it stands against a create only.",
    "Remove streaks, or set trackingType to STREAKS.",
)
NON_CONTINUOUS_STREAKS = create_only(
    "non-continuous-streaks",
    "Non-continuous streaks cannot be made by the API.",
    "The word shows up in one answer to an edit, in no create request and in no table.",
    "Make the campaign in the console and adopt it, or use STREAKS.",
)
STREAK_COUNT = warning(
    "streak-count",
    "The streak levels do not ascend within the number of periods.",
    "The console wants ascending levels, from 1 up to the number of cycles.",
    "Order the levels, and keep the highest within the number of periods.",
)
STREAK_OUT_OF_REACH = create_only(
    "streak-out-of-reach",
    "Every streak level takes more periods in a row than there are.",
    "Nobody could ever reach a level, whatever they do.",
    "Declare more periods, or a level of at most as many as there are.",
)
TOO_MANY_STREAK_LEVELS = warning(
    "too-many-streak-levels",
    "There are more streak levels than the console allows.",
    "The console allows at most 10 levels.",
    "Remove levels.",
)
LEADERBOARD_KIND = error(
    "leaderboard-kind",
    "A leaderboard needs trackingType DEFAULT and a fixed window.",
    "The API refuses anything else (310132).",
    "Set trackingType to DEFAULT and targetEvaluationType to FIXED_CALENDAR_WINDOW, or leave "
    "leaderboardEnabled out.",
)
USER_CREATED_TARGETS = error(
    "user-created-targets",
    "A user-created campaign has exactly one target.",
    "The API documents allow one target only (create user-created target group).",
    "Declare one target.",
)
USER_CREATED_ENROLMENT = warning(
    "user-created-enrolment",
    "A user-created campaign enrols by IMPORT.",
    "The page says so, though the documents' own streak request breaks it.",
    "Set enrolmentMethod to IMPORT.",
)
USER_CREATED_STREAK = warning(
    "user-created-streak",
    "userCreated may be lost on a streak.",
    "A documented streak was sent with userCreated true and answered without the key.",
    "Leave userCreated out, or check the live group after the apply.",
)
COMBINATION_MISSING = error(
    "combination-missing",
    "A unified campaign does not say how its targets combine.",
    "combinationType is required with UNIFIED (API documents, create unified target group).",
    "Declare combinationType: ANY or ALL.",
)
COMBINED_GOAL_MISSING = warning(
    "combined-goal-missing",
    "A combined goal says how its targets add up and not to what, or the other way round.",
    "The API documents call thresholdValue mandatory beside aggregation. A unified campaign whose "
    "targets each have a goal of their own needs neither: combinationType says whether one or all "
    "of them count, and documented requests and live groups leave the combined goal out.",
    "Declare aggregation and thresholdValue together, or leave unifiedTargetExpression out.",
)
COMBINATION_ON_OTHER_KIND = warning(
    "combination-on-other-kind",
    "A combination is declared on a campaign that is not unified.",
    "combinationType and unifiedTargetExpression belong to trackingType UNIFIED.",
    "Remove the field, or set trackingType to UNIFIED.",
)
CURRENCY_IN_UNIFIED = warning(
    "currency-in-unified",
    "Alternate currencies are not meant for unified campaigns.",
    "The page excludes them, though one live unified group holds such a target.",
    "Use a campaign of its own for the alternate currency.",
)
SEVERAL_TARGETS = warning(
    "several-targets",
    "A DEFAULT campaign has several targets.",
    "The documents describe DEFAULT as one target, though live groups with two exist.",
    "Use UNIFIED to combine targets, or one campaign for each.",
)
