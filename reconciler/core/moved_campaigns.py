"""Campaigns that may be one that is live, moved to another file and edited on the way.

Whoever moves a file and changes name, target and goal in one go, or deletes it in one commit and
adds the changed one in the next, leaves a live group that no file declares any more beside a
campaign to create. Git knows which file declared it. What is to be created may be that one where
it agrees with the group in all but names and goals, or where its file is much like the other one
and both campaigns have a day in common.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.edited_renames import AlikeButGoals
from reconciler.core.kind import Kind
from reconciler.core.plan import Blocked, Create, Plan, Unmanaged
from reconciler.core.reasons import LIKELY_RENAME
from reconciler.core.resource import Desired, Live, LiveState, name_key
from reconciler.core.same_campaign import overlap
from reconciler.core.suspicion import Suspicion

MUCH_ALIKE: Final = 0.5
"""From so much in common on a file counts as another one that was edited, as with git."""


def find_moved(
    plan: Plan,
    desired: Sequence[Desired],
    live: LiveState,
    *,
    kind: Kind,
    files: Mapping[str, str],
    likeness: Callable[[Desired, str], float],
) -> Mapping[str, Sequence[Suspicion]]:
    """Find creates that may be a live group whose file is gone, or declares another one by now.

    A group that is inactive was ended by a person, and pays nobody out any more.

    Args:
        plan: of all campaigns, as ``make_plan`` made it.
        desired: all campaigns.
        live: the live state that it was made from.
        kind: how resources are compared.
        files: the file that declared a name in an earlier version, by name as looked up.
        likeness: how much of a campaign's file was in the last version that declared a name, from
            0 to 1.

    Returns:
        What speaks against creating each, by its name.
    """
    unmanaged = {
        each.id for each in plan.changes if isinstance(each, Unmanaged) and each.owner is None
    }
    left = [
        group
        for group in sorted(live.groups, key=lambda group: group.id)
        if group.id in unmanaged
        and name_key(group.name) in files
        and group.spec.get("active") is not False
    ]
    if not left:
        return {}
    missing: tuple[Blocked | Create, ...] = (*plan.creates, *plan.set_aside, *plan.records)
    names = {each.name for each in missing}
    moved = _Moved(left, kind if live.is_whole else kind.in_part or kind, files, likeness)
    found = {each.name: list(moved.against(each)) for each in desired if each.name in names}
    return {name: against for name, against in found.items() if against}


class _Moved:
    """Live groups that files declared, and no file does."""

    def __init__(
        self,
        groups: Sequence[Live],
        kind: Kind,
        files: Mapping[str, str],
        likeness: Callable[[Desired, str], float],
    ) -> None:
        self.groups = groups
        self.kind = kind
        self.files = files
        self.likeness = likeness
        self.alike = AlikeButGoals(groups, kind)

    def against(self, desired: Desired) -> Iterator[Suspicion]:
        """What speaks against creating a campaign, one for each group that it may be."""
        agreeing = {group.id for group in self.alike.like(desired)}
        for group in self.groups:
            if group.id in agreeing:
                yield self._suspicion(group, "agrees with that group in all but names and goals")
            elif is_much_like(desired, group, self.kind, self.likeness):
                yield self._suspicion(group, "is much like that one, on days that both have")

    def _suspicion(self, group: Live, how: str) -> Suspicion:
        message = (
            f"In an earlier commit {self.files[name_key(group.name)]} declared '{group.name}', "
            f"which is live and in no file by now; this file {how}."
        )
        return Suspicion(LIKELY_RENAME, message, (group.name,))


def is_much_like(
    desired: Desired, group: Live, kind: Kind, likeness: Callable[[Desired, str], float]
) -> bool:
    """Whether a campaign's file is at least half of what declared a group, on common days.

    Args:
        desired: the campaign.
        group: the group.
        kind: how resources are compared; those of two families are never much alike.
        likeness: how much of the file was in what declared a name as looked up, from 0 to 1.
    """
    families = kind.family(desired.spec), kind.family(group.spec)
    return (
        (None in families or families[0] == families[1])
        and overlap(kind.days(desired.spec), kind.days(group.spec))
        and likeness(desired, name_key(group.name)) >= MUCH_ALIKE
    )
