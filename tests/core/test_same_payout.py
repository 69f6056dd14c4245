"""Campaigns that differ in nothing that decides who is paid."""

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from reconciler.core.acknowledge import NO_ANSWERS, Answers
from reconciler.core.diagnostic import Answer, Diagnostic, Severity
from reconciler.core.draft import Draft
from reconciler.core.plan import Unmanaged
from reconciler.core.planner import make_plan
from reconciler.core.promotion import Owner
from reconciler.core.reasons import PERHAPS_A_COPY
from reconciler.core.resource import Acknowledgement, Desired, Live, LiveState
from reconciler.core.resource_kind import ResourceKind
from reconciler.core.same_campaign import find_same
from reconciler.core.same_payout import find_near_copies, notes
from tests.core.building import KIND, a_campaign, a_group

TODAY = date(2027, 6, 1)
COPY = a_campaign("copy", value=1, colour="red", size=1)
OTHER = replace(a_campaign("other", value=1, colour="blue", size=1), file="there.yaml")
LIVE = a_group("other", id=7, value=1, colour="blue", size=1)


def told(
    desired: Sequence[Desired],
    groups: Sequence[Live] = (),
    *,
    names: Sequence[str] = ("copy",),
    kind: ResourceKind = KIND,
    answers: Answers = NO_ANSWERS,
    owner: Owner | None = None,
) -> list[Diagnostic]:
    """What is said of creates that pay as another one does."""
    live = LiveState("milestones", tuple(groups))
    plan = make_plan(desired, live, kind=kind, environment="uat")
    changes = (
        replace(each, owner=owner) if isinstance(each, Unmanaged) else each for each in plan.changes
    )
    plan = replace(plan, changes=tuple(changes))
    draft = Draft(plan, desired, live, kind)
    same = find_same(draft, TODAY)
    found = find_near_copies(draft, TODAY, same)
    return list(notes(found, answers, set(names)))


@pytest.mark.parametrize(
    ("desired", "groups", "where"),
    [
        ([COPY, OTHER], [], "to be created, there.yaml:1"),
        ([COPY, OTHER], [LIVE], "live group 7, there.yaml"),
        ([COPY], [LIVE], "live group 7, which no file declares"),
    ],
)
def test_one_that_differs_in_what_pays_nobody_is_told_with_what_differs(
    desired: Sequence[Desired], groups: Sequence[Live], where: str
) -> None:
    """Whether the other one is to be created too, is live, or is in no file."""
    (note,) = told(desired, groups)

    assert (note.code, note.severity) == ("perhaps-a-copy", Severity.WARNING)
    assert note.message == (
        f"'copy' (to be created, copy.yaml:1) and 'other' ({where}) differ only in colour, and "
        "nothing of that decides who takes part or for what: customers who buy are paid by each of "
        "them."
    )
    assert note.hint == (
        f"{PERHAPS_A_COPY.fix} If it is meant, write into the file of 'copy' why: "
        'acknowledge: [{finding: perhaps-a-copy, of: "other", reason: …}].'
    )
    assert told(desired, groups, names=["nobody"]) == []


@pytest.mark.parametrize(
    ("copy", "groups", "owner"),
    [
        (a_campaign("copy", value=1, colour="red", size=2), [LIVE], None),
        (a_campaign("copy", value=2, colour="red", size=1), [LIVE], None),
        (a_campaign("copy", value=1, colour="blue", size=1), [LIVE], None),
        (COPY, [LIVE], Owner("p", "", "Promotion")),
        (COPY, [], None),
    ],
)
def test_others_are_not_told(copy: Desired, groups: Sequence[Live], owner: Owner | None) -> None:
    """What differs in more, what is the same and told as such, and what a promotion owns."""
    declared = [] if owner else [OTHER] * len(groups)

    assert told([copy, *declared], groups, owner=owner) == []


def test_members_from_elsewhere_may_be_others() -> None:
    there = a_campaign("other", value=1, colour="blue", is_by_buying=False)
    copy = a_campaign("copy", value=1, colour="red", is_by_buying=False)

    assert told([copy, there]) == []


def test_it_is_acknowledged_by_either_file() -> None:
    entry = Acknowledgement(Answer("two brands"), finding="perhaps-a-copy", of=("cop*",))
    answers = Answers.of([replace(OTHER, acknowledgements=(entry,))])
    (note,) = told([COPY, OTHER], [LIVE], answers=answers)

    assert note.acknowledged == Answer("two brands")


def test_what_cannot_be_named_is_told_all_the_same() -> None:
    """Never is nothing said of what pays twice."""
    (note,) = told([COPY, OTHER], [LIVE], kind=replace(KIND, aside=lambda spec: {"colour": None}))

    assert "differ only in how they are written, and" in note.message


def test_without_creates_there_is_nothing_to_tell() -> None:
    assert told([OTHER], [LIVE]) == []
