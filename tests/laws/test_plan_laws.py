"""Laws of the plan, over generated repositories and live states."""

import copy
import os
import subprocess
import sys
from collections.abc import Sequence
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.exact_json import Json
from reconciler.core.plan import Blocked, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.resource import Desired, LiveState
from reconciler.target_group.columns import Source
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.answers import Row
from tests.support.single_changes import single_changes
from tests.support.specs import clean_of, desired_of, row_of, state_of
from tests.support.strategies import campaigns, repositories

Data = dict[str, Json]
FEWER = settings(max_examples=settings().max_examples // 3)
"""Every example holds up to three campaigns, and as many groups."""
sources = st.sampled_from([Source.MILESTONES, Source.TARGET_GROUPS])


def plan_of(desired: Sequence[Desired], live: LiveState) -> Plan:
    """The plan for one environment."""
    return make_plan(desired, live, kind=TARGET_GROUP, environment="uat", org_id=100001)


def files(repository: Sequence[Data]) -> list[Desired]:
    """The campaigns of a repository."""
    return [desired_of(data) for data in repository]


def rows_of(repository: Sequence[Data]) -> list[Row]:
    """What is live once a repository was applied."""
    return [row_of(data, first_id=1000 * k) for k, data in enumerate(repository, 1)]


@FEWER
@given(repositories(), sources)
def test_what_is_live_as_declared_is_in_sync(repository: list[Data], source: Source) -> None:
    """Silence: a plan right after everything was created has no changes."""
    plan = plan_of(files(repository), state_of(rows_of(repository), source))

    assert all(isinstance(each, InSync) for each in plan.changes)
    assert not plan.summary.has_changes


@FEWER
@given(repositories(), st.data())
def test_every_campaign_and_every_group_is_in_the_plan_once(
    repository: list[Data], draw: st.DataObject
) -> None:
    """Partition: declared and live is paired, declared alone to be made, live alone unmanaged."""
    declared = draw.draw(st.sets(st.sampled_from(range(len(repository)))))
    live = draw.draw(st.sets(st.sampled_from(range(len(repository)))))
    rows = rows_of(repository)
    plan = plan_of(
        files([repository[k] for k in sorted(declared)]),
        state_of([rows[k] for k in sorted(live)]),
    )

    def names(*kinds: type) -> list[str]:
        return sorted(each.name for each in plan.changes if isinstance(each, kinds))

    assert names(InSync, Drift) == sorted(repository[k]["name"] for k in declared & live)
    assert names(Create, Blocked) == sorted(repository[k]["name"] for k in declared - live)
    assert names(Unmanaged) == sorted(repository[k]["name"] for k in live - declared)


@FEWER
@given(repositories())
def test_without_files_nothing_is_planned(repository: list[Data]) -> None:
    """A live state that nobody declares is unmanaged, and no change."""
    plan = plan_of([], state_of(rows_of(repository)))

    assert {type(each) for each in plan.changes} == {Unmanaged}
    assert not plan.summary.has_changes


@FEWER
@given(repositories(), st.lists(campaigns(), max_size=2), st.integers(0, 99).map(Random))
def test_the_order_of_files_and_rows_means_nothing(
    repository: list[Data], others: list[Data], random: Random
) -> None:
    """Shuffled files, rows, targets and periods give the same plan, down to every message.

    Some groups share target names with a campaign that is missing.
    """
    missing = repository[0]
    copies = [missing | {"name": f"copy {k}", "targets": missing["targets"][:k]} for k in range(4)]
    rows = rows_of([*repository[1:], *others, *copies])
    plan = plan_of(files(repository), state_of(rows))
    for row in rows:
        random.shuffle(row["targets"])
        random.shuffle(row["periods"])
    random.shuffle(rows)
    again = plan_of(files(random.sample(repository, len(repository))), state_of(rows))

    assert again == plan
    assert again.plan_id == plan.plan_id


@FEWER
@given(campaigns(), sources, st.data())
def test_a_look_up_by_traits_finds_what_a_comparison_with_every_group_finds(
    data: Data, source: Source, draw: st.DataObject
) -> None:
    """Renamed groups, each with one change or with something that is not shown."""
    data = clean_of(data)
    row = row_of(data)
    changes = st.sampled_from([row, *(change.row for change in single_changes(data, row))])
    rows = [copy.deepcopy(row) for row in draw.draw(st.lists(changes, min_size=1, max_size=4))]
    for k, each in enumerate(rows):
        each |= {"id": 9 - k, "name": f"other {k}"}
        for n, target in enumerate(each["targets"]):
            target["name"] = f"other {k} {n}"
            target.pop(draw.draw(st.sampled_from(["", *target.keys() - {"name"}])), None)
        each.pop(draw.draw(st.sampled_from(["", *each.keys() - {"id", "name"}])), None)
    live = state_of(rows, source)
    by_search = replace(TARGET_GROUP, traits=lambda spec: {})

    searched = make_plan([desired_of(data)], live, kind=by_search, environment="uat")
    assert make_plan([desired_of(data)], live, kind=TARGET_GROUP, environment="uat") == searched


@FEWER
@given(repositories(), sources)
def test_one_more_campaign_is_one_more_change(repository: list[Data], source: Source) -> None:
    """Locality: a campaign that is not live adds one change and touches no other."""
    state = state_of(rows_of(repository[1:-1]), source)
    before = plan_of(files(repository[:-1]), state)
    after = plan_of(files(repository), state)

    added = [each for each in after.changes if each not in before.changes]
    assert [each.name for each in added] == [repository[-1]["name"]]
    assert len(after.changes) == len(before.changes) + 1


@FEWER
@given(repositories(), st.booleans(), st.booleans())
def test_evidence_only_ever_holds_back(
    repository: list[Data], is_free: bool, was_renamed: bool
) -> None:
    """Weighing evidence turns creates into blocks, and changes nothing else that acts."""
    plan = plan_of(files(repository[1:]), state_of(rows_of(repository[:1])))
    former = frozenset({repository[0]["name"].upper()}) if was_renamed else frozenset()
    evidence = Evidence(
        free_names={data["name"]: is_free for data in repository},
        former_names={f"{data['name']}.yaml": former for data in repository},
    )
    weighed = weigh(plan, evidence)

    assert {each.name for each in weighed.creates} <= {each.name for each in plan.creates}
    assert {each.name for each in weighed.changes} == {each.name for each in plan.changes}
    assert bool(weighed.creates) == (is_free and not was_renamed and bool(plan.creates))


@FEWER
@given(repositories(), st.data())
def test_a_renamed_campaign_is_not_made_beside_its_live_group(
    repository: list[Data], draw: st.DataObject
) -> None:
    """A campaign whose file and targets were renamed is blocked while the old group is unmanaged.

    Names tell nothing else apart, so the groups would pay out twice. Periods of the very same days
    are told apart by their names alone, so such campaigns are left out.
    """
    assume(all(map(has_distinct_periods, repository)))
    renamed = [renamed_campaign(data) for data in repository]
    source = draw.draw(sources)
    rows = rows_of(repository)
    for row in rows:
        row["active"] = True
    plan = plan_of(files(renamed), state_of(rows, source))
    kinds = {each.name: type(each) for each in plan.changes}

    live = [data for data in renamed if data.get("active", True)]
    assert all(kinds[data["name"]] is Blocked for data in live)


def has_distinct_periods(data: Data) -> bool:
    """Whether no two periods have the same days."""
    days = [(each["startDate"][:10], each["endDate"][:10]) for each in data.get("periods", ())]
    return len(set(days)) == len(days)


def test_a_plan_has_the_same_id_however_python_hashes() -> None:
    """Determinism: sets and hashes never reach the digest."""
    assert len({plan_id_in_another_process(hashing) for hashing in ("0", "1", "4242")}) == 1


PROGRAM = """
from tests.laws.test_plan_laws import files, plan_of, rows_of, state_of
from tests.target_group.test_normalisation import CAMPAIGN
others = [CAMPAIGN | {"name": f"Weekends {k}", "targets": []} for k in range(3)]
rows = rows_of(others[1:])
rows[0]["description"] = "changed"
rows[0]["targetEvaluationType"] = "CYCLIC_WINDOW"
print(plan_of(files(others), state_of(rows)).plan_id)
"""


def plan_id_in_another_process(hashing: str) -> str:
    """Plan the same in a fresh interpreter."""
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONHASHSEED": hashing},
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout


def renamed_campaign(data: Data) -> Data:
    """The same campaign with every name in it changed."""
    again = dict(data)
    again["name"] = f"{data['name']} renamed"
    again["targets"] = [{**each, "name": f"{each['name']} renamed"} for each in data["targets"]]
    if "periods" in data:
        again["periods"] = [{**each, "refCode": f"{each['refCode']}r"} for each in data["periods"]]
    if "streaks" in data:
        again["streaks"] = [{**each, "name": f"{each['name']}r"} for each in data["streaks"]]
    return again
