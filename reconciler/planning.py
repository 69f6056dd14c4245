"""Files and live state to a plan: what ``plan``, ``apply`` and the look afterwards share.

1. Read live state; where it is only a part, ask whether the names that it lacks are free.
2. Refuse another organisation than the configured one, and what is likely another one.
3. Draft the plan: what files and groups alone say.
4. Gather what speaks against its creates: what git knows of their files and of unmanaged groups,
   and of those that remain, whether their names are free.
5. Weigh all of it at once, keep what was asked for, and note what was not looked at.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from reconciler.api.sources import NAMES_PATH, is_name_free, is_not_offered, read_live
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.git_log import GitLog, read_log
from reconciler.campaigns.history import History, history_of
from reconciler.campaigns.likeness import Likeness
from reconciler.campaigns.load import Loaded
from reconciler.causes.tell import with_causes
from reconciler.core import reasons
from reconciler.core.acknowledge import Answers
from reconciler.core.diagnostic import Answer, Code, Diagnostic, Severity
from reconciler.core.edited_renames import find_edited_renames
from reconciler.core.file_codes import HISTORY_GAP
from reconciler.core.flags import NEAR_DUPLICATE
from reconciler.core.guards import check_familiar, check_org
from reconciler.core.known import KnownGroup, with_known
from reconciler.core.moved_campaigns import find_moved
from reconciler.core.near_copies import find_near_copies
from reconciler.core.near_copies import notes as copies_told
from reconciler.core.near_names import find_near, shortlist
from reconciler.core.origin import NO_ORIGIN, Origin
from reconciler.core.owning import with_owners
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.planner import Evidence, make_plan, possible_renames, weigh
from reconciler.core.resource import LiveState, name_key
from reconciler.core.same_campaign import find_same
from reconciler.core.suspicion import Suspicion
from reconciler.core.unused import Scope, find_unused
from reconciler.errors import ApiError, UsageError
from reconciler.memory import Memory
from reconciler.owners import with_promotions
from reconciler.target_group.acknowledgeable import FOUND_IN_FILES
from reconciler.target_group.days import days_of
from reconciler.target_group.kind import TARGET_GROUP
from reconciler.target_group.prose.past_days import after_deletion, begun
from reconciler.words import did_you_mean, plural
from reconciler.work import compare_with

if TYPE_CHECKING:
    from reconciler.api.client import Api
    from reconciler.settings import Environment, Known

MOST_NAMED = 3
"""Names of a note about many."""

MOST_TOLD_APART: Final = 500
"""So many campaigns to create are compared with each other; a first plan of thousands is not."""


class Run(Protocol):
    """What is planned, and where: a command has it from its settings."""

    @property
    def name(self) -> str:
        """Of the environment."""

    @property
    def environment(self) -> "Environment":
        """Its settings."""

    @property
    def base(self) -> Path:
        """The folder that paths of campaign files are shown relative to."""

    @property
    def own_folders(self) -> Sequence[Path]:
        """The folders of the environment's campaign files."""

    @property
    def config(self) -> Path:
        """The settings file."""

    @property
    def circumstances(self) -> Circumstances:
        """All that matters to a campaign file besides itself."""

    @property
    def today(self) -> date:
        """The day in the organisation's time zone."""

    @property
    def zone(self) -> tzinfo:
        """The organisation's time zone."""

    @property
    def memory(self) -> Memory:
        """What earlier runs have found out."""


async def read_and_plan(
    run: Run,
    api: "Api",
    loaded: Loaded,
    *,
    source: str | None = None,
    only: Sequence[str] = (),
    live: LiveState | None = None,
    origin: Origin = NO_ORIGIN,
    without_history: bool = False,
    tells_causes: bool = False,
) -> Plan:
    """Read live state and plan.

    Args:
        run: what is planned, and where.
        api: a connection.
        loaded: the campaign files.
        source: how to read; the environment's own way if it is None.
        only: names to plan for; all of them if there are none.
        live: what was read already, by ``read_state`` or ``read_familiar``.
        origin: where the plan is made from.
        without_history: whether to create although git cannot tell whether it was renamed.
        tells_causes: whether to find out why live state drifted.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
        UsageError: a name of ``only`` is nowhere.
    """
    environment = run.environment
    live = live or await read_state(run, api, lambda: loaded, source=source, only=only)
    free, unoffered = await _unseen(run, api, loaded, live, only=only)
    draft = make_plan(
        loaded.campaigns,
        live,
        kind=TARGET_GROUP,
        environment=run.name,
        today=run.today,
        org_id=environment.org_id,
        diagnostics=[*loaded.findings, *_set_aside(live), *_not_offered(live), *unoffered],
        free_names=free,
        compare_all=compare_with(run.memory),
    )
    draft = with_owners(draft, live.promotions)
    names = _names_to_plan(draft, only)
    answers = Answers.of(loaded.campaigns)
    log = _log(run)
    history, moved = what_git_knows(run, draft, loaded, live, names, log=log)
    doubts: Mapping[str, str] = {}
    if history.gap and not without_history:
        doubts = possible_renames(draft, loaded.campaigns, live, TARGET_GROUP)
    same = find_same(draft, loaded.campaigns, live, kind=TARGET_GROUP, today=run.today)
    evidence = Evidence(
        former_names=history.former_names,
        deleted_files=history.deleted_files,
        possible_renames=doubts,
        states=_states(live, history, run.today),
        same=same.against(answers),
        moved=moved,
    )
    unasked: Iterable[Diagnostic] = ()
    if live.is_whole:
        creates = (each.name for each in weigh(draft, evidence, answers).creates)
        left = [name for name in creates if name_key(name) in names]
        free, unasked = await _free_names(run, api, left)
        evidence = replace(evidence, free_names=free)
    whole = with_known(
        weigh(draft, evidence, answers),
        known_groups(environment.known),
        run.today,
        tells_unused=live.is_whole and not only,
    )
    copies = find_near_copies(
        whole, loaded.campaigns, live, kind=TARGET_GROUP, today=run.today, same=same
    )
    asked = _restricted(whole, names) if only else whole
    asked = with_causes(asked, run, live, log) if tells_causes else asked
    notes = [
        *(*asked.diagnostics, *_gap(history), *unasked, *same.notes(answers, names)),
        *copies_told(copies, answers, names),
        *_too_many(asked, environment.max_creates),
        *_nearly_alike(asked, whole, answers),
        *_begun(asked, answers, run.today),
        *(_records(asked, loaded) if only else ()),
        *_edited(whole, loaded, live, answers, {each.name for each in asked.creates}),
    ]
    plan = replace(asked, diagnostics=tuple(sorted(notes)), origin=origin)
    if only or not live.is_whole:
        return plan
    scope = Scope(FOUND_IN_FILES, has_history=not history.gap)
    unused = list(find_unused(plan, loaded.campaigns, scope))
    return replace(plan, diagnostics=tuple(sorted([*notes, *unused]))) if unused else plan


def known_groups(listed: Sequence["Known"]) -> Sequence[KnownGroup]:
    """What the settings of an environment list as known, as plans compare it."""
    return [
        KnownGroup(
            Answer(each.reason, each.until.isoformat() if each.until else ""),
            each.id,
            each.name or "",
        )
        for each in listed
    ]


async def read_familiar(
    run: Run,
    api: "Api",
    loaded: Callable[[], Loaded],
    *,
    source: str | None,
    new_organisation: int | None,
    only: Sequence[str] = (),
) -> LiveState:
    """Read all that is live, and refuse what is likely another organisation than the files'.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation, or none of many declared
            campaigns is among them.
    """
    live = await read_state(run, api, loaded, source=source, only=only)
    campaigns, org_id = loaded().campaigns, run.environment.org_id
    check_familiar(
        campaigns, live, today=run.today, org_id=org_id, new_organisation=new_organisation
    )
    return live


async def read_state(
    run: Run,
    api: "Api",
    loaded: Callable[[], Loaded],
    *,
    source: str | None = None,
    only: Sequence[str] = (),
    of_all: bool = False,
) -> LiveState:
    """Read all that is live in the configured organisation, or what one customer sees of it.

    Args:
        run: what is planned, and where.
        api: a connection.
        loaded: gives the campaign files; not asked before the list of groups has come.
        source: how to read; the environment's own way if it is None.
        only: names of the groups whose details are needed; all declared ones if there are none.
        of_all: whether the details of all groups are needed, whoever declares them.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
    """
    environment = run.environment
    chosen = {name_key(name) for name in only}
    declared = cache(lambda: {name_key(each.name) for each in loaded().campaigns})
    live = await read_live(
        api,
        source or environment.source,
        wanted=lambda name: of_all or (name in declared() and (not chosen or name in chosen)),
        customer_id=environment.customer_id,
    )
    check_org(live, environment.org_id)
    return await with_promotions(api, live, environment.promotions, run.zone)


async def _unseen(
    run: Run, api: "Api", loaded: Loaded, live: LiveState, *, only: Sequence[str]
) -> tuple[Mapping[str, bool], Sequence[Diagnostic]]:
    """Where live state is only a part, ask whether the names that it lacks are free."""
    if live.is_whole:
        return {}, ()
    shown = {name_key(group.name) for group in live.groups}
    chosen = {name_key(name) for name in only} or {name_key(each.name) for each in loaded.campaigns}
    lacking = [each.name for each in loaded.campaigns if name_key(each.name) in chosen - shown]
    try:
        return await _ask_names(api, lacking[: run.environment.name_checks]), ()
    except ApiError as error:
        if not is_not_offered(error):
            raise
        return {}, [_names_not_offered(error, len(lacking))]


def _names_to_plan(plan: Plan, only: Sequence[str]) -> set[str]:
    """The names as looked up; all of the plan if none are given."""
    known = {name_key(each.name): each.name for each in (*plan.changes, *plan.records)}
    for name in only:
        if name_key(name) not in known:
            raise UsageError(
                f"No campaign is named '{name}', neither in a file nor live.",
                hint=did_you_mean(name, known.values(), otherwise="Write it as it is in the file."),
            )
    return {name_key(name) for name in only} or set(known)


def _restricted(plan: Plan, names: set[str]) -> Plan:
    changes = tuple(each for each in plan.changes if name_key(each.name) in names)
    records = tuple(each for each in plan.records if name_key(each.name) in names)
    return replace(plan, changes=changes, records=records)


def what_git_knows(
    run: Run,
    draft: Plan,
    loaded: Loaded,
    live: LiveState,
    names: Collection[str],
    *,
    log: Callable[[], GitLog] | None = None,
) -> tuple[History, Mapping[str, Sequence[Suspicion]]]:
    """What git knows of campaigns to create and of groups that no file declares.

    Args:
        run: what is planned, and where.
        draft: the plan of all campaigns.
        loaded: the campaign files.
        live: the live state that it was made from.
        names: the campaigns that it is asked for, as looked up.
        log: gives git's log, where it may have been read already.

    Returns:
        The history of their files, and what says of each that it may be one of the groups.
    """
    history = _history(log or _log(run), draft, names)
    moved = find_moved(
        draft,
        loaded.campaigns,
        live,
        kind=TARGET_GROUP,
        files={name: each.file for name, each in history.replaced.items()},
        likeness=Likeness(run.base, history.replaced),
    )
    return history, moved


def _log(run: Run) -> Callable[[], GitLog]:
    """Gives git's log, which is walked once, when it is first asked for."""

    @cache
    def log() -> GitLog:
        folders = [each.absolute() for each in run.own_folders]
        return read_log(run.base, folders, [run.config.absolute()])

    return log


def _history(log: Callable[[], GitLog], plan: Plan, names: Collection[str]) -> History:
    """Git is asked only when there are live groups that no file declares any more.

    What it lacks matters only where there is something to create.
    """
    left = {name_key(each.name) for each in plan.changes if isinstance(each, Unmanaged)}
    if not left:
        return History()
    files = [each.file for each in plan.creates if name_key(each.name) in names]
    over = [each.file for each in (*plan.set_aside, *plan.records)]
    asked = [*files, *over]
    history = history_of(log, asked, left if asked else ())
    return history if files else replace(history, gap="")


def _states(live: LiveState, history: History, today: date) -> Mapping[int, str]:
    """What groups do by now whose files were deleted, by id."""
    return {
        group.id: after_deletion(group.spec, today)
        for group in live.groups
        if name_key(group.name) in history.deleted_files
    }


def _gap(history: History) -> Iterator[Diagnostic]:
    if history.gap:
        hint = f"{history.remedy} Look through the creates for renamed campaigns."
        yield replace(_note(HISTORY_GAP, history.gap), hint=hint)


async def _free_names(
    run: Run, api: "Api", names: Sequence[str]
) -> tuple[Mapping[str, bool], Iterable[Diagnostic]]:
    """Which names of creates are free, as far as the API is asked, and what it was not asked."""
    most = run.environment.name_checks
    try:
        free = await _ask_names(api, names[:most])
    except ApiError as error:
        if not is_not_offered(error):
            raise
        return {}, [_names_not_offered(error, len(names))]
    return free, [_note(reasons.NAME_NOT_ASKED, _not_asked(names, most))] if names[most:] else []


def _names_not_offered(error: ApiError, count: int) -> Diagnostic:
    message = (
        f"The API does not offer to say whether names are free (POST {NAMES_PATH}, HTTP "
        f"{error.status}); it was asked for none of the {count} that no read shows."
    )
    return _note(reasons.NAME_NOT_ASKED, message)


async def _ask_names(api: "Api", names: Sequence[str]) -> dict[str, bool]:
    with api.status.counting("names asked for", len(names)) as count:

        async def ask(name: str) -> bool:
            is_free = await is_name_free(api, name)
            count()
            return is_free

        tasks = [asyncio.ensure_future(ask(name)) for name in names]
        try:
            return dict(zip(names, await asyncio.gather(*tasks), strict=True))
        finally:
            for task in tasks:
                task.cancel()


def _not_asked(names: Sequence[str], most: int) -> str:
    rest = names[most:]
    shown = ", ".join(f"'{name}'" for name in rest[:MOST_NAMED])
    more = f" and {len(rest) - MOST_NAMED:,} more" if len(rest) > MOST_NAMED else ""
    return (
        f"Whether names are free was asked for the first {plural(most, 'create')}, not for "
        f"{len(rest):,} of {len(names):,}: {shown}{more}."
    )


def _set_aside(live: LiveState) -> Iterator[Diagnostic]:
    for path in live.set_aside:
        message = f"{path} in the answer of {live.source} has an undocumented form."
        yield _note(reasons.ANSWER_SET_ASIDE, message)


def _not_offered(live: LiveState) -> Iterator[Diagnostic]:
    for call in live.not_offered:
        message = f"The API does not offer {call}: what it would have shown was not checked."
        yield _note(reasons.CALL_NOT_OFFERED, message)


def _too_many(plan: Plan, most: int) -> Iterator[Diagnostic]:
    count = len(plan.creates)
    if count > most:
        message = f"The plan creates {plural(count, 'campaign')}; one apply may create {most}."
        yield _note(reasons.MAX_CREATES, message)


def _nearly_alike(plan: Plan, whole: Plan, answers: Answers) -> Iterator[Diagnostic]:
    """Campaigns to create that a person may take for another, live or to be created as well.

    Args:
        plan: for the campaigns that are asked for.
        whole: the same plan for all of them, and all that is live.
        answers: what the files say to findings that are meant.
    """
    wanted = [each for each in plan.changes if _may_be_made(each)]
    names = [each.name for each in wanted]
    asked = set(names)
    others = [
        each
        for each in whole.changes
        if each.name not in asked
        and (isinstance(each, Drift | InSync | Unmanaged) or _may_be_made(each))
    ]
    near = [others[place] for place in shortlist(names, [each.name for each in others])]
    if not (near or len(wanted) <= MOST_TOLD_APART):
        return
    all_of_them: Sequence[Change] = [*wanted, *near]
    partners = find_near([each.name for each in all_of_them]).partners
    for place, each in enumerate(wanted):
        partner = partners.get(place)
        # Of two that are near each other the first one speaks.
        if partner is not None and not (partner < place and partners[partner] == place):
            other = all_of_them[partner]
            message = f"'{each.name}' is nearly the name of {_called(other)}."
            answer = answers.to_finding(NEAR_DUPLICATE.slug, each.name, (other.name,))
            yield _note(NEAR_DUPLICATE, message, answer)


def _may_be_made(change: Change) -> bool:
    """Whether it is to be created, now or once a block is resolved that names no other one."""
    match change:
        case Create():
            return True
        case Blocked():
            return not change.is_set_aside and not change.reason.of
        case Drift() | InSync() | Unmanaged():
            return False


def _called(change: Change) -> str:
    match change:
        case Unmanaged():
            return f"the live group {change.id}, '{change.name}', which no file declares"
        case Drift() | InSync():
            return f"the live group {change.id}, '{change.name}' ({change.file})"
        case Create() | Blocked():
            return f"'{change.name}' (not live either, {change.file}:{change.line})"


def _begun(plan: Plan, answers: Answers, today: date) -> Iterator[Diagnostic]:
    """First days of creates that have begun or gone: it is told where it can still be mended."""
    for create in plan.creates:
        days = days_of(create.body)
        if days.first and days.first <= today and not (days.last and days.last < today):
            message = begun(days.first, today)
            code = reasons.FIRST_DAY_PASSED
            answer = answers.to_finding(code.slug, create.name)
            place = (create.file, create.line, 1, code.slug, code.severity)
            yield Diagnostic(*place, message, code.fix, acknowledged=answer)


def _records(asked: Plan, loaded: Loaded) -> Iterator[Diagnostic]:
    """Records of the past that are asked for by name; else nothing is said of them."""
    ended = {each.name: each.last_day for each in loaded.campaigns}
    for each in asked.records:
        message = (
            f"'{each.name}' ({each.file}:{each.line}) is not live, and is not created: its last "
            f"day was {ended[each.name]}, and its file says 'active: false'."
        )
        hint = "If it is to run again, move its days, and take 'active: false' out of the file."
        code = reasons.CAMPAIGN_OVER
        yield Diagnostic("", 0, 0, code.slug, Severity.WARNING, message, hint)


def _edited(
    whole: Plan, loaded: Loaded, live: LiveState, answers: Answers, asked: Collection[str]
) -> Iterator[Diagnostic]:
    """Creates that are asked for and may be a live group, renamed and edited in its file."""
    found = find_edited_renames(whole, loaded.campaigns, live, TARGET_GROUP, answers)
    return (note for name, note in found if name in asked)


def _note(code: Code, message: str, acknowledged: Answer | None = None) -> Diagnostic:
    """A finding about the plan as a whole."""
    return Diagnostic(
        "", 0, 0, code.slug, code.severity, message, code.fix, acknowledged=acknowledged
    )
