"""How coverage, drift and what nobody manages went over time."""

from datetime import date
from decimal import ROUND_DOWN, Decimal

from msgspec import Struct


class Point(Struct, frozen=True):
    """What was counted by the end of a day.

    Attributes:
        day: the day, in the organisation's time zone.
        environments: how many are counted; of each, what its last audit up to that day said.
        managed: groups that are managed.
        to_manage: groups that are live, and of no promotion and not known.
        drifted: groups that are not as declared.
        unmanaged: groups that no file declares.
    """

    day: date
    environments: int
    managed: int
    to_manage: int
    drifted: int
    unmanaged: int

    @property
    def coverage(self) -> Decimal | None:
        """Percentage managed; None where there was nothing to manage."""
        return share_of(self.managed, self.to_manage)


def share_of(managed: int, to_manage: int) -> Decimal | None:
    """Percentage managed; None where there is nothing to manage.

    Rounded down, so that it is 100 only when it is all of them.
    """
    if not to_manage:
        return None
    return (Decimal(100 * managed) / to_manage).quantize(Decimal("0.1"), ROUND_DOWN)
