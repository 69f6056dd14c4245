"""Failures of the HTTP library in which the request cannot have reached the server.

Whatever is not among them may have been carried out, and is settled by reading.
"""

from typing import Final

from reconciler.lean_httpx import httpx

NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
