"""The words for live groups that promotions own, which texts, comments and pages share."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from reconciler.core.plan import Unmanaged
from reconciler.core.promotion import Owner

UNMANAGED: Final = "Unmanaged: live, but no file declares it"
UNMANAGED_OR_OWNED: Final = "Unmanaged, or of a promotion: live, but no file declares it"
"""Where the promotions could not be read in full."""
OWNED: Final = "Of promotions: live, and not to be declared in files"
MOST_IDS: Final = 6
_SECTION: Final = re.compile(r"^### (Unmanaged[^\n]*)\n\n[^\n]*\n\n?", re.MULTILINE)
"""What a comment says of unmanaged groups, under its title."""


def unmanaged_title(owners_unknown: str) -> str:
    """What to call groups that no file declares.

    Args:
        owners_unknown: why it is not known which groups promotions own; empty where it is.
    """
    return UNMANAGED_OR_OWNED if owners_unknown else UNMANAGED


def keep_unmanaged(text: str, earlier: str) -> str:
    """The comment of a plan, with what an earlier one said of unmanaged groups where it must guess.

    A look that could not read the promotions counts their groups as unmanaged. That is no news.

    Args:
        text: the comment as made.
        earlier: the one that it takes the place of.
    """
    guess = _SECTION.search(text)
    if guess is None or guess[1] != UNMANAGED_OR_OWNED or not earlier:
        return text
    known = _SECTION.search(earlier)
    kept = known[0] if known else ""
    return f"{text[: guess.start()]}{kept}{text[guess.end() :]}"


def wants_a_file(group: Unmanaged) -> bool:
    """Whether a file of its own is a way out: no blocked campaign may be it either."""
    return not (group.is_meant or group.may_be_renamed)


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
