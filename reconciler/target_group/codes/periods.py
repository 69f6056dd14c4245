"""Kinds of finding about periods, windows and days."""

from reconciler.core.diagnostic import create_only, error, warning

BAD_DATE = error(
    "bad-date",
    "The date does not exist.",
    "The API documents show dates as yyyy-MM-dd.",
    "Write a day of the calendar as yyyy-MM-dd.",
)
PERIOD_ENDS_BEFORE_START = error(
    "period-ends-before-start",
    "The period ends before it starts.",
    "The server drops such a period without an error (API documents, create periods).",
    "Swap the dates or correct them.",
)
DUPLICATE_REF_CODE = error(
    "duplicate-ref-code",
    "Two periods have the same refCode.",
    "Periods are matched by refCode within their group, so two with one code cannot be told apart.",
    "Give each period a refCode of its own.",
)
EMPTY_REF_CODE = error(
    "empty-ref-code",
    "The refCode is empty.",
    "Periods are matched by refCode.",
    "Give the period a refCode.",
)
TIME_OF_DAY_DROPPED = warning(
    "time-of-day-dropped",
    "The API drops the time of day.",
    "Period dates are stored as days. A start at 00:00:00 and an end at 23:59:59 mean the same as "
    "the plain day; any other time is lost.",
    "Write the plain day.",
)
OTHER_DAY_IN_ZONE = create_only(
    "other-day-in-zone",
    "The moment is another day where the organisation is.",
    "Periods are whole days, but a date pasted from a browser is often a moment in UTC: 18:30 in "
    "UTC is midnight of the next day in Asia/Kolkata. In which zone the API cuts such moments is "
    "not documented, so the campaign could begin or end a day off. A start at 00:00:00 and an end "
    "at 23:59:59 mean whole days, in whatever zone.",
    "Write the day that is meant as yyyy-MM-dd. The organisation's zone is time_zone in "
    "reconciler.toml.",
)
PERIODS_IN_THE_PAST = warning(
    "periods-in-the-past",
    "The campaign's last day has passed.",
    "The API accepts campaigns that are over, but nobody can reach anything in them; only events "
    "received after the group is made count. A file that says 'active: false' is a record of the "
    "past, and is not warned about.",
    "If it is over, write 'active: false' into the file, and deactivate the group in the console "
    "if it is live; else move the days.",
)
YEAR_UNLIKELY = warning(
    "year-unlikely",
    "The year is likely mistyped.",
    "Years before 2000 and more than ten years ahead are accepted by the API, and a campaign "
    "cannot be taken back.",
    "Correct the year.",
)
WINDOW_TOO_LONG = warning(
    "window-too-long",
    "One window is longer than five years.",
    "A period, or the cycle of a campaign whose periods the server makes, is likely meant to be "
    "shorter; five years are what the server gives a cycle that nobody declares.",
    "Correct the days, or end the campaign sooner and declare the next one then.",
)
PERIODS_OVERLAP = warning(
    "periods-overlap",
    "Two periods overlap.",
    "A period includes its last day, so an event on a shared day counts in both.",
    "End the earlier period the day before the later one starts.",
)
NO_PERIODS = create_only(
    "no-periods",
    "A campaign with a fixed window has no periods.",
    "Tracking happens only inside periods, so nobody could reach anything. The server accepts "
    "such a request anyway, and some groups like that are live.",
    "Declare at least one period.",
)
TOO_MANY_PERIODS = warning(
    "too-many-periods",
    "There are more cycles than the console allows.",
    "The console allows at most 100 cycles.",
    "Split the campaign.",
)
PERIODS_ON_CYCLIC = warning(
    "periods-on-cyclic",
    "Periods are declared although the server makes them.",
    "With a cyclic or agnostic window the documented answers show periods that the server made.",
    "Declare totalPeriods or recurringCycles instead.",
)
CYCLE_COUNT_MISSING = create_only(
    "cycle-count-missing",
    "Nothing says how many periods the server should make.",
    "With a cyclic or agnostic window their number is totalPeriods, else recurringCycles, from 1 "
    "up; 0 or less does not count. No document says what the server makes without it, so nobody "
    "knows how often customers could reach the goal, and be paid.",
    "Declare totalPeriods or recurringCycles, such as totalPeriods: 12 for twelve periods.",
)
WINDOW_TOO_NARROW = warning(
    "window-too-narrow",
    "A period lies outside the group's own window.",
    "The API documents want the group to start by the first period's start and to end by the last "
    "period's end.",
    "Widen the window or leave it out: the server derives it from the periods.",
)

WINDOW_ENDS_BEFORE_START = create_only(
    "window-ends-before-start",
    "The window of the group ends before it starts.",
    "Nothing could be reached in it. The server accepts such dates without an error.",
    "Swap the dates or correct them, or leave them out: the server derives them from the periods.",
)
