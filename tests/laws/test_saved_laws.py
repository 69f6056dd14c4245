"""Laws of saved plans: nothing is lost on the way, no edit goes unnoticed, and what binds binds."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.comparison import Cause, CauseKind, FieldChange, Seen
from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json, decode
from reconciler.core.origin import Origin
from reconciler.core.plan import (
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Touched,
    Unmanaged,
)
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.core.resource import name_key
from reconciler.core.saved import bind
from reconciler.errors import StalePlan
from reconciler.render.safe import json_text

MORE = settings(max_examples=settings().max_examples * 2)
texts = st.text(max_size=6)
hashes = st.text("0123456789abcdef", min_size=7, max_size=40)
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(-9, 9, places=2),
    texts,
    st.lists(st.integers(0, 2), max_size=2),
)
bodies = st.dictionaries(texts, values, max_size=3)
sides = st.just(ABSENT) | values
causes = st.builds(Cause, st.sampled_from(CauseKind), *[st.just("") | texts] * 4)
fields = st.builds(
    FieldChange,
    texts,
    sides,
    sides,
    editable=st.booleans(),
    hint=texts,
    cause=st.none() | causes,
)
reasons = st.builds(Reason, st.sampled_from(["name-taken", "likely-rename"]), texts)
origins = st.builds(
    Origin,
    commit=st.none() | hashes,
    base=st.none() | texts,
    changed_files=st.none() | st.lists(texts, max_size=2).map(tuple),
    files_digest=hashes,
    run_url=st.none() | texts,
    commits=st.none() | st.lists(hashes, max_size=2).map(tuple),
)
origins |= origins.filter(lambda each: each.commit is not None).map(
    lambda each: replace(each, dirty=True)
)


@cache
def changes_named(name: str) -> st.SearchStrategy[Touched]:
    """A change that a plan stands or falls with; made once, which takes as long as to draw one."""
    place = (st.just(name), texts, st.integers(1, 99))
    return st.one_of(
        st.builds(Create, *place, bodies),
        st.builds(Blocked, *place, reasons, bodies),
        st.builds(Drift, *place, st.integers(1, 9), st.lists(fields, max_size=2).map(tuple)),
    )


@cache
def touched(names: Sequence[str]) -> st.SearchStrategy[list[Touched]]:
    """A change for each name."""
    return st.tuples(*map(changes_named, names)).map(list)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan with up to four changes, and groups that it does not touch."""
    changes: list[Change] = [*draw(touched("abcd"[: draw(st.integers(1, 4))]))]
    changes += draw(bystanders())
    return Plan(
        "uat",
        draw(st.sampled_from(["milestones", "target-groups"])),
        draw(st.none() | st.integers(1, 9)),
        None,
        draw(st.integers(0, 9)),
        tuple(changes),
        origin=draw(origins),
    )


@cache
def bystanders() -> st.SearchStrategy[list[Change]]:
    """What a plan is not about: other campaigns in sync, unmanaged groups."""
    in_sync = st.builds(InSync, st.sampled_from("uvw"), texts, st.just(1), st.integers(20, 29))
    unmanaged = st.builds(Unmanaged, st.sampled_from("xyzAB"), st.integers(30, 39))
    return st.lists(in_sync | unmanaged, max_size=3)


def written(plan: Plan) -> str:
    """The plan as its file."""
    return json_text(plan_to_json(plan, tool="reconciler 0", created_at="2026-11-01"))


@given(plans())
def test_nothing_is_lost_on_the_way_through_a_file(plan: Plan) -> None:
    """Every digit, every gap, where it was made from; and writing it again gives the same file."""
    again = plan_from_json(decode(written(plan)))

    assert again == plan
    assert again.plan_id == plan.plan_id
    assert written(again) == written(plan)


@MORE
@given(plans(), st.data())
def test_no_edit_of_a_single_character_goes_unnoticed(plan: Plan, draw: st.DataObject) -> None:
    """It is refused, or it means the same."""
    text = written(plan)
    at = draw.draw(st.integers(0, len(text)))
    kept = draw.draw(st.sampled_from([text[at:], text[at + 1 :]]))
    put = draw.draw(st.sampled_from([*' "0123459{}[],:\\eE.-+tfx', ""]) | st.characters())
    edit = text[:at] + put + kept
    try:
        data = decode(edit)
        read = plan_from_json(data)
    except ValueError:
        return
    assert read == plan
    assert data == decode(text)


def other_places(change: Touched) -> Touched:
    """The same change after its file was moved and commented, and time has passed."""
    moved: Touched = replace(change, file="moved.yaml", line=100)
    match moved:
        case Blocked():
            return replace(moved, reason=Reason(moved.reason.code, "said otherwise"))
        case Drift():
            hinted = tuple(replace(each, hint="otherwise") for each in moved.fields)
            return replace(moved, fields=hinted, seen=Seen(("/x",)))
        case Create():
            return moved


@given(plans(), bystanders(), touched("efg"))
def test_what_a_plan_does_not_touch_never_makes_it_stale(
    saved: Plan, others: list[Change], more: list[Touched]
) -> None:
    """Whatever else is declared or live by now, it does what was reviewed."""
    same = [other_places(each) for each in saved.touched]
    fresh = replace(saved, changes=(*same, *others, *more), live_groups=7, live_org_id=7)

    bound = bind(saved, fresh)

    assert bound.plan_id == saved.plan_id
    assert [(each.name, each.body) for each in bound.creates] == [
        (each.name, each.body) for each in saved.creates
    ]


@given(plans(), bystanders(), st.data())
def test_every_change_of_what_a_plan_touches_makes_it_stale(
    saved: Plan, others: list[Change], draw: st.DataObject
) -> None:
    """Whatever has become of some of them, all of these are named, and no others."""
    gone = draw.draw(st.sets(st.sampled_from(saved.touched).map(lambda each: each.name)))
    now: list[Change] = list(others)
    for change in saved.touched:
        if change.name not in gone:
            now.append(change)
            continue
        other = draw.draw(
            st.none()
            | changes_named(change.name)
            | st.builds(InSync, st.just(change.name), texts, st.just(1), st.integers(1, 9))
        )
        if other is None:
            continue
        now.append(other)
        if isinstance(other, Touched) and essence(other) == essence(change):
            gone.discard(change.name)
    fresh = replace(saved, changes=tuple(now))

    if not gone:
        assert bind(saved, fresh).plan_id == saved.plan_id
        return
    with pytest.raises(StalePlan) as error:
        bind(saved, fresh)
    named = {reason.removeprefix("'")[0] for reason in error.value.details}
    assert named == {name_key(name) for name in gone}


def essence(change: Touched) -> Json:
    """What is to stay as it is, said apart from the code under test; types and digits count."""
    match change:
        case Create():
            return repr(("create", sorted(change.body.items(), key=repr)))
        case Blocked():
            return repr((change.reason.code, sorted(change.body.items(), key=repr)))
        case Drift():
            return repr(
                (change.id, [(each.path, each.desired, each.live) for each in change.fields])
            )
