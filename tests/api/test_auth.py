"""Signing: what is sent, when a token is renewed, and that no secret is ever shown."""

import asyncio
import hashlib
import json
from base64 import b64decode

import httpx
import pytest

from reconciler.api.auth import BasicAuth, BasicCredentials, OAuthCredentials, TokenAuth
from reconciler.api.envelope import Answer
from reconciler.api.pacing import Limits, Pacer
from reconciler.core.exact_json import Json
from reconciler.errors import (
    ApiError,
    SettingsError,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from reconciler.http import GivenUp
from tests.api.support import (
    Handled,
    Script,
    a_refusal,
    a_response,
    an_api,
    loop_time,
    no_jitter,
    run_virtually,
    virtual_clock,
)

OAUTH = OAuthCredentials("key-1", "secret-1", ("TILL", "till.main"))
TOKEN_PATH = "/v3/oauth/token/generate"


class Server:
    """Hands out tokens, and takes only the current one."""

    def __init__(self, *, seconds: int = 300) -> None:
        self.seconds = seconds
        self.tokens = 0
        self.requests: list[httpx.Request] = []
        self.revoked = False
        self.token_answers: list[httpx.Response] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        await asyncio.sleep(0.05)
        if request.url.path == TOKEN_PATH:
            return self._give_token()
        good = request.headers.get("x-cap-api-oauth-token") == f"token-{self.tokens}"
        return a_response() if good and not self.revoked else a_refusal(401, 4000, "expired")

    def _give_token(self) -> httpx.Response:
        if self.token_answers:
            answer = self.token_answers.pop(0)
            return httpx.Response(answer.status_code, content=answer.content)
        self.tokens += 1
        self.revoked = False
        return a_response({"accessToken": f"token-{self.tokens}", "ttlSeconds": self.seconds})

    @property
    def token_calls(self) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path == TOKEN_PATH]


@pytest.mark.parametrize(
    ("password", "digest"),
    [
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("Pass123", "2f23fa35"),
        ("schlüssel", hashlib.md5("schlüssel".encode()).hexdigest()),
    ],
)
def test_a_clear_password_is_hashed_as_the_api_wants_it(password: str, digest: str) -> None:
    credentials = BasicCredentials.from_clear("store123", password)

    assert credentials.password_md5.startswith(digest)
    assert len(credentials.password_md5) == 32


def test_a_hash_is_taken_as_it_is_but_for_its_case() -> None:
    digest = "900150983CD24FB0D6963F7D28E17F72"

    assert BasicCredentials("store123", digest).password_md5 == digest.lower()


@pytest.mark.parametrize(
    ("username", "digest"),
    [
        ("", "0" * 32),
        ("till:1", "0" * 32),
        ("till", "clear text"),
        ("till", "0" * 31),
        ("till", "0" * 32 + "\n"),
        ("till", ""),
    ],
)
def test_basic_credentials_that_cannot_work_are_refused_unquoted(
    username: str, digest: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        BasicCredentials(username, digest)

    assert "clear text" not in caught.value.message


def test_an_empty_password_is_refused() -> None:
    with pytest.raises(SettingsError, match="password is empty"):
        BasicCredentials.from_clear("till", "")


@pytest.mark.parametrize(
    ("key", "secret", "attribution"),
    [
        ("", "secret", None),
        ("key", "", None),
        ("key", "secret", ("TILL", "")),
        ("key", "secret", ("TILL", "a\r\nX-Other: b")),
        ("key", "secret", ("TILL", "tïll")),
    ],
)
def test_oauth_credentials_that_cannot_work_are_refused(
    key: str, secret: str, attribution: tuple[str, str] | None
) -> None:
    with pytest.raises(SettingsError):
        OAuthCredentials(key, secret, attribution)


def test_basic_requests_carry_user_and_hash() -> None:
    async def main() -> httpx.Request:
        script = Script(a_response())
        credentials = BasicCredentials.from_clear("store123", "abc")
        async with an_api(script, credentials=credentials) as api:
            await api.create("/v3/targetGroups", {})
        return script.requests[0]

    request = run_virtually(main())
    scheme, code = request.headers["authorization"].split()

    assert scheme == "Basic"
    assert b64decode(code) == b"store123:900150983cd24fb0d6963f7d28e17f72"
    assert "x-cap-api-attribution-entity-type" not in request.headers


def test_basic_credentials_that_were_refused_are_not_tried_again() -> None:
    async def main() -> int:
        script = Script(a_refusal(401))
        async with an_api(script) as api:
            with pytest.raises(Unauthorized) as caught:
                await api.get("/v3/targetGroups")
        assert "RECONCILER_PASSWORD" in caught.value.hint
        return len(script.requests)

    assert run_virtually(main()) == 1


def test_a_token_is_got_once_and_sent_without_authorization() -> None:
    async def main() -> Server:
        server = Server()
        async with an_api(Handled(server), credentials=OAUTH) as api:
            await api.get("/v3/targetGroups")
            await api.create("/v3/targetGroups", {"name": "x"})
        return server

    token, read, write = run_virtually(main()).requests

    assert (token.method, token.url.path) == ("POST", TOKEN_PATH)
    assert json.loads(token.content) == {"key": "key-1", "secret": "secret-1"}
    assert token.headers["content-type"] == "application/json"
    assert "authorization" not in token.headers
    assert read.headers["x-cap-api-oauth-token"] == "token-1"
    assert "authorization" not in read.headers
    assert "x-cap-api-attribution-entity-type" not in read.headers
    assert write.headers["x-cap-api-attribution-entity-type"] == "TILL"
    assert write.headers["x-cap-api-attribution-entity-code"] == "till.main"


def test_a_write_is_attributed_only_when_that_is_configured() -> None:
    async def main() -> list[httpx.Request]:
        server = Server()
        async with an_api(Handled(server), credentials=OAuthCredentials("k", "s")) as api:
            await api.create("/v3/targetGroups", {})
        return server.requests

    write = run_virtually(main())[-1]

    assert not [name for name in write.headers if "attribution" in name]


def test_many_requests_at_once_make_one_token_call() -> None:
    async def main() -> int:
        server = Server()
        async with an_api(Handled(server), credentials=OAUTH) as api:
            await asyncio.gather(*(api.get("/v3/targetGroups") for _ in range(20)))
        return len(server.token_calls)

    assert run_virtually(main()) == 1


def test_one_slot_is_enough_for_a_request_and_its_token() -> None:
    async def main() -> list[str]:
        server = Server()
        limits = Limits(concurrency=1, requests_per_second=2)
        async with an_api(Handled(server), credentials=OAUTH, limits=limits) as api:
            await api.get("/v3/targetGroups")
            assert loop_time() > 1.0, "the token call is paced like all others"
        return [request.url.path for request in server.requests]

    assert run_virtually(main()) == [TOKEN_PATH, "/v3/targetGroups"]


def test_a_token_is_renewed_before_it_runs_out() -> None:
    async def main() -> list[int]:
        server = Server(seconds=300)
        calls = []
        async with an_api(Handled(server), credentials=OAUTH) as api:
            for moment in (0, 200, 239, 245):
                await asyncio.sleep(moment - loop_time())
                await api.get("/v3/targetGroups")
                calls.append(len(server.token_calls))
        return calls

    assert run_virtually(main()) == [1, 1, 1, 2]


def test_a_read_that_meets_a_revoked_token_is_sent_again_once_with_a_new_one() -> None:
    async def main() -> Server:
        server = Server()
        async with an_api(Handled(server), credentials=OAUTH) as api:
            await api.get("/v3/targetGroups")
            server.revoked = True
            await api.get("/v3/targetGroups")
        return server

    server = run_virtually(main())

    assert len(server.token_calls) == 2
    assert len(server.requests) == 5


def test_many_reads_that_meet_a_revoked_token_share_the_new_one() -> None:
    async def main() -> Server:
        server = Server()
        async with an_api(Handled(server), credentials=OAUTH) as api:
            await api.get("/v3/targetGroups")
            server.revoked = True
            await asyncio.gather(*(api.get("/v3/targetGroups") for _ in range(4)))
        return server

    assert len(run_virtually(main()).token_calls) == 2


def test_a_new_token_that_is_refused_too_ends_it() -> None:
    async def main() -> list[str]:
        token = a_response({"accessToken": "token", "ttlSeconds": 300})
        script = Script(token, a_refusal(401), token, a_refusal(401), a_response())
        async with an_api(script, credentials=OAUTH) as api:
            with pytest.raises(Unauthorized):
                await api.get("/v3/targetGroups")
        return script.paths

    assert run_virtually(main()) == [TOKEN_PATH, "/v3/targetGroups"] * 2


def test_a_create_that_meets_a_revoked_token_is_not_sent_again() -> None:
    async def main() -> list[str]:
        server = Server()
        async with an_api(Handled(server), credentials=OAUTH) as api:
            await api.get("/v3/targetGroups")
            server.revoked = True
            with pytest.raises(Unauthorized) as caught:
                await api.create("/v3/targetGroups", {})
            assert not caught.value.maybe_done
            await api.get("/v3/targetGroups")
        return [f"{request.method} {request.url.path}" for request in server.requests]

    assert run_virtually(main()) == [
        f"POST {TOKEN_PATH}",
        "GET /v3/targetGroups",
        "POST /v3/targetGroups",
        f"POST {TOKEN_PATH}",
        "GET /v3/targetGroups",
    ]


async def create_with(answer: httpx.Response, times: int = 1) -> tuple[ApiError, Server]:
    server = Server()
    server.token_answers = [answer] * times
    async with an_api(Handled(server), credentials=OAUTH) as api:
        with pytest.raises(ApiError) as caught:
            await api.create("/v3/targetGroups", {})
    return caught.value, server


@pytest.mark.parametrize(
    "answer",
    [
        a_refusal(200, 1, "bad key secret-1"),
        a_refusal(400, 1, "bad key secret-1"),
        a_refusal(401, 1, "bad key secret-1"),
        a_refusal(403, 1, "bad key secret-1"),
        httpx.Response(404),
    ],
    ids=["200 with errors", "400", "401", "403", "404"],
)
def test_a_refused_token_call_means_unauthorized_and_nothing_was_sent(
    answer: httpx.Response,
) -> None:
    error, server = run_virtually(create_with(answer))

    assert type(error) is Unauthorized
    assert error.status == answer.status_code
    assert not error.maybe_done
    assert "RECONCILER_CLIENT_KEY" in error.hint
    assert "secret-1" not in f"{error!r} {error} {error.problems}"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"<html>"),
        a_response(),
        a_response({"accessToken": "", "ttlSeconds": 300}),
        a_response({"accessToken": "a\r\nb", "ttlSeconds": 300}),
        a_response({"accessToken": "token", "ttlSeconds": 0}),
        a_response({"accessToken": "token"}),
    ],
)
def test_a_token_call_without_a_token_is_unexpected(answer: httpx.Response) -> None:
    error, _ = run_virtually(create_with(answer))

    assert type(error) is UnexpectedAnswer
    assert not error.maybe_done


def test_a_token_call_is_tried_again_although_the_create_is_not() -> None:
    async def main() -> list[str]:
        server = Server()
        server.token_answers = [httpx.Response(503), httpx.Response(429)]
        async with an_api(Handled(server), credentials=OAUTH) as api:
            await api.create("/v3/targetGroups", {})
        return [request.url.path for request in server.requests]

    assert run_virtually(main()) == [TOKEN_PATH] * 3 + ["/v3/targetGroups"]


def test_a_token_call_that_keeps_failing_is_not_repeated_by_the_read_that_needs_it() -> None:
    async def main() -> int:
        server = Server()
        server.token_answers = [httpx.Response(503)] * 50
        async with an_api(Handled(server), credentials=OAUTH) as api:
            with pytest.raises(Unavailable) as caught:
                await api.get("/v3/targetGroups")
        assert type(caught.value) is GivenUp
        assert caught.value.status == 503
        return len(server.requests)

    assert run_virtually(main()) == Limits().attempts


def test_those_who_waited_for_a_failed_token_call_share_its_failure() -> None:
    async def main() -> int:
        server = Server()
        server.token_answers = [a_refusal(401)] * 50
        async with an_api(Handled(server), credentials=OAUTH) as api:
            outcomes = await asyncio.gather(
                *(api.get("/v3/targetGroups") for _ in range(4)), return_exceptions=True
            )
        assert [type(outcome) for outcome in outcomes] == [Unauthorized] * 4
        return len(server.requests)

    assert run_virtually(main()) == 1


def test_a_cancelled_token_call_is_made_by_the_next_in_line() -> None:
    async def main() -> int:
        server = Server()
        async with an_api(Handled(server), credentials=OAUTH) as api:
            first = asyncio.create_task(api.get("/v3/targetGroups"))
            await asyncio.sleep(0.01)
            second = asyncio.create_task(api.get("/v3/targetGroups"))
            await asyncio.sleep(0.01)
            first.cancel()
            assert (await second).status == 200
        return len(server.token_calls)

    assert run_virtually(main()) == 2


def test_a_deadline_in_the_token_call_leaves_the_create_undone() -> None:
    async def main() -> ApiError:
        async def hang(request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(1000)
            return a_response()

        pacer = Pacer(Limits(), clock=virtual_clock(), random=no_jitter, deadline=20)
        async with an_api(Handled(hang), credentials=OAUTH, pacer=pacer) as api:
            with pytest.raises(ApiError) as caught:
                await api.create("/v3/targetGroups", {})
        assert loop_time() == 20
        return caught.value

    error = run_virtually(main())

    assert type(error) is GivenUp
    assert not error.maybe_done


def test_credentials_do_not_show() -> None:
    basic = BasicCredentials.from_clear("canary-user", "canary-password")
    oauth = OAuthCredentials("canary-key", "canary-secret")

    shown = f"{basic!r} {basic} {oauth!r} {oauth} {BasicAuth(basic)!r}"

    assert "canary" not in shown
    assert basic.password_md5 not in shown


def test_masking_takes_the_longest_secret_first_and_spares_short_ones() -> None:
    async def fetch(body: Json) -> Answer:
        return Answer({"accessToken": "token-secret", "ttlSeconds": 9}, 200)

    async def main() -> str:
        auth = TokenAuth(OAuthCredentials("k", "secret"), fetch, now=loop_time)
        await auth.renew()
        return auth.mask("token-secret, secret, k")

    assert run_virtually(main()) == "***, ***, k"
