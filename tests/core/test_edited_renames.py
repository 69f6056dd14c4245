"""Campaigns that may be a live group, renamed in its file and given another goal."""

from collections.abc import Collection, Sequence

import pytest
from msgspec.structs import replace

from reconciler.core.acknowledge import NO_ANSWERS, Answers
from reconciler.core.diagnostic import Answer, Diagnostic
from reconciler.core.draft import Draft
from reconciler.core.exact_json import Json
from reconciler.core.likely_renames import find_edited_renames, find_uncommitted
from reconciler.core.plan import Plan, Unmanaged
from reconciler.core.planner import make_plan
from reconciler.core.promotion import Owner
from reconciler.core.resource import Acknowledgement, Desired, Live, LiveState
from reconciler.core.resource_kind import ResourceKind
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.core.building import KIND, a_campaign, a_group
from tests.support.specs import desired_of, live_of, row_of

MEANT = Acknowledgement(Answer("both run"), finding="perhaps-renamed", of=("old",))


def told(
    desired: Sequence[Desired],
    groups: Sequence[Live],
    *,
    kind: ResourceKind = KIND,
    answers: Answers = NO_ANSWERS,
    is_owned: bool = False,
) -> list[Diagnostic]:
    """What is said of creates that agree with an unmanaged group but for names and goals."""
    live = LiveState("milestones", tuple(groups))
    plan = make_plan(desired, live, kind=kind, environment="uat")
    if is_owned:
        plan = owned(plan)
    return [note for _, note in find_edited_renames(Draft(plan, desired, live, kind), answers)]


def against(
    desired: Sequence[Desired], groups: Sequence[Live], *, committed: Collection[str] = ()
) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """What speaks against creates whose files are not committed, and of which group."""
    live, kind = LiveState("milestones", tuple(groups)), with_goals()
    plan = make_plan(desired, live, kind=kind, environment="uat")
    found = find_uncommitted(Draft(plan, desired, live, kind), committed.__contains__)
    return {name: [(one.code.slug, one.of) for one in each] for name, each in found.items()}


def test_a_campaign_of_which_git_knows_no_version_is_likely_that_group() -> None:
    """Unless its file is committed or says that both are meant; in a series it is not."""
    new = of("new")
    assert against([new], [live("old")]) == {"new": [("likely-rename", ("old",))]}
    assert against([new], [live("old")], committed=[new.file]) == {}
    assert against([replace(new, acknowledgements=(MEANT,))], [live("old")]) == {}
    assert against([of("old 2")], [live("old 1")]) == {}
    assert against([new, of("other")], [live("old")]) == {}
    assert against([new], [live("old"), live("older", 8)]) == {}
    assert against([new], [live("new")]) == {}


def owned(plan: Plan) -> Plan:
    owner = Owner("p", "", "Promotion")
    changes = (
        replace(each, owner=owner) if isinstance(each, Unmanaged) else each for each in plan.changes
    )
    return replace(plan, changes=tuple(changes))


def of(name: str, goal: int = 1, **fields: Json) -> Desired:
    return a_campaign(name, value=1, goal=goal, **{"colour": "red", **fields})


def live(name: str, number: int = 7, goal: int = 2, **fields: Json) -> Live:
    return a_group(name, id=number, value=1, goal=goal, **{"colour": "red", **fields})


def test_a_group_that_agrees_but_for_its_goal_is_told_with_the_ways_out() -> None:
    """By the names of both, and to be acknowledged by either."""
    kind = with_goals()
    [note] = told([of("new")], [live("old")], kind=kind)

    assert note.code == "perhaps-renamed"
    assert "'new' (new.yaml:1) agrees with the live group 7, 'old', which no file" in note.message
    assert all(word in note.hint for word in ("write its name back", "import", 'of: "old"'))
    meant = replace(of("new"), acknowledgements=(MEANT,))
    [known] = told([meant], [live("old")], kind=kind, answers=Answers.of([meant]))
    assert known.acknowledged == MEANT.answer


def test_a_series_is_not_told() -> None:
    """Nor what is another campaign, or a promotion's, or of a kind that was not shown."""
    kind = with_goals()
    assert told([of("new")], [live("old"), live("older", 8)], kind=kind) == []
    assert told([of("new"), of("newer", 3)], [live("old")], kind=kind) == []
    declared = [of("new"), of("there", 5)]
    assert len(told(declared, [live("old"), live("there", 8, 5)], kind=kind)) == 1
    assert told([of("Wave 2")], [live("Wave 1")], kind=kind) == []
    assert told([of("Spend February")], [live("Spend January")], kind=kind) == []
    assert told([of("new", colour="blue")], [live("old")], kind=kind) == []
    assert told([of("new")], [live("old")], kind=kind, is_owned=True) == []
    assert told([of("new")], [a_group("old", id=7)], kind=kind) == []
    assert told([of("there", 2)], [live("there"), live("old", 8)], kind=kind) == []


def with_goals() -> ResourceKind:
    """The small kind, whose resources have a goal that tells them apart."""
    return replace(
        KIND,
        is_same_but_for_names=lambda desired, shown: (
            desired.get("goal") == shown.get("goal") and KIND.is_same_but_for_names(desired, shown)
        ),
    )


DAYS = {"jan": ("2027-01-01", "2027-01-31"), "feb": ("2027-02-01", "2027-02-28")}


def body(name: str, goal: int = 500, days: str = "jan", store: int = 7, **fields: Json) -> Json:
    """A plain milestone."""
    first, last = DAYS[days]
    target = {
        "name": f"{name} target",
        "targetEntity": "TRANSACTION",
        "targetType": "SALES",
        "enrolmentMethod": "TRANSACTION",
        "filters": [{"entityType": "STORE", "entityIds": [store]}],
        "defaultValues": goal,
    }
    period = {"refCode": f"{name} 1", "startDate": first, "endDate": last}
    return {
        "name": name,
        "trackingType": "DEFAULT",
        "periods": [period],
        "targets": [target],
        **fields,
    }


COMBINED: Json = {
    "trackingType": "UNIFIED",
    "combinationType": "ALL",
    "unifiedTargetExpression": {"aggregation": "SUM", "thresholdValue": 5},
}


@pytest.mark.parametrize(
    ("was", "is_now", "is_told"),
    [
        (body("Autumn club"), body("Harvest club", 700), True),
        (body("Spring", **COMBINED), body("Blossom", 500, **COMBINED), False),
        (
            body("Spring", **COMBINED),
            body("Blossom", 500, **COMBINED | {"unifiedTargetExpression": {"thresholdValue": 6}}),
            True,
        ),
        (body("Spend January"), body("Spend February", 700, "feb"), False),
        (body("Winter sale"), body("Snow sale", 700, "feb"), False),
        (body("Mall north"), body("Mall south", 700, store=8), False),
        (body("Gold 1000"), body("Gold 2000", 2000), False),
        (body("Autumn club"), body("Harvest club", 700, preferredTillId=5), True),
        (body("Autumn club"), body("Harvest club", 700, userCreated=True), False),
    ],
)
def test_of_target_groups_days_stores_and_series_tell_apart(
    was: Json, is_now: Json, is_told: bool
) -> None:
    """What is left is one campaign with another goal."""
    groups = [live_of(row_of(was))]
    notes = told([desired_of(is_now)], groups, kind=TARGET_GROUP)

    assert [each.code for each in notes] == ["perhaps-renamed"] * is_told


def test_ordinary_series_are_never_told() -> None:
    """Half of each is live and in no file, the other half is to be made."""
    months = [body(f"Spend in month {k}", 100 * k, ("jan", "feb")[k % 2]) for k in range(12)]
    stores = [body(f"Shop {name}", 500, store=k) for k, name in enumerate(("A", "B", "C", "D"))]
    levels = [body(name, k) for k, name in enumerate(("Iron", "Tin", "Gold", "Lead"), 1000)]
    for series in (months, stores, levels, [*months, *stores, *levels]):
        groups = [live_of(row_of(each, first_id=100 * k)) for k, each in enumerate(series[::2], 1)]
        desired = [desired_of(each) for each in series[1::2]]
        assert told(desired, groups, kind=TARGET_GROUP) == []
