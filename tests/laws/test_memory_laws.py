"""Laws of the quick ways: neither what is remembered nor the number of processes matters."""

import pickle
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler import compare_all
from reconciler.campaigns import examine_all, load
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import Loaded, load_files
from reconciler.campaigns.source_files import of_text
from reconciler.compare_all import compare_with
from reconciler.core.exact_json import Json, encode_bytes
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan
from reconciler.core.resource import LiveState
from reconciler.memory import Memory
from reconciler.parallel import Packed
from reconciler.target_group.answers import rows as answer_rows
from reconciler.target_group.columns import Source
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.many_processes import let_others_work
from tests.support.single_changes import single_changes
from tests.support.specs import clean_of, row_of
from tests.support.strategies import repositories

Data = dict[str, Json]
FEWER = settings(max_examples=settings().max_examples // 2)
DAYS = st.sampled_from([date(2026, 1, 1), date(2027, 6, 1), date(2099, 1, 1)])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """Files and live rows: some in sync, some changed, some odd, some missing, some wrong."""
    files, rows = [], []
    for k, data in enumerate(draw(repositories()), 1):
        file, row = dict(data), row_of(data, first_id=1000 * k)
        match draw(st.sampled_from(["same", "drift", "odd", "new", "unmanaged", "wrong", "unfit"])):
            case "drift":
                row = draw(st.sampled_from(single_changes(clean_of(data), row))).row
            case "odd":
                row |= {"description": 1.5}
            case "new":
                row = {}
            case "unmanaged":
                file = {}
            case "wrong":
                file["trackingType"] = "WRONG"
            case "unfit":
                file["preferredTillId"] = "${till}"
            case _:
                pass
        files += [encode_bytes(file)] if file else []
        rows += [encode_bytes(row)] if row else []
    return files, rows


def loaded(files: Sequence[bytes], today: date, till: Json, memory: Memory | None) -> Loaded:
    sources = [of_text(Path(f"{k}.json"), f"{k}.json", raw) for k, raw in enumerate(files)]
    return load_files(sources, Circumstances({"till": till}, DOCUMENTED, today), memory=memory)


def planned(files: Loaded, rows: Sequence[bytes], memory: Memory | None) -> Plan:
    reading = answer_rows.read_rows(rows, Source.MILESTONES)
    live = LiveState("milestones", reading.groups, reading.org_ids, reading.set_aside)
    return make_plan(
        files.campaigns,
        live,
        kind=TARGET_GROUP,
        environment="uat",
        diagnostics=files.findings,
        compare_all=compare_with(memory or Memory()),
    )


def said(files: Loaded, plan: Plan) -> Json:
    bodies = [dict(each.body) for each in files.campaigns]
    notes = [dict(each.metadata) for each in files.campaigns]
    return [files.findings, files.files, files.digest, bodies, notes, plan]


@FEWER
@given(worlds(), st.lists(st.tuples(DAYS, st.sampled_from([5, "x"])), min_size=2, max_size=3))
def test_what_is_remembered_changes_nothing(
    world: tuple[list[bytes], list[bytes]], runs: list[tuple[date, Json]]
) -> None:
    """Whatever day it is by then, and whatever the values are."""
    files, rows = world
    memory = Memory(Path("never written"))
    for today, till in runs:
        anew = loaded(files, today, till, None)
        known = loaded(files, today, till, memory)
        assert said(known, planned(known, rows, memory)) == said(anew, planned(anew, rows, None))


def test_other_processes_change_nothing() -> None:
    """Three processes give what one gives."""

    @settings(max_examples=10)
    @given(worlds())
    def check(world: tuple[list[bytes], list[bytes]]) -> None:
        files, rows = world
        alone = loaded(files, date(2026, 1, 1), 5, None)
        told = said(alone, planned(alone, rows, None))
        with pytest.MonkeyPatch.context() as patch:
            let_others_work(patch, load, compare_all)
            shared = loaded(files, date(2026, 1, 1), 5, None)
            assert said(shared, planned(shared, rows, None)) == told

    check()


@FEWER
@given(worlds())
def test_how_data_is_kept_changes_nothing(world: tuple[list[bytes], list[bytes]]) -> None:
    """Packed, as it travels between processes, it says what it says unpacked."""
    files, rows = world
    few = loaded(files, date(2026, 1, 1), 5, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examine_all, "Packed", lambda data: pickle.loads(pickle.dumps(Packed(data))))
        many = loaded(files, date(2026, 1, 1), 5, None)
    assert said(many, planned(many, rows, None)) == said(few, planned(few, rows, None))
