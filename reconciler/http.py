"""What the clients of the loyalty API and of GitHub share."""

import contextlib
import ipaddress
import logging
import re
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, Generic, TypeAlias, TypedDict, TypeVar

from msgspec import Struct

from reconciler.errors import SettingsError, Unavailable
from reconciler.lean.httpx import httpx
from reconciler.status import Status

log = logging.getLogger(__name__)

Slept = TypeVar("Slept")

OnWait: TypeAlias = Callable[[float, str], None]
"""Told of each long wait: how many seconds, and why."""

ANNOUNCED: Final = 5.0
"""Seconds from which a wait is announced."""

NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Failures in which a request cannot have reached the server. Whatever is not among them may have
been carried out, and is settled by reading."""

_SEPARATORS: Final = re.compile(r"[,\s]+")
_WITH_PORT: Final = re.compile(r"(?P<host>\[.*\]|[^:]*):(?P<port>[0-9]+)")
_LONGEST_BACKOFF: Final = 20.0
_PORTS: Final = {"http": 80, "https": 443}


class GivenUp(Unavailable):
    """Another try, or more waiting, would serve nothing."""


class Waits(Struct, frozen=True, kw_only=True):
    """How long a run waits for a server, and how often it asks.

    Attributes:
        connect_timeout: seconds for a connection, with its name look-up and TLS.
        read_timeout: seconds without a byte.
        total_timeout: seconds for one request from start to end, against an answer that drips.
        max_body_bytes: the largest answer that is read, after unpacking.
        attempts: how often one request is tried in all.
    """

    connect_timeout: float = 10.0
    read_timeout: float
    total_timeout: float
    max_body_bytes: int = 128 * 1024 * 1024
    attempts: int = 6

    @property
    def until(self) -> str:
        """Until when an answer is waited for, in words."""
        return (
            f"given up after {self.read_timeout:g} s without a byte, or "
            f"{self.total_timeout:g} s in all"
        )


def backoff(failures: int, random: Callable[[], float]) -> float:
    """Seconds before what failed so often is tried again; random numbers go from 0 to 1."""
    return float(min(_LONGEST_BACKOFF, 0.5 * 2.0 ** (failures - 1))) * (0.5 + 0.5 * random())


def announce(seconds: float, reason: str, on_wait: OnWait | None, status: Status) -> None:
    """Have a wait told that is long, as it begins."""
    if seconds > ANNOUNCED:
        log.info("waiting %.0f s: %s", seconds, reason)
        if on_wait is not None:
            on_wait(seconds, reason)
            status.said()


def read_date(text: str) -> float | None:
    """Read the date of a header, as seconds since 1970; None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def quieten() -> None:
    """Keep httpx from logging addresses, which may hold the id of a customer, and headers."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Clock(Struct, Generic[Slept], frozen=True):
    """Time, as a client sees it; tests bring their own.

    Attributes:
        sleep: waits so many seconds of ``now``; gives what is awaited, if it does not block.
        now: seconds on a clock that never goes back.
        wall: seconds since 1970.
    """

    sleep: Callable[[float], Slept]
    now: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, which is reached without a network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Way(TypedDict):
    """How a host is reached; what a transport of httpx is opened with.

    Attributes:
        verify: whom to trust.
        proxy: through which proxy; None for none.
    """

    verify: ssl.SSLContext
    proxy: str | None


@contextlib.contextmanager
def way_to(url: httpx.URL) -> Iterator[Way]:
    """The way to a host by the usual variables, to open a transport with inside of the block.

    Raises:
        SettingsError: one of these variables cannot be used; also where the transport says so.
            Their values are not quoted: a password may stand there.
    """
    try:
        if url.scheme == "https":
            trusted = httpx.create_ssl_context()
        else:  # the list of authorities takes long to read, and http has no use for it
            trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        yield Way(verify=trusted, proxy=find_proxy(url))
    except (ImportError, ValueError, httpx.InvalidURL):
        raise SettingsError(
            "The proxy of the environment variables cannot be used.",
            hint="HTTPS_PROXY takes a URL like http://host:port.",
        ) from None
    except OSError:
        raise SettingsError(
            "The certificates of SSL_CERT_FILE or SSL_CERT_DIR cannot be read.",
            hint="Set the variable to a file in PEM format.",
        ) from None


def find_proxy(url: httpx.URL) -> str | None:
    """The proxy through which a host is reached; None for none.

    By HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in small letters first, or else by the
    system's settings where it has any. Libraries read NO_PROXY each in its own way, so that it is
    read here: names with all below them, with or without a dot or ``*.`` before them; addresses and
    ranges (``::1``, ``[::1]``, ``10.0.0.0/8``); each with a port or without; ``*`` for every host;
    with commas or blanks between them. What is none of these names no host.
    """
    # An http proxy would see the credentials in clear.
    if is_loopback(url.host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy:
        return None
    listed = proxies.get("no")
    if listed is None:
        is_direct = bool(urllib.request.proxy_bypass(url.host))  # the system's list, if it has one
    else:
        is_direct = any(_names(entry.lower(), url) for entry in _SEPARATORS.split(listed))
    if is_direct:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _names(entry: str, url: httpx.URL) -> bool:
    """Whether an entry of NO_PROXY names the host of an address."""
    if entry == "*":
        return True
    scheme, _, place = entry.rpartition("://")
    with_port = _WITH_PORT.fullmatch(place)
    host, port = with_port.group("host", "port") if with_port else (place, None)
    own_port = str(url.port or _PORTS.get(url.scheme))
    if scheme not in {"", "all", url.scheme} or port not in {None, own_port}:
        return False
    try:
        address = ipaddress.ip_address(url.host)
    except ValueError:
        return _is_within(url.raw_host.decode(), host)
    return _is_in_range(address, host.replace("[", "").replace("]", ""))


def _is_within(name: str, domain: str) -> bool:
    """Whether a host is that of a name, or below it."""
    with contextlib.suppress(httpx.InvalidURL):
        # As it is sent: letters beyond ASCII are encoded.
        domain = httpx.URL(scheme="https", host=domain.lstrip("*").strip(".")).raw_host.decode()
    return bool(domain) and f".{name.rstrip('.')}".endswith(f".{domain}")


def _is_in_range(address: ipaddress.IPv4Address | ipaddress.IPv6Address, text: str) -> bool:
    try:
        listed = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    as_v4 = getattr(address, "ipv4_mapped", None)
    return address in listed or (as_v4 is not None and as_v4 in listed)
