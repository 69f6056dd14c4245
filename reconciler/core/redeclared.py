"""Campaigns that may be a live group which another file declares by now.

A live campaign is renamed in its file and edited; then some other file gets the name that it had:
the old file is restored beside it, or `import` writes one, or the next campaign of a chain is
renamed to it. All that is live is declared again, and yet the renamed one would be created beside
it. Git knows that its own file declared the group. A file that was moved, and in whose place
another campaign is declared, knows that as well, so both have to be alike besides.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

from reconciler.core.edited_renames import AlikeButGoals
from reconciler.core.kind import Kind
from reconciler.core.moved_campaigns import is_much_like
from reconciler.core.plan import Blocked, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.reasons import LIKELY_RENAME
from reconciler.core.resource import Desired, Live, LiveState, name_key
from reconciler.core.suspicion import Suspicion


def still_paying(
    plan: Plan, live: LiveState, kind: Kind, today: date
) -> Mapping[str, tuple[Live, str]]:
    """Groups that files declare and that are neither over nor inactive, by name as looked up.

    Args:
        plan: of all campaigns, as ``make_plan`` made it.
        live: the live state that it was made from.
        kind: how resources are compared.
        today: the day in the organisation's time zone.

    Returns:
        Each group, with the file that declares it.
    """
    files = {each.id: each.file for each in plan.changes if isinstance(each, Drift | InSync)}
    return {
        name_key(group.name): (group, files[group.id])
        for group in live.groups
        if group.id in files
        and group.spec.get("active") is not False
        and not "" < kind.days(group.spec)[1] < today.isoformat()
    }


def find_redeclared(
    plan: Plan,
    desired: Sequence[Desired],
    live: LiveState,
    *,
    kind: Kind,
    paying: Mapping[str, tuple[Live, str]],
    former_names: Mapping[str, Collection[str]],
    likeness: Callable[[Desired, str], float],
) -> Mapping[str, Sequence[Suspicion]]:
    """Find creates whose file declared a live group in an earlier version, as another does now.

    Args:
        plan: of all campaigns, as ``make_plan`` made it.
        desired: all campaigns.
        live: the live state that it was made from.
        kind: how resources are compared.
        paying: the groups, as ``still_paying`` finds them.
        former_names: names that a file declared in earlier commits, by file, also of those files
            that declare the groups now.
        likeness: how much of a campaign's file was in the last version of it that declared a name,
            from 0 to 1.

    Returns:
        What speaks against creating each, by its name.
    """
    kind = kind if live.is_whole else kind.in_part or kind
    left = {name_key(each.name) for each in plan.changes if isinstance(each, Unmanaged)}
    missing: tuple[Blocked | Create, ...] = (*plan.creates, *plan.set_aside, *plan.records)
    names = {each.name for each in missing}

    def against(campaign: Desired) -> Iterator[Suspicion]:
        for key in sorted(set(map(name_key, former_names.get(campaign.file, ()))) & paying.keys()):
            group, file = paying[key]
            how = _how_alike(campaign, group, kind, likeness)
            if how:
                before = sorted(
                    each for each in former_names.get(file, ()) if name_key(each) in left
                )
                yield _suspicion(group, file, before, how)

    found = {each.name: list(against(each)) for each in desired if each.name in names}
    return {name: suspicions for name, suspicions in found.items() if suspicions}


def _how_alike(
    campaign: Desired, group: Live, kind: Kind, likeness: Callable[[Desired, str], float]
) -> str:
    if AlikeButGoals([group], kind).like(campaign):
        return "agrees with that group in all but names and goals"
    if is_much_like(campaign, group, kind, likeness):
        return "is much like it was then, on days that both have"
    return ""


def _suspicion(group: Live, file: str, before: Sequence[str], how: str) -> Suspicion:
    chain = f", which declared '{before[0]}' before: live, and in no file" if before else ""
    message = (
        f"In an earlier commit this file declared '{group.name}', which is live and by now "
        f"declared by {file}{chain}. This file {how}, so it may be the same campaign."
    )
    return Suspicion(LIKELY_RENAME, message, (group.name,))
