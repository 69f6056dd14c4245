"""What is made of an answer: data with all its digits, or the one error that it means."""

import json
from decimal import Decimal

import pytest
from hypothesis import example, given, strategies

from reconciler.api.envelope import Reply, read_answer, visible
from reconciler.core.exact_json import MOST_LEVELS, Json, decode
from reconciler.errors import (
    ApiError,
    Forbidden,
    Problem,
    Rejected,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from tests.api.support import a_reply

ERRORS = {"data": None, "errors": [{"code": 310069, "message": "name exists"}], "warnings": None}
NO_ERRORS = {"data": None, "errors": None, "warnings": None}
AUTH_LAYER = {"HttpStatusCode": 401, "errorCode": 4000, "errorMessage": "not authorised"}
HTML = "<!DOCTYPE html><html><body>Sign in</body></html>"


def failure(
    body: Json | str | bytes, status: int = 200, headers: dict[str, str] | None = None
) -> ApiError:
    with pytest.raises(ApiError) as caught:
        read_answer(a_reply(body, status, headers), label="POST /v3/targetGroups")
    return caught.value


def test_an_answer_keeps_every_digit() -> None:
    body = '{"data": {"big": 9007199254740993.000, "id": 7998987987986876867}, "errors": null}'

    data = read_answer(a_reply(body), label="GET /").data

    assert data == {"big": Decimal("9007199254740993.000"), "id": 7998987987986876867}
    assert str(data["big"]) == "9007199254740993.000"


def test_an_answer_carries_warnings_pages_and_the_request_id() -> None:
    body = {
        "data": [],
        "errors": [],
        "warnings": [{"message": "phase-out"}],
        "pagination": {"limit": 10, "offset": 0, "total": 1},
    }

    answer = read_answer(a_reply(body, 201, {"X-Cap-Requestid": "abc"}), label="GET /")

    assert answer.data == []
    assert answer.status == 201
    assert answer.warnings == ("phase-out",)
    assert answer.pagination == {"limit": 10, "offset": 0, "total": 1}
    assert answer.request_id == "abc"


@pytest.mark.parametrize(
    "envelope",
    [
        {"data": {"id": 1}},
        {"data": {"id": 1}, "errors": []},
        {"data": {"id": 1}, "errors": [{"code": 0, "message": ""}]},
        {"data": {"id": 1}, "errors": [{"code": "0", "message": ""}], "warnings": []},
    ],
)
def test_an_answer_without_real_errors_is_a_success(envelope: Json) -> None:
    assert read_answer(a_reply(envelope), label="GET /").data == {"id": 1}


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read_answer(a_reply(b'\xef\xbb\xbf{"data": []}'), label="GET /").data == []


@pytest.mark.parametrize("data", [True, False, 0, "text"])
def test_a_scalar_is_data_only_where_one_is_due(data: Json) -> None:
    assert read_answer(a_reply({"data": data}), label="POST /", scalar=True).data == data
    assert "neither an object nor a list" in failure({"data": data}).message


@pytest.mark.parametrize(
    ("status", "body", "kind", "maybe_done"),
    [
        (401, ERRORS, Unauthorized, False),
        (401, HTML, Unauthorized, False),
        (403, AUTH_LAYER, Forbidden, False),
        (403, "", Forbidden, False),
        (404, ERRORS, Rejected, False),
        (404, HTML, Rejected, False),
        (405, "", Rejected, False),
        (410, "", Rejected, False),
        (429, "", Unavailable, False),
        (429, ERRORS, Unavailable, False),
        (400, ERRORS, Rejected, False),
        (400, AUTH_LAYER, Rejected, False),
        (409, ERRORS, Rejected, False),
        (461, ERRORS, Rejected, False),
        (400, NO_ERRORS, UnexpectedAnswer, True),
        (400, {"data": None, "errors": [{"code": 0, "message": ""}]}, UnexpectedAnswer, True),
        (400, HTML, UnexpectedAnswer, True),
        (408, "", UnexpectedAnswer, True),
        (500, ERRORS, Unavailable, True),
        (500, HTML, Unavailable, True),
        (501, "", Unavailable, True),
        (502, HTML, Unavailable, True),
        (503, {"data": None, "errors": [{"code": 4001, "message": "down"}]}, Unavailable, True),
        (504, "", Unavailable, True),
        (521, HTML, Unavailable, True),
        (301, "", UnexpectedAnswer, True),
        (302, HTML, UnexpectedAnswer, True),
        (304, "", UnexpectedAnswer, True),
        (200, ERRORS, Rejected, True),
        (201, ERRORS, Rejected, True),
        (200, {**ERRORS, "data": {"id": 1}}, Rejected, True),
        (200, AUTH_LAYER, Rejected, True),
        (200, NO_ERRORS, UnexpectedAnswer, True),
        (200, {"errors": None}, UnexpectedAnswer, True),
        (200, HTML, UnexpectedAnswer, True),
        (200, "", UnexpectedAnswer, True),
        (204, "", UnexpectedAnswer, True),
        (200, '{"data": {"id"', UnexpectedAnswer, True),
        (200, [1, 2], UnexpectedAnswer, True),
        (200, "null", UnexpectedAnswer, True),
    ],
)
def test_each_failure_is_of_one_kind_and_says_whether_something_may_have_happened(
    status: int, body: Json | str, kind: type[ApiError], *, maybe_done: bool
) -> None:
    error = failure(body, status, {"X-Cap-Requestid": "ref-1"})

    assert type(error) is kind
    assert error.maybe_done is maybe_done
    assert error.status == status
    assert error.request_id == "ref-1"


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (HTML, "text/html; charset=utf-8", f"an HTML page ({len(HTML)} bytes, text/html)"),
        ("<?xml?><html></html>", "", "an HTML page"),
        ("<error/>", "application/xml", "markup, not JSON (8 bytes, application/xml)"),
        ("", "", "an empty body (0 bytes, no content type)"),
        (" \n", "", "an empty body"),
        ("Bad gateway", "a b c", "text that is not JSON (11 bytes, no content type)"),
        ('{"data": {"id": 1', "", "JSON that ends too early, at character 17"),
        ('{"data": "unfini', "", "JSON that ends too early, at character 16"),
        ('{"data": tr', "", "JSON that ends too early, at character 11"),
        ('{"data": -', "", "JSON that ends too early, at character 10"),
        ('{"data"', "", "JSON that ends too early"),
        ('{"data": {}} {}', "", "JSON with an error at character 13"),
        ('{"data": [NaN]}', "", "JSON with an error"),
        ('{"data": [' + "9" * 5000 + "]}", "", "JSON with an error"),
        ("[]", "", "JSON that is not an object"),
        ("{" * 3, "", "JSON with an error at character 1"),
        ('{"data":' * 100 + "{}" + "}" * 100, "", "JSON that is nested too deeply"),
        ('{"data":' + "[" * 100_000, "", "JSON that is nested too deeply"),
        (b'{"data": "\xff"}', "", "text that is not UTF-8"),
        ({"errors": None}, "", "an object without data"),
        (NO_ERRORS, "", "an answer whose data is null"),
    ],
)
def test_an_unreadable_answer_is_described_and_never_quoted(
    body: Json | str | bytes, content_type: str, words: str
) -> None:
    error = failure(body, headers={"content-type": content_type})

    assert type(error) is UnexpectedAnswer
    assert words in error.message
    assert error.message.startswith("POST /v3/targetGroups: HTTP 200: ")
    assert "Sign in" not in error.message
    assert error.hint


def test_nesting_that_any_real_answer_has_is_read() -> None:
    body = '{"data":' + "[" * 40 + "]" * 40 + "}"

    assert isinstance(read_answer(a_reply(body), label="GET /").data, list)


@pytest.mark.parametrize("levels", [40, 100, 10_000])
@pytest.mark.parametrize("in_parts", [False, True])
def test_what_nobody_reads_may_be_nested_or_is_an_error(levels: int, in_parts: bool) -> None:
    """It never ends the run in another way."""
    body = f'{{"data": [], "other": {"[" * levels}{"]" * levels}}}'
    try:
        said = read_answer(a_reply(body), label="GET /", in_parts=in_parts).data
    except UnexpectedAnswer as error:
        said = error.message
    assert said == [] or (levels > MOST_LEVELS and "nested too deeply" in said)


def test_codes_and_messages_are_kept_verbatim() -> None:
    errors = [
        {"code": 310069, "message": " Name\u202e exists. "},
        {"code": 0, "message": "fine"},
        {"code": "310008", "message": None},
        {"message": "Invalid key is passed"},
        {"code": True, "message": 5},
        {"code": "E1"},
        "plain text",
    ]

    error = failure({"data": None, "errors": errors}, 400)

    assert error.problems == (
        Problem(310069, " Name\u202e exists. "),
        Problem(310008, ""),
        Problem(None, "Invalid key is passed"),
        Problem(None, "5"),
        Problem(None, ""),
        Problem(None, "plain text"),
    )
    assert "Name\\u202e exists (code 310069); no message (code 310008); Invalid" in error.message


def test_errors_given_as_one_object_count() -> None:
    error = failure({"data": None, "errors": {"code": 5, "message": "no"}}, 400)

    assert error.problems == (Problem(5, "no"),)


def test_the_shape_of_the_authentication_layer_is_understood() -> None:
    error = failure(AUTH_LAYER, 401)

    assert error.problems == (Problem(4000, "not authorised"),)
    assert "not authorised (code 4000)" in error.message


def test_a_long_message_is_shortened_for_display_only() -> None:
    error = failure({"data": None, "errors": [{"code": 1, "message": "x" * 5000}]}, 400)

    assert len(error.problems[0].message) == 5000
    assert len(error.message) < 400


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://login.example/secret?token=1", "login.example"),
        ("/elsewhere", "the same host"),
        ("", "the same host"),
        ("http://[broken", "an unreadable address"),
    ],
)
def test_a_redirect_is_told_by_its_host_alone(location: str, host: str) -> None:
    error = failure("", 302, {"location": location})

    assert f"a redirect to {host}, which" in error.message
    assert "secret" not in error.message


def test_our_secrets_are_hidden_should_the_api_repeat_them() -> None:
    def mask(text: str) -> str:
        return text.replace("s3cret", "***")

    body = {"data": None, "errors": [{"code": 1, "message": "key s3cret is unknown"}]}
    with pytest.raises(Rejected) as caught:
        read_answer(a_reply(body, 400), label="POST /", mask=mask)

    assert caught.value.problems == (Problem(1, "key *** is unknown"),)
    assert "s3cret" not in caught.value.message

    answer = read_answer(a_reply({"data": {}, "warnings": ["s3cret"]}), label="POST /", mask=mask)
    assert answer.warnings == ("***",)


def test_neither_reply_nor_answer_shows_what_it_holds() -> None:
    reply = a_reply({"data": {"email": "a@b.c"}}, headers={"set-cookie": "session=1"})

    shown = repr(reply) + repr(read_answer(reply, label="GET /"))

    assert "a@b.c" not in shown
    assert "session" not in shown


def test_what_a_terminal_would_execute_is_spelled_out() -> None:
    assert visible("a\x1b[31mb\u202ec\nä") == "a\\x1b[31mb\\u202ec\\nä"
    assert json.dumps(visible("\ud800")) == '"\\\\ud800"'


@pytest.mark.parametrize(("status", "kind"), [(200, UnexpectedAnswer), (502, Unavailable)])
def test_a_body_that_was_not_received_in_full_is_a_flaw(status: int, kind: type[ApiError]) -> None:
    reply = Reply(status, {}, b'{"data": []}', "a body of more than 9 bytes")

    with pytest.raises(kind, match=f"HTTP {status}: a body of more than 9 bytes"):
        read_answer(reply, label="GET /")


KEYS = strategies.sampled_from(
    ["data", "errors", "warnings", "pagination", "code", "message", "errorCode", "errorMessage"]
)
JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(),
    lambda inner: strategies.lists(inner) | strategies.dictionaries(KEYS, inner),
)


BODIES = strategies.binary() | JSON.map(lambda value: json.dumps(value).encode())


@given(body=BODIES, status=strategies.sampled_from([200, 400]))
@example(body=b'{"data": [{"a": 1.50}, 2], "pagination": {"total": 2}, "more": []}', status=200)
@example(body=b'{"data": [1], "errors": [{"code": 310069, "message": "exists"}]}', status=200)
@example(body=b'{"data": [1], "errorCode": 4000, "errorMessage": "no"}', status=200)
@example(body=b'{"data": [1], "warnings": {"code": 1, "message": "soon"}}', status=200)
@example(body=b'{"data": [1], "warnings": 1e9999}', status=200)
@example(body=b'{"data": [1], "warnings": ' + b"[" * 70 + b"]" * 70 + b"}", status=200)
@example(body=b'{"data": {"id": 1}}', status=200)
@example(body=b'\xef\xbb\xbf{"data": [1]}', status=200)
def test_an_answer_in_parts_says_what_the_whole_one_says(body: bytes, status: int) -> None:
    said: list[object] = []
    for in_parts in (False, True):
        try:
            answer = read_answer(Reply(status, {}, body), label="GET /", in_parts=in_parts)
        except ApiError as error:
            said.append((type(error), error.message, error.hint, error.problems))
            continue
        data = answer.data
        if in_parts and isinstance(data, list):
            assert {*map(type, data)} <= {bytes}
            data = [decode(each) for each in data]
        said.append((data, answer.warnings, answer.pagination, answer.status))

    assert said[0] == said[1]


@given(
    status=strategies.integers(200, 599),
    body=BODIES,
    headers=strategies.dictionaries(
        strategies.sampled_from(["location", "content-type", "x-cap-requestid"]),
        strategies.text(),
    ),
)
def test_any_reply_is_an_answer_or_an_api_error(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    try:
        answer = read_answer(Reply(status, headers, body), label="GET /")
    except ApiError as failure:
        error = failure
    else:
        assert 200 <= status < 300
        assert isinstance(answer.data, dict | list)
        return

    assert error.status == status
    assert error.message.isprintable()
    assert type(error) is not ApiError
