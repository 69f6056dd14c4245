"""Plans of a read that shows only a part of what is live, and how much a plan has checked."""

import pytest
from msgspec.structs import replace

from reconciler.core.comparison import Comparison, Coverage, FieldChange, Seen
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.exact_json import Json, decode, encode
from reconciler.core.plan import Blocked, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.core.planner import make_plan
from reconciler.core.resource import Desired, Live, LiveState
from reconciler.core.resource_kind import Compare, ResourceKind
from tests.core.building import declared

HINDERED = Diagnostic("a.yaml", 1, 1, "odd", Severity.CREATE_ONLY, "It cannot be.", "Change it.")


def finding(comparison: Comparison) -> Compare:
    """What finds the same of all pairs."""
    return lambda pairs: [comparison for _ in pairs]


KIND = ResourceKind(
    compare=finding(Comparison((), Seen(coverage=Coverage(3, 3)))),
    part_names=lambda spec: spec["parts"],
    live_part_names=lambda group: group.spec["parts"],
    signature=lambda spec: None,
    traits=lambda spec: {},
    is_same_but_for_names=lambda desired, live: False,
    lost_goals=lambda data, body: (),
    family=lambda spec: None,
    outline=lambda spec: "",
    live_outline=lambda group: "",
    content=str,
    days=lambda spec: ("", ""),
    counts_by_buying=lambda spec: True,
    does=lambda spec: str(spec.get("does", "paid")),
    without_goals=lambda spec: {k: v for k, v in spec.items() if k != "goal"},
    payout=lambda spec: spec,
    aside=lambda spec: {},
    without_filled_in=lambda live, _: live,
)
IN_PART = Comparison((), Seen(("/value",), ("/value",), Coverage(3, 2)))
WITH_PARTS = replace(KIND, in_part=replace(KIND, compare=finding(IN_PART)))


def campaign(name: str, *parts: str) -> Desired:
    """A campaign with parts by name."""
    spec = {"name": name, "parts": list(parts)}
    return declared(name, spec)


def group(name: str, *parts: str, number: int = 1) -> Live:
    """A live group with parts by name."""
    return Live(number, name, lambda: {"name": name, "parts": list(parts)})


def plan(
    desired: list[Desired],
    groups: list[Live],
    *,
    free: dict[str, bool] | None = None,
    is_whole: bool = False,
    kind: ResourceKind = WITH_PARTS,
) -> Plan:
    """The plan of a read."""
    live = LiveState("customer", tuple(groups), is_whole=is_whole)
    return make_plan(desired, live, kind=kind, environment="uat", free_names=free or {})


def reason(change: object) -> str:
    """Why a campaign is blocked."""
    assert isinstance(change, Blocked)
    return change.reason.code


@pytest.mark.parametrize(
    ("free", "words"),
    [({"a": False}, "says that its name is taken"), ({}, "was not asked"), (None, "was not asked")],
)
def test_what_is_not_shown_is_not_visible(free: dict[str, bool], words: str) -> None:
    """It may be live all the same, and would be created twice."""
    [change] = plan([campaign("a")], [], free=free).changes

    assert reason(change) == "not-visible"
    assert isinstance(change, Blocked)
    assert words in change.reason.message


def test_what_is_not_shown_and_whose_name_is_free_is_created() -> None:
    """The API's word is the only one that counts."""
    [change] = plan([campaign("a")], [], free={"a": True}).changes

    assert isinstance(change, Create)


def test_a_whole_read_needs_no_word_of_the_api() -> None:
    """What it does not show is missing."""
    [change] = plan([campaign("a")], [], is_whole=True).changes

    assert isinstance(change, Create)


def test_a_free_name_is_no_proof_against_a_likely_rename() -> None:
    """The checks of every plan apply, once the name is known to be free."""
    changes = plan([campaign("new", "x")], [group("old", "x", "y")], free={"new": True}).changes
    assert reason(changes[0]) == "likely-rename"
    assert isinstance(changes[1], Unmanaged)

    assert reason(plan([campaign("new", "x")], [group("old", "x")]).changes[0]) == "not-visible"


def test_create_only_findings_matter_once_the_name_is_free() -> None:
    """Until then nobody knows whether anything is to be created."""
    hindered = replace(campaign("a"), create_only=(HINDERED,))

    assert reason(plan([hindered], []).changes[0]) == "not-visible"
    assert reason(plan([hindered], [], free={"a": True}).changes[0]) == "odd"


def test_what_is_shown_is_compared_as_a_part() -> None:
    """Whether the name is free matters no more."""
    [change] = plan([campaign("a")], [group("A")], free={"a": False}).changes
    assert change == InSync("a", "a.yaml", 1, 1, IN_PART.seen)

    [change] = plan([campaign("a")], [group("A")], kind=KIND).changes
    assert change == InSync("a", "a.yaml", 1, 1, Seen(coverage=Coverage(3, 3)))


def test_drift_says_too_what_was_not_checked() -> None:
    """As what is in sync does."""
    field = FieldChange("/value", 1, 2, editable=True, hint="do it")
    seen = Seen(("/a", "/b"), ("/b",), Coverage(5, 3))
    found = Comparison((field,), seen)
    kind = replace(KIND, compare=finding(found))
    [change] = plan([campaign("a")], [group("A")], is_whole=True, kind=kind).changes

    assert change == Drift("a", "a.yaml", 1, 1, (field,), seen)


# Coverage ---------------------------------------------------------------------------------------


def two_in_sync() -> Plan:
    """A plan of two live campaigns and one that is not visible."""
    names = ("a", "b", "c")
    return plan([campaign(name) for name in names], [group("a"), group("b", number=2)])


def written(plan: Plan) -> Json:
    """The plan as JSON text, read again."""
    return decode(encode(plan_to_json(plan, tool="reconciler 0.1.0", created_at="2026-11-01")))


def test_a_plan_adds_up_what_its_campaigns_were_checked_for() -> None:
    """Only what is live can be checked; what is left out of the plan is left out of the sum."""
    made = two_in_sync()
    assert made.coverage == Coverage(declared=6, checked=4)

    assert replace(made, changes=made.changes[:2]).coverage == Coverage(3, 2)
    assert replace(made, changes=()).coverage == Coverage()


def test_coverage_survives_json() -> None:
    """For the plan as a whole and for each campaign."""
    data = written(two_in_sync())

    assert data["coverage"] == {"declared": 6, "checked": 4}
    assert data["changes"][1]["coverage"] == {"declared": 3, "checked": 2}
    assert data["changes"][1]["uncertain"] == ["/value"]
    assert plan_from_json(data) == two_in_sync()


def test_coverage_is_no_part_of_the_id() -> None:
    """A read that shows more or less of what agrees is no other plan."""
    made = two_in_sync()
    seen = [
        replace(each, seen=Seen(coverage=Coverage(9, 9)))
        if isinstance(each, InSync | Drift)
        else each
        for each in made.changes
    ]

    assert replace(made, changes=tuple(seen)).plan_id == made.plan_id


def test_a_plan_that_was_saved_without_coverage_is_read() -> None:
    """Earlier versions did not count."""
    data = written(two_in_sync()) | {"format_version": "1.0"}
    del data["coverage"], data["checksum"]
    for each in data["changes"]:
        each.pop("coverage", None)
        each.pop("uncertain", None)

    assert plan_from_json(data).coverage == Coverage()
    assert plan_from_json(data).plan_id == two_in_sync().plan_id
