"""JSON as it travels: every digit kept both ways, and the one envelope of all answers."""

import json
from decimal import Decimal
from typing import Any, NoReturn, TypeAlias

import simplejson
from starlette.requests import Request
from starlette.responses import Response

Json: TypeAlias = Any
"""A JSON value: None, bool, int, Decimal, str, list of Json or dict of str to Json."""

INVALID_INPUT = 300004


class RequestError(Exception):
    """A request the API answers with an error; messages name no field, as the real ones."""

    def __init__(self, code: int, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def invalid_input() -> RequestError:
    """Make the catch-all error of the API: something in the input is wrong, not said what."""
    return RequestError(INVALID_INPUT, "Invalid input")


def decode(text: bytes | str) -> Json:
    """Read JSON without losing digits.

    Raises:
        ValueError: it is not JSON.
    """
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse)


def decode_body(text: bytes) -> Json:
    """Read the body of a request; what is not JSON, or not UTF-8 inside, is invalid input."""
    try:
        value = decode(text)
        encode(value).encode()
    except (ValueError, RecursionError) as error:
        raise invalid_input() from error
    return value


def read_number(request: Request, name: str, *, digits: int = 18) -> int | None:
    """Read a whole number that a query may give; None where it does not.

    Raises:
        RequestError: it is something else, or has more digits.
    """
    text = request.query_params.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= digits):
        raise invalid_input()
    return int(text)


def encode(value: Json) -> str:
    """Write JSON with decimals as they are: 500.000 stays 500.000."""
    return simplejson.dumps(value, use_decimal=True, ensure_ascii=False)


def answer(data: Json, *, status: int = 200) -> Response:
    """Wrap data in the envelope of an answer without errors."""
    return json_response({"data": data, "errors": None, "warnings": None}, status=status)


def refusal(error: RequestError) -> Response:
    """Wrap an error in the envelope."""
    errors = [{"code": error.code, "message": error.message}]
    body = {"data": None, "errors": errors, "warnings": None}
    return json_response(body, status=error.status)


def json_response(body: Json, *, status: int = 200) -> Response:
    """Make the HTTP response that carries a body as it stands."""
    return Response(encode(body).encode(), status_code=status, media_type="application/json")


def _refuse(constant: str) -> NoReturn:
    message = f"{constant} is not a JSON number"
    raise ValueError(message)
