"""The table of normalisation rules: how what the API answers differs from what was sent.

Each rule has a name that the code cites where the rule is applied, a sentence on what happens,
and where it is known from. Nothing here was tried against a live server: the rules come from the
API documents and from the requests and responses that they show. ``reconciler explain NAME``
prints a rule.
"""

from typing import Final

from msgspec import Struct


class Rule(Struct, frozen=True):
    """A normalisation rule.

    Attributes:
        name: kebab-case name, cited where the rule is applied.
        what: what the server does, and what the comparison does about it.
        source: where it is known from.
    """

    name: str
    what: str
    source: str


_CREATE = "API documents, create target group"
_STREAK = "API documents, create streak"
_USER = "API documents, target groups of a user"
_SAMPLES = "samples of the API documents"

_ALL = (
    Rule(
        "expression-is-text",
        'A boolean expression comes back as text: true becomes "true". Compared as lower-case '
        "text when declared as a boolean, else as written.",
        _CREATE,
    ),
    Rule(
        "expression-absent-is-unset",
        "An expression that was never set is absent. Where it is declared that is drift; a file "
        "that leaves out expression and tree says that every event counts, as true does.",
        _SAMPLES,
    ),
    Rule(
        "expression-json-is-parsed",
        "The expression tree is kept as typed, white space included. Compared as the JSON it "
        "holds; as text where it does not parse.",
        _SAMPLES,
    ),
    Rule(
        "expression-spelling-means-nothing",
        "In an expression spaces, the form of numbers, and parentheses around its only "
        "comparison do not matter; neither does the form of numbers in its tree.",
        _SAMPLES,
    ),
    Rule(
        "expression-and-tree-are-one",
        "Every documented request sends both. A tree that is filled in is compared with one that "
        "is shown, and is not missed where none is. Where both sides' trees say what the texts "
        "say, a difference is shown once, as one of the texts.",
        _SAMPLES,
    ),
    Rule(
        "numbers-are-decimals",
        'Numbers come back with another number of decimals: "1.00" as 1.000, 500 as 500.000. '
        "Compared as exact decimals; more than 3 decimals are refused in a file.",
        f"{_CREATE}; {_STREAK}",
    ),
    Rule(
        "values-follow-periods",
        "The k-th default value belongs to the k-th period as sent. Answers name the period by "
        "id; sorted by period id they are in the order sent.",
        _CREATE,
    ),
    Rule(
        "value-map-is-a-copy",
        "targetPeriodDefaultValuesMap repeats the default values and is ignored.",
        _SAMPLES,
    ),
    Rule(
        "period-dates-are-days",
        "Period dates are cut to days and the time of day is lost. Plain days are sent.",
        f"{_CREATE}; {_USER}",
    ),
    Rule(
        "period-status-is-computed",
        "periodStatus is always computed from the clock; it is never sent or compared.",
        _CREATE,
    ),
    Rule(
        "period-defaults",
        "A period is active unless declared otherwise, an unset description is absent, and a "
        "refCode sent as a number comes back as text.",
        _SAMPLES,
    ),
    Rule(
        "cycle-dates-to-seconds",
        "Declared cycle dates are stored rounded to whole seconds, half up; undeclared ones are "
        "derived by the server and not compared.",
        _SAMPLES,
    ),
    Rule(
        "zone-letters-mean-nothing",
        'The "Z" behind a timestamp is the server\'s local time with a letter. Digits are '
        "compared; zones are never converted.",
        _USER,
    ),
    Rule(
        "period-count-is-counted",
        "The create answer echoes totalPeriods, reads count the periods. The number of declared "
        "periods is sent. Only where the server makes the periods does a file say how many "
        "(totalPeriods, else recurringCycles), which is compared with their number.",
        _SAMPLES,
    ),
    Rule(
        "frequency-only-if-declared",
        "frequency and recurringCycles that were never sent show up as 0 and -1 in reads. "
        "Compared only when declared.",
        _SAMPLES,
    ),
    Rule(
        "frequency-type-only-if-declared",
        "A frequencyType that was never sent shows up as CUSTOM in reads. Compared only when "
        "declared.",
        _SAMPLES,
    ),
    Rule(
        "window-only-if-declared",
        "A targetEvaluationType that was never sent shows up as FIXED_CALENDAR_WINDOW. Compared "
        "only when declared.",
        _SAMPLES,
    ),
    Rule(
        "event-defaults-to-transaction",
        "An eventName that was never sent becomes TransactionAdd, whatever the target counts.",
        _CREATE,
    ),
    Rule(
        "enrolment-defaults-to-import",
        "An enrolmentMethod that was never sent becomes IMPORT: nobody is enrolled by buying.",
        _CREATE,
    ),
    Rule(
        "kind-flags-default-to-false",
        "leaderboardEnabled and userCreated are false unless declared.",
        _CREATE,
    ),
    Rule(
        "missing-keys-say-nothing",
        "Some servers never print userCreated, leaderboardEnabled, aggregateWindow, streaks, "
        "targets, periods, milestone triggers or orgId. There a missing key is no evidence: what "
        "is declared otherwise than by default is not checked, and the rest is in sync.",
        _SAMPLES,
    ),
    Rule(
        "aggregate-window-is-unseen",
        "aggregateWindow is null or absent in every known answer, which says nothing about it.",
        _SAMPLES,
    ),
    Rule(
        "extended-info-field-by-field",
        "extendedFieldInfo is echoed even where it makes no sense. Compared field by field; an "
        "empty object counts as none.",
        _CREATE,
    ),
    Rule(
        "filters-are-sets",
        "Absent, null and empty filters are alike, and so is an entry without ids. The rest is "
        "compared by entityType, ids as a set. A file without filters says that all stores count.",
        _SAMPLES,
    ),
    Rule(
        "system-triggers-are-not-ours",
        "The server adds milestone triggers of type SYSTEM_TRIGGER; they are ignored.",
        _USER,
    ),
    Rule(
        "answers-differ-in-extras",
        "A create answer lacks what a list row has and the other way round (attribution, orgId, "
        "periods). Keys that are not in the table of fields are ignored.",
        _SAMPLES,
    ),
    Rule(
        "return-bill-twins-are-not-ours",
        "Some organisations' servers add a target <name>_ReturnBill for each declared one. It is "
        "hidden where its base is in the same group and its event is ReturnBill or not shown.",
        f"{_STREAK}; {_USER}",
    ),
    Rule(
        "rule-expression-is-computed",
        "unifiedTargetExpression holds an expression built from ids, which is ignored; "
        "aggregation and thresholdValue are null when unset.",
        _SAMPLES,
    ),
    Rule(
        "group-window-is-unseen",
        "fromDate and toDate are cut to days in the create answer, moved by edits, and shown by "
        "no read. Sent, never compared.",
        _CREATE,
    ),
    Rule(
        "no-description-is-empty",
        "An absent description and an empty one are alike.",
        _SAMPLES,
    ),
    Rule(
        "timestamps-are-not-compared",
        "Timestamps of making and changing come in several forms, and are never compared.",
        _SAMPLES,
    ),
    Rule(
        "attribution-is-computed",
        "createdOn and lastUpdatedOn move on some edits and not on others: neither a time of "
        "making nor a sign of change. Ignored.",
        _SAMPLES,
    ),
    Rule(
        "order-means-nothing",
        "Lists come last-touched first and targets in any order. Groups, targets and streaks are "
        "matched by name, periods by refCode.",
        _SAMPLES,
    ),
    Rule(
        "names-are-verbatim",
        "Names are stored as sent and are unique ignoring case. Compared exactly, looked up "
        "ignoring case: a difference in case is drift of the name.",
        _CREATE,
    ),
    Rule(
        "ids-are-exact",
        "Ids may pass 2**53 and never go through a binary float; preferredTillId is stored "
        "without a check.",
        _CREATE,
    ),
    Rule(
        "active-period-is-computed",
        "activePeriod shows up only when a period runs today, and is ignored.",
        _SAMPLES,
    ),
    Rule(
        "inactive-group-hides-target-activity",
        "All targets of an inactive group are inactive, so the activity of targets is not "
        "compared when the group is inactive on either side. A missing active says nothing.",
        _SAMPLES,
    ),
    Rule(
        "accepted-proves-little",
        "The server accepts much that makes no sense. After an apply the live state is read "
        "again and compared.",
        _SAMPLES,
    ),
    Rule(
        "customer-rows-have-other-names",
        "In the read of one customer targetRuleId is the id of the target, targetId that of the "
        "enrolment.",
        _USER,
    ),
    Rule(
        "missing-rows-say-nothing",
        "The read of one customer shows what that customer sees. A group, target, period, streak "
        "level or field that it lacks may still be live: it counts as not checked.",
        _USER,
    ),
    Rule(
        "values-may-be-the-customers",
        "In the read of one customer targetValue may have been set for that customer where the "
        "enrolment is IMPORT. A value that agrees is checked, one that differs proves nothing.",
        _USER,
    ),
    Rule(
        "cyclic-periods-are-the-servers",
        "Periods of cyclic and agnostic windows are made by the server (PERIOD_G_<group>_<n>). "
        "They are not undeclared; default values are matched by position, their count is "
        "totalPeriods, else recurringCycles. Requests for them have an empty list of periods, "
        "which counts as none.",
        _USER,
    ),
    Rule(
        "audiences-are-unseen",
        "The audience of a target (targetAudienceFilter) is chosen in the console: no call sets "
        "it, and of the documented groups that enrol by audience most show none. So one that is "
        "added, changed or taken away there is not seen. What is compared is enrolmentMethod.",
        _SAMPLES,
    ),
    Rule(
        "rule-set-ids-are-computed",
        "emfRuleSetId and emfUnrolledRulesetId come and go with the kind of target. Ignored.",
        _SAMPLES,
    ),
    Rule(
        "missing-streaks-say-nothing",
        "Answers of groups that are not streaks hold an empty list or no key. A missing key on a "
        "streak group says nothing about its levels.",
        _SAMPLES,
    ),
    Rule(
        "user-created-streak-may-be-lost",
        "A documented streak was sent with userCreated true and answered without the key. "
        "Declaring it on a streak is a warning.",
        _STREAK,
    ),
    Rule(
        "empty-forms-are-alike",
        "errors, warnings and milestones may be null, an empty list or missing.",
        _SAMPLES,
    ),
    Rule(
        "ref-codes-are-per-group",
        "refCodes recur in many groups. Periods are keyed within their group.",
        _CREATE,
    ),
)

RULES: Final = {rule.name: rule for rule in _ALL}
"""All normalisation rules by name."""
