"""Laws of what one customer sees: it hides much, and what it hides is never called missing."""

import copy
import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.comparison import Comparison
from reconciler.core.diff import ABSENT
from reconciler.core.plan import Blocked, Create, Drift, InSync, Plan
from reconciler.core.planner import make_plan
from reconciler.core.resource import Desired, LiveState, name_key
from reconciler.target_group.reading import read_file
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.customer_view import Row, group_seen, seen_group, state_seen
from tests.support.single_changes import single_changes
from tests.support.specs import compare_specs, compared, desired_of, paths, row_of, spec_of
from tests.support.strategies import Data, campaigns, repositories

IN_PART = TARGET_GROUP.in_part or TARGET_GROUP
"""How the planner compares what one customer sees."""


def compared_in_part(data: Data, group: Row) -> Comparison:
    """A campaign file compared with what a customer sees."""
    return compare_specs(spec_of(data), group_seen(group).spec, is_whole=False)


def plan_of(
    desired: list[Desired], live: LiveState, free_names: dict[str, bool] | None = None
) -> Plan:
    """The plan for one environment."""
    return make_plan(
        desired, live, kind=TARGET_GROUP, environment="uat", free_names=free_names or {}
    )


@given(repositories(), st.booleans())
def test_what_is_live_as_declared_never_shows_as_drift(repository: list[Data], twins: bool) -> None:
    """Silence: whatever the customer's rows leave out, nothing differs."""
    rows = [row_of(data, first_id=1000 * k, twins=twins) for k, data in enumerate(repository, 1)]
    plan = plan_of(list(map(desired_of, repository)), state_seen(list(map(seen_group, rows))))

    assert [type(change) for change in plan.changes] == [InSync] * len(repository)
    assert all(change.seen.uncertain == () for change in plan.changes if isinstance(change, InSync))


@given(campaigns(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(data: Data, twins: bool, chance: random.Random) -> None:
    """Groups, rows and streak levels come in any order."""
    group = seen_group(row_of(data, twins=twins))
    mixed = copy.deepcopy(group)
    for part in ("targets", "streaks"):
        chance.shuffle(mixed.get(part, []))

    states = [state_seen([each]) for each in (group, mixed)]
    [one, other] = [(state.groups[0].spec, replace(state, groups=())) for state in states]
    assert one == other


@given(campaigns(), st.data())
def test_rows_that_are_not_shown_never_make_a_difference(data: Data, draw: st.DataObject) -> None:
    """A customer who sees less sees no more drift."""
    group = seen_group(row_of(data, twins=True))
    fewer = copy.deepcopy(group)
    fewer["targets"] = [row for row in fewer["targets"] if draw.draw(st.booleans())]
    fewer["streaks"] = [row for row in fewer.get("streaks", []) if draw.draw(st.booleans())]
    found = compared_in_part(data, fewer)

    assert found.fields == ()
    assert found.seen.coverage.checked <= compared_in_part(data, group).seen.coverage.checked


@given(campaigns(), st.data())
def test_each_change_is_seen_as_it_is_or_counts_as_not_checked(
    data: Data, draw: st.DataObject
) -> None:
    """A customer sees a part of what a complete read shows, and never anything else."""
    clean = read_file(data).clean
    changes = single_changes(clean, row_of(data))
    change = changes[draw.draw(st.integers(0, len(changes) - 1))]
    whole = {each.path: each for each in compared(data, change.row).fields}
    found = compared_in_part(data, seen_group(change.row))

    seen = {each.path: each for each in found.fields}
    assert all(whole[path].desired == each.desired for path, each in seen.items())
    for path in whole.keys() - seen.keys():
        # A tree that was filled in is checked together with its expression, or not at all.
        known_by = path.removesuffix("Json") if path.endswith("/expressionJson") else path
        listed = _is_listed(path, found.seen.unverified) or _is_listed(
            known_by, found.seen.unverified
        )
        assert whole[path].desired is ABSENT or listed


def _is_listed(path: str, unverified: tuple[str, ...]) -> bool:
    """Whether something not checked is at a path, below it, or stands for all periods."""
    every = f"{path.rpartition('/')[0]}/*"
    return any(each in {path, every} or each.startswith(f"{path}/") for each in unverified)


@given(repositories(), st.data())
def test_no_campaign_is_created_unless_its_name_is_free(
    repository: list[Data], draw: st.DataObject
) -> None:
    """A missing row proves nothing: only the API's word that a name is free makes a create."""
    shown = draw.draw(st.sets(st.sampled_from(range(len(repository)))))
    rows = [seen_group(row_of(data, first_id=1000 * k)) for k, data in enumerate(repository, 1)]
    names = st.sampled_from([data["name"] for data in repository])
    free = draw.draw(st.dictionaries(names, st.booleans()))
    plan = plan_of(list(map(desired_of, repository)), state_seen([rows[k] for k in shown]), free)

    is_free = {name_key(name) for name, said in free.items() if said}
    assert {name_key(each.name) for each in plan.creates} <= is_free
    for change in plan.changes:
        if isinstance(change, Blocked) and not free.get(change.name):
            assert change.reason.code == "not-visible"


@given(repositories())
def test_every_declared_value_is_checked_or_listed(repository: list[Data]) -> None:
    """Coverage adds up: what is not counted as checked is listed as unverified."""
    rows = [row_of(data, first_id=1000 * k) for k, data in enumerate(repository, 1)]
    plan = plan_of(list(map(desired_of, repository)), state_seen(list(map(seen_group, rows))))
    live = [change for change in plan.changes if isinstance(change, Drift | InSync)]

    for change in live:
        listed = [path for path in change.seen.unverified if path not in {"/targets", "/periods"}]
        assert change.seen.coverage.declared - change.seen.coverage.checked == len(listed)
        assert set(change.seen.uncertain) <= set(change.seen.unverified)
    assert plan.coverage.checked == sum(change.seen.coverage.checked for change in live)
    assert not any(isinstance(change, Create) for change in plan.changes)


def test_paths_of_fields_are_those_of_a_complete_read() -> None:
    """The two kinds of read name a difference alike."""
    data: Data = {
        "name": "a",
        "trackingType": "DEFAULT",
        "periods": [{"refCode": "p", "startDate": "2027-01-01", "endDate": "2027-01-31"}],
        "targets": [
            {
                "name": "t",
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "enrolmentMethod": "TRANSACTION",
                "defaultValues": 5,
            }
        ],
    }
    row = row_of(data)
    row["targets"][0]["defaultValues"][0]["defaultValue"] = 7
    row["periods"][0]["endDate"] = "2027-02-01"

    assert paths(compared_in_part(data, seen_group(row)).fields) == paths(
        compared(data, row).fields
    )
