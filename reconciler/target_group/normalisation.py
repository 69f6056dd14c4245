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
        source: where it is known from.
        what: what the server does, and what the comparison does about it.
    """

    name: str
    source: str
    what: str


_CREATE = "API documents, create target group"
_STREAK = "API documents, create streak"
_USER = "API documents, target groups of a user"
_SAMPLES = "samples of the API documents"

# Each rule is laid out by hand: a table should look like one.
# fmt: off
_ALL = (
    Rule("expression-is-text", _CREATE,
         'A boolean expression comes back as text: true becomes "true". Compared as lower-case '
         "text when declared as a boolean, else as written."),
    Rule("expression-absent-is-unset", _SAMPLES,
         "An expression that was never set is absent. Where it is declared that is drift; a file "
         "that leaves out expression and tree says that every event counts, as true does."),
    Rule("expression-json-is-parsed", _SAMPLES,
         "The expression tree is kept as typed, white space included. Compared as the JSON it "
         "holds; as text where it does not parse."),
    Rule("expression-spelling-means-nothing", _SAMPLES,
         "In an expression spaces, the form of numbers, and parentheses around its only "
         "comparison do not matter; neither does the form of numbers in its tree."),
    Rule("expression-and-tree-are-one", _SAMPLES,
         "Every documented request sends both. A tree that is filled in is compared with one "
         "that is shown, and is not missed where none is. Where both sides' trees say what the "
         "texts say, a difference is shown once, as one of the texts."),
    Rule("numbers-are-decimals", f"{_CREATE}; {_STREAK}",
         'Numbers come back with another number of decimals: "1.00" as 1.000, 500 as 500.000. '
         "Compared as exact decimals; more than 3 decimals are refused in a file."),
    Rule("values-follow-periods", _CREATE,
         "The k-th default value belongs to the k-th period as sent. Answers name the period by "
         "id; sorted by period id they are in the order sent."),
    Rule("value-map-is-a-copy", _SAMPLES,
         "targetPeriodDefaultValuesMap repeats the default values and is ignored."),
    Rule("period-dates-are-days", f"{_CREATE}; {_USER}",
         "Period dates are cut to days and the time of day is lost. Plain days are sent."),
    Rule("period-status-is-computed", _CREATE,
         "periodStatus is always computed from the clock; it is never sent or compared."),
    Rule("period-defaults", _SAMPLES,
         "A period is active unless declared otherwise, an unset description is absent, and a "
         "refCode sent as a number comes back as text."),
    Rule("cycle-dates-to-seconds", _SAMPLES,
         "Declared cycle dates are stored rounded to whole seconds, half up; undeclared ones are "
         "derived by the server and not compared."),
    Rule("zone-letters-mean-nothing", _USER,
         'The "Z" behind a timestamp is the server\'s local time with a letter. Digits are '
         "compared; zones are never converted."),
    Rule("period-count-is-counted", _SAMPLES,
         "The create answer echoes totalPeriods, reads count the periods. The number of declared "
         "periods is sent. Only where the server makes the periods does a file say how many "
         "(totalPeriods, else recurringCycles), which is compared with their number."),
    Rule("frequency-only-if-declared", _SAMPLES,
         "frequency and recurringCycles that were never sent show up as 0 and -1 in reads. "
         "Compared only when declared."),
    Rule("frequency-type-only-if-declared", _SAMPLES,
         "A frequencyType that was never sent shows up as CUSTOM in reads. Compared only when "
         "declared."),
    Rule("window-only-if-declared", _SAMPLES,
         "A targetEvaluationType that was never sent shows up as FIXED_CALENDAR_WINDOW. Compared "
         "only when declared."),
    Rule("event-defaults-to-transaction", _CREATE,
         "An eventName that was never sent becomes TransactionAdd, whatever the target counts."),
    Rule("enrolment-defaults-to-import", _CREATE,
         "An enrolmentMethod that was never sent becomes IMPORT: nobody is enrolled by buying."),
    Rule("kind-flags-default-to-false", _CREATE,
         "leaderboardEnabled and userCreated are false unless declared."),
    Rule("missing-keys-say-nothing", _SAMPLES,
         "Some servers never print userCreated, leaderboardEnabled, aggregateWindow, streaks, "
         "targets, periods, milestone triggers or orgId. There a missing key is no evidence: "
         "what is declared otherwise than by default is not checked, and the rest is in sync."),
    Rule("aggregate-window-is-unseen", _SAMPLES,
         "aggregateWindow is null or absent in every known answer, which says nothing about it."),
    Rule("extended-info-field-by-field", _CREATE,
         "extendedFieldInfo is echoed even where it makes no sense. Compared field by field; an "
         "empty object counts as none."),
    Rule("filters-are-sets", _SAMPLES,
         "Absent, null and empty filters are alike, and so is an entry without ids. The rest is "
         "compared by entityType, ids as a set. A file without filters says that all stores "
         "count."),
    Rule("system-triggers-are-not-ours", _USER,
         "The server adds milestone triggers of type SYSTEM_TRIGGER; they are ignored."),
    Rule("answers-differ-in-extras", _SAMPLES,
         "A create answer lacks what a list row has and the other way round (attribution, orgId, "
         "periods). Keys that are not in the table of fields are ignored."),
    Rule("return-bill-twins-are-not-ours", f"{_STREAK}; {_USER}",
         "Some organisations' servers add a target <name>_ReturnBill for each declared one. It "
         "is hidden where its base is in the same group and its event is ReturnBill or not "
         "shown."),
    Rule("rule-expression-is-computed", _SAMPLES,
         "unifiedTargetExpression holds an expression built from ids, which is ignored; "
         "aggregation and thresholdValue are null when unset."),
    Rule("group-window-is-unseen", _CREATE,
         "fromDate and toDate are cut to days in the create answer, moved by edits, and shown by "
         "no read. Sent, never compared."),
    Rule("no-description-is-empty", _SAMPLES,
         "An absent description and an empty one are alike."),
    Rule("timestamps-are-not-compared", _SAMPLES,
         "Timestamps of making and changing come in several forms, and are never compared."),
    Rule("attribution-is-computed", _SAMPLES,
         "createdOn and lastUpdatedOn move on some edits and not on others: neither a time of "
         "making nor a sign of change. Ignored."),
    Rule("order-means-nothing", _SAMPLES,
         "Lists come last-touched first and targets in any order. Groups, targets and streaks "
         "are matched by name, periods by refCode."),
    Rule("names-are-verbatim", _CREATE,
         "Names are stored as sent and are unique ignoring case. Compared exactly, looked up "
         "ignoring case: a difference in case is drift of the name."),
    Rule("ids-are-exact", _CREATE,
         "Ids may pass 2**53 and never go through a binary float; preferredTillId is stored "
         "without a check."),
    Rule("active-period-is-computed", _SAMPLES,
         "activePeriod shows up only when a period runs today, and is ignored."),
    Rule("inactive-group-hides-target-activity", _SAMPLES,
         "All targets of an inactive group are inactive, so the activity of targets is not "
         "compared when the group is inactive on either side. A missing active says nothing."),
    Rule("accepted-proves-little", _SAMPLES,
         "The server accepts much that makes no sense. After an apply the live state is read "
         "again and compared."),
    Rule("customer-rows-have-other-names", _USER,
         "In the read of one customer targetRuleId is the id of the target, targetId that of the "
         "enrolment."),
    Rule("missing-rows-say-nothing", _USER,
         "The read of one customer shows what that customer sees. A group, target, period, "
         "streak level or field that it lacks may still be live: it counts as not checked."),
    Rule("values-may-be-the-customers", _USER,
         "In the read of one customer targetValue may have been set for that customer where the "
         "enrolment is IMPORT. A value that agrees is checked, one that differs proves nothing."),
    Rule("cyclic-periods-are-the-servers", _USER,
         "Periods of cyclic and agnostic windows are made by the server (PERIOD_G_<group>_<n>). "
         "They are not undeclared; default values are matched by position, their count is "
         "totalPeriods, else recurringCycles. Requests for them have an empty list of periods, "
         "which counts as none."),
    Rule("audiences-are-unseen", _SAMPLES,
         "The audience of a target (targetAudienceFilter) is chosen in the console: no call sets "
         "it, and of the documented groups that enrol by audience most show none. So one that is "
         "added, changed or taken away there is not seen. What is compared is enrolmentMethod."),
    Rule("rule-set-ids-are-computed", _SAMPLES,
         "emfRuleSetId and emfUnrolledRulesetId come and go with the kind of target. Ignored."),
    Rule("missing-streaks-say-nothing", _SAMPLES,
         "Answers of groups that are not streaks hold an empty list or no key. A missing key on "
         "a streak group says nothing about its levels."),
    Rule("user-created-streak-may-be-lost", _STREAK,
         "A documented streak was sent with userCreated true and answered without the key. "
         "Declaring it on a streak is a warning."),
    Rule("empty-forms-are-alike", _SAMPLES,
         "errors, warnings and milestones may be null, an empty list or missing."),
    Rule("ref-codes-are-per-group", _CREATE,
         "refCodes recur in many groups. Periods are keyed within their group."),
)
# fmt: on

RULES: Final = {rule.name: rule for rule in _ALL}
"""All normalisation rules by name."""
