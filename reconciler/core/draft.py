"""A plan with what it was made from, for those who look into it for more."""

from collections.abc import Sequence

from msgspec import Struct

from reconciler.core.plan import Plan, Unmanaged
from reconciler.core.resource import Desired, Live, LiveState
from reconciler.core.resource_kind import ResourceKind


class Draft(Struct, frozen=True):
    """A plan of all campaigns, with what it was made from.

    Attributes:
        kind: how resources are compared.
    """

    plan: Plan
    desired: Sequence[Desired]
    live: LiveState
    kind: ResourceKind

    @property
    def kind_as_read(self) -> ResourceKind:
        """How live groups are compared, as far as such a read shows them."""
        return self.kind if self.live.is_whole else self.kind.in_part or self.kind

    @property
    def creates(self) -> Sequence[Desired]:
        """The campaigns to create."""
        names = {each.name for each in self.plan.creates}
        return [each for each in self.desired if each.name in names]

    @property
    def missing(self) -> Sequence[Desired]:
        """The campaigns to create, and those that are over and not live."""
        plan = self.plan
        over = {each.name for each in (*plan.set_aside, *plan.records)}
        names = over.union(each.name for each in plan.creates)
        return [each for each in self.desired if each.name in names]

    @property
    def unmanaged(self) -> Sequence[Live]:
        """The live groups that no file declares and no promotion owns, by id."""
        ids = {each.id for each in self.plan.of_kind(Unmanaged) if each.owner is None}
        return sorted((each for each in self.live.groups if each.id in ids), key=lambda e: e.id)
