"""Guards: what a run refuses to do until a person has said that it is meant."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from reconciler.core.acknowledge import answer_to
from reconciler.core.plan import Plan
from reconciler.core.reasons import CAMPAIGN_OVER, LIKELY_WRONG_ORGANISATION
from reconciler.core.resource import Desired, LiveState, name_key
from reconciler.errors import GuardTripped
from reconciler.words import plural


def check_org(live: LiveState, org_id: int | None) -> None:
    """Refuse live groups of another organisation than the configured one.

    Raises:
        GuardTripped: a group names another organisation.
    """
    others = live.org_ids - {org_id}
    if org_id is not None and others:
        named = ", ".join(str(other) for other in sorted(others))
        raise GuardTripped(
            f"The live groups belong to organisation {named}, not to {org_id}.",
            hint="Check url, credentials and org_id of the environment in reconciler.toml.",
        )


MOST_STRANGERS: Final = 5
"""So many declared campaigns may all be missing where others are live, before that is strange."""


def doubt_organisation(desired: Sequence[Desired], live: LiveState) -> str:
    """Say why live is likely another organisation's than the files'; empty where it is not.

    It is when there are groups, and none of many declared campaigns is among them: of those of all
    files, not only those that were chosen. Where nothing at all is live, an organisation is new;
    the API is asked whether names are free, which an answer that is empty by mistake does not
    survive. A read that shows only a part proves nothing.
    """
    if not live.is_whole or not live.groups or len(desired) <= MOST_STRANGERS:
        return ""
    there = {name_key(group.name) for group in live.groups}
    if not there.isdisjoint(name_key(each.name) for each in desired):
        return ""
    others = "1 other group is" if len(live.groups) == 1 else f"{len(live.groups)} others are"
    return (
        f"None of the {len(desired)} declared campaigns is live, but {others}: this is likely the "
        f"wrong organisation. [{LIKELY_WRONG_ORGANISATION.slug}]"
    )


def check_familiar(
    desired: Sequence[Desired],
    live: LiveState,
    *,
    today: date,
    org_id: int | None,
    new_organisation: int | None,
) -> None:
    """Refuse to plan for what is likely another organisation.

    Args:
        desired: the campaigns of all files.
        live: what was read.
        today: the day in the organisation's time zone; where all campaigns are over by then, none
            would be created, wherever it is.
        org_id: the configured organisation, if one is.
        new_organisation: the organisation in which all campaigns may be missing. That is all it
            allows, so it does no harm where it stays in a script.

    Raises:
        GuardTripped: live looks foreign, and is not the organisation that was named.
    """
    configured = frozenset[int]() if org_id is None else frozenset({org_id})
    known = live.org_ids or configured
    doubt = doubt_organisation(desired, live)
    if not doubt or known == {new_organisation}:
        return
    if all(
        "" < each.last_day < today.isoformat()
        and answer_to(CAMPAIGN_OVER.slug, each.acknowledgements) is None
        for each in desired
    ):
        return  # none of them would be created
    if len(known) == 1:
        hint = f"If organisation {min(known)} is meant: --new-organisation {min(known)}"
    else:
        hint = "If it is meant, set org_id in reconciler.toml and name it: --new-organisation ID"
    raise GuardTripped(
        doubt,
        hint=f"Check url, credentials and campaigns of the environment. {hint}",
    )


def check_number(plan: Plan, most: int) -> None:
    """Refuse a plan that creates more than was allowed.

    Raises:
        GuardTripped: there are more creates.
    """
    count = len(plan.creates)
    if count > most:
        raise GuardTripped(
            f"The plan creates {plural(count, 'campaign')}; one apply may create {most}. Nothing "
            "was sent.",
            hint=f"If they are all meant, run the same command with --max-creates {count}.",
        )
