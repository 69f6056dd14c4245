"""Which campaigns and promotions of an audit are shown; what it counts is of all of them."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from reconciler.core.acknowledge import is_like
from reconciler.core.resource import name_key


class AuditFilter(Struct, frozen=True):
    """What is asked for: of each kind any may fit, and all kinds must.

    Attributes:
        running: only what runs today.
        owners: names of owners, ignoring case.
        flags: codes of flags.
        names: names, or patterns of them, ignoring case.
    """

    running: bool = False
    owners: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether it may leave something out."""
        return bool(self.running or self.owners or self.flags or self.names)

    def fits(self, name: str, owner: str, flags: Sequence[str], *, runs: bool) -> bool:
        """Whether a campaign or promotion is shown.

        Args:
            name: its name.
            owner: who owns it; several stand with commas between them.
            flags: codes of its flags.
            runs: whether it runs today.
        """
        if self.running and not runs:
            return False
        if self.owners:
            named = {name_key(owner), *(name_key(each.strip()) for each in owner.split(","))}
            if named.isdisjoint(map(name_key, self.owners)):
                return False
        if self.flags and set(self.flags).isdisjoint(flags):
            return False
        return not self.names or any(is_like(name, each) for each in self.names)


NO_FILTER: Final = AuditFilter()
