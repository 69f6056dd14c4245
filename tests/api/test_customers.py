"""The read of one customer: what is asked, what is kept, and how discreetly it fails."""

import logging

import httpx
import pytest

from reconciler.api.customers import is_customer_id, read_customer
from reconciler.api.pacing import Limits, Pacer
from reconciler.api.sources import read_live
from reconciler.core.resource import LiveState
from reconciler.errors import (
    ApiError,
    ExitCode,
    Forbidden,
    Rejected,
    SettingsError,
    Unauthorized,
    UnexpectedAnswer,
)
from reconciler.target_group.answers.customer import Seen
from tests.api.support import (
    Script,
    a_refusal,
    a_response,
    an_api,
    no_jitter,
    run_virtually,
    virtual_clock,
)
from tests.support.customer_view import answer_of

CUSTOMER = 987654321012
GROUP = {"id": 1, "name": "Spring", "orgId": 3, "trackingType": "DEFAULT", "targets": []}
CANARY = "Tom Canary 987654321012 tom@canary.test"


def read(transport: Script, waits: list[str] | None = None) -> Seen:
    """Read a customer on virtual time; long waits are announced with their reasons."""

    def announce(seconds: float, reason: str) -> None:
        if waits is not None:
            waits.append(f"{seconds} {reason}")

    async def main() -> Seen:
        limits = Limits(requests_per_second=1000.0)
        pacer = Pacer(limits, clock=virtual_clock(), random=no_jitter, on_wait=announce)
        async with an_api(transport, read_only=True, pacer=pacer) as api:
            return await read_customer(api, CUSTOMER)

    return run_virtually(main())


def read_source(transport: Script, customer: int | None) -> LiveState:
    """Read live state through a customer on virtual time."""

    async def main() -> LiveState:
        async with an_api(transport, read_only=True) as api:
            return await read_live(api, "customer", wanted=lambda _: True, customer_id=customer)

    return run_virtually(main())


def failure(transport: Script, waits: list[str] | None = None) -> ApiError:
    """The error of a read that must fail."""
    with pytest.raises(ApiError) as caught:
        read(transport, waits)
    return caught.value


def test_all_groups_and_all_periods_are_asked_for() -> None:
    """Also inactive ones: what does not show up then is not visible to the customer."""
    transport = Script(a_response(answer_of([GROUP])))
    read(transport)

    [request] = transport.requests
    assert request.url.path == f"/v3/users/{CUSTOMER}/targetGroups"
    assert dict(request.url.params) == {
        "includeInactive": "true",
        "includeInactiveTargets": "true",
    }


def test_the_live_state_of_a_customer_is_no_whole_one() -> None:
    """It says where it is from, and that it shows a part."""
    live = read_source(Script(a_response(answer_of([GROUP]))), CUSTOMER)

    assert (live.source, live.is_whole) == ("customer", False)
    assert [(group.id, group.name) for group in live.groups] == [(1, "Spring")]
    assert live.org_ids == {3}


def test_without_a_customer_nothing_is_sent() -> None:
    """The message says what is missing and where it goes."""
    transport = Script(a_response())
    with pytest.raises(SettingsError, match="needs the id of a customer") as caught:
        read_source(transport, None)

    assert "customer_id" in caught.value.hint
    assert transport.requests == []


@pytest.mark.parametrize("status", [200, 400, 404, 500])
def test_an_unknown_customer_is_called_so(status: int) -> None:
    """Whatever the HTTP status; the API's own words are not repeated."""
    error = failure(Script(a_refusal(status, 310011, CANARY)))

    assert isinstance(error, Rejected)
    assert error.exit_code == ExitCode.UNREACHABLE
    assert error.message == "The API knows no such customer (code 310011)."
    assert "mobile number" in error.hint


def test_a_customer_without_any_record_sees_nothing() -> None:
    """No record in the documents' words: an empty answer, not a failure."""
    assert read(Script(a_refusal(400, 310149, "No record"))) == Seen((), ())


@pytest.mark.parametrize(
    "answer",
    [
        a_refusal(400, 300004, CANARY),
        a_refusal(500, 999999, CANARY),
        a_refusal(503, 4001, CANARY),
        httpx.Response(
            503, headers={"Retry-After": "9"}, json={"errors": [{"code": 1, "message": CANARY}]}
        ),
        a_refusal(403, 4000, CANARY),
        httpx.Response(400, json={"data": None, "errors": [{"message": CANARY}]}),
        httpx.Response(401, json={"HttpStatusCode": 401, "errorCode": 1, "errorMessage": CANARY}),
        httpx.Response(200, text=f'{{"data": {{"customer": "{CANARY}"'),
        httpx.Response(200, text=f"<html>{CANARY}</html>"),
        httpx.Response(302, headers={"location": f"https://elsewhere.test/{CANARY}"}),
        a_response({"customer": CANARY}),
        a_response({"targetGroups": CANARY}),
        a_response([CANARY]),
    ],
)
def test_a_failure_tells_nothing_about_the_customer(
    answer: httpx.Response, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither message, hint, cause nor log holds the id or anything of the answer."""
    caplog.set_level(logging.DEBUG)
    waits: list[str] = []
    error = failure(Script(answer), waits)
    told = [str(error), error.hint, repr(error.problems), caplog.text, *waits]
    cause: BaseException | None = error.__cause__
    while cause is not None:
        told.append(f"{cause!r} {vars(cause)}")
        cause = cause.__cause__

    for word in ("Canary", "canary", str(CUSTOMER)):
        assert not [each for each in told if word in each]


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (a_refusal(400, 300004, "x"), Rejected, "HTTP 400: what the API said is not shown"),
        (a_refusal(403, 4000, "x"), Forbidden, "(code 4000)"),
        (httpx.Response(401), Unauthorized, "HTTP 401"),
        (a_response([]), UnexpectedAnswer, "no list of target groups"),
        (
            httpx.Response(
                400,
                json={"errors": [{"code": 7}, {"message": "x"}]},
            ),
            Rejected,
            "(code 7); what the API said",
        ),
    ],
)
def test_a_failure_keeps_its_kind_and_its_codes(
    answer: httpx.Response, kind: type[ApiError], words: str
) -> None:
    """What the tool and support need to know is not personal."""
    error = failure(Script(answer))

    assert type(error) is kind
    assert words in error.message


@pytest.mark.parametrize("text", ["1", "900000001", "0042", str(2**63 - 1)])
def test_a_customer_id_is_digits(text: str) -> None:
    assert is_customer_id(text)


@pytest.mark.parametrize(
    "text", ["", "0", "000", "-1", "+1", "1.0", "1e3", " 1", "1\n", "١٢", "²", "tom", str(2**63),
             "9" * 400, "tom@canary.test"]
)  # fmt: skip
def test_anything_else_is_no_customer_id(text: str) -> None:
    """Also digits of other scripts, and more than the API's ids have."""
    assert not is_customer_id(text)


def test_the_way_of_a_customer_is_never_fallen_back_to() -> None:
    """Without milestones and list the read fails; it does not go on with a part."""
    transport = Script(httpx.Response(404))

    async def main() -> None:
        async with an_api(transport, read_only=True) as api:
            await read_live(api, "auto", wanted=lambda _: True, customer_id=CUSTOMER)

    with pytest.raises(ApiError):
        run_virtually(main())
    assert not [path for path in transport.paths if "/users/" in path]
