"""The client as a whole: reads are tried again, a create is sent once, secrets stay inside."""

import asyncio
import json
import logging
import traceback
from base64 import b64encode
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TypeAlias

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reconciler.api.auth import BasicCredentials, Credentials, OAuthCredentials
from reconciler.api.client import Api
from reconciler.api.envelope import Answer
from reconciler.api.pacing import Limits, Pacer
from reconciler.api.transports import WriteRefused
from reconciler.errors import (
    ApiError,
    Forbidden,
    Rejected,
    SettingsError,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from tests.api.support import (
    BASIC,
    Handled,
    Script,
    a_refusal,
    a_response,
    a_server,
    an_api,
    loop_time,
    no_jitter,
    read_request,
    run_virtually,
    virtual_clock,
)

GROUPS = "/v3/targetGroups"
VALID_NAME = "/v3/targetGroups/isValidName"

Use: TypeAlias = Callable[[Api], Awaitable[Answer]]


async def get(api: Api) -> Answer:
    return await api.get(GROUPS, {"includePeriods": True, "limit": 10, "name": "Größe & co"})


async def ask(api: Api) -> Answer:
    return await api.ask(VALID_NAME, {"type": "targetGroupName", "value": "x"})


async def create(api: Api) -> Answer:
    return await api.create(GROUPS, {"name": "x"})


def use(
    do: Use,
    *steps: httpx.Response | Exception,
    limits: Limits | None = None,
    credentials: Credentials = BASIC,
) -> Script:
    """Do something against a script, whether it fails or not."""

    async def main() -> Script:
        script = Script(*steps)
        async with an_api(script, limits=limits, credentials=credentials) as api:
            try:
                await do(api)
            except ApiError as error:
                script.error = error
        return script

    return run_virtually(main())


def test_a_read_sends_what_the_documents_ask_for() -> None:
    (request,) = use(get, a_response([])).requests

    assert request.method == "GET"
    assert dict(request.url.params) == {
        "includePeriods": "true",
        "limit": "10",
        "name": "Größe & co",
    }
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("reconciler/")
    assert "content-type" not in request.headers
    assert request.content == b""


def test_a_create_sends_exact_json() -> None:
    body = {"name": "Größe", "v": Decimal("1.000"), "id": 7998987987986876867, "odd": "\ud800"}

    async def do(api: Api) -> Answer:
        return await api.create(GROUPS, body)

    (request,) = use(do, a_response({"id": 1}, 201)).requests

    assert request.method == "POST"
    assert request.headers["content-type"] == "application/json"
    assert b'"v": 1.000' in request.content
    assert b"7998987987986876867" in request.content
    assert "Größe".encode() in request.content
    assert json.loads(request.content, parse_float=Decimal) == body


def test_digits_survive_the_way_back() -> None:
    async def main() -> Answer:
        content = b'{"data": [9007199254740993.000, 7998987987986876867], "errors": null}'
        async with an_api(Script(httpx.Response(200, content=content))) as api:
            return await api.get(GROUPS)

    assert [str(number) for number in run_virtually(main()).data] == [
        "9007199254740993.000",
        "7998987987986876867",
    ]


@pytest.mark.parametrize("free", [True, False])
def test_a_name_check_answers_a_boolean_and_works_read_only(*, free: bool) -> None:
    async def main() -> Answer:
        async with an_api(Script(a_response(free)), read_only=True) as api:
            return await ask(api)

    assert run_virtually(main()).data is free


def test_asking_is_only_for_calls_that_change_nothing() -> None:
    async def main() -> list[str]:
        script = Script(a_response())
        async with an_api(script) as api:
            with pytest.raises(WriteRefused, match="must not be tried again"):
                await api.ask(GROUPS, {})
        return script.paths

    assert run_virtually(main()) == []


def test_a_read_only_connection_never_lets_a_create_out() -> None:
    async def main() -> list[str]:
        script = Script(a_response())
        oauth = OAuthCredentials("key", "secret")
        async with an_api(script, read_only=True, credentials=oauth) as api:
            with pytest.raises(WriteRefused):
                await create(api)
        return script.paths

    assert run_virtually(main()) == []


def test_a_connection_is_read_only_unless_said_otherwise() -> None:
    async def main() -> None:
        async with Api("http://localhost", BASIC, Limits()) as api:
            with pytest.raises(WriteRefused):
                await create(api)

    asyncio.run(main())


@pytest.mark.parametrize("path", ["v3/targetGroups", "//evil.example/x", "https://evil.example/x"])
def test_a_path_cannot_name_another_host(path: str) -> None:
    async def main() -> None:
        async with an_api(Script(a_response())) as api:
            with pytest.raises(ValueError, match="one slash"):
                await api.get(path)

    run_virtually(main())


def test_a_url_that_would_leak_credentials_is_refused() -> None:
    with pytest.raises(SettingsError):
        Api("http://api.test", BASIC, Limits())


PASSING: list[httpx.Response | Exception] = [
    httpx.Response(429),
    httpx.Response(500, content=b"<html>"),
    httpx.Response(502),
    httpx.Response(503),
    httpx.Response(504),
    httpx.Response(521),
    a_refusal(503, 4001, "authorisation service down"),
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("cut"),
]
LASTING: list[httpx.Response | Exception] = [
    httpx.Response(302, headers={"location": "https://evil.example/"}),
    a_refusal(400),
    httpx.Response(401),
    httpx.Response(403),
    httpx.Response(404),
    httpx.Response(405),
    httpx.Response(410),
    a_refusal(500, 310126),
    httpx.Response(501),
    httpx.Response(200, content=b"<html>"),
    httpx.Response(200),
    a_refusal(200),
]


def kind(step: httpx.Response | Exception) -> str:
    return repr(step)


@pytest.mark.parametrize("do", [get, ask])
@pytest.mark.parametrize("trouble", PASSING, ids=kind)
def test_a_read_is_tried_again_while_that_may_help(
    do: Use, trouble: httpx.Response | Exception
) -> None:
    script = use(do, trouble, trouble, a_response([]))

    assert script.error is None
    assert len(script.requests) == 3
    refused = isinstance(trouble, httpx.Response) and trouble.status_code == 429
    assert script.times == pytest.approx([0, 1, 3] if refused else [0, 0.25, 0.75])


@pytest.mark.parametrize("do", [get, ask])
@pytest.mark.parametrize("trouble", LASTING, ids=kind)
def test_a_read_is_not_tried_again_when_that_cannot_help(
    do: Use, trouble: httpx.Response | Exception
) -> None:
    script = use(do, trouble, a_response([]))

    assert script.error is not None
    assert len(script.requests) == 1


@pytest.mark.parametrize("trouble", PASSING + LASTING, ids=kind)
def test_a_create_is_sent_once_whatever_happens(trouble: httpx.Response | Exception) -> None:
    script = use(create, trouble, a_response({"id": 1}))

    assert script.error is not None
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("trouble", "error", "maybe_done"),
    [
        (httpx.ConnectError("refused"), Unavailable, False),
        (httpx.ConnectTimeout("slow"), Unavailable, False),
        (httpx.PoolTimeout("full"), Unavailable, False),
        (httpx.ProxyError("no"), Unavailable, False),
        (httpx.WriteError("cut"), Unavailable, True),
        (httpx.WriteTimeout("cut"), Unavailable, True),
        (httpx.ReadError("reset"), Unavailable, True),
        (httpx.ReadTimeout("slow"), Unavailable, True),
        (httpx.RemoteProtocolError("cut"), Unavailable, True),
        (httpx.Response(401), Unauthorized, False),
        (httpx.Response(403), Forbidden, False),
        (httpx.Response(404), Rejected, False),
        (httpx.Response(405), Rejected, False),
        (httpx.Response(410), Rejected, False),
        (httpx.Response(429), Unavailable, False),
        (a_refusal(400), Rejected, False),
        (httpx.Response(400), UnexpectedAnswer, True),
        (httpx.Response(500), Unavailable, True),
        (a_refusal(500), Unavailable, True),
        (httpx.Response(502), Unavailable, True),
        (httpx.Response(503), Unavailable, True),
        (httpx.Response(504), Unavailable, True),
        (httpx.Response(521), Unavailable, True),
        (httpx.Response(307, headers={"location": "/x"}), UnexpectedAnswer, True),
        (httpx.Response(200, content=b"<html>"), UnexpectedAnswer, True),
        (httpx.Response(201, content=b""), UnexpectedAnswer, True),
        (httpx.Response(200, content=b'{"data": nu'), UnexpectedAnswer, True),
        (httpx.Response(200, content=b'{"data": null}'), UnexpectedAnswer, True),
        (httpx.Response(200, content=b'{"data": true}'), UnexpectedAnswer, True),
        (a_refusal(200), Rejected, True),
    ],
    ids=repr,
)
def test_a_failed_create_says_whether_it_may_have_been_carried_out(
    trouble: httpx.Response | Exception, error: type[ApiError], *, maybe_done: bool
) -> None:
    script = use(create, trouble)

    assert type(script.error) is error
    assert script.error.maybe_done is maybe_done


@pytest.mark.parametrize("status", [200, 201])
def test_a_create_that_worked_gives_the_answer(status: int) -> None:
    async def main() -> Answer:
        response = a_response({"id": 1}, status, {"X-Cap-Requestid": "r1"})
        async with an_api(Script(response)) as api:
            return await create(api)

    answer = run_virtually(main())

    assert answer.data == {"id": 1}
    assert (answer.status, answer.request_id) == (status, "r1")


def test_tries_end_after_a_number() -> None:
    script = use(get, httpx.Response(503), limits=Limits(attempts=4))

    assert type(script.error) is Unavailable
    assert script.error.status == 503
    assert len(script.requests) == 4


def test_tries_end_after_a_time() -> None:
    script = use(get, httpx.Response(503), limits=Limits(attempts=100, patience=10))

    assert type(script.error) is Unavailable
    assert 5 < script.times[-1] <= 10


def test_a_retry_after_is_obeyed_to_the_second() -> None:
    script = use(get, httpx.Response(429, headers={"Retry-After": "17"}), a_response())

    assert script.times == pytest.approx([0, 17])


def test_a_retry_after_given_as_a_date_is_obeyed() -> None:
    headers = {
        "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
        "Date": "Wed, 21 Oct 2026 07:27:30 GMT",
    }
    script = use(get, httpx.Response(503, headers=headers), a_response())

    assert script.times == pytest.approx([0, 30])


def test_a_retry_after_beyond_all_patience_ends_the_tries_at_once() -> None:
    script = use(get, httpx.Response(503, headers={"Retry-After": "3600"}), a_response())

    assert type(script.error) is Unavailable
    assert script.error.status == 503
    assert len(script.requests) == 1


def test_a_refused_create_holds_the_requests_after_it() -> None:
    async def main() -> list[float]:
        script = Script(httpx.Response(429, headers={"Retry-After": "20"}), a_response())
        async with an_api(script) as api:
            with pytest.raises(Unavailable):
                await create(api)
            await get(api)
        return script.times

    assert run_virtually(main()) == pytest.approx([0, 20])


def test_long_waits_are_announced_with_their_reason() -> None:
    async def main() -> list[tuple[float, str]]:
        waits: list[tuple[float, str]] = []
        pacer = Pacer(
            Limits(),
            clock=virtual_clock(),
            random=lambda: 1.0,
            on_wait=lambda seconds, why: waits.append((seconds, why)),
        )
        async with an_api(Script(*[httpx.Response(503)] * 5, a_response()), pacer=pacer) as api:
            await get(api)
        return waits

    (wait,) = run_virtually(main())

    assert wait[0] == 8.0
    assert wait[1].startswith("before try 6 of 6, since GET /v3/targetGroups: HTTP 503")


@pytest.mark.parametrize(
    ("failure", "cause", "hint"),
    [
        (httpx.Response(503), "HTTP 503", "Allow more time with --deadline"),
        (
            httpx.ConnectError("Name or service not known."),
            "no connection (Name or service not known). ",
            "Check the url and the network",
        ),
    ],
)
def test_the_deadline_ends_the_tries(
    failure: httpx.Response | Exception, cause: str, hint: str
) -> None:
    """The cause comes first; more time is the advice only where the API was busy."""

    async def main() -> float:
        pacer = Pacer(Limits(), clock=virtual_clock(), random=no_jitter, deadline=3)
        async with an_api(Script(failure), pacer=pacer) as api:
            with pytest.raises(Unavailable, match="and the deadline leaves") as caught:
                await get(api)
        assert cause in caught.value.message.split("Another try is due in")[0]
        assert caught.value.hint.startswith(hint)
        return loop_time()

    assert run_virtually(main()) <= 3


def test_a_create_after_the_deadline_is_known_not_to_be_sent() -> None:
    async def main() -> list[str]:
        script = Script(a_response())
        pacer = Pacer(Limits(), clock=virtual_clock(), random=no_jitter, deadline=3)
        async with an_api(script, pacer=pacer) as api:
            await asyncio.sleep(4)
            with pytest.raises(Unavailable) as caught:
                await create(api)
        assert not caught.value.maybe_done
        return script.paths

    assert run_virtually(main()) == []


def test_a_hanging_server_is_left_at_the_deadline_with_the_create_open() -> None:
    async def main() -> float:
        async def hang(request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(10_000)
            return a_response()

        pacer = Pacer(Limits(), clock=virtual_clock(), random=no_jitter, deadline=30)
        async with an_api(Handled(hang), pacer=pacer) as api:
            with pytest.raises(Unavailable) as caught:
                await create(api)
        assert caught.value.maybe_done
        return loop_time()

    assert run_virtually(main()) == 30


def test_a_create_on_a_real_connection_that_breaks_is_sent_once() -> None:
    async def main() -> int:
        received = 0

        async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal received
            await read_request(reader)
            received += 1

        async with a_server(cut) as url, Api(url, BASIC, Limits(), read_only=False) as api:
            with pytest.raises(Unavailable) as caught:
                await create(api)
            assert caught.value.maybe_done
            await asyncio.sleep(0.05)
        return received

    assert asyncio.run(main()) == 1


def test_it_works_with_an_application_in_process() -> None:
    async def show(request: Request) -> Response:
        body = {"data": [{"query": str(request.query_params)}], "errors": None}
        return JSONResponse(body, headers={"X-Cap-Requestid": "r2"})

    async def main() -> Answer:
        app = Starlette(routes=[Route(GROUPS, show)])
        transport = httpx.ASGITransport(app)
        async with Api("http://localhost", BASIC, Limits(), transport=transport) as api:
            return await api.get(GROUPS, {"includePeriods": True})

    answer = asyncio.run(main())

    assert answer.data == [{"query": "includePeriods=true"}]
    assert answer.request_id == "r2"


def test_each_request_is_logged_without_anything_about_a_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def do(api: Api) -> Answer:
        await get(api)
        return await api.get("/v3/users/4711/targetGroups", {"email": "a@b.c"})

    with caplog.at_level(logging.DEBUG):
        use(do, a_response([], 200, {"X-Cap-Requestid": "r3\x1b"}), httpx.ReadError("canary"))

    lines = [record.getMessage() for record in caplog.records if "client" in record.name]
    assert lines[0] == "GET /v3/targetGroups?includePeriods=True&limit=10&name 200 r3\\x1b 0 ms"
    assert lines[1] == (
        "GET /v3/users/…/targetGroups?email - - 0 ms: "
        "GET /v3/users/…/targetGroups at api.test: the connection broke."
    )
    assert not any(word in caplog.text for word in ("4711", "a@b.c", "Größe", "canary"))


CANARY_BASIC = BasicCredentials.from_clear("canary-user", "canary-password")
CANARY_OAUTH = OAuthCredentials("canary-key", "canary-secret")
TOKEN = a_response({"accessToken": "canary-token", "ttlSeconds": 300})
CODE = b64encode(f"canary-user:{CANARY_BASIC.password_md5}".encode()).decode()
CANARIES = ["canary", CANARY_BASIC.password_md5, CODE]
ECHOES: list[httpx.Response | Exception] = [
    a_refusal(400, 1, f"not known: {CANARY_BASIC.password_md5}, {CODE}"),
    a_refusal(400, 1, "{'key': 'canary-key', 'secret': 'canary-secret'}"),
]
ECHOED_TOKEN = a_refusal(400, 1, "canary-token is bad")


def shown_by(error: ApiError, caplog: pytest.LogCaptureFixture) -> str:
    trace = traceback.format_exception(error)
    return "".join([str(error), repr(error), error.hint, repr(error.problems), *trace, caplog.text])


@pytest.mark.parametrize("trouble", [*PASSING, *LASTING, ECHOES[0]], ids=kind)
@pytest.mark.parametrize("do", [get, ask, create])
def test_no_failure_shows_a_password(
    trouble: httpx.Response | Exception, do: Use, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = use(do, trouble, credentials=CANARY_BASIC).error

    assert error is not None
    assert not [canary for canary in CANARIES if canary in shown_by(error, caplog)]


@pytest.mark.parametrize("trouble", [*PASSING, *LASTING, ECHOES[1], ECHOED_TOKEN], ids=kind)
@pytest.mark.parametrize("do", [get, ask, create])
def test_no_failure_shows_a_token(
    trouble: httpx.Response | Exception, do: Use, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = use(do, TOKEN, trouble, credentials=CANARY_OAUTH).error

    assert error is not None
    assert "canary-" not in shown_by(error, caplog)


@pytest.mark.parametrize("trouble", [*PASSING, *LASTING, ECHOES[1]], ids=kind)
def test_no_failure_of_the_token_call_shows_a_secret(
    trouble: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = use(get, trouble, credentials=CANARY_OAUTH).error

    assert error is not None
    assert "canary-" not in shown_by(error, caplog)
    assert error.__cause__ is None
    assert error.__context__ is None
