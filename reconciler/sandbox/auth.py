"""Who may call: Basic with the md5 of the password, or a token that expires."""

import base64
import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import Response

from reconciler.sandbox.store import Options, Store
from reconciler.sandbox.wire import Json, decode_body, invalid_input, json_response

TOKEN_PATH = "/v3/oauth/token/generate"  # noqa: S105 (a path)

_TOKEN_HEADER = "X-CAP-API-OAUTH-TOKEN"  # noqa: S105 (the name of a header)
_ATTRIBUTION_HEADER = "X-CAP-API-ATTRIBUTION-ENTITY-CODE"


def is_permitted(request: Request, store: Store) -> bool:
    """Tell whether a request carries good credentials; a token, if sent, decides alone."""
    token = request.headers.get(_TOKEN_HEADER)
    if token is not None:
        return store.accepts_token(token)
    return _is_basic(request.headers.get("Authorization", ""), store.options)


def author_of(request: Request, options: Options) -> str:
    """Name whom a write is attributed to; only a token may name another till."""
    if _TOKEN_HEADER in request.headers:
        return request.headers.get(_ATTRIBUTION_HEADER, options.username)
    return options.username


def unauthorised() -> Response:
    """Refuse in the shape of the layer before the API, which is not the envelope."""
    body = {"HttpStatusCode": 401, "errorCode": 401, "errorMessage": "Unauthorized"}
    return json_response(body, status=401)


async def generate_token(request: Request) -> Response:
    """POST /v3/oauth/token/generate."""
    store: Store = request.app.state.store
    body = decode_body(await request.body())
    if not isinstance(body, dict):
        raise invalid_input()
    options = store.options
    has_key = _is_same(body.get("key"), options.client_key)
    has_secret = _is_same(body.get("secret"), options.client_secret)
    if not (has_key and has_secret):
        return unauthorised()
    data = {"accessToken": store.issue_token(), "ttlSeconds": options.token_seconds}
    return json_response({"data": data, "errors": None})


def _is_basic(header: str, options: Options) -> bool:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        sent = base64.b64decode(encoded.strip(), validate=True).decode()
    except ValueError:
        return False
    # The API documents, authentication: the secret is the md5 of the password in lower case.
    md5 = hashlib.md5(options.password.encode(), usedforsecurity=False).hexdigest()
    return _is_same(sent, f"{options.username}:{md5}")


def _is_same(sent: Json, expected: str) -> bool:
    return isinstance(sent, str) and hmac.compare_digest(sent.encode(), expected.encode())
