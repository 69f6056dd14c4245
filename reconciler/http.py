"""What the clients of the loyalty API and of GitHub share."""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

from reconciler.errors import Unavailable

Slept = TypeVar("Slept")

OnWait: TypeAlias = Callable[[float, str], None]
"""Told of each long wait: how many seconds, and why."""

ANNOUNCED: Final = 5.0
"""Seconds from which a wait is announced."""


class GivenUp(Unavailable):
    """Another try, or more waiting, would serve nothing."""


@dataclass(frozen=True, slots=True)
class Clock(Generic[Slept]):
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
