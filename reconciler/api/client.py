"""The one HTTP client of the loyalty API: signs, paces, sends, and makes answers or errors.

Three verbs and no more: ``get`` and ``ask`` read and are tried again when that may help;
``create`` writes and is sent at most once, whatever happens. An answer that was lost is for the
caller to settle by reading: ``ApiError.maybe_done`` says whether there is anything to settle.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self, TypeAlias

from reconciler import __version__
from reconciler.api.auth import (
    TOKEN_PATH,
    Auth,
    BasicAuth,
    BasicCredentials,
    Credentials,
    TokenAuth,
)
from reconciler.api.envelope import REQUEST_ID_HEADER, Answer, read_answer, visible
from reconciler.api.pacing import Limits, Pacer, read_retry_after
from reconciler.api.retries import retrying
from reconciler.api.transports import (
    ASKING_POSTS,
    ReadOnlyTransport,
    WriteRefused,
    check_url,
    open_transport,
    receive,
)
from reconciler.core.exact_json import Json, encode_bytes
from reconciler.errors import ApiError, Unauthorized
from reconciler.http import quieten
from reconciler.lean.httpx import httpx
from reconciler.status import Status

log = logging.getLogger(__name__)

Params: TypeAlias = Mapping[str, str | int | bool]

# Parameters whose values tell nothing about a person; of all others only the name is logged.
_LOGGED_PARAMS: Final = frozenset(
    {
        "includeInactive",
        "includeInactiveTargets",
        "includeOnlyActive",
        "includePeriods",
        "includeUserCreatedTargetGroups",
        "limit",
        "offset",
        "require-periods",
    }
)
_CUSTOMER: Final = re.compile(r"/users/[^/]+")
_WITHHELD: Final = "what the API said is not shown, since it may name the customer"
"""In place of what the API says about a customer: its words may name the customer."""


class Withheld(ApiError):
    """A write that was no longer wanted when its turn came; nothing was sent."""


def _always() -> bool:
    return True


class Api:
    """A connection to the loyalty API of one organisation.

    Args:
        base_url: scheme and host; https, unless the host is this machine.
        credentials: who asks; None signs nothing.
        limits: what may be asked of the API, and how long it is waited for.
        transport: the way to the server; by default the network.
        read_only: refuse everything that writes, before it is sent.
        pacer: the limiter of the run, to share it between connections or to set a deadline.

    Raises:
        SettingsError: the URL cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials | None,
        limits: Limits,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        read_only: bool = True,
        pacer: Pacer | None = None,
    ) -> None:
        url = check_url(base_url)
        inner = transport or open_transport(url)
        self._limits = limits
        self._read_only = read_only
        self._pacer = pacer or Pacer(limits)
        self._auth = Auth()
        if isinstance(credentials, BasicCredentials):
            self._auth = BasicAuth(credentials)
        elif credentials is not None:
            self._auth = TokenAuth(credentials, self._fetch_token, now=self._pacer.clock.now)
        quieten()
        self._client = httpx.AsyncClient(
            base_url=url,
            transport=ReadOnlyTransport(inner) if read_only else inner,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.read_timeout, connect=limits.connect_timeout),
            headers={"Accept": "application/json", "User-Agent": f"reconciler/{__version__}"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    @property
    def renews_credentials(self) -> bool:
        """Whether refused credentials are replaced by new ones for the next request."""
        return isinstance(self._auth, TokenAuth)

    @property
    def status(self) -> Status:
        """What the run is doing and waiting for."""
        return self._pacer.status

    @property
    def remaining(self) -> float | None:
        """Seconds until the deadline of the run; None without one."""
        return self._pacer.remaining

    async def log_in(self) -> None:
        """Get what signs the requests to come, where that takes a call.

        Raises:
            ApiError: it could not be had.
        """
        await self._auth.renew()

    async def get(self, path: str, params: Params | None = None) -> Answer:
        """Read; ``data`` is an object or a list.

        Raises:
            ApiError: the last of the tries failed.
        """
        return await self._read(_Call("GET", path, params=params or {}), self._perform)

    async def get_parts(self, path: str, params: Params) -> Answer:
        """Read a long list; ``data`` is the JSON of each of its items, or an object.

        Raises:
            ApiError: the last of the tries failed.
        """
        call = _Call("GET", path, params=params, in_parts=True)
        return await self._read(call, self._perform)

    async def ask(self, path: str, body: Json) -> Answer:
        """Post something that only asks; ``data`` is anything but null.

        Raises:
            ApiError: the last of the tries failed.
            WriteRefused: the path is not one of the few that only ask.
        """
        if path not in ASKING_POSTS:
            raise WriteRefused(f"POST {path} may write, so it must not be tried again.")
        call = _Call("POST", path, content=encode_bytes(body), scalar=True)
        return await self._read(call, self._perform)

    async def create(
        self, path: str, body: Json, *, may_send: Callable[[], bool] = _always
    ) -> Answer:
        """Post something that writes, at most once.

        ``may_send`` is asked once its turn has come, since the wait for that can be long; after a
        yes it is sent.

        Raises:
            Withheld: it was not sent, since it may not be any more.
            ApiError: it failed; ``maybe_done`` says whether it may have been carried out.
            WriteRefused: this connection only reads.
        """
        if self._read_only:
            raise WriteRefused(f"POST {path} would write.")
        call = _Call("POST", path, content=encode_bytes(body), write=True, may_send=may_send)
        return await self._perform(call)

    async def _fetch_token(self, body: Json) -> Answer:
        # Runs in the slot of the request that needs the token, so it takes none of its own.
        async def perform(call: _Call) -> Answer:
            await self._pacer.pace()
            return await self._exchange(call, {})

        return await self._read(_Call("POST", TOKEN_PATH, content=encode_bytes(body)), perform)

    async def _read(self, call: "_Call", perform: "_Perform") -> Answer:
        return await retrying(
            lambda which: perform(replace(call, which=which)), self._pacer, self._limits
        )

    async def _perform(self, call: "_Call") -> Answer:
        async with self._pacer.slot():
            headers = await self._admit(call)
            if not call.may_send():
                raise Withheld(f"{call.label} was not sent.", maybe_done=False)
            try:
                return await self._exchange(call, headers)
            except Unauthorized:
                # A write is not sent again even now; the next request gets a new token.
                if not self._auth.drop(headers) or call.write:
                    raise
            return await self._exchange(call, await self._admit(call))

    async def _admit(self, call: "_Call") -> dict[str, str]:
        """Wait for the request's turn, and sign it as late as possible."""
        await self._pacer.pace()
        if await self._auth.renew():
            await self._pacer.pace()
        return self._auth.headers(write=call.write)

    async def _exchange(self, call: "_Call", headers: Mapping[str, str]) -> Answer:
        pacer = self._pacer
        kind = {} if call.content is None else {"Content-Type": "application/json"}
        request = self._client.build_request(
            call.method,
            call.path,
            params=call.params or None,
            content=call.content,
            headers={**kind, **headers},
        )
        sent = pacer.clock.now()
        try:
            with pacer.exchange(f"{call.waited_for} at {request.url.host}"):
                reply = await receive(
                    self._client,
                    request,
                    call.label,
                    limits=self._limits,
                    remaining=pacer.remaining,
                )
        except ApiError as error:
            log.info("%s - - %d ms: %s", call.logged, _ms(pacer, sent), error)
            raise
        if reply.request_id is not None:
            # It is shown and kept in receipts: it must not repeat what signed the request.
            masked = self._auth.mask(reply.request_id)
            reply = replace(reply, headers={**reply.headers, REQUEST_ID_HEADER: masked})
        reference = visible(reply.request_id or "-")
        log.info("%s %d %s %d ms", call.logged, reply.status, reference, _ms(pacer, sent))
        retry_after = read_retry_after(reply.headers, wall=pacer.clock.wall())
        pacer.heed(reply.status, sent=sent, retry_after=retry_after)
        is_of_customer = _CUSTOMER.search(call.path)
        mask = (lambda _: _WITHHELD) if is_of_customer else self._auth.mask
        return read_answer(
            reply, label=call.label, scalar=call.scalar, in_parts=call.in_parts, mask=mask
        )


@dataclass(frozen=True, slots=True)
class _Call:
    """One request, before it is signed.

    Attributes:
        write: whether it may change something.
        scalar: whether its answer may be something else than an object or a list.
        in_parts: whether the items of its answer are to be left unread.
        may_send: the last word before it is sent.
        which: which of its tries it is, in words.
    """

    method: str
    path: str
    params: Params = field(default_factory=dict)
    content: bytes | None = field(default=None, repr=False)
    write: bool = False
    scalar: bool = False
    in_parts: bool = False
    may_send: Callable[[], bool] = _always
    which: str = ""

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or self.path.startswith("//"):
            # Anything else could name another host, which would then get the credentials.
            raise ValueError("a path begins with one slash")

    @property
    def label(self) -> str:
        """Name the request without telling which customer it is about."""
        return f"{self.method} {visible(_CUSTOMER.sub('/users/…', self.path))}"

    @property
    def waited_for(self) -> str:
        """Name what is waited for while it is under way."""
        login = "the login, " if self.path == TOKEN_PATH else ""
        which = f" ({self.which})" if self.which else ""
        return f"{login}{self.label}{which}"

    @property
    def logged(self) -> str:
        """Name the request with its parameters, but no value that tells about a person."""
        params = "&".join(
            f"{name}={value}" if name in _LOGGED_PARAMS else name
            for name, value in self.params.items()
        )
        return f"{self.label}?{params}" if params else self.label


_Perform: TypeAlias = Callable[[_Call], Awaitable[Answer]]


def _ms(pacer: Pacer, since: float) -> int:
    return round((pacer.clock.now() - since) * 1000)
