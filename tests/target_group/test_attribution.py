"""Who made a group and when, as far as an answer tells; nothing odd stops a read."""

from typing import Any

import pytest

from reconciler.core.resource import NOT_TOLD, Made
from reconciler.target_group.answers.attribution import made
from reconciler.target_group.answers.rows import row_of
from reconciler.target_group.columns import Source
from tests.support.audits import PERSON, TILL, a_campaign, a_row, attributed
from tests.support.specs import read_groups


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"attribution": attributed(TILL)}, Made("till.one", "TILL", "2027-04-02")),
        (
            {"attribution": attributed(PERSON)},
            Made("Ada L. (1739864914683_)", "ADMIN_USER", "2027-04-02"),
        ),
        (
            {"attribution": attributed({"id": 7, "code": None, "name": None, "type": None})},
            Made("id 7", "", "2027-04-02"),
        ),
        ({"attribution": attributed({"code": "x"}, on="2027-04-02")}, Made("x", "", "2027-04-02")),
        ({"createdOn": 1_793_500_000_000}, Made(touched="2026-11-01")),
        ({"attribution": {"createdOn": "soon"}, "createdOn": 0}, Made(touched="1970-01-01")),
        ({}, NOT_TOLD),
    ],
)
def test_an_answer_tells_who_made_a_group(row: dict[str, Any], expected: Made) -> None:
    """The name with the code where it says more; the day of an edit counts as the creation."""
    assert made(row) == expected


@pytest.mark.parametrize(
    "odd",
    [
        {"attribution": None},
        {"attribution": "Ada"},
        {"attribution": {"createdBy": ["Ada"], "createdOn": 5}},
        {"attribution": {"createdBy": {"id": "7", "name": 7, "code": [], "type": {}}}},
        {"createdOn": "yesterday"},
        {"createdOn": True},
        {"createdOn": 10**30},
        {"createdOn": -(10**17)},
    ],
)
def test_what_has_another_form_counts_as_not_told(odd: dict[str, Any]) -> None:
    """A read never fails for want of an author."""
    assert made(odd) == NOT_TOLD
    row = {"id": 1, "name": "Spring", **odd}
    [group] = read_groups([row], Source.MILESTONES).groups
    assert made(row_of(group) or {}) == NOT_TOLD


def test_a_read_brings_who_made_each_group() -> None:
    """The attribution goes with the group."""
    row = a_row(a_campaign(), attribution=attributed(PERSON))

    [group] = read_groups([row], Source.TARGET_GROUPS).groups
    assert made(row_of(group) or {}).kind == "ADMIN_USER"
