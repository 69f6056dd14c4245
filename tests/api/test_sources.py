"""The ways of reading live state: every group, or an error, and never a shorter list."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import httpx
import pytest

from reconciler.api.auth import TOKEN_PATH, Credentials, OAuthCredentials
from reconciler.api.client import Api
from reconciler.api.sources import READERS, is_name_free, read_live
from reconciler.cli.options import SOURCES
from reconciler.core.exact_json import encode
from reconciler.core.resource import LiveState
from reconciler.errors import (
    ApiError,
    Forbidden,
    IncompleteRead,
    Rejected,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Options
from reconciler.settings.model import Environment
from reconciler.target_group.columns import Source
from tests.api.support import BASIC, a_refusal, an_api, loop_time, run_virtually
from tests.apply.support import LOGIN, a_store, campaign, make_directly
from tests.support import faults
from tests.support.faults import Fault, Faulty

MILESTONES = "/v3/milestones"
GROUPS = "/v3/targetGroups"


def row(number: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """A group as a list shows it."""
    return {"id": number, "name": f"g{number}", "orgId": 1, "targets": [], **more}


def rows(count: int) -> list[dict[str, Any]]:
    return [row(number) for number in range(count)]


class Server(httpx.AsyncBaseTransport):
    """Milestones in pages, and the list of groups with their periods.

    Attributes:
        most: the largest limit that is not refused.
        cap: the most rows that come, whatever the limit.
        between: called with the number of pages served so far, before each page.
    """

    def __init__(self, listed: Sequence[Any], *, most: int = 100, cap: int = 1000) -> None:
        self.rows = list(listed)
        self.most = most
        self.cap = cap
        self.between: Callable[[int], None] = lambda served: None
        self.answers: dict[str, httpx.Response] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        params = dict(request.url.params)
        if request.url.path != TOKEN_PATH:
            self.between(len(self.asked))
        self.asked.append((request.url.path, params))
        if request.url.path in self.answers:
            return faults.copy_of(self.answers[request.url.path])
        if request.url.path == MILESTONES:
            return self.page(int(params["limit"]), int(params["offset"]))
        return answer(self.rows)

    def page(self, limit: int, offset: int) -> httpx.Response:
        if limit > self.most:
            return a_refusal(400, 300004, "Invalid input")
        found = self.rows[offset : offset + min(limit, self.cap)]
        return answer(found, pagination={"total": len(self.rows)})

    @property
    def pages(self) -> list[tuple[int, int]]:
        return [(int(params["limit"]), int(params["offset"])) for _, params in self.asked]

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def answer(data: object, **more: object) -> httpx.Response:
    """An envelope in which every digit is kept."""
    return httpx.Response(200, content=encode({"data": data, "errors": [], **more}).encode())


def read(
    transport: httpx.AsyncBaseTransport,
    source: str = "milestones",
    *,
    wanted: Callable[[str], bool] = lambda name: True,
    credentials: Credentials = BASIC,
) -> LiveState:
    """Read all groups on virtual time."""

    async def main() -> LiveState:
        async with an_api(transport, credentials=credentials) as api:
            return await read_live(api, source, wanted=wanted)

    return run_virtually(main())


def ids(live: LiveState) -> list[int]:
    return [group.id for group in live.groups]


# Milestones --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_milestones_are_read_in_pages_of_a_hundred(count: int) -> None:
    """All of them, with periods and with user-created ones, and not one request too many."""
    server = Server(rows(count))

    live = read(server)

    assert ids(live) == list(range(count))
    assert live.source == "milestones"
    assert server.pages == [(100, offset) for offset in range(0, max(count, 1), 100)]
    for _, params in server.asked:
        assert params["require-periods"] == "true"
        assert params["includeUserCreatedTargetGroups"] == "true"


def test_where_pages_are_shorter_than_asked_for_the_rows_received_count() -> None:
    """A server may cap its pages without a word."""
    server = Server(rows(70), cap=30)

    assert ids(read(server)) == list(range(70))
    assert server.pages == [(100, 0), (100, 30), (100, 60)]


def test_where_the_limit_is_refused_the_documented_one_is_asked_for() -> None:
    """Ten is what a page has when nothing is said."""
    server = Server(rows(25), most=50)

    assert ids(read(server)) == list(range(25))
    assert server.pages == [(100, 0), (10, 0), (10, 10), (10, 20)]


def test_a_refused_limit_needs_no_words() -> None:
    """A gateway may refuse it with a bare status."""
    server = Server(rows(5))
    answers = iter([httpx.Response(400)])

    async def do(request: httpx.Request, go: faults.CarryOut) -> httpx.Response:
        return next(answers, None) or await go(request)

    assert ids(read(Faulty(server, faults.on_every_read(Fault("400 once", do))))) == list(range(5))


def test_where_every_limit_is_refused_the_read_fails() -> None:
    """A refusal of ten is about something else."""
    server = Server(rows(5), most=5)

    with pytest.raises(Rejected):
        read(server)

    assert len(server.pages) == 2


def test_a_list_that_grows_while_it_is_read_is_read_again() -> None:
    """The total changes between two pages."""
    server = Server(rows(150))
    server.between = lambda served: server.rows.append(row(150)) if served == 1 else None

    assert ids(read(server)) == list(range(151))
    assert server.pages == [(100, 0), (100, 100), (100, 0), (100, 100)]


def test_a_list_that_shifts_while_it_is_read_is_read_again() -> None:
    """The total stays, but a row comes twice and another one not at all."""
    server = Server(rows(150))
    server.between = lambda served: (
        server.rows.insert(0, server.rows.pop()) if served == 1 else None
    )

    assert sorted(ids(read(server))) == list(range(150))
    assert len(server.pages) == 4


def test_a_list_that_never_rests_is_an_error_and_no_shorter_list() -> None:
    """What was missed would look as if it were missing."""
    server = Server(rows(150))
    server.between = lambda served: server.rows.insert(0, server.rows.pop())

    with pytest.raises(IncompleteRead, match="3 times"):
        read(server)

    assert len(server.pages) == 6


def test_pages_that_end_before_the_total_are_an_error() -> None:
    """An empty page proves nothing about the rows that were announced."""
    server = Server([])
    server.answers[MILESTONES] = answer([], pagination={"total": 3})

    with pytest.raises(IncompleteRead):
        read(server)


def test_a_server_that_repeats_one_page_for_ever_is_an_error() -> None:
    """It ignores the offset."""
    server = Server([])
    server.answers[MILESTONES] = answer(rows(10), pagination={"total": 25})

    with pytest.raises(IncompleteRead):
        read(server)


def test_more_rows_than_announced_are_an_error() -> None:
    """One of the two is wrong, and nobody knows which."""
    server = Server([])
    server.answers[MILESTONES] = answer(rows(10), pagination={"total": 5})

    with pytest.raises(IncompleteRead):
        read(server)


ODD_PAGES = {
    "no pagination": answer(rows(1)),
    "no total": answer(rows(1), pagination={"limit": 10}),
    "a total that is no number": answer(rows(1), pagination={"total": "1"}),
    "an object": answer({"id": 1}, pagination={"total": 1}),
    "a row that is no object": answer([7], pagination={"total": 1}),
    "a row without a name": answer([{"id": 7}], pagination={"total": 1}),
    "a row without an id": answer([{"name": "x"}], pagination={"total": 1}),
    "an id that is a list": answer([{"id": [1], "name": "x"}], pagination={"total": 1}),
}


@pytest.mark.parametrize("odd", ODD_PAGES.values(), ids=ODD_PAGES)
def test_a_page_that_is_not_as_documented_is_an_error(odd: httpx.Response) -> None:
    """Nothing is guessed and nothing left out."""
    server = Server([])
    server.answers[MILESTONES] = odd

    with pytest.raises(UnexpectedAnswer):
        read(server)


@pytest.mark.parametrize(
    "fault",
    [
        *(faults.reset_before, faults.answer_lost, faults.hang_before, faults.refused),
        *(faults.too_many(), faults.too_many("3")),
        *(each for each in faults.server_before),
    ],
    ids=str,
)
def test_a_page_that_was_lost_is_asked_for_again(fault: Fault) -> None:
    """Reads may be repeated."""
    faulty = Faulty(Server(rows(150)), faults.on_reads(None, fault))

    assert ids(read(faulty)) == list(range(150))


@pytest.mark.parametrize(
    "fault",
    [faults.html_before, faults.empty_before, faults.truncated, faults.no_data_before],
    ids=str,
)
def test_a_page_that_cannot_be_read_is_an_error(fault: Fault) -> None:
    """Something other than the API may have answered."""
    with pytest.raises(UnexpectedAnswer):
        read(Faulty(Server(rows(150)), faults.on_reads(None, fault)))


# Target groups -----------------------------------------------------------------------------------


def test_groups_of_the_list_get_their_periods_in_parallel() -> None:
    """One request each, as many at once as is allowed."""
    store = a_store()
    for number in range(4):
        make_directly(store, campaign(f"c{number}"))
    faulty = Faulty(
        httpx.ASGITransport(app=make_app(store)), faults.on_every_read(faults.slow(1.0))
    )

    async def main() -> tuple[LiveState, float]:
        async with an_api(faulty, credentials=LOGIN) as api:
            live = await read_live(api, "target-groups", wanted=lambda name: True)
            return live, loop_time()

    live, seconds = run_virtually(main())

    assert live.source == "target-groups"
    assert [list(group.spec["periods"]) for group in live.groups] == [["p1"]] * 4
    assert len(faulty.requests) == 5
    assert seconds < 3.0


def test_only_wanted_groups_without_periods_cost_a_request() -> None:
    """What nobody declared, and what the list shows already, is not asked for."""
    server = Server([row(1), row(2), row(3, periods=[]), row(4, name="G2 twin")])

    read(server, "target-groups", wanted=lambda name: name in {"g2", "g3"})

    assert server.paths == [GROUPS, f"{GROUPS}/2/targetPeriods"]


def test_a_wanted_name_is_looked_up_ignoring_case() -> None:
    """As the API does."""
    server = Server([row(1, name="SUMMER")])

    read(server, "target-groups", wanted=lambda name: name == "summer")

    assert server.paths == [GROUPS, f"{GROUPS}/1/targetPeriods"]


def test_where_the_list_brings_periods_nothing_more_is_asked() -> None:
    """Some servers heed includePeriods."""
    store = a_store(Options(list_returns_periods=True))
    make_directly(store, campaign("c1"))
    faulty = Faulty(httpx.ASGITransport(app=make_app(store)), faults.calm)

    live = read(faulty, "target-groups", credentials=LOGIN)

    assert list(live.groups[0].spec["periods"]) == ["p1"]
    assert len(faulty.requests) == 1


def test_each_source_can_be_chosen_and_read() -> None:
    """In the settings and by option; what is to be tried instead is another one."""
    assert set(SOURCES) == {"auto", *Source} == set(get_args(get_type_hints(Environment)["source"]))
    assert READERS.keys() == set(Source) - {Source.CUSTOMER}
    for source, reader in READERS.items():
        assert any(f"--source {each}." in reader.instead for each in set(READERS) - {source})


@pytest.mark.parametrize("status", [403, 404, 405, 410])
@pytest.mark.parametrize(
    ("source", "said", "todo"),
    [
        ("auto", "Nothing shows which groups are live", "doctor"),
        ("milestones", "The source milestones shows no groups", "--source target-groups"),
        ("target-groups", "The source target-groups shows no groups", "--source milestones"),
    ],
)
def test_where_no_read_is_offered_it_is_said_what_is_needed(
    source: str, said: str, todo: str, status: int
) -> None:
    """With what the API said to each call that was tried, and what can be done."""
    server = Server([])
    tried = {"auto": [MILESTONES, GROUPS], "milestones": [MILESTONES]}.get(source, [GROUPS])
    for path in (MILESTONES, GROUPS):
        server.answers[path] = a_refusal(status, 4000, "no")

    with pytest.raises(ApiError) as caught:
        read(server, source)
    error = caught.value
    assert error.message.startswith(said)
    assert all(f"GET {path}: HTTP {status}: no" in error.message for path in tried)
    assert todo in error.hint
    assert "api-retirement" in error.hint
    assert (error.status, isinstance(error, Forbidden)) == (status, status == 403)


@pytest.mark.parametrize("status", [400, 404, 500])
def test_the_periods_of_a_deactivated_group_stay_unverified(status: int) -> None:
    """Its periods cannot be read, which is no reason to fail the whole read."""
    server = Server([row(1), row(2)])
    server.answers[f"{GROUPS}/1/targetPeriods"] = a_refusal(status, 310017, "deactivated")
    server.answers[f"{GROUPS}/2/targetPeriods"] = answer(
        [{"id": 5, "refCode": "p1", "startDate": "2027-01-01", "endDate": "2027-01-31"}]
    )

    live = read(server, "target-groups")

    assert ids(live) == [1, 2]
    assert "periods" not in live.groups[0].spec
    assert list(live.groups[1].spec["periods"]) == ["p1"]


@pytest.mark.parametrize("status", [403, 404, 405, 410])
def test_periods_that_are_not_offered_are_not_shown(status: int) -> None:
    """Only the list is needed; the call is told once, whatever number of groups lack periods."""
    server = Server(rows(3))
    for number in (0, 2):
        server.answers[f"{GROUPS}/{number}/targetPeriods"] = a_refusal(status, 4000, "no")
    server.answers[f"{GROUPS}/1/targetPeriods"] = answer(
        [{"id": 5, "refCode": "p1", "startDate": "2027-01-01", "endDate": "2027-01-31"}]
    )

    live = read(server, "target-groups")

    assert ids(live) == [0, 1, 2]
    assert ["periods" in group.spec for group in live.groups] == [False, True, False]
    assert live.not_offered == (f"GET {GROUPS}/{{id}}/targetPeriods (HTTP {status})",)


def test_credentials_that_are_refused_for_periods_fail_the_read() -> None:
    """That is about the whole run, not about one call."""
    server = Server(rows(1))
    server.answers[f"{GROUPS}/0/targetPeriods"] = a_refusal(401, 0, "who are you")

    with pytest.raises(Unauthorized):
        read(server, "target-groups")


@pytest.mark.parametrize("code", [310019, 300004])
def test_any_other_refusal_of_periods_fails_the_read(code: int) -> None:
    """Only a deactivated group has a reason not to show them."""
    server = Server(rows(3))
    server.answers[f"{GROUPS}/1/targetPeriods"] = a_refusal(400, code)

    with pytest.raises(Rejected):
        read(server, "target-groups")


@pytest.mark.parametrize("source", ["milestones", "target-groups", "auto"])
def test_groups_made_by_users_are_read_as_well(source: str) -> None:
    """They hold names, too."""
    store = a_store()
    make_directly(store, campaign("mine", userCreated=True))

    live = read(httpx.ASGITransport(app=make_app(store)), source, credentials=LOGIN)

    assert [group.name for group in live.groups] == ["mine"]


def test_a_list_that_is_no_list_is_an_error() -> None:
    """An object in its place is not read as if it were empty."""
    server = Server([])
    server.answers[GROUPS] = answer({"groups": []})

    with pytest.raises(UnexpectedAnswer):
        read(server, "target-groups")


# Auto --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", faults.CLOSING, ids=str)
def test_auto_falls_back_where_the_organisation_has_no_milestones(fault: Fault) -> None:
    """The other list is read instead, and the plan says so."""
    server = Server(rows(2))
    faulty = Faulty(server, faults.on_reads(fault))

    live = read(faulty, "auto")

    assert live.source == "target-groups"
    assert ids(live) == [0, 1]


OTHER_TROUBLE: dict[str, tuple[Fault, type[ApiError]]] = {
    str(fault): (fault, kind)
    for fault, kind in [
        (faults.not_logged_in, Unauthorized),
        (faults.too_many(), Unavailable),
        (faults.too_many("600"), Unavailable),
        *((fault, Unavailable) for fault in faults.server_before),
        (faults.rejected(4001, "authorisation state unknown", 503), Unavailable),
        (faults.rejected(300004, "Invalid input", 400), Rejected),
        (faults.refused, Unavailable),
        (faults.reset_before, Unavailable),
        (faults.hang_before, Unavailable),
        (faults.html_before, UnexpectedAnswer),
        (faults.empty_before, UnexpectedAnswer),
        (faults.no_data_before, UnexpectedAnswer),
    ]
}


@pytest.mark.parametrize(("fault", "kind"), OTHER_TROUBLE.values(), ids=OTHER_TROUBLE)
def test_auto_does_not_fall_back_for_anything_else(fault: Fault, kind: type[ApiError]) -> None:
    """A list that shows less must not be taken for one because of a passing fault."""
    faulty = Faulty(Server(rows(2)), faults.on_every_read(fault))

    with pytest.raises(kind):
        read(faulty, "auto")

    assert {request.url.path for request in faulty.requests} == {MILESTONES}


def test_a_token_that_is_refused_with_403_is_no_reason_to_fall_back() -> None:
    """It is the credentials that are refused, not the endpoint."""
    server = Server(rows(2))
    server.answers[TOKEN_PATH] = a_refusal(403, 4000)

    with pytest.raises(Unauthorized):
        read(server, "auto", credentials=OAuthCredentials("key", "secret"))

    assert server.paths == [TOKEN_PATH]


def test_a_named_source_never_falls_back() -> None:
    """Whoever names a source gets it, or an error."""
    faulty = Faulty(Server(rows(2)), faults.on_every_read(faults.turned_away(403)))

    with pytest.raises(Forbidden):
        read(faulty, "milestones")


# Values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["milestones", "target-groups"])
def test_every_digit_survives(source: str) -> None:
    """Neither amounts nor ids pass through a binary float."""
    value = {"id": 1, "periodId": 5, "defaultValue": Decimal("9007199254740993.000")}
    period = {"id": 5, "refCode": "p1", "startDate": "2027-01-01", "endDate": "2027-01-31"}
    target = {"id": 2, "name": "t", "defaultValues": [value]}
    group = row(1, preferredTillId=7998987987986876867, periods=[period], targets=[target])

    live = read(Server([group]), source)

    spec = live.groups[0].spec
    assert spec["preferredTillId"] == 7998987987986876867
    assert "9007199254740993" in str(spec["targets"]["t"]["defaultValues"]["p1"])


def test_values_of_another_form_are_set_aside_and_named() -> None:
    """One odd value does not stop the read, and does not pass for something it is not."""
    live = read(Server([row(1, active="perhaps"), row(2)]))

    assert ids(live) == [1, 2]
    assert live.set_aside == ("/0/active",)


def test_the_organisations_that_groups_name_are_noted() -> None:
    """A guard compares them with the configured one."""
    live = read(Server([row(1), row(2, orgId=2), row(3, orgId=None)]))

    assert live.org_ids == {1, 2}


# Names -------------------------------------------------------------------------------------------


def ask(data: object) -> bool:
    """Ask whether a name is free."""
    server = Server([])
    server.answers[f"{GROUPS}/isValidName"] = answer(data)

    async def main() -> bool:
        async with an_api(server) as api:
            return await use(api)

    async def use(api: Api) -> bool:
        return await is_name_free(api, "x")

    return run_virtually(main())


@pytest.mark.parametrize("free", [True, False])
def test_whether_a_name_is_free_is_what_the_api_says(free: bool) -> None:
    """Both answers are taken as they come."""
    assert ask(free) is free


@pytest.mark.parametrize("data", ["true", 1, {}, None])
def test_an_answer_that_is_neither_true_nor_false_is_an_error(data: object) -> None:
    """Nobody guesses whether a name is free."""
    with pytest.raises(UnexpectedAnswer):
        ask(data)
