"""Kinds of finding about the short forms of a campaign file.

All are errors: a short form that cannot be worked out says nothing.
"""

from reconciler.core.diagnostic import error

SCHEDULE_LENGTH = error(
    "schedule-length",
    "The schedule does not say how many periods there are.",
    "A schedule has 1 to 1,000 periods. Either count says how many, or until says when the last "
    "one ends; both could disagree.",
    "Declare count or until.",
)
SCHEDULE_DAYS = error(
    "schedule-days",
    "The length of the periods in days is missing, or is not allowed here.",
    "With every: CUSTOM each period has as many days as days says. The other words say the length "
    "themselves.",
    "Declare days with CUSTOM, and only then.",
)
SCHEDULE_UNTIL = error(
    "schedule-until",
    "No period of the schedule ends on that day.",
    "A schedule has whole periods only. To shorten the last one, or to add one, would be a guess "
    "about what customers are promised.",
    "Write a day on which a period ends, or declare count.",
)
SCHEDULE_REF_CODE = error(
    "schedule-ref-code",
    "All periods of the schedule would have the same refCode.",
    "Periods are matched by refCode within their group; {n} stands for the number of the period, "
    "from 1.",
    "Write {n} where the number belongs.",
)
UNKNOWN_PERIOD = error(
    "unknown-period",
    "A default value is declared for a period that is not there.",
    "A mapping of default values has the refCodes of the periods as its keys. A value for any "
    "other key would silently be left out.",
    "Correct the refCode, or declare the period.",
)
PERIOD_WITHOUT_VALUE = error(
    "period-without-value",
    "The mapping of default values leaves out a period.",
    "A mapping that names some of the periods implies something for the others, and nobody can "
    "say what.",
    "Write a value for each period. A list may be shorter than the periods, where that is meant.",
)
UNCLEAR_MAPPING = error(
    "unclear-mapping",
    "The mapping can be read as a progression or as values by period.",
    "A mapping of start and step, and of nothing else, is a progression. Where a period is called "
    "start or step, it might as well name periods.",
    "Write the default values as a list.",
)
UNCLEAR_PERIOD_ID = error(
    "unclear-period-id",
    "Nobody can say for which period a default value with a periodId is.",
    "A default value that names a periodId belongs to the period with that id. It is sent by its "
    "place in the list alone, so a value whose period the file does not show could be sent for "
    "another period.",
    "Write a mapping by refCode, or the values without periodId in the order of the periods.",
)
UNCOUNTED_PROGRESSION = error(
    "uncounted-progression",
    "The progression does not know how many periods there are, or they are too many.",
    "Each period has a value of its own, so their number must be known, and be at most 1,000. "
    "Where the server makes the periods, it is totalPeriods, else recurringCycles.",
    "Declare totalPeriods or recurringCycles, or write one number that serves all periods.",
)
ENDLESS_NUMBER = error(
    "endless-number",
    "The progression has too many digits to be worked out exactly.",
    "Values are never rounded.",
    "Write plain numbers with up to 3 decimals.",
)
