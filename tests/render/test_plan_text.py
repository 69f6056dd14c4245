"""Plans as people and as scripts see them, compared with golden files."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from reconciler.core.comparison import Cause, CauseKind, FieldChange, Seen
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json, decode
from reconciler.core.plan import Blocked, Create, Drift, InSync, Plan, Reason, Unmanaged
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.core.reasons import CAMPAIGN_OVER, FIRST_DAY_PASSED
from reconciler.core.suspicion import Suspicion
from reconciler.render.plan_text import plan_lines
from reconciler.render.safe import json_text
from reconciler.render.terminal import to_text
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
IN_FILE: Final = Cause(CauseKind.FILE, "5" * 40, "2027-01-02", f"Ada {EVIL}")
DRIFTS: Final = (
    Drift(
        "Festive",
        "campaigns/festive.yaml",
        2,
        1003,
        (
            FieldChange(
                "/description", "Spend 500", "Spend 450", editable=True, hint=HINT, cause=IN_FILE
            ),
            FieldChange(
                "/targets/A~1B ~0 C/defaultValues/weekend-1",
                Decimal("500"),
                Decimal("450.000"),
                editable=True,
                hint=HINT,
                cause=IN_FILE,
            ),
            FieldChange(
                "/streaks/Gone",
                {"name": "Gone"},
                ABSENT,
                editable=False,
                hint="no way",
                cause=Cause(CauseKind.API),
            ),
            FieldChange(
                "/streaks/New",
                ABSENT,
                {"name": "New"},
                editable=False,
                hint="no way",
                cause=Cause(CauseKind.UNKNOWN, reason=f"Nobody {EVIL} knows. Ask."),
            ),
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
    "Its first day, 2027-10-02, has passed: what customers do before it is created never counts.",
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
    text = to_text(plan_lines(PLANS[name]), color=False)
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
    plain, coloured = (to_text(plan_lines(EVERY_KIND), color=color) for color in (False, True))
    assert "\x1b[" in coloured
    stripped = "".join(part.split("m", 1)[-1] for part in coloured.split("\x1b["))
    assert stripped == plain


WIDE: Final = Plan(
    "uat",
    "milestones",
    None,
    100001,
    1,
    (
        Create("漢字" * 60, f"campaigns/{'long-' * 40}.yaml", 1, body(active=False)),
        Create(f"x{'é' * 250}", "campaigns/é.yaml", 1, body(name="two words")),
        *DRIFTS,
    ),
)


@pytest.mark.parametrize("width", [*range(60, 81), 99, 100, 101, 119, 120, 121, 160, 199, 200])
@pytest.mark.parametrize("plan", [EVERY_KIND, MANY, MANY_OVER, WIDE])
def test_a_plan_fits_its_terminal_and_says_the_same_on_all(plan: Plan, width: int) -> None:
    """Nothing is wider than the terminal, and nothing is cut: only the line breaks differ."""
    text = to_text(plan_lines(plan), color=False, width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "".join(text.split()) == "".join(to_text(plan_lines(plan), color=False).split())
    coloured = to_text(plan_lines(plan), color=True, width=width)
    assert "".join(part.split("m", 1)[-1] for part in coloured.split("\x1b[")) == text


def test_what_can_be_done_is_said_once_and_fields_point_to_it() -> None:
    """Each way has a number, unless it is the only one."""
    text = to_text(plan_lines(EVERY_KIND), color=False)
    for once in (
        "reconciler accept NAME",
        "reconciler import NAME",
        HINT,
        "cannot be changed: no way",
    ):
        assert text.count(once) == 1
    assert text.count("(1)") == 3
    changes = (one_field(1), one_field(2))
    alone = to_text(plan_lines(replace(EVERY_KIND, changes=changes)), color=False)
    assert f"To go by the file, change what is live: {HINT}." in " ".join(alone.split())
    assert "(1)" not in alone
    assert "import" not in alone
    never = replace(one_field(1), fields=(replace(one_field(1).fields[0], editable=False),))
    said = " ".join(to_text(plan_lines(replace(EVERY_KIND, changes=(never,))), color=False).split())
    assert f"What is live cannot be changed: {HINT}." in said
    assert "To go by the file" not in said


def one_field(number: int, fields: int = 1) -> Drift:
    paths = [f"/field{k}" for k in range(fields)]
    changes = [FieldChange(path, "a", "b", editable=True, hint=HINT) for path in paths]
    return Drift(f"Drift {number:03}", f"{number}.yaml", 1, number, tuple(changes))


def test_of_many_that_drifted_the_first_are_shown_in_full_and_all_are_named() -> None:
    """With the first of their fields; the counts come once more at the end."""
    plan = replace(EVERY_KIND, changes=tuple(one_field(k, fields=24) for k in range(300)))
    lines = to_text(plan_lines(plan), color=False).splitlines()
    assert sum(line.startswith("  ~ Drift ") for line in lines) == 300
    assert lines.count('        live     "b"') == 50 * 20
    assert lines.count("      and 4 more fields: plan --explain NAME shows them") == 50
    assert lines.count("      differs in field0, field1, field2 and 21 more") == 250
    assert lines[-2] == lines[1]


def test_of_many_in_sync_what_was_not_seen_is_said_once() -> None:
    """For all of which the same was not seen."""
    seen = Seen(("/targets/T/filters",))
    changes = (*(InSync(f"{k:02}", "a.yaml", 1, k, seen) for k in range(12)), OTHERS[3])
    lines = to_text(plan_lines(replace(EVERY_KIND, changes=changes)), color=False).splitlines()
    assert sum(line.startswith("  = ") for line in lines) == 11
    assert sum("so not checked" in line for line in lines) == 2
    assert "      and 2 more; --format json lists them" in lines


def created(number: int, **more: Json) -> Create:
    return Create(f"New {number:03}", f"{number:03}.yaml", 1, body(**more))


def goal(value: int) -> list[Json]:
    return [{"name": "T", "defaultValues": [{"defaultValue": value}]}]


def test_of_300_creates_each_is_named_and_what_is_the_same_is_said_once() -> None:
    """Past 50 sentences the names stand alone, but for what must not be missed."""
    alike = [created(k) for k in range(200)]
    others = [created(k, targets=goal(k), active=k != 299) for k in range(200, 300)]
    late = replace(LATE, file="298.yaml")
    plan = replace(EVERY_KIND, changes=(*alike, *others), diagnostics=(late,))
    lines = to_text(plan_lines(plan), color=False).splitlines()
    assert sum(line.startswith("  + New ") for line in lines) == 300
    assert sum("Each of these 200: A milestone with 1 target" in line for line in lines) == 1
    assert sum("Goal: 2" in line for line in lines) == 49
    assert "  + New 299  299.yaml:1" in lines
    assert "      It is declared inactive." in lines
    assert sum("has passed" in line for line in lines) == 1
    told = " ".join(line.strip() for line in lines)
    assert "from the last 51 campaigns is not said here: 'reconciler plan --explain NAME'" in told


def test_no_line_of_explanation_is_wider_than_a_hundred_columns() -> None:
    """Values and names are as long as they are."""
    lines = to_text(plan_lines(replace(EVERY_KIND, changes=OTHERS)), color=False).splitlines()
    assert max(map(len, lines)) <= 100
