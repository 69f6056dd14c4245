"""Lines of campaign files that have a finding, and lines that do not, for ``explain``.

Of a target only what matters is shown. Tests complete them to campaigns and check that the first
have the finding, and the second have not.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Example(NamedTuple):
    """Lines of a file.

    Attributes:
        wrong: lines that have the finding.
        right: what they might say instead.
    """

    wrong: str
    right: str

    @property
    def lines(self) -> str:
        """Both, each under a word."""
        return f"{_under('instead of', self.wrong)}\n{_under('write', self.right)}"


def _under(word: str, lines: str) -> str:
    return "\n".join((f"{word}:", *(f"  {line}" for line in lines.split("\n"))))


def _periods(*rows: str) -> str:
    return "\n".join(("periods:", *(f"  - {{{row}}}" for row in rows)))


def _target(*lines: str) -> str:
    return "\n".join(("targets:", "  - name: Spring spend", *(f"    {line}" for line in lines)))


_MAY: Final = "refCode: may, startDate: 2027-05-01, endDate: 2027-05-31"
_JUNE: Final = "refCode: june, startDate: 2027-06-01, endDate: 2027-06-30"
_STREAK: Final = f"trackingType: STREAKS\n{_periods(_MAY)}\nstreaks:\n  - "

EXAMPLES: Final[Mapping[str, Example]] = {
    # Text
    "duplicate-key": Example("name: Spring\nname: Spring 2027", "name: Spring 2027"),
    "merge-key": Example("<<: *usual", "frequencyType: CUSTOM"),
    "tag": Example("name: !!str Spring", "name: Spring"),
    "unknown-alias": Example("description: *spring", "description: Spend 500 in May"),
    "quotes-needed": Example("name: true", 'name: "true"'),
    "text-after-hash": Example("name: Festive #1 spend", 'name: "Festive #1 spend"'),
    # Fields and values
    "unknown-field": Example("preferedTillId: 50679757", "preferredTillId: 50679757"),
    "missing-field": Example(
        "acknowledge:\n  - {finding: several-targets}",
        "acknowledge:\n  - {finding: several-targets, reason: by design}",
    ),
    "wrong-type": Example("active: maybe", "active: true"),
    "unknown-value": Example("trackingType: MILESTONE", "trackingType: DEFAULT"),
    "unknown-reference": Example("preferredTillId: ${til}", "preferredTillId: ${default_till}"),
    "computed-field": Example("id: 1003", "name: Spring"),
    # Names
    "name-blank": Example('name: " Spring "', "name: Spring"),
    "unseen-character": Example('name: "Spr\\u200bing"', "name: Spring"),
    "name-unfinished": Example('name: "Sale in {{ region }}"', "name: Sale in Normandy"),
    "name-perhaps-unfinished": Example("name: Spring TODO", "name: Spring 2027"),
    "name-in-quotes": Example("name: “Spring”", "name: Spring"),
    # Days
    "bad-date": Example(
        _periods("refCode: may, startDate: 2027-05-01, endDate: 2027-05-32"), _periods(_MAY)
    ),
    "period-ends-before-start": Example(
        _periods("refCode: may, startDate: 2027-05-31, endDate: 2027-05-01"), _periods(_MAY)
    ),
    "duplicate-ref-code": Example(
        _periods(_MAY, _JUNE.replace("june", "may")) + "\n" + _target("defaultValues: [500, 500]"),
        _periods(_MAY, _JUNE) + "\n" + _target("defaultValues: [500, 500]"),
    ),
    "periods-overlap": Example(
        _periods(_MAY, _JUNE.replace("06-01", "05-31"))
        + "\n"
        + _target("defaultValues: [500, 500]"),
        _periods(_MAY, _JUNE) + "\n" + _target("defaultValues: [500, 500]"),
    ),
    "year-unlikely": Example(
        _periods("refCode: may, startDate: 2072-05-01, endDate: 2072-05-31"), _periods(_MAY)
    ),
    "window-too-long": Example(
        _periods("refCode: may, startDate: 2027-05-01, endDate: 2033-05-31"), _periods(_MAY)
    ),
    "time-of-day-dropped": Example(
        _periods("refCode: may, startDate: 2027-05-01T10:30:00, endDate: 2027-05-31"),
        _periods(_MAY),
    ),
    "no-periods": Example("periods: []", _periods(_MAY)),
    "schedule-until": Example(
        "periods: {from: 2027-05-01, every: MONTHLY, until: 2027-06-15}",
        "periods: {from: 2027-05-01, every: MONTHLY, until: 2027-06-30}",
    ),
    "schedule-days": Example(
        "periods: {from: 2027-05-01, every: MONTHLY, days: 10, count: 2}",
        "periods: {from: 2027-05-01, every: CUSTOM, days: 10, count: 2}",
    ),
    "schedule-length": Example(
        "periods: {from: 2027-05-01, every: MONTHLY}",
        "periods: {from: 2027-05-01, every: MONTHLY, count: 2}",
    ),
    # Goals
    "too-many-default-values": Example(
        _target("defaultValues: [500, 1000]"), _target("defaultValues: [500]")
    ),
    "fewer-default-values": Example(
        _periods(_MAY, _JUNE) + "\n" + _target("defaultValues: [500]"),
        _periods(_MAY, _JUNE) + "\n" + _target("defaultValues: 500"),
    ),
    "unknown-period": Example(
        _target("defaultValues: {mai: 500}"), _target("defaultValues: {may: 500}")
    ),
    "unclear-period-id": Example(
        _periods(_MAY, _JUNE)
        + "\n"
        + _target(
            "defaultValues:",
            "  - {periodId: 12, defaultValue: 600}",
            "  - {periodId: 11, defaultValue: 500}",
        ),
        _periods(_MAY, _JUNE) + "\n" + _target("defaultValues: {may: 500, june: 600}"),
    ),
    "period-without-value": Example(
        _periods(_MAY, _JUNE) + "\n" + _target("defaultValues: {may: 500}"),
        _periods(_MAY, _JUNE) + "\n" + _target("defaultValues: {may: 500, june: 600}"),
    ),
    "value-not-positive": Example(_target("defaultValues: 0"), _target("defaultValues: 500")),
    "perhaps-thousands": Example(_target("defaultValues: 1.000"), _target("defaultValues: 1000")),
    "fraction-of-count": Example(
        _target("targetType: VISIT", "defaultValues: 2.5"),
        _target("targetType: VISIT", "defaultValues: 3"),
    ),
    # Filters and expressions
    "repeated-id": Example(
        _target("filters: [{entityType: STORE, entityIds: [7, 7]}]"),
        _target("filters: [{entityType: STORE, entityIds: [7, 8]}]"),
    ),
    "id-not-positive": Example(
        _target("filters: [{entityType: STORE, entityIds: [0]}]"),
        _target("filters: [{entityType: STORE, entityIds: [7]}]"),
    ),
    "expression-json-missing": Example(
        _target("expression: currentTxn.value>=500"), _target("expression: currentTxn.value>499")
    ),
    # Targets and kinds
    "no-targets": Example("targets: []", _target("defaultValues: 500")),
    "enrolment-missing": Example(
        _target("enrolmentMethod:", "defaultValues: 500"),
        _target("enrolmentMethod: TRANSACTION", "defaultValues: 500"),
    ),
    "entity-type-mismatch": Example(
        _target("targetEntity: POINTS", "targetType: SALES"),
        _target("targetEntity: TRANSACTION", "targetType: SALES"),
    ),
    "event-name-missing": Example(
        _target("targetEntity: EVENT", "targetType: COUNT"),
        _target("targetEntity: EVENT", "targetType: COUNT", "eventName: spinTheWheel"),
    ),
    "streaks-missing": Example(
        "trackingType: STREAKS",
        "trackingType: STREAKS\nstreaks:\n  - {name: One month, targetCountOfSequence: 1}",
    ),
    "streak-out-of-reach": Example(
        _STREAK + "{name: Two months, targetCountOfSequence: 2}",
        _STREAK + "{name: One month, targetCountOfSequence: 1}",
    ),
    "streaks-on-other-kind": Example(
        "trackingType: DEFAULT\nstreaks:\n  - {name: One month, targetCountOfSequence: 1}",
        "trackingType: STREAKS\nstreaks:\n  - {name: One month, targetCountOfSequence: 1}",
    ),
    "combination-missing": Example(
        "trackingType: UNIFIED", "trackingType: UNIFIED\ncombinationType: ALL"
    ),
    "leaderboard-kind": Example(
        "trackingType: CAPPING\nleaderboardEnabled: true",
        "trackingType: DEFAULT\nleaderboardEnabled: true",
    ),
    "cycle-count-missing": Example(
        "targetEvaluationType: CYCLIC_WINDOW\n"
        "frequencyType: MONTHLY\nfrequency: 1\nrecurringCycles: 0\nperiods: []",
        "targetEvaluationType: CYCLIC_WINDOW\n"
        "frequencyType: MONTHLY\nfrequency: 1\nrecurringCycles: 12\nperiods: []",
    ),
    "other-spelling": Example("frequencyType: Monthly", "frequencyType: MONTHLY"),
    "number-as-text": Example(
        _periods("refCode: 5, startDate: 2027-05-01, endDate: 2027-05-31"),
        _periods('refCode: "5", startDate: 2027-05-01, endDate: 2027-05-31'),
    ),
    # What is meant
    "acknowledgement-until": Example(
        "acknowledge:\n  - {finding: several-targets, reason: by design, until: 2027-06-31}",
        "acknowledge:\n  - {finding: several-targets, reason: by design, until: 2027-06-30}",
    ),
    "acknowledgement-path": Example(
        "acknowledge:\n  - {drift: /targets, reason: the console owns the goal}",
        "acknowledge:\n"
        "  - {drift: /targets/Spring spend/defaultValues, reason: the console owns the goal}",
    ),
    "acknowledgement-unclear": Example(
        "acknowledge:\n  - {reason: both shops are ours}",
        "acknowledge:\n  - {finding: several-targets, reason: both shops are ours}",
    ),
}
"""By code; a code that needs more than a few lines, or the whole of a run, has none."""
