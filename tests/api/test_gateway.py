"""What the answer to one create proves, and that it is asked for once."""

import json

import httpx
import pytest

from reconciler.api.gateway import Attempt, Verdict, create_group
from tests.api.support import Script, a_refusal, a_response, an_api, run_virtually
from tests.support import faults
from tests.support.faults import Fault, Faulty

BODY = {"name": "x"}
MADE = a_response({"id": 7, "name": "x"}, 201)


def attempt(
    *steps: httpx.Response | Exception, may_send: bool = True
) -> tuple[Attempt, list[httpx.Request]]:
    """Send one create against a script."""

    async def main() -> tuple[Attempt, list[httpx.Request]]:
        script = Script(*steps)
        async with an_api(script) as api:
            return await create_group(api, BODY, may_send=lambda: may_send), script.requests

    return run_virtually(main())


@pytest.mark.parametrize("status", [200, 201])
def test_an_answer_with_an_id_proves_that_it_was_made(status: int) -> None:
    """Both statuses are in the documents."""
    result, _ = attempt(a_response({"id": 7}, status))

    assert result == Attempt(Verdict.DONE, id=7)


REFUSED = {
    "a taken name": (a_refusal(400, 310069), Verdict.NAME_TAKEN),
    "a taken name with a server error": (a_refusal(500, 310069), Verdict.NAME_TAKEN),
    "a taken name with a success": (a_refusal(200, 310069), Verdict.NAME_TAKEN),
    "invalid input": (a_refusal(400, 300004), Verdict.NOT_DONE),
    "too many requests": (httpx.Response(429), Verdict.NOT_DONE),
    "errors with a success": (a_refusal(200, 300004), Verdict.OPEN),
    "errors with a server error": (a_refusal(500, 300004), Verdict.OPEN),
    "a 400 without a word": (httpx.Response(400), Verdict.OPEN),
    "a redirect": (httpx.Response(302, headers={"location": "https://other"}), Verdict.OPEN),
    "no id": (a_response({"name": "x"}, 201), Verdict.OPEN),
    "an id that is no number": (a_response({"id": "7"}, 201), Verdict.OPEN),
    "a list": (a_response([1], 201), Verdict.OPEN),
    "wrong credentials": (httpx.Response(401), Verdict.DENIED),
    "wrong credentials in the API's words": (a_refusal(401, 4000), Verdict.DENIED),
    "not authorised": (a_refusal(403, 4000), Verdict.CLOSED),
    "not found": (httpx.Response(404), Verdict.CLOSED),
    "not allowed": (httpx.Response(405), Verdict.CLOSED),
    "gone": (httpx.Response(410), Verdict.CLOSED),
    "authorisation down": (a_refusal(503, 4001), Verdict.OPEN),
}


@pytest.mark.parametrize(("answer", "verdict"), REFUSED.values(), ids=REFUSED)
def test_any_other_answer_proves_no_more_than_it_says(
    answer: httpx.Response, verdict: Verdict
) -> None:
    """Only a plain refusal proves that nothing was made; and it is never sent again."""
    result, requests = attempt(answer, MADE)

    assert result.verdict is verdict
    assert result.problem is not None
    assert result.problem.status == answer.status_code
    assert len(requests) == 1


@pytest.mark.parametrize(
    "fault", [*faults.REFUSALS, *faults.LOST_BEFORE, *faults.LOST_AFTER], ids=str
)
def test_a_fault_is_a_refusal_only_if_nothing_can_have_been_made(fault: Fault) -> None:
    """What was lost may have been carried out, whether or not it was."""

    async def main() -> tuple[Attempt, Faulty]:
        faulty = Faulty(Script(MADE), faults.on_creates(fault))
        async with an_api(faulty) as api:
            return await create_group(api, BODY, may_send=lambda: True), faulty

    result, faulty = run_virtually(main())

    assert result.verdict is (Verdict.NOT_DONE if fault.refuses else Verdict.OPEN)
    assert faulty.creates == ["x"]


def test_what_the_api_said_is_kept_word_for_word() -> None:
    """Codes and messages that nobody knows are evidence."""
    body = {"errors": [{"code": 1, "message": " a "}, {"code": 2, "message": "b"}], "data": None}
    answer = httpx.Response(
        400, headers={"X-Cap-Requestid": "r1"}, content=json.dumps(body).encode()
    )

    result, _ = attempt(answer)

    assert result.problem is not None
    assert result.problem.code == "1, 2"
    assert result.problem.message == " a ; b"
    assert result.problem.request_id == "r1"


WITHOUT_WORDS = {
    "a server error": (
        httpx.Response(502, headers={"X-Cap-Requestid": "r1"}),
        ("unavailable", "HTTP 502", 502, "r1"),
    ),
    "wrong credentials": (
        httpx.Response(401, headers={"X-Cap-Requestid": "r2"}),
        ("unauthorized", "an empty body", 401, "r2"),
    ),
    "a page": (
        httpx.Response(200, headers={"X-Cap-Requestid": "r3"}, content=b"<html>"),
        ("unexpected-answer", "an HTML page", 200, "r3"),
    ),
    "no id": (
        httpx.Response(
            201,
            headers={"X-Cap-Requestid": "r4"},
            content=b'{"data": {"name": "x"}, "errors": null}',
        ),
        ("no-id", "The API accepted the create but named no id.", 201, "r4"),
    ),
}


@pytest.mark.parametrize(("answer", "said"), WITHOUT_WORDS.values(), ids=WITHOUT_WORDS)
def test_an_answer_without_words_of_the_api_is_named_and_can_be_traced(
    answer: httpx.Response, said: tuple[str, str, int, str]
) -> None:
    """The receipt keeps what support asks for: what it was, in words, and its reference."""
    result, _ = attempt(answer)
    code, words, status, request_id = said

    assert result.problem is not None
    assert (result.problem.code, result.problem.status) == (code, status)
    assert result.problem.request_id == request_id
    assert words in result.problem.message


def test_a_create_that_may_not_be_sent_any_more_is_withheld() -> None:
    """Asked when its turn has come; nothing leaves."""
    result, requests = attempt(MADE, may_send=False)

    assert result.verdict is Verdict.WITHHELD
    assert requests == []
