"""What a live group is on a day."""

from enum import StrEnum


class Lifecycle(StrEnum):
    """What a live group is today."""

    RUNNING = "running"
    UPCOMING = "upcoming"
    ENDED = "ended"
    INACTIVE = "inactive"
