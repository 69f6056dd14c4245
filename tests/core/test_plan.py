"""The plan as a value: its order, its id, its way through JSON."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from reconciler.core.comparison import Cause, CauseKind, FieldChange, Seen
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json, decode, encode
from reconciler.core.origin import NO_ORIGIN, Origin
from reconciler.core.plan import (
    ACTIONS,
    Blocked,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Summary,
    Unmanaged,
    fingerprint,
)
from reconciler.core.plan_json import plan_from_json, plan_to_json

BODY = {"name": "x", "preferredTillId": 7998987987986876867, "share": Decimal("1.50")}
BY_FILE = Cause(CauseKind.FILE, "3" * 40, "2027-01-02", "Ada", "Its values.")
CHANGED = FieldChange("/active", True, False, editable=True, hint="do it", cause=BY_FILE)
GONE = FieldChange(
    "/periods/one",
    {"refCode": "one"},
    ABSENT,
    editable=False,
    hint="cannot",
    cause=Cause(CauseKind.API),
)
EXTRA = FieldChange("/periods/two", ABSENT, None, editable=False, hint="cannot")
FOUND = Diagnostic("a.yaml", 1, 2, "till-missing", Severity.WARNING, "It is missing.", "Add it.")
PLAN = Plan(
    environment="uat",
    source="milestones",
    org_id=3,
    live_org_id=3,
    live_groups=4,
    changes=(
        Unmanaged("left", 9),
        Unmanaged("left", 8, Reason("file-deleted", "It keeps running.")),
        InSync("same", "same.yaml", 1, 4, Seen(("/aggregateWindow",))),
        Drift("b", "b.yaml", 2, 5, (CHANGED, GONE, EXTRA), Seen(("/toDate",))),
        Create("x", "x.yaml", 1, BODY),
        Blocked("y", "y.yaml", 1, Reason("name-taken", "It is taken."), {"name": "y"}),
    ),
    diagnostics=(FOUND,),
    origin=Origin(
        "1" * 40,
        "main",
        ("x.yaml", "gone.yaml"),
        "2" * 64,
        "https://ci/7",
        dirty=True,
        commits=("1" * 40,),
    ),
)


def written(plan: Plan) -> Json:
    """The plan as JSON text, read again."""
    return decode(encode(plan_to_json(plan, tool="reconciler 0.1.0", created_at="2026-11-01")))


def test_why_live_differs_is_no_part_of_what_a_plan_is() -> None:
    """It has the same id with and without, and the same fingerprints."""
    drift = PLAN.changes[2]
    assert isinstance(drift, Drift)
    bare = replace(drift, fields=tuple(replace(each, cause=None) for each in drift.fields))
    again = replace(PLAN, changes=(*PLAN.changes[:2], bare, *PLAN.changes[3:]))

    assert again != PLAN
    assert (again.plan_id, again.fingerprints) == (PLAN.plan_id, PLAN.fingerprints)


def test_changes_stand_in_one_order_whatever_order_they_come_in() -> None:
    """Blocked first, then creates, drift, in sync, unmanaged; by name, then by id."""
    again = replace(PLAN, changes=tuple(reversed(PLAN.changes)))

    assert again == PLAN
    assert [each.name for each in PLAN.changes] == ["y", "x", "b", "same", "left", "left"]
    assert PLAN.changes[-2:] == (PLAN.changes[-2], Unmanaged("left", 9))


def test_the_summary_counts_every_change() -> None:
    """Each change is counted once."""
    assert PLAN.summary == Summary(create=1, drift=1, blocked=1, in_sync=1, unmanaged=2)


@pytest.mark.parametrize("kind", [Create, Drift, Blocked])
def test_anything_declared_that_is_not_as_declared_is_a_change(kind: type) -> None:
    """One create, drift or block alone is a change; unmanaged and in sync are none."""
    quiet = tuple(each for each in PLAN.changes if isinstance(each, InSync | Unmanaged))
    loud = tuple(each for each in PLAN.changes if isinstance(each, kind))

    assert replace(PLAN, changes=loud).summary.has_changes
    assert not replace(PLAN, changes=quiet).summary.has_changes


def test_the_id_ignores_what_decides_nothing() -> None:
    """Positions, texts, warnings, groups in sync or unmanaged are not in the digest."""
    moved = [
        replace(each, file="moved.yaml", line=9) if isinstance(each, Create | Drift) else each
        for each in PLAN.changes
        if not isinstance(each, InSync | Unmanaged)
    ]

    assert replace(PLAN, changes=tuple(moved), diagnostics=()).plan_id == PLAN.plan_id


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAN, environment="production"),
        replace(PLAN, source="target-groups"),
        replace(PLAN, org_id=4),
        replace(PLAN, org_id=None),
        replace(PLAN, changes=PLAN.changes[1:]),
        replace(PLAN, changes=(PLAN.changes[0], PLAN.changes[2])),
        replace(PLAN, changes=PLAN.changes[:2]),
    ],
)
def test_the_id_covers_what_the_plan_would_do(other: Plan) -> None:
    """Another environment, organisation, source, create, drift or block is another plan."""
    assert other.plan_id != PLAN.plan_id


def test_a_plan_survives_a_trip_through_json() -> None:
    """Every change, reason and digit comes back."""
    assert plan_from_json(written(PLAN)) == PLAN


def test_absent_and_null_stay_apart_in_json() -> None:
    """A side without the field has no key; a null is a null."""
    drift = next(each for each in written(PLAN)["changes"] if each["action"] == "drift")

    assert [sorted({"desired", "live"} & each.keys()) for each in drift["fields"]] == [
        ["desired", "live"],
        ["desired"],
        ["live"],
    ]


@pytest.mark.parametrize(
    "origin", [NO_ORIGIN, Origin("1" * 40), Origin(base="x", changed_files=())]
)
def test_what_is_not_known_of_the_origin_stays_unknown(origin: Origin) -> None:
    """No changed files is something else than nobody knows."""
    plan = replace(PLAN, origin=origin)

    assert plan_from_json(written(plan)).origin == origin
    assert plan.plan_id == PLAN.plan_id


def edited(path: tuple[str | int, ...], value: Json) -> Json:
    """The plan with one value changed."""
    data = written(PLAN)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("changes", 1, "body", "name"), "z"),
        (("changes", 1, "line"), 2),
        (("changes", 2, "fields", 0, "hint"), "do something else"),
        (("changes", 1, "fingerprint"), "0" * 16),
        (("made_from", "commit"), "3" * 40),
        (("tool",), "by hand"),
        (("format_version",), "1.0"),
        (("format_version",), "1.9"),
        (("plan_id",), "0" * 16),
        (("checksum",), "0" * 64),
    ],
)
def test_an_edited_plan_is_refused(path: tuple[str | int, ...], value: Json) -> None:
    """The checksum binds all that is in it, also what decides nothing."""
    with pytest.raises(ValueError, match="edited"):
        plan_from_json(edited(path, value))


def test_a_plan_without_its_checksum_is_refused() -> None:
    """Only plans of the first version have none."""
    data = written(PLAN)
    del data["checksum"]

    with pytest.raises(ValueError, match="edited"):
        plan_from_json(data)


def as_first_written() -> Json:
    """The plan as the first version wrote it."""
    data = written(PLAN) | {"format_version": "1.0"}
    del data["checksum"], data["made_from"], data["coverage"]
    for each in data["changes"]:
        each.pop("fingerprint", None)
    return data


def test_a_plan_of_the_first_version_is_read() -> None:
    """It has no origin and no checksum; its id binds what it would do."""
    data = as_first_written()
    assert plan_from_json(data) == replace(PLAN, origin=NO_ORIGIN)

    data["changes"][1]["body"]["name"] = "z"
    with pytest.raises(ValueError, match="edited"):
        plan_from_json(data)


def test_each_change_that_a_plan_stands_or_falls_with_has_a_fingerprint() -> None:
    """Others have none."""
    found = {each["action"]: each.get("fingerprint") for each in written(PLAN)["changes"]}
    assert PLAN.fingerprints == [fingerprint(each) for each in PLAN.touched]
    prints = {ACTIONS[type(each)]: fingerprint(each) for each in PLAN.touched}

    assert found == {"in-sync": None, "unmanaged": None, **prints}
    assert len(set(prints.values())) == 3


def test_a_plan_of_another_format_is_refused() -> None:
    """A new major version is not guessed at."""
    data = written(PLAN)

    with pytest.raises(ValueError, match="make a new plan"):
        plan_from_json(data | {"format_version": "2.0"})


@pytest.mark.parametrize("data", [[], None, {}, "plan", {"format_version": "1.0"}])
def test_what_is_no_plan_is_refused(data: Json) -> None:
    """Any other JSON is said to be none."""
    with pytest.raises(ValueError, match="not a saved plan"):
        plan_from_json(data)
