"""Laws of campaigns that are the same but for names, over generated campaigns of every kind."""

import copy
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing.align import leaves
from reconciler.target_group.comparing.effect import WINDOW, idle_fields
from reconciler.target_group.comparing.outline import content, is_same_but_for_names, outline
from reconciler.target_group.expressions.agreement import TREE
from reconciler.target_group.fields import SERVER_PERIODS
from reconciler.target_group.resource_kind import live_outline
from tests.support.single_changes import other
from tests.support.specs import live_of, row_of, spec_of
from tests.support.strategies import campaigns

SOURCES = st.sampled_from([Source.MILESTONES, Source.TARGET_GROUPS])
NO_CONTENT = {"name", "refCode", "description", "active", TREE}


def under_another_name(data: Json, shuffler: Random) -> Json:
    """The campaign as somebody copies it: other names and descriptions, parts in another order."""
    copied: Json = copy.deepcopy(data) | {"name": "A copy", "description": "As last year"}
    for k, target in enumerate(copied["targets"]):
        target |= {"name": f"Copied target {k}", "description": "x"}
    for k, period in enumerate(copied.get("periods", ())):
        period["refCode"] = f"copied-{9 - k}"
    for k, level in enumerate(copied.get("streaks", ())):
        level["name"] = f"Level {k}"
    shuffler.shuffle(copied["targets"])
    return copied


@given(campaigns(), SOURCES, st.randoms(use_true_random=False))
def test_a_live_copy_under_another_name_is_found(
    data: Json, source: Source, shuffler: Random
) -> None:
    """Whatever the kind, the window and the read: also by the outline, before all is compared."""
    live = live_of(row_of(under_another_name(data, shuffler)), source)
    spec = spec_of(data)

    if spec["targets"]:
        assert is_same_but_for_names(spec, live.spec)
    if is_same_but_for_names(spec, live.spec):
        known = {outline(spec), live_outline(live)}
        assert "" in known or len(known) == 1


@given(campaigns(), st.randoms(use_true_random=False))
def test_two_files_of_one_campaign_have_one_content(data: Json, shuffler: Random) -> None:
    """Names, descriptions and the order of parts are no content; nor is whether it is active."""
    copied = under_another_name(data, shuffler) | {"active": False}
    assert content(spec_of(copied)) == content(spec_of(data))
    assert outline(spec_of(copied)) == outline(spec_of(data))


@given(campaigns(), st.randoms(use_true_random=False))
def test_one_other_value_that_is_sent_is_another_content(data: Json, shuffler: Random) -> None:
    """Wherever it stands, unless it is a name or says nothing that other fields have not said."""
    spec: Json = copy.deepcopy(dict(spec_of(data)))
    before = content(spec)
    idle = {*NO_CONTENT, *WINDOW, *idle_fields(spec)}
    telling = [route for route in leaves(spec, ()) if route[-1] not in idle]
    *above, last = shuffler.choice(telling)
    part = spec
    for step in above:
        part = part[step]
    part[last] = other(part[last])

    assert content(spec) != before


@given(campaigns())
def test_server_made_periods_have_no_days_of_their_own(data: Json) -> None:
    """Their outline says that they are the server's."""
    spec = spec_of(data)
    is_servers = spec.get("targetEvaluationType") in SERVER_PERIODS
    assert outline(spec) == "" or outline(spec).startswith("cyclic") == is_servers
