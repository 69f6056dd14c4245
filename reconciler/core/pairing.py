"""Which live group is which campaign: by name, ignoring case, and by nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from reconciler.core.resource import Desired, Live, name_key


class Pairing(Struct, frozen=True):
    """Campaigns with the live groups that answer to their names.

    Attributes:
        pairs: each campaign with its groups, by id: none if it is not live, several if nobody can
            tell which of them it is.
        unmanaged: groups that no campaign has, by id.
    """

    pairs: Sequence[tuple[Desired, Sequence[Live]]]
    unmanaged: Sequence[Live]


def pair(campaigns: Iterable[Desired], groups: Iterable[Live]) -> Pairing:
    """Pair by name ignoring case; where several groups answer, an exact name decides.

    The names of the campaigns look different from each other.
    """
    by_id = sorted(groups, key=lambda group: group.id)
    by_key: dict[str, list[Live]] = defaultdict(list)
    for group in by_id:
        by_key[name_key(group.name)].append(group)
    pairs = []
    for each in campaigns:
        found = by_key.get(name_key(each.name), [])
        exact = [group for group in found if group.name == each.name]
        pairs.append((each, exact if len(exact) == 1 else found))
    paired = {group.id for _, found in pairs for group in found}
    return Pairing(pairs, [group for group in by_id if group.id not in paired])
