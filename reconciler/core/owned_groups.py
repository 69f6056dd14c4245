"""What a plan says of groups that promotions own, and where nobody can tell who owns them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from reconciler.core.diagnostic import Diagnostic, codes_in, note, run_warning
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.promotion import Owner, Promotions
from reconciler.core.resource import name_key

MOST_NAMED: Final = 3


OWNED_BY_PROMOTION: Final = run_warning(
    "owned-by-promotion",
    "A promotion owns the live group of a campaign file.",
    "A milestone of the promotion names the group as the one that it counts with. Editing the "
    "promotion changes the group; a file cannot.",
    "Delete the file and let the promotion say what is live. If the group is a campaign of its "
    "own, take it out of the promotion.",
)
GROUP_CLAIMED_TWICE: Final = run_warning(
    "group-claimed-twice",
    "Several promotions say that they own one live group.",
    "A group counts for one milestone. Where two promotions name it, both may pay out for the same "
    "purchases, or one of them names a group that is no longer its own.",
    "Look at the milestones of the promotions in the console, and stop the one that is not meant.",
)
PROMOTIONS_NOT_READ: Final = run_warning(
    "promotions-not-read",
    "The promotions could not be read in full.",
    "Live groups that promotions own look like groups that nobody declared. What is called "
    "unmanaged may belong to a promotion, so import asks first and wants --unknown-owners where it "
    "cannot ask.",
    'Try again. If the organisation has no promotions, write promotions = "off" for the '
    "environment in reconciler.toml.",
)

CODES: Final = codes_in(globals())
"""All codes of this module, in the order of the file."""


def with_owners(plan: Plan, promotions: Promotions) -> Plan:
    """Name the promotions that own groups, and say where that is not known.

    The plan is of all campaigns, as made from files and groups alone; the promotions are joined
    with the live groups.
    """
    reason = promotions.reason if promotions.may_be_more else ""
    if not reason and not promotions.claims:
        return plan
    unmanaged = plan.of_kind(Unmanaged)
    owners = ((each.name, promotions.owner_of(each.id)) for each in unmanaged)
    owned = {name_key(name): owner for name, owner in owners if owner is not None}
    notes = [
        *_in_files(plan, promotions),
        *(
            note(GROUP_CLAIMED_TWICE, claimed_by(group, owners))
            for group, owners in promotions.claims.items()
            if len(owners) > 1
        ),
        *([note(PROMOTIONS_NOT_READ, not_read(reason))] if reason else []),
    ]
    return replace(
        plan,
        changes=tuple(_with_owner(each, promotions, owned) for each in plan.changes),
        diagnostics=tuple(sorted([*plan.diagnostics, *notes])),
        owners_unknown=reason,
    )


def _with_owner(change: Change, promotions: Promotions, owned: Mapping[str, Owner]) -> Change:
    match change:
        case Unmanaged():
            owner = promotions.owner_of(change.id)
            return change if owner is None else replace(change, owner=owner)
        case Blocked():
            # One that names a promotion's group must not lead anybody to declare that group.
            reason = change.reason
            owners = [owned[name_key(name)] for name in reason.of if name_key(name) in owned]
            if not owners:
                return change
            whose = f"That group belongs to the promotion {owners[0].called}"
            message = f"{reason.message} {whose}: do not declare it in a file."
            return replace(change, reason=replace(reason, message=message))
        case Create() | Drift() | InSync():
            return change


def _in_files(plan: Plan, promotions: Promotions) -> Iterator[Diagnostic]:
    for each in plan.live:
        owner = promotions.owner_of(each.id)
        if owner is not None:
            message = owned_by(each.id, owner)
            yield note(OWNED_BY_PROMOTION, message, at=(each.file, each.line, 1))


def owned_by(group: int, owner: Owner) -> str:
    """Whose a group is, in a sentence."""
    return f"The live group {group} belongs to the promotion {owner.called}."


def claimed_by(group: int, owners: Sequence[Owner]) -> str:
    """Which promotions say that they own a group, in a sentence."""
    first = " and ".join(each.called for each in owners[:MOST_NAMED])
    more = f" and {len(owners) - MOST_NAMED} more" if owners[MOST_NAMED:] else ""
    return f"The live group {group} is claimed by {first}{more}."


def not_read(reason: str) -> str:
    """What follows where promotions were not read in full, in sentences."""
    return f"{reason} What is called unmanaged may belong to a promotion."
