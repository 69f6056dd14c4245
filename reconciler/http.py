"""What the clients of the loyalty API and of GitHub share."""

import contextlib
import ipaddress
import re
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeAlias, TypedDict, TypeVar

from msgspec import Struct

from reconciler.errors import SettingsError, Unavailable
from reconciler.lean.httpx import httpx

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
_PORTS: Final = {"http": 80, "https": 443}


class GivenUp(Unavailable):
    """Another try, or more waiting, would serve nothing."""


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
