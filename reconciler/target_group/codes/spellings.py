"""Kinds of finding about how fields are declared: in other spellings, pasted, twice, not at all."""

from reconciler.core.diagnostic import error, warning

COMPUTED_FIELD = warning(
    "computed-field",
    "The field is filled in by the server.",
    "Ids, attribution, statuses and other computed fields may stand in a pasted body. They are "
    "neither sent nor compared.",
    "Leave the line out.",
)
OTHER_SPELLING = warning(
    "other-spelling",
    "The word is another spelling of the one that the API stores.",
    "The API documents print several spellings of some words (STREAK, Monthly, enrollmentType). "
    "The first one is what live data shows, and what is sent.",
    "Write the first spelling.",
)
EXPRESSIONS_TOO_LONG = error(
    "expressions-too-long",
    "The expressions of a campaign are too long to be read.",
    "Every expression is read, to find out whether its tree is known and says the same. No "
    "campaign needs so many characters.",
    "Shorten the expressions, or split the campaign.",
)
TOO_MANY_CYCLES = error(
    "too-many-cycles",
    "There are more cycles than any campaign can have.",
    "A number that serves all periods is sent once for each of them; so many could not be sent.",
    "Correct totalPeriods or recurringCycles.",
)
FIELD_TWICE = error(
    "field-twice",
    "A field is declared twice, under two of its spellings.",
    "Both spellings mean the same field, so nobody can say which value is meant.",
    "Remove one of them.",
)
NUMBER_AS_TEXT = warning(
    "number-as-text",
    "A number stands where text is expected.",
    "The API stores such values as text. The number is read as its text.",
    "Put the value in quotes.",
)
TOTAL_PERIODS_DIFFERS = warning(
    "total-periods-differs",
    "totalPeriods disagrees with the number of periods.",
    "The server counts the periods itself; what is sent is the number of declared periods.",
    "Leave totalPeriods out.",
)
FIELD_RECOMMENDED = warning(
    "field-recommended",
    "A field that the API documents mark as required is left out.",
    "Documented requests leave it out too, so it is not an error; but what the server fills in "
    "then is not compared.",
    "Declare the field.",
)
TILL_MISSING = warning(
    "till-missing",
    "preferredTillId is left out.",
    "Every documented request sends it, although no page marks it as required.",
    "Declare preferredTillId.",
)
NOT_VERIFIABLE = warning(
    "not-verifiable",
    "No read shows this field.",
    "The field is sent, but no answer shows it again, so a difference can never be noticed. It is "
    "reported as unverified.",
    "Keep it only if it is needed.",
)
REPEATED_FILTER = warning(
    "repeated-filter",
    "Two filters of a target have the same entity type.",
    "Filters are compared as one set of ids for each entity type; whether the server joins or "
    "replaces them is not documented.",
    "Write all ids of an entity type into one filter.",
)
