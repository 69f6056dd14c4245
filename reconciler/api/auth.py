"""Who is asking: the two ways to sign a request, as the API documents describe authentication.

Nothing in here is ever shown: no representation and no message holds a credential or a token.
"""

import asyncio
import hashlib
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from reconciler.api.envelope import Answer
from reconciler.core.exact_json import Json
from reconciler.errors import (
    ApiError,
    Forbidden,
    Rejected,
    SettingsError,
    Unauthorized,
    Unavailable,
)
from reconciler.http import GivenUp

TOKEN_PATH: Final = "/v3/oauth/token/generate"  # noqa: S105  a path, not a secret
TOKEN_HEADER: Final = "X-CAP-API-OAUTH-TOKEN"  # noqa: S105  a header's name
ATTRIBUTION_TYPE_HEADER: Final = "X-CAP-API-ATTRIBUTION-ENTITY-TYPE"
ATTRIBUTION_CODE_HEADER: Final = "X-CAP-API-ATTRIBUTION-ENTITY-CODE"

KEY_REFUSED: Final = "Check RECONCILER_CLIENT_KEY, RECONCILER_CLIENT_SECRET and the url."
_HIDDEN: Final = "***"
_SHORTEST_SECRET: Final = 4  # masking anything shorter would only garble messages
_LONGEST_MARGIN: Final = 60.0  # seconds before its end at which a token is renewed


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """User and password hash of a till.

    Attributes:
        username: the till's user name.
        password_md5: MD5 of the password, in hexadecimal digits.
    """

    username: str = field(repr=False)
    password_md5: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.username or ":" in self.username:
            raise SettingsError(
                "The user name must not be empty or hold a colon.",
                hint="Check RECONCILER_USERNAME.",
            )
        if not re.fullmatch(r"[0-9a-fA-F]{32}", self.password_md5):
            raise SettingsError(
                "The password hash is not an MD5: 32 hexadecimal digits are expected.",
                hint="RECONCILER_PASSWORD takes the password in clear text.",
            )
        object.__setattr__(self, "password_md5", self.password_md5.lower())

    @classmethod
    def from_clear(cls, username: str, password: str) -> "BasicCredentials":
        """Hash a password in clear text the way the API wants it."""
        if not password:
            raise SettingsError("The password is empty.", hint="Check RECONCILER_PASSWORD.")
        # The API prescribes MD5; nothing here is protected by it.
        digest = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
        return cls(username, digest)


@dataclass(frozen=True, slots=True)
class OAuthCredentials:
    """Key and secret of an API client.

    Attributes:
        attribution: to whom writes are attributed, as type and code (``("TILL", "till.main")``).
    """

    key: str = field(repr=False)
    secret: str = field(repr=False)
    attribution: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if not self.key or not self.secret:
            raise SettingsError(
                "The client key and the client secret must not be empty.",
                hint="Check RECONCILER_CLIENT_KEY and RECONCILER_CLIENT_SECRET.",
            )
        if not all(_fits_header(text) for text in self.attribution or ()):
            raise SettingsError(
                "The attribution type and code must be printable ASCII text, and not empty.",
                hint="Correct attribution of the environment in reconciler.toml.",
            )


Credentials: TypeAlias = BasicCredentials | OAuthCredentials


class Auth:
    """Signs requests; by itself with nothing, to find out whether a host is there."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    async def renew(self) -> bool:
        """Get ready to sign; True when that took a request."""
        return False

    def headers(self, *, write: bool) -> dict[str, str]:  # noqa: ARG002  the same for both
        """Make the headers that sign one request."""
        return {}

    def drop(self, headers: Mapping[str, str]) -> bool:  # noqa: ARG002  there is nothing to drop
        """Forget what the API refused; True when signing anew may help."""
        return False

    def mask(self, text: str) -> str:
        """Hide our secrets in a text that comes from the API."""
        # Longest first: a secret may hold another one.
        for secret in sorted(self._secrets, key=len, reverse=True):
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, _HIDDEN)
        return text


class BasicAuth(Auth):
    """Signs with user and password hash."""

    def __init__(self, credentials: BasicCredentials) -> None:
        pair = f"{credentials.username}:{credentials.password_md5}"
        self._code = b64encode(pair.encode()).decode()
        self._secrets = {self._code, credentials.password_md5}

    def headers(self, *, write: bool) -> dict[str, str]:  # noqa: ARG002  the same for both
        """Make the Authorization header."""
        return {"Authorization": f"Basic {self._code}"}


class TokenAuth(Auth):
    """Signs with a token that is got from key and secret, and renewed before it runs out.

    Args:
        credentials: key, secret and attribution.
        fetch: makes the token call with the body given.
        now: seconds on a clock that never goes back.
    """

    def __init__(
        self,
        credentials: OAuthCredentials,
        fetch: Callable[[Json], Awaitable[Answer]],
        *,
        now: Callable[[], float],
    ) -> None:
        self._credentials = credentials
        self._fetch = fetch
        self._now = now
        self._token = ""
        self._good_until = 0.0
        self._secrets = {credentials.key, credentials.secret}
        self._one_call = asyncio.Lock()
        self._calls = 0
        self._failure: ApiError | None = None

    async def renew(self) -> bool:
        """Get a token unless there is one that is good; however many ask, one call is made.

        Raises:
            Unauthorized: the API refuses key and secret.
            ApiError: the token call failed in another way.
        """
        if self._token and self._now() < self._good_until:
            return False
        calls = self._calls
        async with self._one_call:
            if calls == self._calls:
                await self._call()
        # Whoever waited for a call that failed shares its outcome: asking again for each of them
        # would multiply refused logins.
        if self._failure is not None:
            raise self._failure
        return True

    def headers(self, *, write: bool) -> dict[str, str]:
        """Make the token header and, on writes, those that attribute them."""
        headers = {TOKEN_HEADER: self._token}
        if write and self._credentials.attribution is not None:
            kind, code = self._credentials.attribution
            headers |= {ATTRIBUTION_TYPE_HEADER: kind, ATTRIBUTION_CODE_HEADER: code}
        return headers

    def drop(self, headers: Mapping[str, str]) -> bool:
        """Forget the token that signed these headers, unless it has been replaced already."""
        if headers[TOKEN_HEADER] == self._token:
            self._token = ""
        return True

    async def _call(self) -> None:
        asked = self._now()
        body = {"key": self._credentials.key, "secret": self._credentials.secret}
        try:
            answer = await self._fetch(body)
            match answer.data:
                case {"accessToken": str(token), "ttlSeconds": int(seconds)} if (
                    _fits_header(token) and seconds > 0
                ):
                    self._secrets.add(token)
                    self._token, self._failure = token, None
                    self._good_until = asked + seconds - min(_LONGEST_MARGIN, 0.2 * seconds)
                case _:
                    raise answer.unusable(
                        "The token call succeeded but its answer holds no usable accessToken and "
                        "ttlSeconds."
                    )
        except ApiError as error:
            self._failure = _as_refusal(error)
        self._calls += 1


def _as_refusal(error: ApiError) -> ApiError:
    """Say what a failed token call means for the request that needed the token: it was not sent."""
    error.maybe_done = False
    message = f"No token could be had. {error.message}"
    match error:
        case Rejected() | Unauthorized() | Forbidden():
            return error.retold(Unauthorized, message, hint=KEY_REFUSED)
        case Unavailable():
            # The call has had its tries; the request that needed it must not repeat them all.
            return error.retold(GivenUp, message, hint=error.hint)
        case _:
            return error


def _fits_header(text: str) -> bool:
    return bool(text) and text == text.strip() and text.isascii() and text.isprintable()
