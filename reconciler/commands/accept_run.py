"""One run of ``accept``: live values are written into the files of campaigns that drifted."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

import click
from msgspec import Struct, field
from msgspec.structs import replace

from reconciler.campaigns.accept import Accepted as FileAccepted
from reconciler.campaigns.accept import Refused
from reconciler.campaigns.examine_all import Examiner
from reconciler.campaigns.load import Loaded
from reconciler.campaigns.source_files import of_text
from reconciler.commands.loading import load
from reconciler.commands.notes import agrees, done, is_quiet, note
from reconciler.commands.proposals import Editor, Proposal, propose, write_all
from reconciler.commands.session import Session
from reconciler.compare_all import compare_with, remember
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.draft import Draft
from reconciler.core.owned_groups import owned_by, with_owners
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Plan, Unmanaged, kind_of
from reconciler.core.planner import make_plan
from reconciler.core.renames import find_renames
from reconciler.core.resource import LiveState, is_pattern, keys_like, name_key
from reconciler.core.resource_kind import CompareAll
from reconciler.errors import ExitCode, UsageError
from reconciler.near_files import file_called
from reconciler.planning.evidence import log_of, what_git_knows
from reconciler.planning.read_and_plan import read_state
from reconciler.render.accept_text import colored_diff, refusal_lines, state_words
from reconciler.render.command_json import Accepted, Taken, accepted_to_json
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import to_text, wants_color
from reconciler.target_group.columns import Source
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.words import called, did_you_mean, plural
from reconciler.yaml12.document import Document, read_document


class AcceptRun(Struct, dict=True):
    """One run of ``accept``, from the files to the exit code.

    Attributes:
        former: the names that files declare, by the ids of groups with other names.
        new_names: the names of these groups, by those that files declare.
        doubts: why it is not certain which groups campaigns are, by their names.
    """

    session: Session
    given: Sequence[str]
    load: Callable[[], Loaded]
    yes: bool
    form: str
    taken: list[Taken] = field(default_factory=list)
    former: Mapping[int, str] = field(default_factory=dict)
    new_names: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, Diagnostic] = field(default_factory=dict)

    @cached_property
    def editor(self) -> Editor:
        """What makes the new texts of files."""
        is_seen = self.form == "json" or not (self.yes and is_quiet())
        return Editor(self.session, shows_diffs=is_seen)

    @cached_property
    def loaded(self) -> Loaded:
        """The campaigns; those that are certainly live under another name will have that one."""
        return self.load()

    @cached_property
    def names(self) -> Sequence[str]:
        """Names to accept, patterns of them among these; all that drifted if there are none."""
        known = {name_key(each.name) for each in self.loaded.campaigns}
        if all(name_key(name) in known for name in self.given):
            return self.given
        base = self.session.base
        at = {(base / each.file).absolute(): each.name for each in self.loaded.campaigns}
        return [
            each if keys_like(known, each) else at.get(Path(each).absolute(), each)
            for each in self.given
        ]

    def _is_asked_for(self, *names: str) -> bool:
        """Whether a campaign is to be accepted, by what it is called in its file or live."""
        keys = {*map(name_key, names)}
        return not self.names or any(keys_like(keys, each) for each in self.names)

    def _asked_for(self) -> Sequence[str]:
        """The declared names to accept, and those that nobody declares; none for all."""
        earlier = {new: old for old, new in self.new_names.items()}
        names = (each.name for each in self.loaded.campaigns if self.names)
        return [e for e in names if self._is_asked_for(e, earlier.get(e, e))] or self.names

    async def read(self, source: str | None) -> tuple[LiveState, Plan]:
        """Read live state, with the details of the campaigns, whatever their groups are called.

        Returns:
            Live state, and the plan for it.
        """
        if (source or self.session.environment.source) == "customer":
            raise UsageError(
                "What one customer sees is not all that is live, so nothing is accepted from it.",
                hint="Read through milestones or target-groups: --source.",
            )
        async with self.session.connect(read_only=True) as api:
            read = partial(
                read_state,
                *(self.session, api, lambda: self.loaded),
                source=source,
                only=self._asked_for,
            )
            live = await read()
            plan = self._plan(live)
            self._follow_renames(plan, live)
            if not self.former:
                return live, plan
            live = live if live.source == Source.MILESTONES else await read()
            return live, self._plan(live)

    def _follow_renames(self, plan: Plan, live: LiveState) -> None:
        """Let the campaigns to accept be known by the names of their groups."""
        plan = with_owners(plan, live.promotions)
        kinds = set(map(type, plan.changes))
        if Unmanaged not in kinds or kinds.isdisjoint({Blocked, Create}):
            return
        names = {name_key(each.name) for each in self.loaded.campaigns}
        session = self.session
        draft = Draft(plan, self.loaded.campaigns, live, TARGET_GROUP)
        log = log_of(session.base, session.own_folders, session.config)
        history, moved = what_git_knows(
            draft, names, log=log, base=session.base, today=session.today
        )
        renames = find_renames(draft, former_names=history.former_names, moved=moved)
        new = {
            name: group.name
            for name, group in renames.certain.items()
            if self._is_asked_for(name, group.name)
        }
        self.former = {group.id: name for name, group in renames.certain.items() if name in new}
        self.new_names, self.doubts = new, renames.doubts
        campaigns = (replace(e, name=new.get(e.name, e.name)) for e in self.loaded.campaigns)
        self.loaded = replace(self.loaded, campaigns=tuple(campaigns))

    def accept(self, live: LiveState, plan: Plan) -> ExitCode:
        """Accept what can be accepted, of these campaigns or of all that drifted."""
        changes = self._chosen(plan) if self.names else self._drifted(plan, live)
        is_done = True
        for change in changes:
            doubt = self.doubts.get(change.name)
            if doubt is not None:
                self._tell(_taken(change, Accepted.REFUSED, findings=(doubt,)))
                is_done = False
            elif kind_of(change) is not Drift:
                message = f"'{change.name}' {state_words(change)}: there is nothing to accept."
                self._tell(_taken(change, Accepted.NOTHING, message))
        owned = [visible(text) for _, text in _of_promotions(changes, live)]
        if owned:  # its values are the promotion's, and no file must follow them
            raise UsageError(
                "What promotions own is not accepted into files; nothing was written.",
                hint="Edit it in the promotion; 'reconciler explain owned-by-promotion' says more.",
                details=owned,
            )
        drifts = [change for change in changes if isinstance(change, Drift) and change.reported]
        proposals = list(self._proposals(drifts, live))
        is_done &= len(proposals) == len(drifts)
        if proposals:
            self._confirm(proposals)
            is_done &= self._write(proposals, live)
        if self.form == "json":
            data = accepted_to_json(self.taken, environment=self.session.name)
            click.echo(json_text(data))
        return ExitCode.OK if is_done else ExitCode.FAILURE

    def _chosen(self, plan: Plan) -> list[Change]:
        """What the plan says of the campaigns that are asked for, each once.

        Raises:
            UsageError: a name is nowhere.
        """
        declared_last = sorted(plan.changes, key=lambda each: not isinstance(each, Unmanaged))
        known = {name_key(change.name): change for change in declared_last}
        renamed = ((name_key(old), name_key(new)) for old, new in self.new_names.items())
        # One that was deleted between both looks at live may be set aside, and no change any more.
        known |= {old: known[new] for old, new in renamed if new in known}
        found = {name: keys_like(known, name) for name in self.names}
        for name, keys in found.items():
            if not keys:
                files = (e.file for e in plan.changes if not isinstance(e, Unmanaged))
                file = file_called(name, files)
                names = [each.name for each in known.values()]
                usual = did_you_mean(name, names, otherwise="'plan' shows the names.")
                said = called(visible(name), is_pattern=is_pattern(name))
                raise UsageError(
                    f"No campaign is {said}, neither in a file nor live.",
                    hint=visible(f"Did you mean '{file}'?" if file else usual),
                )
        chosen = (known[key] for keys in found.values() for key in keys)
        return [*{each.name: each for each in chosen}.values()]

    def _drifted(self, plan: Plan, live: LiveState) -> list[Change]:
        """All drift that a file can take; what is in doubt or of a promotion is told and left."""
        for change in plan.changes:
            if change.name in self.doubts:
                doubt = self.doubts[change.name]
                message = f"'{change.name}' is left as it is. {doubt.message} {doubt.hint}"
                self._tell(_taken(change, Accepted.NOTHING, message))
        drifted = [e for e in plan.changes if isinstance(e, Drift) and not e.is_acknowledged]
        owned = dict(_of_promotions(drifted, live))
        for change in drifted:
            if change.id in owned:
                message = f"{owned[change.id]} It is edited there, and left as it is."
                self._tell(_taken(change, Accepted.NOTHING, message))
        if len(owned) == len(drifted):
            note("nothing has drifted that a file can take")
        return [each for each in drifted if each.id not in owned]

    def _plan(self, live: LiveState) -> Plan:
        """The plan of what was loaded; new texts of the files to accept are made beside it."""
        compare_all = self.editor.comparing(self._asked_for())
        return self._plan_of(self.loaded, live, compare_all)

    def _plan_of(self, loaded: Loaded, live: LiveState, compare_all: CompareAll) -> Plan:
        return make_plan(
            loaded.campaigns,
            live,
            kind=TARGET_GROUP,
            environment=self.session.name,
            compare_all=compare_all,
        )

    def _proposals(self, drifts: Sequence[Drift], live: LiveState) -> Iterator[Proposal]:
        """New texts of files; why one cannot be had is said at once."""
        groups = {group.id: group for group in live.groups}
        campaigns = {each.file: each for each in self.loaded.campaigns}
        all_edited = self.editor.edit_all(drifts, campaigns, groups)
        examiner = Examiner(self.session.circumstances, self.session.memory)
        for drift, edited in zip(drifts, all_edited, strict=True):
            answer = edited.answer
            if isinstance(answer, Refused):
                self._tell(_taken(drift, Accepted.REFUSED, findings=answer.reasons))
                continue
            path = self.session.base / drift.file
            remark, diff = self._remark(drift, answer), edited.diff
            proposal = propose(drift, path, edited.before, answer.text, diff=diff, remark=remark)
            if answer.found is not None:
                examined, seen = answer.found
                key = examiner.keep(of_text(path, drift.file, proposal.after), examined)
                if seen is not None:
                    remember(self.session.memory, key, groups[drift.id], seen)
            yield proposal

    def _remark(self, drift: Drift, answer: FileAccepted) -> str:
        """What is to be said of a change of a file besides."""
        remarks = []
        if drift.id in self.former:
            remarks.append(f"its file said '{self.former[drift.id]}' before")
        if answer.writes_periods_out:
            remarks.append("its periods are written out, as no schedule says what is live")
        others = self.session.others_that_read(self.session.base / drift.file)
        document = read_document(drift.file, answer.text.encode()) if others else None
        named = document.data.get("environments") if isinstance(document, Document) else None
        meant = [named] if isinstance(named, str) else named or others
        also = [each for each in others if each in meant]
        if also:
            remarks.append(f"the file is for {', '.join(also)} too, where it may be drift now")
        return "; ".join(remarks)

    def _confirm(self, proposals: Sequence[Proposal]) -> None:
        """Ask for consent; what would change is shown before, or is part of the result."""
        if not self.yes or not (self.form == "json" or is_quiet()):
            stream = sys.stderr if self.form == "json" else sys.stdout
            diffs = "".join(each.diff for each in proposals)
            shown = colored_diff(diffs) if wants_color(stream) else diffs
            click.echo(shown, nl=False, err=stream is sys.stderr)
        if self.yes:
            return
        if not sys.stdin.isatty():
            raise UsageError(
                "There is no terminal to ask on; nothing was written.",
                hint="Run accept with --yes once the changes have been reviewed.",
            )
        if not agrees(f"Write {plural(len(proposals), 'file')}?"):
            raise UsageError("Nothing was written.", hint="Run accept again to go on.")

    def _write(self, proposals: Sequence[Proposal], live: LiveState) -> bool:
        """Write the files and plan again; what is not in sync then is put back."""
        write_all(proposals)
        loaded = load(self.session, strict=False)
        errors = [each for each in loaded.findings if each.severity is Severity.ERROR]
        plan = self._plan_of(loaded, live, compare_with(self.session.memory))
        now = {name_key(each.name): each for each in plan.changes}
        is_done = True
        for proposal in proposals:
            change = now.get(name_key(proposal.drift.name))
            if isinstance(change, Drift | InSync) and kind_of(change) is InSync and not errors:
                diff = proposal.diff if self.form == "json" else ""
                seen = ", as far as it was shown" if change.seen.unverified else ""
                said = f"'{change.name}' is in sync with group {change.id} now{seen}: {change.file}"
                message = "; ".join(filter(None, (said, proposal.remark)))
                self._tell(_taken(change, Accepted.ACCEPTED, message, diff=diff))
                continue
            proposal.put_back()
            is_done = False
            why = errors[0].message if errors else "It would still differ; please report this."
            drift = proposal.drift
            message = f"'{drift.name}' was not accepted. {why} {drift.file} was put back."
            self._tell(_taken(drift, Accepted.PUT_BACK, message))
        return is_done

    def _tell(self, taken: Taken) -> None:
        """Say at once what became of a campaign, or keep it for the end."""
        self.taken.append(taken)
        if self.form == "json":
            return
        if taken.outcome is Accepted.REFUSED:
            lines = refusal_lines(taken.name, taken.findings)
            click.echo(to_text(lines, color=wants_color(sys.stderr)), err=True, nl=False)
        elif taken.outcome is Accepted.PUT_BACK:
            click.echo(f"error: {visible(taken.message)}", err=True)
        else:
            done(visible(taken.message))


def _taken(
    change: Change,
    outcome: Accepted,
    message: str = "",
    *,
    diff: str = "",
    findings: tuple[Diagnostic, ...] = (),
) -> Taken:
    number = change.id if isinstance(change, Drift | InSync | Unmanaged) else None
    file = "" if isinstance(change, Unmanaged) else change.file
    return Taken(change.name, outcome, file, number, message, diff, findings)


def _of_promotions(changes: Iterable[Change], live: LiveState) -> Iterator[tuple[int, str]]:
    """The groups that promotions own, by their ids, each with whose it is."""
    for each in changes:
        if isinstance(each, Drift | InSync | Unmanaged):
            owner = live.promotions.owner_of(each.id)
            if owner is not None:
                yield each.id, f"'{each.name}': {owned_by(each.id, owner)}"
