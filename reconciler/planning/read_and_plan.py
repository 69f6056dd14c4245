"""Files and live state to a plan: what ``plan``, ``apply`` and the look afterwards share.

1. Read live state; where it is only a part, ask whether the names that it lacks are free.
2. Refuse another organisation than the configured one, and what is likely another one.
3. Draft the plan: what files and groups alone say.
4. Gather what speaks against its creates: what git knows of their files and of unmanaged groups,
   and of those that remain, whether their names are free.
5. Weigh all of it at once, keep what was asked for, and note what was not looked at.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, tzinfo
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from reconciler.api.promotions import with_promotions
from reconciler.api.sources import read_live
from reconciler.campaigns.load import Loaded
from reconciler.causes import versions
from reconciler.causes.tell import with_causes
from reconciler.compare_all import compare_with
from reconciler.core.acknowledge import Answers
from reconciler.core.draft import Draft
from reconciler.core.guards import check_familiar, check_org
from reconciler.core.known_groups import known_groups, with_known
from reconciler.core.likely_renames import possible_renames
from reconciler.core.origin import NO_ORIGIN, Origin
from reconciler.core.owned_groups import with_owners
from reconciler.core.plan import Plan, Unmanaged
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.resource import LiveState, is_like, is_pattern, keys_like, name_key
from reconciler.core.same_campaign import find_same
from reconciler.core.same_payout import find_near_copies
from reconciler.core.same_payout import notes as copies_told
from reconciler.core.suspicion import with_weaker
from reconciler.core.unused_acknowledgements import Scope, find_unused
from reconciler.errors import UsageError
from reconciler.memory import Memory
from reconciler.near_files import file_called
from reconciler.planning import notes
from reconciler.planning.evidence import free_names, log_of, states_of, unseen_names, what_git_knows
from reconciler.target_group.codes.registry import FOUND_IN_FILES
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.words import called, did_you_mean

if TYPE_CHECKING:
    from reconciler.api.client import Api
    from reconciler.core.diagnostic import Diagnostic
    from reconciler.settings.model import Environment


class Run(versions.Run, Protocol):
    """What is planned, and where: a command has it from its settings."""

    @property
    def name(self) -> str:
        """Of the environment."""

    @property
    def environment(self) -> "Environment":
        """Its settings."""

    @property
    def own_folders(self) -> Sequence[Path]:
        """The folders of the environment's campaign files."""

    @property
    def today(self) -> date:
        """The day in the organisation's time zone."""

    @property
    def zone(self) -> tzinfo:
        """The organisation's time zone."""

    @property
    def memory(self) -> Memory:
        """What earlier runs have found out."""


class Wanted(Struct, frozen=True):
    """What a plan is to be like.

    Attributes:
        source: how live is read; the environment's own way if it is None.
        only: names to plan for, or patterns of them; all if there are none.
        new_organisation: the organisation that the environment moved to, if it did.
        without_history: whether to create although git cannot tell whether it was renamed.
        tells_causes: whether to find out why live state drifted.
        most: how many creates one apply may make; as the environment says if it is None.
    """

    source: str | None = None
    only: Sequence[str] = ()
    new_organisation: int | None = None
    without_history: bool = False
    tells_causes: bool = False
    most: int | None = None


async def read_and_plan(
    run: Run,
    api: "Api",
    loaded: Loaded,
    wanted: Wanted,
    *,
    live: LiveState | None = None,
    origin: Origin = NO_ORIGIN,
) -> Plan:
    """Read live state and plan.

    Args:
        run: what is planned, and where.
        api: a connection.
        loaded: the campaign files.
        wanted: what the plan is to be like.
        live: what was read already, by ``read_state``.
        origin: where the plan is made from.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
        UsageError: a name that is asked for is nowhere.
    """
    environment, only = run.environment, wanted.only
    live = live or await read_state(
        run, api, lambda: loaded, source=wanted.source, only=lambda: only
    )
    free, unoffered = await unseen_names(api, loaded, live, only=only, most=environment.name_checks)
    plan = make_plan(
        loaded.campaigns,
        live,
        kind=TARGET_GROUP,
        environment=run.name,
        today=run.today,
        org_id=environment.org_id,
        diagnostics=[
            *loaded.findings,
            *notes.set_aside(live),
            *notes.calls_not_offered(live),
            *unoffered,
        ],
        free_names=free,
        compare_all=compare_with(run.memory),
    )
    draft = Draft(with_owners(plan, live.promotions), loaded.campaigns, live, TARGET_GROUP)
    names = _names_to_plan(draft.plan, only)
    answers = Answers.of(loaded.campaigns)
    log = log_of(run.base, run.own_folders, run.config)
    history, moved = what_git_knows(draft, names, log=log, base=run.base, today=run.today)
    doubts: Mapping[str, str] = {}
    if history.gap and not wanted.without_history:
        doubts = possible_renames(draft)
    # A group that a file says is another one, as the answer to a likely rename, may pay as well.
    same = find_same(
        draft,
        run.today,
        {each.id for each in draft.unmanaged if each.spec.get("active") is not False},
    )
    evidence = Evidence(
        former_names=history.former_names,
        deleted_files=history.deleted_files,
        moved_files=history.moved,
        possible_renames=doubts,
        states=states_of(live, history, run.today),
        same=same.against(answers),
        moved=moved,
    )
    unasked: Iterable[Diagnostic] = ()
    if live.is_whole:
        creates = (each.name for each in weigh(draft.plan, evidence, answers).creates)
        left = [name for name in creates if name_key(name) in names]
        free, unasked = await free_names(api, left, environment.name_checks)
        evidence = replace(evidence, free_names=free)
    whole = with_known(
        weigh(draft.plan, evidence, answers),
        known_groups(environment.known),
        run.today,
        tells_unused=live.is_whole and not only,
    )
    draft, weaker = replace(draft, plan=whole), with_weaker(answers, whole.creates)
    asked = _restricted(whole, names) if only else whole
    asked = with_causes(asked, run, live, log) if wanted.tells_causes else asked
    told = [
        *(*asked.diagnostics, *notes.git_gap(history), *unasked, *same.notes(answers, names)),
        *copies_told(find_near_copies(draft, run.today, same), weaker, names),
        *notes.too_many(asked, environment.max_creates if wanted.most is None else wanted.most),
        *notes.nearly_alike(asked, whole, answers),
        *notes.days_begun(asked, answers, run.today),
        *(notes.records_asked_for(asked, loaded) if only else ()),
        *notes.edited_renames(draft, weaker, {each.name for each in asked.creates}),
    ]
    plan = replace(asked, diagnostics=tuple(sorted(told)), origin=origin)
    if only or not live.is_whole:
        return plan
    scope = Scope(FOUND_IN_FILES, has_history=not history.gap)
    unused = list(find_unused(plan, loaded.campaigns, scope))
    return replace(plan, diagnostics=tuple(sorted([*told, *unused]))) if unused else plan


async def first_plan(
    run: Run, api: "Api", loaded: Callable[[], Loaded], wanted: Wanted, origin: Origin
) -> Plan:
    """As ``read_and_plan``, unless live is likely another organisation than the files'.

    Args:
        run: what is planned, and where.
        api: a connection.
        loaded: gives the campaign files; not asked before the list of groups has come.
        wanted: what the plan is to be like.
        origin: where the plan is made from, but for what the files hold.

    Raises:
        GuardTripped: also where none of many declared campaigns is among the live groups.
        ReconcilerError: as of ``read_and_plan``, or of what gives the files.
    """
    live = await read_state(run, api, loaded, source=wanted.source, only=lambda: wanted.only)
    files = loaded()
    check_familiar(
        files.campaigns,
        live,
        today=run.today,
        org_id=run.environment.org_id,
        new_organisation=wanted.new_organisation,
    )
    origin = replace(origin, files_digest=files.digest)
    return await read_and_plan(run, api, files, wanted, live=live, origin=origin)


async def read_state(
    run: Run,
    api: "Api",
    loaded: Callable[[], Loaded],
    *,
    source: str | None = None,
    only: Callable[[], Sequence[str]] = tuple,
    of_all: bool = False,
) -> LiveState:
    """Read all that is live in the configured organisation, or what one customer sees of it.

    Args:
        run: what is planned, and where.
        api: a connection.
        loaded: gives the campaign files; not asked before the list of groups has come.
        source: how to read; the environment's own way if it is None.
        only: gives the names, or patterns, of the groups whose details are needed, all declared
            ones if there are none; asked when the files are.
        of_all: whether the details of all groups are needed, whoever declares them.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
    """
    environment = run.environment

    def declared() -> set[str]:
        names = {name_key(each.name) for each in loaded().campaigns}
        asked = only()
        return {key for each in asked for key in keys_like(names, each)} if asked else names

    chosen = cache(declared)
    live = await read_live(
        api,
        source or environment.source,
        wanted=lambda name: of_all or name in chosen(),
        customer_id=environment.customer_id,
    )
    check_org(live, environment.org_id)
    return await with_promotions(api, live, environment.promotions, run.zone)


def _names_to_plan(plan: Plan, only: Sequence[str]) -> set[str]:
    """The names as looked up; all of the plan if none are given."""
    known = {name_key(each.name): each.name for each in (*plan.changes, *plan.records)}
    found = {name: keys_like(known, name) for name in only}
    for name, keys in found.items():
        if not keys:
            said = called(name, is_pattern=is_pattern(name))
            raise UsageError(
                f"No campaign is {said}, neither in a file nor live.",
                hint=_declared_by_file(plan, name)
                or did_you_mean(name, known.values(), otherwise="Write it as it is in the file."),
            )
    return {key for keys in found.values() for key in keys} or set(known)


def _declared_by_file(plan: Plan, name: str) -> str | None:
    """What to write instead of a file, or of a pattern of files."""
    every = (*plan.changes, *plan.records)
    files = {each.file: each.name for each in every if not isinstance(each, Unmanaged)}
    alike = (file for file in files if is_like(file, name) or is_like(Path(file).stem, name))
    file = next(alike, None) or file_called(name, files)
    return None if file is None else f"Name campaigns, not files: {file} declares '{files[file]}'."


def _restricted(plan: Plan, names: set[str]) -> Plan:
    changes = tuple(each for each in plan.changes if name_key(each.name) in names)
    records = tuple(each for each in plan.records if name_key(each.name) in names)
    return replace(plan, changes=changes, records=records)
