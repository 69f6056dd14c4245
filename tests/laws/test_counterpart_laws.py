"""Laws of comparing a live group with its counterpart in another environment."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.side_by_side import Likeness
from reconciler.target_group.as_file.counterparts import Counterpart, compare_live
from reconciler.target_group.columns import Source
from tests.support.single_changes import single_changes
from tests.support.specs import clean_of, live_of, row_of, spec_of
from tests.support.strategies import Data, campaigns

WHOLE = st.sampled_from([Source.MILESTONES, Source.TARGET_GROUPS])


def of(row: Any, source: Source = Source.MILESTONES) -> Counterpart:  # noqa: ANN401 - a row
    return Counterpart(live_of(row, source).spec)


def mirrored(likeness: Likeness) -> list[tuple[str, Any]]:
    return [(each.path, each.values[::-1]) for each in likeness.fields]


@given(campaigns(), WHOLE, WHOLE, st.booleans())
def test_one_campaign_is_alike_wherever_it_was_made(
    data: Data, source: Source, another: Source, twins: bool
) -> None:
    """Ids, the server's own periods and twins are no differences, nor is what one read hides."""
    here, there = row_of(data), row_of(data, first_id=7000, twins=twins)
    found = compare_live(of(here, source), of(there, another))
    assert found.fields == ()
    if source == another == Source.MILESTONES:
        assert found.unverified == ()


@given(campaigns())
def test_without_periods_all_else_is_compared(data: Data) -> None:
    """They are missing in either read, or in one; ids of periods are no names of values."""
    here, there = (row_of(data, first_id=first) for first in (1000, 7000))
    lacking = [{key: row[key] for key in row.keys() - {"periods"}} for row in (here, there)]
    for one, other in (lacking, (here, lacking[1]), (lacking[0], there)):
        assert compare_live(of(one), of(other)).fields == ()
        [described] = compare_live(of(one), of({**other, "description": "changed"})).fields
        assert described.path == "/description"


@given(campaigns(), st.data())
def test_a_change_of_one_of_them_is_seen_from_both(data: Data, draw: st.DataObject) -> None:
    """The same paths as in a plan, with the values of either at their own side."""
    row = row_of(data)
    change = draw.draw(st.sampled_from(single_changes(clean_of(data), row)))
    found = compare_live(of(row_of(data, first_id=7000)), of(change.row))
    back = compare_live(of(change.row), of(row_of(data, first_id=7000)))
    paths = {each.path for each in found.fields}
    assert paths >= change.paths
    # Whether the server makes the periods decides whose they are.
    assert paths == change.paths or "/targetEvaluationType" in change.paths
    file = spec_of(data)
    declared = compare_live(
        replace(of(row_of(data, first_id=7000)), declared=file),
        replace(of(change.row), declared=file),
    )
    assert declared == found, "a file that says the same for both hides nothing"
    assert mirrored(back) == [(each.path, each.values) for each in found.fields]
