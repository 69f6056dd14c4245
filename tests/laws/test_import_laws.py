"""Laws of importing: what was imported is in sync, and every group ends in exactly one class."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.adopt import Place, adopt
from reconciler.campaigns.load import Loaded
from reconciler.campaigns.new_files import create_file, names_in
from reconciler.commands.codes import all_codes
from reconciler.core.adoption import Adoption
from reconciler.core.plan import InSync, Plan, Unmanaged
from reconciler.core.planner import make_plan
from reconciler.core.resource import LiveState, look_alike
from reconciler.target_group.columns import Source
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.loading import load_campaigns
from tests.support.odd_rows import Odd, odd_rows
from tests.support.specs import read_groups, row_of
from tests.support.strategies import Data, repositories

TODAY = dt.date(2027, 1, 15)
CLASHES = {"live-name-twice", "duplicate-campaign", "duplicate-target"}
CODES = {code.slug for code in all_codes()}
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
LAWS = settings(suppress_health_check=SLOW)
FEWER = settings(suppress_health_check=SLOW, max_examples=max(20, LAWS.max_examples // 3))


def live_state(odd: Iterable[Odd], source: Source = Source.MILESTONES) -> LiveState:
    reading = read_groups([each.row for each in odd], source)
    return LiveState(source, reading.groups, reading.org_ids, reading.set_aside)


def load(folder: Path) -> Loaded:
    return load_campaigns([folder], base=folder, today=TODAY)


def run_import(live: LiveState, folder: Path, names: Sequence[str] = ()) -> Adoption:
    campaigns = load(folder).campaigns
    place = Place(today=TODAY, campaigns=campaigns, names=names_in(folder), head=["a comment"])
    adoption = adopt(live, place, names=names)
    for new in adoption.new:
        create_file(folder / new.name, new.text)
    return adoption


def plan_of(live: LiveState, folder: Path) -> Plan:
    loaded = load(folder)
    assert not loaded.has_errors, loaded.findings
    return make_plan(loaded.campaigns, live, kind=TARGET_GROUP, environment="test")


def assert_imported_groups_are_in_sync(live: LiveState, adoption: Adoption, folder: Path) -> None:
    plan = plan_of(live, folder)
    in_sync = {each.id for each in plan.changes if isinstance(each, InSync)}
    assert in_sync == {new.group.id for new in adoption.new}
    others = {each.id for each in plan.changes if isinstance(each, Unmanaged)}
    assert others == {refused.group.id for refused in adoption.refused}
    assert not plan.summary.has_changes


@LAWS
@given(odd_rows())
def test_import_then_plan_shows_no_change(odd: list[Odd]) -> None:
    """Every imported group is in sync, every other one is unmanaged with a reason."""
    live = live_state(odd)
    with TemporaryDirectory() as folder:
        adoption = run_import(live, Path(folder))
        assert_imported_groups_are_in_sync(live, adoption, Path(folder))
    assert {refused.reason.code for refused in adoption.refused} <= CODES


@LAWS
@given(odd_rows())
def test_what_a_file_can_say_is_imported_and_the_rest_is_refused_for_its_fault(
    odd: list[Odd],
) -> None:
    """Oddities alone never keep a group out; names that clash do, and faults do by their code."""
    live = live_state(odd)
    adoption = adopt(live, Place(today=TODAY))
    refused = {each.group.id: each.reason.code for each in adoption.refused}
    clashing = ids_with_clashing_names(odd)
    for each in odd:
        code = refused.get(each.row["id"])
        if each.row["id"] in clashing and code in CLASHES:
            continue
        assert code == each.code


def ids_with_clashing_names(odd: Iterable[Odd]) -> set[int]:
    bearers: dict[str, set[int]] = {}
    for each in odd:
        targets = each.row.get("targets") or []
        names = [each.row["name"], *(f"target {target['name']}" for target in targets)]
        for name in names:
            bearers.setdefault(look_alike(name), set()).add(each.row["id"])
    return set().union(*(ids for ids in bearers.values() if len(ids) > 1))


@FEWER
@given(odd_rows())
def test_importing_again_changes_nothing(odd: list[Odd]) -> None:
    """The second import finds every imported group declared and refuses the same others."""
    live = live_state(odd)
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = run_import(live, folder)
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        second = run_import(live, folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert second.new == ()
    assert {group.id for group in second.declared} == {new.group.id for new in first.new}
    assert [each.group.id for each in second.refused] == [each.group.id for each in first.refused]


@FEWER
@given(odd_rows())
def test_the_order_of_the_answer_does_not_matter(odd: list[Odd]) -> None:
    """The same groups become the same files, in whatever order they were read."""
    shuffled = list(reversed(odd))
    one, other = (adopt(live_state(each), Place(today=TODAY)) for each in (odd, shuffled))
    assert [(new.name, new.text) for new in one.new] == [(new.name, new.text) for new in other.new]
    assert [each.group.id for each in one.refused] == [each.group.id for each in other.refused]


@FEWER
@given(repositories())
def test_what_files_made_is_imported_whole_and_is_what_the_files_say(files: list[Data]) -> None:
    """Campaigns without errors, once they are live, can all be imported by both reads."""
    odd = [Odd(row_of(data, first_id=k * 1000), None) for k, data in enumerate(files, 1)]
    for source in (Source.MILESTONES, Source.TARGET_GROUPS):
        live = live_state(odd, source)
        with TemporaryDirectory() as folder:
            adoption = run_import(live, Path(folder))
            assert len(adoption.new) == len(files)
            assert_imported_groups_are_in_sync(live, adoption, Path(folder))


@FEWER
@given(odd_rows(with_faults=False), st.data())
def test_groups_can_be_imported_one_by_one(odd: list[Odd], data: st.DataObject) -> None:
    """Each group alone is imported where all together are, and the others stay unmanaged."""
    live = live_state(odd)
    name = data.draw(st.sampled_from([each.row["name"] for each in odd]))
    with TemporaryDirectory() as folder:
        adoption = run_import(live, Path(folder), names=[name])
        plan = plan_of(live, Path(folder))
    chosen = {new.group.name for new in adoption.new} | {
        each.group.name for each in adoption.refused
    }
    assert chosen == {name}
    assert plan.summary.in_sync == len(adoption.new)
    assert not plan.summary.has_changes
