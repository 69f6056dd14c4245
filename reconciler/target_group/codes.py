"""Every kind of finding about the content of a campaign, with the text of ``explain``.

Errors are what the API documents refuse, or what would harm. Create-only findings stand against
making the campaign, not against its being live. What only the console refuses, or what one
documented sample contradicts, is a warning.
"""

from typing import Final

from reconciler.core.diagnostic import Code, Severity, codes_in, create_only, error, warning

# Names
NAME_TOO_LONG = error(
    "name-too-long",
    "The name is longer than 200 characters.",
    "The API refuses longer names (310008 for targets; the create page gives the same limit for "
    "groups).",
    "Shorten the name.",
)
NAME_NEAR_LIMIT = warning(
    "name-near-limit",
    "The name leaves no room for a return-bill twin.",
    "Some organisations' servers add a second target named <name>_ReturnBill. From 190 "
    "characters on that name passes the limit of 200.",
    "Keep target names at 189 characters or fewer.",
)
NAME_BLANK = create_only(
    "name-blank",
    "The name is empty, or begins or ends with a space.",
    "The API stores such names, but nobody can tell them from others, and the console fails on "
    "targets whose names begin or end with a space.",
    "Remove the spaces, or give it a name.",
)
UNSEEN_CHARACTER = create_only(
    "unseen-character",
    "A name or a refCode contains an invisible character.",
    "Zero-width spaces, soft hyphens, fillers, tags and the like come with text that is pasted "
    "from a chat or a web page. For the API they make another name, for people they do not: a "
    "second campaign that looks the same pays out as well. The class is "
    "Default_Ignorable_Code_Point of the Unicode Character Database 16.0, with control characters "
    "and line breaks. Joiners between letters of scripts that use them are fine, and in emoji.",
    "Type the name again, or delete the character that the message names.",
)
DIRECTIONAL_MARK = warning(
    "directional-mark",
    "A name or a refCode holds a mark that sets the direction of text.",
    "It is invisible, and for the API it makes another name. Names that mix scripts may need one "
    "to "
    "be shown in the right order.",
    "Delete it, unless the text is shown in the wrong order without it.",
)
NAME_UNFINISHED = create_only(
    "name-unfinished",
    "A name or a refCode holds a placeholder or a template.",
    "{{ region }}, %REGION%, <name> and TODO are sent unchanged: only ${name} as a whole value "
    "is replaced. A name cannot be taken back.",
    "Write what is meant.",
)
NAME_PERHAPS_UNFINISHED = warning(
    "name-perhaps-unfinished",
    "A name or a refCode holds a word that often stands for something to be filled in, or what "
    "looks like a comment.",
    "TODO, TBD, FIXME, XXX and the like are likely not meant, nor are remarks behind //, /*, <!--, "
    "-- or ;, which begin no comment in YAML. A name cannot be taken back.",
    "Write what is meant, if it is not this.",
)
NAME_IN_QUOTES = create_only(
    "name-in-quotes",
    "A name or a refCode has quotes around it that are part of it.",
    "Word processors turn the quotes of a text into typographic ones, which YAML reads as part "
    "of the name, as it does quotes inside of others. Customers would see them, and a name cannot "
    "be taken back.",
    "Write the name without these quotes, or in one pair of plain ones if YAML needs them.",
)
DUPLICATE_TARGET_NAME = error(
    "duplicate-target-name",
    "Two targets of the campaign have names that look the same.",
    "Target names are unique in the organisation ignoring case. People cannot tell apart names "
    "that differ only in spaces, Unicode form or invisible characters.",
    "Give each target a name of its own.",
)
DUPLICATE_STREAK_NAME = error(
    "duplicate-streak-name",
    "Two streak levels have names that look the same.",
    "Streak levels are matched by name, so two with one name cannot be told apart.",
    "Give each level a name of its own.",
)
DUPLICATE_TRIGGER_NAME = error(
    "duplicate-trigger-name",
    "Two milestone triggers of a target have the same name.",
    "Triggers are matched by name, so two with one name cannot be told apart.",
    "Give each trigger a name of its own.",
)
TWIN_NAME = warning(
    "twin-name",
    "The target has the name of a return-bill twin.",
    "Some organisations' servers make targets named <name>_ReturnBill themselves; pasted from an "
    "answer, such a target would be made a second time.",
    "Leave the target out, unless it is meant as a target of its own.",
)
DESCRIPTION_TOO_LONG = warning(
    "description-too-long",
    "The description is longer than 255 characters.",
    "The API documents limit descriptions to 255 characters; they do not say what happens to "
    "longer ones.",
    "Shorten the description; longer notes can stand under metadata.",
)

# Spellings and pasted bodies
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
    "then "
    "is not compared.",
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

# Periods
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
    "If it is over, write 'active: false' into the file, and deactivate the group in the "
    "console if it is live; else move the days.",
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
    "The API documents want the group to start by the first period's start and to end by the "
    "last period's end.",
    "Widen the window or leave it out: the server derives it from the periods.",
)

WINDOW_ENDS_BEFORE_START = create_only(
    "window-ends-before-start",
    "The window of the group ends before it starts.",
    "Nothing could be reached in it. The server accepts such dates without an error.",
    "Swap the dates or correct them, or leave them out: the server derives them from the periods.",
)

# Values
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
    "Default values are sent for each period. Without periods none would be sent, and the campaign "
    "would be made without its goal.",
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
    "COUNT and VISIT, and whatever is added up by COUNT, grow by one at a time: half a visit is "
    "a mistake, or belongs to another measure.",
    "Write a whole number, or choose another targetType.",
)
PERHAPS_THOUSANDS = warning(
    "perhaps-thousands",
    "The goal may be meant a thousand times as large.",
    "A point separates decimals, never thousands: 1.000 is 1, and 12.500 is 12.5. Where a point "
    "separates thousands in writing, the goal is a thousandth of what is meant.",
    "Write a thousand as 1000, and decimals without zeros at their end.",
)
BEYOND_64_BITS = error(
    "beyond-64-bits",
    "An id or a count is larger than any the API can hold.",
    "Ids and counts have 64 bits at most, so the largest is 9223372036854775807. The API would "
    "refuse the campaign without naming the field (300004). Such a number is a mistake, often an "
    "id "
    "that was pasted twice.",
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
VALUE_NOT_POSITIVE = warning(
    "value-not-positive",
    "The value to reach is zero or less.",
    "A goal that is reached without doing anything pays out at once.",
    "Write a positive number.",
)

# Targets
ENTITY_TYPE_MISMATCH = error(
    "entity-type-mismatch",
    "The target's entity and type do not go together.",
    "The API refuses the combination (310033).",
    "Choose a targetType that the entity allows.",
)
ALL_ON_TRANSACTION = warning(
    "all-on-transaction",
    "targetType ALL is undocumented for transactions.",
    "Live groups carry it, but the tables of the API documents do not list it.",
    "Name the measure: SALES, GROSS_SALES, QUANTITY, COUNT or VISIT.",
)
REWARDS_ENTITY = warning(
    "rewards-entity",
    "targetEntity REWARDS is documented, but live data says POINTS.",
    "The two are compared as the same word, and sent as declared.",
    "Write POINTS.",
)
EXTENDED_INFO_MISSING = error(
    "extended-info-missing",
    "The target type needs extendedFieldInfo.",
    "Without it the API does not know what to add up (310094).",
    "Declare extendedFieldInfo with name and aggregateFunction.",
)
CURRENCY_INFO_MISSING = error(
    "currency-info-missing",
    "An alternate currency needs its identifier and programme.",
    "The API refuses the target otherwise (310094, 310146, 310147).",
    "Declare extendedFieldInfo with alternateCurrencyIdentifier and programId.",
)
EMF_EVENT_ATTRIBUTE = error(
    "emf-event-attribute",
    "A built-in event allows COUNT and VISIT only.",
    "Attributes can be added up for behavioural events, not for the built-in ones (API "
    "documents, events).",
    "Use COUNT or VISIT, or an event of your own.",
)
EVENT_NAME_MISSING = warning(
    "event-name-missing",
    "The event is not named: the target would count transactions.",
    "An eventName that is left out becomes TransactionAdd, whatever the target is meant for.",
    "Declare eventName.",
)
ENROLMENT_MISSING = warning(
    "enrolment-missing",
    "enrolmentMethod is left out: nobody would be enrolled by buying.",
    "Left out, it becomes IMPORT, and only imported customers take part.",
    "Declare enrolmentMethod: TRANSACTION, or IMPORT if that is meant.",
)
ENROLMENT_AUDIENCE = create_only(
    "enrolment-audience",
    "Enrolment by audience filter cannot be made by the API.",
    "AUDIENCE_FILTER shows up in reads; it is set in the console, and no documented request sends "
    "it.",
    "Make the campaign in the console and adopt it, or choose TRANSACTION or IMPORT.",
)
EXPRESSION_JSON_INVALID = create_only(
    "expression-json-invalid",
    "expressionJson is not JSON.",
    "The server stores the text unchecked, and the campaign would not work.",
    "Correct the JSON.",
)
EXPRESSION_JSON_MISSING = create_only(
    "expression-json-missing",
    "An expression is declared without its tree, and the tree is not known.",
    "Every documented request sends both. A tree is filled in where documented samples or the "
    "settings show every part of it: true, and an attribute such as currentTxn.value compared with "
    "a whole number by > or <, and what stands under [expressions] in reconciler.toml. A guessed "
    "tree would make another campaign than the one declared.",
    "Declare expressionJson beside expression; where only the type of a symbol is not known, "
    "declare that under [expressions.symbols] in reconciler.toml. "
    "'reconciler expressions --write' declares all that live groups prove.",
)
EXPRESSION_JSON_DIFFERS = create_only(
    "expression-json-differs",
    "expressionJson and the expression say different things.",
    "The server stores both unchecked, and nobody knows which of them counts. Documented samples "
    "show every part of the expression, so its tree is known.",
    "Leave expressionJson out, and it is filled in; else correct the expression.",
)
EXPRESSION_JSON_DOUBTFUL = warning(
    "expression-json-doubtful",
    "expressionJson does not seem to be the tree of the expression.",
    "The server stores both unchecked, and nobody knows which of them counts. The tree was read "
    "as the expression of which it would be the tree, which no document shows in full.",
    "Correct the one that is wrong.",
)
MILESTONE_TRIGGERS = create_only(
    "milestone-triggers",
    "Milestone triggers cannot be made by the API, as far as it is documented.",
    "Documented requests send targetMilestoneTriggers as an empty list only; they do not say "
    "what happens to a filled one, and customers may be rewarded by it.",
    "Make the triggers in the console and adopt the campaign, or leave them out.",
)
NO_TARGETS = create_only(
    "no-targets",
    "The campaign has no targets.",
    "There is nothing that customers could reach. The server accepts such a request anyway, and "
    "some groups like that are live.",
    "Declare at least one target.",
)
TOO_MANY_TARGETS = warning(
    "too-many-targets",
    "There are more targets than the console allows.",
    "The console allows at most 50 targets.",
    "Split the campaign.",
)
AGGREGATE_WINDOW = warning(
    "aggregate-window",
    "No read shows an aggregate window.",
    "The documents describe the field, but no request sends it and answers show null only. A "
    "difference can never be noticed.",
    "Leave it out unless support has told you that it works.",
)

# Kinds of campaign
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

# Acknowledgements
ACKNOWLEDGEMENT_UNCLEAR = error(
    "acknowledgement-unclear",
    "It is not clear what an acknowledgement is about, or why.",
    "It answers either findings of one code (finding) or a difference from live (drift), and "
    "a reviewer of the file must see why. Only findings speak of other campaigns (of).",
    "Write finding or drift, one of them, and a reason.",
)
ACKNOWLEDGEMENT_PATH = error(
    "acknowledgement-path",
    "The path of acknowledged drift leads nowhere, or to everything.",
    "The path is that of a value as in plans. An acknowledgement of / or /targets would hide any "
    "change, even one that nobody thought of.",
    "Copy the path from 'reconciler plan --explain NAME'. A target is /targets/NAME, its goals are "
    "/targets/NAME/defaultValues; / in a name is written ~1, and ~ is written ~0.",
)
ACKNOWLEDGEMENT_UNTIL = error(
    "acknowledgement-until",
    "The last day of an acknowledgement is not a date, or is not allowed here.",
    "until is the last day that an acknowledgement holds. One of a block has no end: it is spent "
    "once the group is live, and a block that comes back by itself would have no use.",
    "Write a day such as 2027-06-30, or leave until out.",
)
ACKNOWLEDGEMENT_EXPIRED = Code(
    "acknowledgement-expired",
    Severity.WARNING,
    "The last day of an acknowledgement has passed.",
    "What it was about is reported again, and drift counts again.",
    "Resolve what it was about and remove the entry, or move until.",
    acknowledgeable=False,
)

CODES: Final = codes_in(globals())
"""All codes of this module, in the order of the file."""
