"""Kinds of finding about default values, ids and other numbers."""

from reconciler.core.diagnostic import create_only, error

TOO_MANY_DEFAULT_VALUES = error(
    "too-many-default-values",
    "There are more default values than periods.",
    "The k-th value belongs to the k-th period; a surplus value belongs to none.",
    "Write one value for each period, or one number that serves all.",
)
FEWER_DEFAULT_VALUES = create_only(
    "fewer-default-values",
    "There are fewer default values than periods.",
    "The k-th value belongs to the k-th period; periods without one have no goal. Live groups "
    "like that exist, so it stands against a create only.",
    "Write one value for each period, or one number that serves all.",
)
VALUE_WITHOUT_PERIODS = create_only(
    "value-without-periods",
    "A default value serves all periods of a campaign that has none.",
    "Default values are sent for each period. Without periods none would be sent, and the "
    "campaign would be made without its goal.",
    "Declare the periods.",
)
TOO_MANY_DECIMALS = error(
    "too-many-decimals",
    "The number has more than 3 decimals.",
    "The API keeps 3 decimals; the rest would be lost.",
    "Round the number to 3 decimals.",
)
FRACTION_OF_COUNT = create_only(
    "fraction-of-count",
    "The goal is a fraction of something that is counted.",
    "COUNT and VISIT, and whatever is added up by COUNT, grow by one at a time: half a visit is a "
    "mistake, or belongs to another measure.",
    "Write a whole number, or choose another targetType.",
)
PERHAPS_THOUSANDS = create_only(
    "perhaps-thousands",
    "The goal may be meant a thousand times as large.",
    "A point separates decimals, never thousands: 1.000 is 1, and 12.500 is 12.5. A comma "
    "separates values: [1,500] is 1 and 500. Where either separates thousands in writing, the goal "
    "is a thousandth of what is meant, and whoever reaches that is paid.",
    "Write a thousand as 1000, decimals without zeros at their end, and a blank behind a comma.",
    acknowledgeable=True,
)
BEYOND_64_BITS = error(
    "beyond-64-bits",
    "An id or a count is larger than any the API can hold.",
    "Ids and counts have 64 bits at most, so the largest is 9223372036854775807. The API would "
    "refuse the campaign without naming the field (300004). Such a number is a mistake, often an "
    "id that was pasted twice.",
    "Correct the number.",
)
ID_NOT_POSITIVE = create_only(
    "id-not-positive",
    "The id of a store, zone, concept or loyalty programme is below 1.",
    "No live group is known with such an id in a filter or a currency; the campaign would count "
    "nothing.",
    "Write the id as the console shows it.",
)
REPEATED_ID = create_only(
    "repeated-id",
    "An id stands twice in the filters of a target.",
    "Ids are compared as a set, so the second one says nothing: likely another id was meant, and "
    "that store, zone or concept would not count.",
    "Write the id that is meant, or leave the second one out.",
)
VALUE_NOT_POSITIVE = create_only(
    "value-not-positive",
    "The value to reach is zero or less.",
    "A goal that is reached without doing anything pays out at once. No document gives such a goal "
    "a meaning, of a cap as little as of a milestone.",
    "Write a positive number.",
    acknowledgeable=True,
)
