"""Whatever a list or a customer's rows hold: live state, or an error of ours; never a traceback."""

import copy
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.api.sources import MILESTONES_PATH, MOST_PAGES, read_live
from reconciler.core.exact_json import encode
from reconciler.core.planner import make_plan
from reconciler.core.resource import Desired, LiveState
from reconciler.errors import IncompleteRead, ReconcilerError
from reconciler.render.plan_markdown import plan_to_markdown
from reconciler.render.plan_text import plan_lines
from reconciler.render.terminal import to_text
from reconciler.target_group.fields import DEFAULT_VALUE, FILTER, GROUP, PERIOD, STREAK, TARGET
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.api.support import an_api, run_virtually
from tests.api.test_sources import Server
from tests.support.audits import a_campaign
from tests.support.specs import desired_of, row_of

SOURCES = ("milestones", "target-groups", "customer")
KEYS = sorted(
    {
        name
        for part in (GROUP, PERIOD, TARGET, FILTER, STREAK, DEFAULT_VALUE)
        for name in part.fields
    }
    | {"id", "orgId", "attribution", "targetValues", "userTargetGroups", "errors", "\x1b[31m"}
)
SINGLES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "a\x1b]8;;x\x07", "\u202egnirpS", "2027-13-40", "1e999", "${a}", "\ud800"]
    )
    | st.text(max_size=5)
)
ANYTHING = st.recursive(
    SINGLES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


def declared() -> Desired:
    return desired_of(a_campaign())


@st.composite
def spoiled_rows(draw: st.DrawFn) -> Any:  # noqa: ANN401 - any JSON value
    """Rows of a good answer with anything put at any place, or anything at all."""
    if draw(st.integers(0, 3)) == 0:
        return draw(ANYTHING)
    good = [row_of(a_campaign()), row_of(a_campaign("other"), first_id=5000)]
    rows: Any = copy.deepcopy(good)  # parts of rows are shared between them
    for _ in range(draw(st.integers(1, 3))):
        here = rows
        while True:
            steps = list(here) if isinstance(here, dict) else [*range(len(here))]
            if not steps:
                break
            step = draw(st.sampled_from(steps))
            if not isinstance(here[step], dict | list) or draw(st.booleans()):
                here[step] = draw(ANYTHING)
                break
            here = here[step]
    return rows


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(spoiled_rows(), st.sampled_from(SOURCES))
def test_any_answer_is_read_or_refused(data: Any, source: str) -> None:  # noqa: ANN401
    """And what was read can be planned with and shown."""
    rows = len(data) if isinstance(data, list) else 1
    body = {"data": data, "pagination": {"limit": 100, "offset": 0, "total": rows}}
    raw = encode(body).encode("utf-8", "surrogatepass")

    async def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=raw)

    try:
        state = run_virtually(read(httpx.MockTransport(answer), source))
    except ReconcilerError:
        return
    plan = make_plan([declared()], state, kind=TARGET_GROUP, environment="uat")
    shown = to_text(plan_lines(plan), color=False) + plan_to_markdown(plan, tool="test")
    assert "\x1b" not in shown
    assert "\u202e" not in shown


async def read(transport: httpx.AsyncBaseTransport, source: str) -> LiveState:
    async with an_api(transport) as api:
        return await read_live(api, source, wanted=lambda name: True, customer_id=1)


def test_a_list_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that always has one row more does not keep the run."""
    monkeypatch.setattr("reconciler.api.sources.MOST_PAGES", 30)
    server = Server([{"id": k, "name": str(k)} for k in range(1000)], cap=1)

    with pytest.raises(IncompleteRead):
        run_virtually(read(server, "milestones"))
    assert len([path for path, _ in server.asked if path == MILESTONES_PATH]) == 3 * 30 < MOST_PAGES
