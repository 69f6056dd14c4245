"""The one table of fields of a target group.

Everything that knows a field by name derives from here: the model of the file, the model of the
API's answers, the published JSON Schema, the canonical form and its compare rules, what a read
can show, and what a person can do about a difference. Adding a field is adding one row.

Its columns name the rules of ``reconciler.target_group.normalisation`` by which a value is compared
or a default is known; comments name those on what a row says besides.

The facts come from the API documents ("create target group", "create streak", "target groups of
a user", the list and milestones pages and their samples).
"""

from collections.abc import Mapping
from functools import partial
from typing import Final

from reconciler.core.diagnostic import Route
from reconciler.target_group import edits
from reconciler.target_group.codes.registry import ACKNOWLEDGEABLE, REFUSED
from reconciler.target_group.columns import DEFAULT, EVERY_READ, NO_READ, NONE, Field, Role, table
from reconciler.target_group.kinds import Kind

_NOTES: Final = "nobody's: a text for people, which may be kept in the console"
_COMBINED: Final = "nobody's: no page requires it, and live groups hold it with nothing in it"
_ECHOED: Final = "nobody's: live groups hold it where it makes no sense, and nobody can take it out"
_IGNORED: Final = "Ignored when it stands in a pasted body."


def _computed(*names: str, ids: tuple[str, ...] = ()) -> tuple[Field, ...]:
    told = f"Filled in by the server. {_IGNORED}"
    kinds = {**dict.fromkeys(ids, Kind.INTEGER), **dict.fromkeys(names, Kind.ANYTHING)}
    return tuple(Field(name, kinds[name], role=Role.COMPUTED, help=told) for name in kinds)


_Local = partial(Field, role=Role.LOCAL)
_Sent = partial(Field, role=Role.SENT, shown_by=NO_READ, left_out="nobody's: no read shows it")
_Filled = partial(Field, left_out="nobody's: the server fills it in")
_Unsent = partial(Field, left_out="nobody's: no call sends it")
_Echoed = partial(Field, left_out=_ECHOED, absent=None, null=None)
_Note = partial(
    Field, "description", Kind.TEXT, help="Free text.", left_out=_NOTES, absent="", null=""
)
_Limited = partial(_Note, limit=255, rule="no-description-is-empty")


def _spelled(*words: str, **others: str) -> Mapping[str, str]:
    """The first spelling of each word, for capitalised forms and for named other spellings."""
    capitalised = {word.replace("_", "-").capitalize(): word for word in words}
    return capitalised | others


FIXED_WINDOW: Final = "FIXED_CALENDAR_WINDOW"
_SERVER_WINDOWS: Final = ("CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW", "CALENDAR_CYCLIC_WINDOW")
SERVER_PERIODS: Final = frozenset(_SERVER_WINDOWS)
"""Windows whose periods the server makes."""
FREQUENCIES: Final = ("MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY", "WEEKLY", "DAILY", "CUSTOM")
_BY_THE_SERVER: Final = (
    "The server makes the periods: declare totalPeriods or recurringCycles, and no periods (an "
    "empty list is none)."
)
CYCLES: Final = "Cycle_{n}"
"""What the periods of a schedule are called, as the console calls them."""

# Each row is laid out by hand: a table should look like one.
# fmt: off
ACKNOWLEDGEMENT = table(
    "an acknowledgement",
    _Local("finding", Kind.CHOICE, values=tuple(ACKNOWLEDGEABLE),
           meanings={slug: code.summary for slug, code in ACKNOWLEDGEABLE.items()},
           refused=REFUSED,
           help="Code of the warning, or of the block that can be acknowledged. Either this or "
           "drift."),
    _Local("of", Kind.NAMES, example="Christmas Spend 2098",
           help="The other campaign or group that the finding speaks of: its name, a list of "
           "names, or a pattern with * and ?. Left out, all of them."),
    _Local("drift", Kind.TEXT, example="/targets/Festive weekend spend/defaultValues",
           help="What differs from live and is meant to: its path as in 'plan --format json', "
           "which covers all that lies below it. Either this or finding."),
    _Local("reason", Kind.TEXT, required=True, example="the console owns the goal",
           help="Why it is meant, for the readers of the plan."),
    _Local("until", Kind.DAY, example="2027-06-30",
           help="The last day that it holds, after which it is reported again. Not for blocks: "
           "their acknowledgement is spent once the group is live."),
)
AGGREGATE_WINDOW = table(
    "an aggregate window",
    _Sent("windowType", Kind.CHOICE, values=("MIN", "MAX"),
          help="Whether the smallest or the greatest value within the window counts."),
    _Sent("windowTimeUnit", Kind.CHOICE, values=("DAY",), help="The unit of the window's length."),
    _Sent("windowValue", Kind.TEXT, example="1",
          help='The length of the window in units, as text; the documents know "1" only.'),
)
_AGGREGATE = _Sent(
    "aggregateWindow", Kind.OBJECT, parts=AGGREGATE_WINDOW, nullable=True,
    rule="aggregate-window-is-unseen",
    help="Window within which values are aggregated. No read shows it: it cannot be verified."
)

PERIOD = table(
    "a period",
    Field("refCode", Kind.TEXT, words="codes", shown_by=EVERY_READ, required=True,
          example="october", help="Name of the period within the group. A file's values and the "
          "live ones are matched by it."),
    Field("startDate", Kind.DAY, words="dates", required=True, shown_by=EVERY_READ,
          edit=edits.PERIOD_START, example="2027-10-02", rule="period-dates-are-days",
          help="First day. The API keeps days only: a time of day is dropped."),
    Field("endDate", Kind.DAY, words="dates", required=True, shown_by=EVERY_READ,
          edit=edits.PERIOD_END, example="2027-10-03",
          help="Last day, included. The API keeps days only: a time of day is dropped."),
    _Note(edit=edits.PERIOD),
    Field("active", Kind.FLAG, left_out=DEFAULT, words="activity", default=True, edit=edits.PERIOD,
          filled_by="period-defaults", help="Whether the period counts. True when left out."),
    # period-status-is-computed
    *_computed("attribution", "periodStatus", "targetGroupId", ids=("id",)),
)

SCHEDULE = table(
    "a schedule",
    Field("from", Kind.DAY, required=True, example="2027-01-01",
          help="First day of the first period. Later periods start on the same day of the month, "
          "or on its last day where the month is shorter."),
    Field("every", Kind.CHOICE, required=True, values=FREQUENCIES, spellings=_spelled(*FREQUENCIES),
          example="MONTHLY", help="How long each period lasts; CUSTOM needs days. Unless they are "
          "declared, frequencyType is this word and frequency is 0."),
    Field("days", Kind.INTEGER, example=10,
          help="Length of each period in days, with CUSTOM only."),
    Field("count", Kind.INTEGER, example=12, help="Number of periods. Declare count or until."),
    Field("until", Kind.DAY, example="2027-12-31",
          help="Last day of the last period, instead of count."),
    Field("refCode", Kind.TEXT, default=CYCLES, example=CYCLES,
          help="The refCode of each period, with {n} for its number from 1. Quote it."),
)

PROGRESSION = table(
    "a progression",
    Field("start", Kind.NUMBER, required=True, example=500,
          help="With step: the value of the first period."),
    Field("step", Kind.NUMBER, required=True, example=100,
          help="With start: how much more each period asks for than the one before."),
)

FILTER = table(
    "a filter",
    Field("entityType", Kind.CHOICE, required=True, values=("STORE", "ZONE", "CONCEPT"),
          help="What the ids are."),
    Field("entityIds", Kind.IDS, required=True, example=[50679757],
          help="The ids that count. Order does not matter; an empty list is no filter."),
)

DEFAULT_VALUE = table(
    "a default value",
    Field("defaultValue", Kind.NUMBER, shown_by=EVERY_READ, required=True, example=500,
          help="What a customer has to reach in the period. Up to 3 decimals."),
    *_computed("targetName", ids=("id", "periodId")),
)

EXTENDED_FIELD_INFO = table(
    "an extended-field info",
    _Echoed("name", Kind.TEXT, example="points",
            help="The extended field or event attribute that is added up."),
    _Echoed("aggregateFunction", Kind.CHOICE, values=("SUM", "COUNT"),
            help="How the values are added up."),
    _Echoed("alternateCurrencyIdentifier", Kind.TEXT, shown_by=EVERY_READ,
            help="Identifier of the alternate currency. With programId, required for "
            "ALTERNATE_CURRENCIES."),
    _Echoed("programId", Kind.INTEGER, shown_by=EVERY_READ,
            help="Id of the loyalty programme of the alternate currency."),
    _AGGREGATE,
)

# One customer's rows show triggers by name and absolute value. Which of them the server made, and
# what share of the target a declared one stands for, they do not tell: nothing to compare.
TRIGGER = table(
    "a milestone trigger",
    Field("triggerName", Kind.TEXT, required=True, help="Name of the trigger within the target."),
    _Unsent("isActive", Kind.FLAG, help="Whether the trigger fires."),
    _Unsent("triggerType", Kind.TEXT, help="Kind of trigger."),
    _Unsent("triggerValueType", Kind.TEXT, help="How triggerValue is meant, such as PERCENTAGE."),
    _Unsent("triggerValue", Kind.NUMBER, help="The value at which it fires."),
    *_computed("id", "targetRuleId"),
)

STREAK = table(
    "a streak level",
    Field("name", Kind.TEXT, required=True, shown_by=EVERY_READ, help="Name of the streak level."),
    Field("targetCountOfSequence", Kind.INTEGER, words="counts", required=True, shown_by=EVERY_READ,
          example=2, help="How many periods in a row reach the level."),
    *_computed("id", "attribution", "targetGroupId"),
)

UNIFIED = table(
    "a unified target expression",
    Field("aggregation", Kind.CHOICE, left_out=_COMBINED, values=("SUM", "COUNT"), null=None,
          help="How the targets of the group are combined."),
    Field("thresholdValue", Kind.NUMBER, left_out=_COMBINED, null=None, edit=edits.UNIFIED,
          help="What the combination has to reach."),
    # rule-expression-is-computed
    *_computed("ruleExpression"),
)

TARGET = table(
    "a target",
    Field("name", Kind.TEXT, shown_by=EVERY_READ, required=True, limit=200,
          help="Name of the target: at most 200 characters, unique in the organisation ignoring "
          "case."),
    _Limited(edit=edits.TARGET_UNSURE),
    Field("active", Kind.FLAG, left_out=DEFAULT, words="activity", default=True, edit=edits.ACTIVE,
          help="Whether the target counts. True when left out."),
    Field("targetEntity", Kind.CHOICE, words="entities", required=True, values=("TRANSACTION",
          "LINEITEM", "EVENT", "POINTS", "REWARDS", "ALTERNATE_CURRENCIES"),
          meanings={"TRANSACTION": "Purchases.", "LINEITEM": "The single lines of purchases.",
          "EVENT": "An event; eventName says which.", "POINTS": "Points.",
          "REWARDS": "What the API documents call POINTS; live data says POINTS.",
          "ALTERNATE_CURRENCIES": "An alternate currency; extendedFieldInfo says which."},
          same_as={"REWARDS": "POINTS"}, shown_by=EVERY_READ, help="What is counted."),
    Field("targetType", Kind.CHOICE, words="types", required=True, values=("QUANTITY", "SALES",
          "GROSS_SALES", "COUNT", "VISIT", "REGULAR_POINTS", "PROMOTIONAL_POINTS", "ALL_POINTS",
          "EXTENDED_FIELD", "EVENT_ATTRIBUTE", "ALL", "REGULAR", "PROMOTION"), shown_by=EVERY_READ,
          help="Which measure of it is added up."),
    Field("eventName", Kind.TEXT, left_out=DEFAULT, default="TransactionAdd", shown_by=EVERY_READ,
          example="spinTheWheel", filled_by="event-defaults-to-transaction",
          help="The event that counts, for targetEntity EVENT. Left out, the server tracks "
          "TransactionAdd."),
    Field("enrolmentMethod", Kind.CHOICE, left_out=DEFAULT, words="enrolment methods",
          values=("TRANSACTION", "IMPORT", "AUDIENCE_FILTER"),
          meanings={"TRANSACTION": "Whoever buys is enrolled.",
          "IMPORT": "Customers are imported; nobody is enrolled by buying.",
          "AUDIENCE_FILTER": "Set in the console; the API cannot create it."},
          key_spellings=("enrollmentType",), default="IMPORT", edit=edits.TARGET_UNSURE,
          filled_by="enrolment-defaults-to-import",
          help="How customers are enrolled. TRANSACTION enrols whoever buys; left out it is "
          "IMPORT, and nobody is enrolled by buying."),
    Field("expression", Kind.EXPRESSION, left_out=f"{NONE}: every event counts", absent=None,
          null=None, edit=edits.TARGET, example="currentTxn.value>500", rule="expression-is-text",
          filled_by="expression-absent-is-unset", none_means=True,
          help="Which events count, such as true or currentTxn.value>500."),
    Field("expressionJson", Kind.JSON_TEXT, left_out=f"{NONE}: every event counts",
          words="expression trees", absent=None, null=None, edit=edits.TARGET,
          rule="expression-json-is-parsed",
          help="The expression as a tree, as text that holds JSON. Left out, it is filled in where "
          "documented samples show the tree: true, or an amount compared by > or <."),
    Field("filters", Kind.LIST, left_out=f"{NONE}: all stores, zones and concepts count",
          parts=FILTER, default={}, absent={}, null={}, edit=edits.TARGET, rule="filters-are-sets",
          filled_by="filters-are-sets", none_means="none",
          help="Stores, zones or concepts that count; none means all."),
    Field("defaultValues", Kind.VALUES, left_out="nobody's: goals may be set for each customer, "
          "and live groups without any exist", shown_by=EVERY_READ, parts=DEFAULT_VALUE,
          short=PROGRESSION, edit=edits.TARGET, example={"start": 500, "step": 100},
          rule="numbers-are-decimals", help="What a customer has to reach: one number for all "
          "periods, a list with one value for each period in the order of periods, a mapping with "
          "one value for each refCode, or a progression of start and step."),
    _Echoed("extendedFieldInfo", Kind.OBJECT, words="extended fields", shown_by=EVERY_READ,
            parts=EXTENDED_FIELD_INFO, absent={}, null={}, rule="extended-info-field-by-field",
            help="The field that is added up, for EXTENDED_FIELD, EVENT_ATTRIBUTE and "
            "ALTERNATE_CURRENCIES."),
    _Unsent("targetMilestoneTriggers", Kind.LIST, words="milestone triggers", parts=TRIGGER,
            key="triggerName", rule="system-triggers-are-not-ours",
            help="Triggers on the way to the target. The documents show them only as an empty "
            "list."),
    # rule-set-ids-are-computed, value-map-is-a-copy
    *_computed("attribution", "emfRuleSetId", "emfUnrolledRulesetId", "targetGroupId",
               "targetPeriodDefaultValuesMap", ids=("id",)),
    Field("targetAudienceFilter", Kind.ANYTHING, role=Role.COMPUTED,
          filled_by="audiences-are-unseen",
          left_out="nobody's: the console alone sets it, and reads seldom show it",
          help=f"The audience that is chosen in the console. {_IGNORED}"),
)

RECOMMENDED: Final = ("targetEvaluationType", "frequencyType", "frequency", "recurringCycles")
"""Fields that the documents mark as required, and documented requests leave out all the same."""
ADVISED: Final = frozenset({*RECOMMENDED, "preferredTillId", "enrolmentMethod"})
"""Fields that are not required, and of which a finding says to declare them."""

GROUP = table(
    "a campaign",
    Field("name", Kind.TEXT, required=True, limit=200, shown_by=EVERY_READ, edit=edits.NAME,
          example="Festive spend streak", rule="names-are-verbatim",
          help="Name of the campaign: at most 200 characters, unique in the organisation ignoring "
          "case. It is the key by which file and live group are matched."),
    _Limited(edit=edits.GROUP_UNSURE),
    Field("active", Kind.FLAG, left_out=DEFAULT, words="activity", default=True, edit=edits.ACTIVE,
          help="Whether the campaign runs. True when left out."),
    Field("preferredTillId", Kind.INTEGER,
          left_out="nobody's: it attributes the group, and counts nobody in or out",
          words="preferred tills", shown_by=EVERY_READ, edit=edits.GROUP_UNSURE, example=50679757,
          help="Till that the group is attributed to. Stored without a check."),
    Field("trackingType", Kind.CHOICE, required=True, values=("DEFAULT", "UNIFIED", "STREAKS",
          "CAPPING", "NON_CONTINUOUS_STREAKS"),
          meanings={"DEFAULT": "A milestone: a goal to reach in each period.",
          "UNIFIED": "A unified milestone: several targets that count as one. It needs "
          "combinationType.",
          "STREAKS": "A streak: its levels are reached by periods in a row. It needs streaks.",
          "CAPPING": "A capping rule.",
          "NON_CONTINUOUS_STREAKS": "Made in the console; the API cannot create it."},
          spellings=_spelled("DEFAULT", "UNIFIED", "STREAKS", "CAPPING", STREAK="STREAKS",
          Streak="STREAKS"), shown_by=EVERY_READ,
          help="What kind of campaign it is: a milestone (DEFAULT), a streak, "
          "a unified milestone or a capping rule."),
    _Filled("targetEvaluationType", Kind.CHOICE, values=(FIXED_WINDOW, *_SERVER_WINDOWS),
            meanings={FIXED_WINDOW: "The periods are fixed in the calendar; declare them.",
            **dict.fromkeys(_SERVER_WINDOWS, _BY_THE_SERVER)},
            spellings={"FIXED_CALENDER_WINDOW": FIXED_WINDOW}, shown_by=EVERY_READ,
            filled_by="window-only-if-declared",
            help="Whether the periods are fixed in the calendar or made by the server."),
    Field("totalPeriods", Kind.INTEGER, left_out="nobody's: the server counts the periods",
          words="period counts", rule="period-count-is-counted", example=12,
          help="Number of periods. Where the server makes them it says how many, else "
          "recurringCycles does, and is compared with how many there are. Where periods are "
          "declared, they are counted instead."),
    _Filled("frequencyType", Kind.CHOICE, values=FREQUENCIES, spellings=_spelled(*FREQUENCIES),
            filled_by="frequency-type-only-if-declared",
            help="The rhythm of the periods. The periods rule; it is not checked against them."),
    _Filled("frequency", Kind.INTEGER, words="frequencies", example=0,
            filled_by="frequency-only-if-declared", help="Number of frequencyType units."),
    _Filled("recurringCycles", Kind.INTEGER, example=0, filled_by="frequency-only-if-declared",
            help="Number of cycles; the console allows at most 100."),
    Field("userCreated", Kind.FLAG, left_out=DEFAULT, often_missing=True,
          words="user-created flags", default=False, filled_by="kind-flags-default-to-false",
          help="A target that customers set themselves. False when left out."),
    Field("leaderboardEnabled", Kind.FLAG, left_out=DEFAULT, often_missing=True,
          words="leaderboard flags", default=False, filled_by="kind-flags-default-to-false",
          help="Whether a leaderboard is kept; only with DEFAULT and FIXED_CALENDAR_WINDOW. False "
          "when left out."),
    _Sent("fromDate", Kind.INSTANT, words="window dates", rule="group-window-is-unseen",
          help="Start of the group's window. No read shows it: it cannot be verified."),
    _Sent("toDate", Kind.INSTANT, words="window dates", rule="group-window-is-unseen",
          help="End of the group's window. No read shows it: it cannot be verified."),
    _Filled("targetCycleStartDate", Kind.INSTANT, words="cycle dates",
            rule="cycle-dates-to-seconds", filled_by="cycle-dates-to-seconds",
            help="Start of the cycle. Left out, it is the first period's first day."),
    _Filled("targetCycleEndDate", Kind.INSTANT, words="cycle dates",
            rule="cycle-dates-to-seconds", filled_by="cycle-dates-to-seconds",
            help="End of the cycle. Left out, it is the last period's last day."),
    _Sent("timeZoneName", Kind.TEXT, example="Asia/Kolkata",
          help="Time zone of the cycle dates, in the newest answers only."),
    _Sent("targetCycleStartDateISO", Kind.TEXT, words="cycle dates",
          help="Start of the cycle in the newest form. It cannot be verified."),
    _Sent("targetCycleEndDateISO", Kind.TEXT, words="cycle dates",
          help="End of the cycle in the newest form. It cannot be verified."),
    _AGGREGATE,
    Field("periods", Kind.LIST, left_out=f"{NONE}: there are none but those that the server makes",
          shown_by=EVERY_READ, parts=PERIOD, short=SCHEDULE, key="refCode", default={},
          add=edits.ADD_PERIOD, drop=edits.DROP_PERIOD,
          example={"from": "2027-01-01", "every": "MONTHLY", "count": 12},
          help="The periods in which customers reach the targets: a list, or a schedule of periods "
          "that touch each other."),
    Field("targets", Kind.LIST, left_out=f"{NONE}: there is nothing to reach", parts=TARGET,
          key="name", default={}, shown_by=EVERY_READ, rule="order-means-nothing",
          add=edits.ADD_TARGET, drop=edits.DROP_TARGET,
          help="What customers have to reach."),
    Field("streaks", Kind.LIST, left_out=f"{NONE}: there are no levels", shown_by=EVERY_READ,
          parts=STREAK, key="name", default={},
          help="The levels of a streak; required with trackingType STREAKS."),
    Field("combinationType", Kind.CHOICE,
          left_out="nobody's: UNIFIED needs it, and no call changes it on a live group",
          values=("ANY", "ALL"), meanings={"ANY": "One of the targets has to be reached.",
          "ALL": "All of the targets have to be reached."},
          help="Whether any or all targets have to be reached; required with trackingType "
          "UNIFIED."),
    Field("unifiedTargetExpression", Kind.OBJECT, left_out=_COMBINED, words="unified goals",
          parts=UNIFIED, help="The combined goal of a unified group, where its targets have none "
          "of their own: aggregation and thresholdValue together."),
    _Local("metadata", Kind.ANYTHING, example={"owner": "crm-team", "ticket": "LOY-42"},
           help="Your own notes, such as owner and ticket. Never sent."),
    _Local("environments", Kind.NAMES, example=["uat", "prod"],
           help="The environments of reconciler.toml that the campaign is for; left out, all that "
           "use this folder. Never sent."),
    _Local("acknowledge", Kind.LIST, parts=ACKNOWLEDGEMENT,
           example=[{"drift": "/targets/Festive weekend spend/defaultValues",
           "reason": "the console owns the goal", "until": "2027-06-30"}],
           help="Findings and differences that are meant: they are counted, and no longer "
           "reported. Never sent."),
    _Local("$schema", Kind.TEXT, help="Where an editor finds the schema of this file. Never sent."),
    # attribution-is-computed, timestamps-are-not-compared, active-period-is-computed
    *_computed("attribution", "createdOn", "activePeriod", ids=("id", "orgId")),
)
# fmt: on

CYCLE: Final = ("targetCycleStartDate", "targetCycleEndDate")
ISO_CYCLE: Final = ("targetCycleStartDateISO", "targetCycleEndDateISO")
WINDOWS: Final = (("fromDate", "toDate"), CYCLE)
"""What says of a group from when to when it is, in a form that can be compared."""
NO_FIELD: Final = Field("", Kind.OBJECT, help="")
"""What stands where no field is: the file as a whole."""


def field_at(route: Route) -> Field:
    """The field whose value stands at a route of a file."""
    table, field = GROUP, NO_FIELD
    for step in route:
        if isinstance(step, int):
            table = field.parts or table
        elif table is PROGRESSION and step not in table.fields:  # the refCode of a period
            field = DEFAULT_VALUE.fields["defaultValue"]
        else:
            field = table.named.get(step, NO_FIELD)
            table = field.short or field.parts or table
    return field
