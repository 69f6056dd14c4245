"""Laws of groups that were renamed in the console, over generated campaigns."""

import copy
import datetime as dt
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.accept import Accepted, accept
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import load_document
from reconciler.core.draft import Draft
from reconciler.core.plan import InSync
from reconciler.core.planner import make_plan
from reconciler.core.renames import find_renames
from reconciler.core.resource import LiveState
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.yaml12.document import Document, read_document
from tests.support.answers import Row
from tests.support.layouts import layouts
from tests.support.single_changes import single_changes
from tests.support.specs import clean_of, desired_of, live_of, row_of, state_of
from tests.support.strategies import repositories

Data = dict[str, Any]
TODAY = dt.date(2026, 11, 1)
AROUND = Circumstances({}, DOCUMENTED, TODAY)
LAWS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def renamed(draw: st.DrawFn) -> tuple[list[Data], list[Row], set[int]]:
    """Campaigns, the rows of their groups, and which of these were renamed, some edited too."""
    campaigns = draw(repositories())
    rows = [row_of(each, first_id=1000 * k) for k, each in enumerate(campaigns, 1)]
    which = draw(st.sets(st.integers(0, len(rows) - 1), min_size=1))
    for k in which:
        if draw(st.booleans()):
            changes = single_changes(clean_of(campaigns[k]), rows[k])
            rows[k] = draw(st.sampled_from(changes)).row
        rows[k] = rows[k] | {"name": f"Renamed in the console, {'abc'[k]}"}
    return campaigns, rows, which


@LAWS
@given(renamed())
def test_what_is_certain_is_right(drawn: tuple[list[Data], list[Row], set[int]]) -> None:
    """No campaign is ever taken for the group of another one, nor for none of its own."""
    campaigns, rows, which = drawn
    desired = [desired_of(each, file=f"{k}.yaml") for k, each in enumerate(campaigns)]
    live = state_of(rows)
    plan = make_plan(desired, live, kind=TARGET_GROUP, environment="uat")

    renames = find_renames(Draft(plan, desired, live, TARGET_GROUP), former_names={})

    own = {each["name"]: row["id"] for each, row in zip(campaigns, rows, strict=True)}
    event(f"{len(renames.certain)} of {len(which)}")
    assert {name: own[name] for name in renames.certain} == {
        name: group.id for name, group in renames.certain.items()
    }
    assert {*renames.certain} <= {campaigns[k]["name"] for k in which}
    assert renames.certain.keys().isdisjoint(renames.doubts)


@LAWS
@given(st.data())
def test_a_renamed_group_that_was_accepted_is_in_sync(draw: st.DataObject) -> None:
    """The file has its name then, and all its comments."""
    [data] = draw.draw(repositories(most=1))
    written = draw.draw(layouts(data))
    document = read_document(written.name, written.raw)
    assert isinstance(document, Document), document
    row = copy.deepcopy(row_of(data)) | {"name": "Renamed in the console"}
    live = LiveState("milestones", (live_of(row),))

    answer = accept(document, live.groups[0], AROUND)

    assert isinstance(answer, Accepted), answer
    after = read_document(written.name, answer.text.encode())
    assert isinstance(after, Document)
    assert after.data == document.data | {"name": row["name"]}
    assert [comment for comment in written.comments if comment not in answer.text] == []
    campaigns = load_document(after, Circumstances({}, DOCUMENTED, TODAY)).campaigns
    [change] = make_plan(campaigns, live, kind=TARGET_GROUP, environment="uat").changes
    assert isinstance(change, InSync)
