"""Plans as people and as scripts see them, compared with golden files."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json, decode
from reconciler.core.plan import (
    Blocked,
    Create,
    Drift,
    FieldChange,
    InSync,
    Plan,
    Reason,
    Seen,
    Unmanaged,
)
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.core.planner import Suspicion
from reconciler.core.reasons import CAMPAIGN_OVER, FIRST_DAY_PASSED
from reconciler.render.plan_text import plan_to_text
from reconciler.render.safe import json_text
from tests.support.answers import TRUE_TREE, comparison_tree

FOLDER: Final = Path(__file__).parents[1] / "cases" / "plan_text"
EVIL: Final = "evil\x1b[2J\u202e\u200b\x9b\nname"
HINT: Final = "change it in the console, or with PUT /v3/targetGroups/{groupId}/targets/{targetId}"
LONG: Final = "currentTxn.value>500&&" * 9


def body(**more: Json) -> dict[str, Json]:
    periods = [
        {"refCode": "a", "startDate": "2027-10-02", "endDate": "2027-10-03"},
        {"refCode": "b", "startDate": "2027-09-02", "endDate": "2027-09-03"},
    ]
    return {"name": "x", "trackingType": "DEFAULT", "periods": periods, "targets": [{}], **more}


CREATES: Final = (
    Create("Spring sale", "campaigns/spring.yaml", 1, body()),
    Create(
        "Weekend streak",
        "campaigns/streak.yaml",
        3,
        body(trackingType="STREAKS", streaks=[{}, {}], targets=[{}, {}]),
    ),
    Create(
        "Monthly cap",
        "campaigns/cap.yaml",
        1,
        {
            "trackingType": "CAPPING",
            "targetEvaluationType": "CALENDAR_CYCLIC_WINDOW",
            "totalPeriods": 12,
            "targets": [{}],
            "userCreated": True,
        },
    ),
    Create("Leaders", "c.yaml", 1, {"trackingType": "DEFAULT", "leaderboardEnabled": True}),
    Create(EVIL, "campaigns/\udce9 a.yaml", 1, body()),
)
DRIFTS: Final = (
    Drift(
        "Festive",
        "campaigns/festive.yaml",
        2,
        1003,
        (
            FieldChange("/description", "Spend 500", "Spend 450", editable=True, hint=HINT),
            FieldChange(
                "/targets/A~1B ~0 C/defaultValues/weekend-1",
                Decimal("500"),
                Decimal("450.000"),
                editable=True,
                hint=HINT,
            ),
            FieldChange("/streaks/Gone", {"name": "Gone"}, ABSENT, editable=False, hint="no way"),
            FieldChange("/streaks/New", ABSENT, {"name": "New"}, editable=False, hint="no way"),
            FieldChange(
                "/targets/A/expression", LONG + "x", LONG + "y", editable=True, hint="look"
            ),
            FieldChange(
                "/targets/A/expressionJson",
                comparison_tree(number="500"),
                comparison_tree("<", number="500"),
                editable=True,
                hint="look",
            ),
            FieldChange(
                "/targets/B/expressionJson",
                TRUE_TREE,
                '{"arity":"any"}',
                editable=True,
                hint="look",
            ),
            FieldChange(f"/targets/{EVIL}/active", True, False, editable=True, hint=f"{EVIL}"),
        ),
        Seen(tuple(f"/targets/T{k}/aggregateWindow" for k in range(8))),
    ),
)
REASON: Final = Reason(
    "likely-rename",
    "The live group 1001, 'Camp 1', has the same target names. If it is the same campaign, write "
    "the live name into the file.",
)
OTHERS: Final = (
    Blocked("Camp one", "campaigns/one.yaml", 3, REASON, body()),
    Blocked(EVIL, "two.yaml", 3, Reason("name-taken", f"The name '{EVIL}' is taken."), body()),
    InSync("Quiet", "quiet.yaml", 1, 1004),
    InSync("Half seen", "half.yaml", 1, 1005, Seen(("/periods/a/description",))),
    Unmanaged("Camp 1", 1001),
    Unmanaged(EVIL, 1006),
    Unmanaged("Old", 1007, Reason("file-deleted", "old.yaml declared it and was deleted.")),
)
NOTES: Final = (
    Diagnostic("", 0, 0, "max-creates", Severity.WARNING, "Too many creates.", "Allow them."),
    Diagnostic("a.yaml", 3, 7, "x", Severity.WARNING, "Not shown here.", "Look there."),
)
EVERY_KIND: Final = Plan("uat", "milestones", 7, 7, 8, (*CREATES, *DRIFTS, *OTHERS), NOTES)
EMPTY: Final = Plan("sandbox", "target-groups", None, None, 0, ())
IN_SYNC: Final = Plan("uat", "milestones", None, 100001, 1, (InSync("Quiet", "q.yaml", 1, 1004),))
MANY: Final = Plan(
    "uat",
    "milestones",
    None,
    100001,
    12,
    tuple(Unmanaged(f"Group {k:02}", k) for k in range(12)),
    tuple(
        Diagnostic("", 0, 0, "name-not-asked", Severity.WARNING, f"'{k:02}' not asked.", "Ask.")
        for k in range(11)
    )
    + NOTES[1:] * 2,
)
LATE: Final = Diagnostic(
    "campaigns/spring.yaml",
    1,
    1,
    FIRST_DAY_PASSED.slug,
    Severity.WARNING,
    "Its first day, 2027-10-02, has gone: what customers do before it is made never counts.",
    FIRST_DAY_PASSED.fix,
)


def over(name: str) -> Blocked:
    """A campaign that is set aside, as the planner says it."""
    reason = Suspicion(CAMPAIGN_OVER, "Its last day was 2027-10-03.").reason
    return Blocked(name, f"campaigns/{name}.yaml", 1, reason, body())


OVER: Final = Plan(
    "uat", "milestones", None, 100001, 0, (*CREATES[:1], over("Autumn"), over(EVIL)), (LATE,)
)
MANY_OVER: Final = Plan(
    "uat", "milestones", None, 100001, 0, tuple(over(f"Autumn {k:02}") for k in range(12))
)
PLANS: Final = {
    "every-kind": EVERY_KIND,
    "empty": EMPTY,
    "in-sync": IN_SYNC,
    "many": MANY,
    "over": OVER,
    "many-over": MANY_OVER,
}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_reads_like_this(name: str, golden: Callable[[Path, str], None]) -> None:
    """First what a person must decide on, then details; what hides is written out."""
    text = plan_to_text(PLANS[name], color=False)
    golden(FOLDER / f"{name}.txt", text)
    assert all(line.isprintable() for line in text.split("\n"))


def test_a_plan_is_this_json(golden: Callable[[Path, str], None]) -> None:
    """Keys that do not apply are left out; what hides is escaped and means the same."""
    data = plan_to_json(EVERY_KIND, tool="reconciler 0", created_at="2027-01-01T00:00:00+00:00")
    text = json_text(data) + "\n"
    golden(FOLDER / "every-kind-json.txt", text)
    assert all(line.isprintable() for line in text.split("\n"))
    assert plan_from_json(decode(text)) == EVERY_KIND
    keys = {change["action"]: set(change) for change in data["changes"]}
    place = {"action", "name", "file", "line"}
    touched = place | {"fingerprint"}
    assert keys["create"] == touched | {"body"}
    assert keys["blocked"] == touched | {"reason", "body"}
    assert keys["drift"] == touched | {"id", "fields", "unverified"}
    assert keys["in-sync"] == place | {"id", "unverified"}
    assert keys["unmanaged"] - {"reason"} == {"action", "name", "id"}


def test_colours_change_nothing_but_the_colour() -> None:
    """The text is the same with and without."""
    plain, coloured = (plan_to_text(EVERY_KIND, color=color) for color in (False, True))
    assert "\x1b[" in coloured
    stripped = "".join(part.split("m", 1)[-1] for part in coloured.split("\x1b["))
    assert stripped == plain


def test_no_line_of_explanation_is_wider_than_a_hundred_columns() -> None:
    """Values and names are as long as they are."""
    lines = plan_to_text(replace(EVERY_KIND, changes=OTHERS), color=False).splitlines()
    assert max(map(len, lines)) <= 100
