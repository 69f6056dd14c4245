"""What bears on a plan and costs a look at git or requests: asked for as little as it takes."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from reconciler.api.sources import NAMES_PATH, is_name_free, is_not_offered
from reconciler.campaigns.git import GitIsSilent
from reconciler.campaigns.git_log import GitLog, read_log
from reconciler.campaigns.history import History, Likeness, history_of
from reconciler.campaigns.load import Loaded
from reconciler.core import reasons
from reconciler.core.diagnostic import Diagnostic, note
from reconciler.core.draft import Draft
from reconciler.core.likely_renames import (
    find_moved,
    find_redeclared,
    find_uncommitted,
    still_paying,
)
from reconciler.core.plan import Plan, Unmanaged
from reconciler.core.resource import LiveState, keys_like, name_key
from reconciler.core.suspicion import Suspicion
from reconciler.errors import ApiError
from reconciler.target_group.prose.past_days import after_deletion
from reconciler.words import first_of, plural

if TYPE_CHECKING:
    from reconciler.api.client import Api

MOST_NAMED: Final = 3
"""Names of a note about many."""


def what_git_knows(
    draft: Draft,
    names: Collection[str],
    *,
    log: Callable[[], GitLog],
    base: Path,
    today: date,
) -> tuple[History, Mapping[str, Sequence[Suspicion]]]:
    """What git knows of campaigns to create and of live groups that they may be.

    Args:
        draft: the plan of all campaigns, with what it was made from.
        names: the campaigns that it is asked for, as looked up.
        log: gives git's log.
        base: the folder that paths of campaign files are shown relative to.
        today: the day in the organisation's time zone.

    Returns:
        The history of their files, and what says of each that it may be one of the groups.
    """
    # For what is in sync alone, no spec is worked out.
    paying = still_paying(draft, today) if draft.missing else {}
    history = _history(log, draft.plan, names, paying)
    moved = find_moved(
        draft,
        files={name: each.file for name, each in history.replaced.items()},
        likeness=Likeness(base, history.replaced),
    )
    if not history.gap:
        with contextlib.suppress(GitIsSilent):  # there are no commits, or no repository
            moved = {**find_uncommitted(draft, lambda file: log().has_version(file)), **moved}
    others = {paying[key][1] for own in history.own.values() for key in own.keys() & paying.keys()}
    if not others:
        return history, moved
    own = {file: Likeness(base, versions) for file, versions in history.own.items()}
    redeclared = find_redeclared(
        draft,
        paying=paying,
        former_names={**history_of(log, others).former_names, **history.former_names},
        likeness=lambda campaign, name: own[campaign.file](campaign, name),
    )
    both = {
        name: [*redeclared.get(name, ()), *moved.get(name, ())] for name in (*redeclared, *moved)
    }
    return history, both


def log_of(base: Path, folders: Sequence[Path], config: Path) -> Callable[[], GitLog]:
    """Give what gives git's log, which is walked once, when it is first asked for.

    It is of campaign files in some folders and of the settings file, with paths from the base.
    """
    return cache(lambda: read_log(base, [each.absolute() for each in folders], [config.absolute()]))


def _history(
    log: Callable[[], GitLog], plan: Plan, names: Collection[str], paying: Collection[str]
) -> History:
    """Git is asked only when there are live groups that a campaign may be.

    What it lacks matters only where there is something to create, and a group is in no file.
    """
    left = {name_key(each.name) for each in plan.of_kind(Unmanaged)}
    files = [each.file for each in plan.creates if name_key(each.name) in names]
    if not (left or (files and paying)):
        return History()
    over = [each.file for each in (*plan.set_aside, *plan.records)]
    asked = [*files, *over]
    history = history_of(log, asked, left if asked else (), paying)
    return history if files and left else replace(history, gap="")


def states_of(live: LiveState, history: History, today: date) -> Mapping[int, str]:
    """What groups do by now whose files were deleted, by id."""
    return {
        group.id: after_deletion(group.spec, today)
        for group in live.groups
        if name_key(group.name) in history.deleted_files
    }


async def free_names(
    api: "Api", names: Sequence[str], most: int
) -> tuple[Mapping[str, bool], Iterable[Diagnostic]]:
    """Which names of creates are free, and what is to be known of those that were not asked for.

    No more than so many names are asked for.
    """
    free, unoffered = await _ask_names(api, names, most)
    rest = names[most:]
    if unoffered or not rest:
        return free, unoffered
    listed = first_of((f"'{name}'" for name in rest), len(rest), most=MOST_NAMED)
    message = (
        f"Whether names are free was asked for the first {plural(most, 'create')}, not for "
        f"{len(rest):,} of {len(names):,}: {listed}."
    )
    return free, [note(reasons.NAME_NOT_ASKED, message)]


async def _ask_names(
    api: "Api", names: Sequence[str], most: int
) -> tuple[Mapping[str, bool], Sequence[Diagnostic]]:
    """Ask for the first of the names; where the API does not offer that, say so of all of them."""
    asked = names[:most]
    with api.status.counting("names asked for", len(asked)) as count:

        async def ask(name: str) -> bool:
            is_free = await is_name_free(api, name)
            count()
            return is_free

        tasks = [asyncio.ensure_future(ask(name)) for name in asked]
        try:
            return dict(zip(asked, await asyncio.gather(*tasks), strict=True)), ()
        except ApiError as error:
            if not is_not_offered(error):
                raise
            message = (
                f"The API does not offer to say whether names are free (POST {NAMES_PATH}, HTTP "
                f"{error.status}); it was asked for none of the {len(names)} that no read shows."
            )
            return {}, [note(reasons.NAME_NOT_ASKED, message)]
        finally:
            for task in tasks:
                task.cancel()


async def unseen_names(
    api: "Api", loaded: Loaded, live: LiveState, *, only: Sequence[str], most: int
) -> tuple[Mapping[str, bool], Sequence[Diagnostic]]:
    """Where live state is only a part, ask whether the names that it lacks are free.

    Asked for are those to plan for, by names or patterns, all declared ones if there are none, and
    at most so many.
    """
    if live.is_whole:
        return {}, ()
    shown = {name_key(group.name) for group in live.groups}
    declared = {name_key(each.name) for each in loaded.campaigns}
    chosen = {key for name in only for key in keys_like(declared, name)} if only else declared
    lacking = [each.name for each in loaded.campaigns if name_key(each.name) in chosen - shown]
    return await _ask_names(api, lacking, most)
