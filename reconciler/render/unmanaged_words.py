"""The words for live groups that no file declares, those of promotions among them."""

from collections.abc import Iterable, Sequence
from typing import Final

from reconciler.core.plan import Unmanaged
from reconciler.core.promotion import Owner
from reconciler.render.next_steps import addressed

UNMANAGED: Final = "Unmanaged: live, but no file declares it"
UNMANAGED_OR_OWNED: Final = "Unmanaged, or of a promotion: live, but no file declares it"
"""Where the promotions could not be read in full."""
OWNED: Final = "Of promotions: live, and not to be declared in files"
MOST_IDS: Final = 6


def unmanaged_title(owners_unknown: str) -> str:
    """What to call groups that no file declares, by why it is not known which promotions own."""
    return UNMANAGED_OR_OWNED if owners_unknown else UNMANAGED


def wants_a_file(group: Unmanaged) -> bool:
    """Whether a file of its own is a way out: no blocked campaign may be it either."""
    return not (group.is_meant or group.may_be_renamed)


def declare(quote: str, *, owners_unknown: bool) -> str:
    """How an unmanaged group gets a file, though some may be of promotions, which were not read."""
    doubt = "What a promotion owns needs no file. For the others, " if owners_unknown else ""
    command = addressed(f"{quote}reconciler import NAME{quote}")
    return f"{doubt}{command} writes a file; without NAME, one for each."


def by_owner(groups: Iterable[Unmanaged]) -> Sequence[tuple[Owner, Sequence[int]]]:
    """The ids of the groups of each promotion, in the order of its name."""
    found: dict[Owner, list[int]] = {}
    for each in groups:
        if each.owner is not None:
            found.setdefault(each.owner, []).append(each.id)
    in_order = sorted(found.items(), key=lambda item: (item[0].name.casefold(), item[0].id))
    return [(owner, sorted(ids)) for owner, ids in in_order]


def some_groups(ids: Sequence[int]) -> str:
    """Groups by their ids; the first of them where they are many."""
    noun = "group" if len(ids) == 1 else "groups"
    more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
    return f"{noun} {', '.join(map(str, ids[:MOST_IDS]))}{more}"
