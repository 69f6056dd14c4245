"""Live groups to new campaign files: each is new, declared already, a promotion's, or refused.

1. Leave out the groups that a file declares, and those that promotions own.
2. Refuse those that were not read in full, or whose name nobody can tell from another's.
3. Write down the rest.
4. Read each text back as a file and compare it with live; what would not be in sync is refused.
5. Refuse those whose names, or whose targets' names, look the same as others: files that say so
   are refused too.

Nothing is written to disk here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct, field

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import load_document
from reconciler.campaigns.new_files import file_stem, free_name
from reconciler.campaigns.outline import campaign_text
from reconciler.campaigns.references import OPENING, REFERENCE
from reconciler.core.adoption import (
    NOT_REPRODUCED,
    NOT_SHOWN,
    OTHER_READS,
    READS_AS_REFERENCE,
    Adoption,
    NewFile,
    NotImported,
)
from reconciler.core.diagnostic import Code, Diagnostic, Severity
from reconciler.core.diff import steps
from reconciler.core.exact_json import Json
from reconciler.core.file_codes import DUPLICATE_CAMPAIGN, DUPLICATE_TARGET
from reconciler.core.known_groups import KnownGroup, known_to
from reconciler.core.pairing import pair
from reconciler.core.plan import Reason
from reconciler.core.reasons import ANSWER_SET_ASIDE, LIVE_NAME_TWICE, LOOK_ALIKE_NAME
from reconciler.core.resource import Desired, Live, LiveState, Spec, is_like, is_pattern, look_alike
from reconciler.errors import UsageError
from reconciler.parallel import collector_paused, in_parallel
from reconciler.target_group.answers.rows import read_usual_row
from reconciler.target_group.as_file.adopt import draft_campaign
from reconciler.target_group.as_file.references import with_references
from reconciler.target_group.canonical import Row, live_spec
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing.compare import compare_rows
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.words import called, did_you_mean
from reconciler.yaml12.document import Document, read_document

T = TypeVar("T")
R = TypeVar("R")

WORTH: Final = 50
"""So many groups take about as long as it takes to start a process and to hear from it."""
MOST_REASONS: Final = 3
"""How many findings about one group are told."""
TELL_APART: Final = "Rename one of them in the console, or import one of them alone by its name."
_FROM_FILE: Final = "Rename one of them, in the console or in the file."
_BY_ACCEPT: Final = (
    "If it is that campaign, renamed in the console, 'reconciler accept \"{name}\"' writes the "
    "live name into its file. If not, give one of the two targets another name."
)


class Place(Struct, frozen=True):
    """Where new files go, and what is there.

    Attributes:
        campaigns: what the files declare.
        names: names in the folder, in lower case.
        head: comments for the first lines of a file.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        known: groups that are meant to be in no file; those that are named are adopted.
        owner: who new files say that the campaigns belong to; empty where they say nothing.
        environments: those that new files say they are for; none where they say nothing.
        today: the day in the organisation's time zone.
    """

    today: date
    campaigns: Sequence[Desired] = ()
    names: Collection[str] = frozenset()
    head: Sequence[str] = ()
    values: Mapping[str, Json] = field(default_factory=dict)
    vocabulary: Vocabulary = DOCUMENTED
    known: Sequence[KnownGroup] = ()
    owner: str = ""
    environments: Sequence[str] = ()


def adopt(live: LiveState, place: Place, *, names: Sequence[str] = ()) -> Adoption:
    """Decide for live groups what becomes of them.

    Args:
        live: a complete read.
        place: where new files go.
        names: groups to adopt, by name or pattern ignoring case; all of them if there are none.

    Raises:
        UsageError: a name is not live.
    """
    chosen = sorted(_select(live.groups, names), key=_order)
    pairing = pair(place.campaigns, live.groups)
    unmanaged = {group.id for group in pairing.unmanaged}
    missing = {each.name for each, groups in pairing.pairs if not groups}
    declared = tuple(group for group in chosen if group.id not in unmanaged)
    owners = [(each, live.promotions.owner_of(each.id)) for each in chosen if each.id in unmanaged]
    owned = tuple((group, owner) for group, owner in owners if owner is not None)
    free = [group for group, owner in owners if owner is None]
    known = tuple(
        each
        for each in free
        if not names and known_to(place.known, each.id, each.name, place.today) is not None
    )
    others = [each for each in free if each not in known]
    with collector_paused(len(others)):
        examined = in_parallel(
            _Examination(live, place).examine_all, others, worth=WORTH, what="groups written"
        )
    answers = [*zip(others, examined, strict=True)]
    refused = [NotImported(group, found) for group, found in answers if isinstance(found, Reason)]
    candidates = [(group, found) for group, found in answers if isinstance(found, _Draft)]
    new, clashing = _settle(candidates, place, missing)
    refused = sorted([*refused, *clashing], key=lambda each: _order(each.group))
    return Adoption(tuple(new), declared, tuple(refused), owned, known)


def _settle(
    candidates: Sequence[tuple[Live, "_Draft"]], place: Place, missing: Collection[str]
) -> tuple[list[NewFile], list[NotImported]]:
    """Refuse what clashes with a file or with another candidate, and name the files of the rest."""
    declared = [
        _Bearer.of_file(each, _BY_ACCEPT if each.name in missing else _FROM_FILE)
        for each in place.campaigns
    ]
    bearers = [*declared, *(draft.bearer for _, draft in candidates)]
    looks, taken = _Looks(bearers), set(place.names)
    new: list[NewFile] = []
    refused: list[NotImported] = []
    for group, draft in candidates:
        reason = looks.against(draft.bearer)
        if reason is not None:
            refused.append(NotImported(group, reason))
            continue
        stem = file_stem(group.name, otherwise=f"group-{abs(group.id)}")
        new.append(NewFile(group, free_name(stem, taken), draft.text, draft.unverified))
        taken.add(new[-1].name)
    return new, refused


def _order(group: Live) -> tuple[str, str, int]:
    return look_alike(group.name), group.name, group.id


def _select(groups: Sequence[Live], names: Sequence[str]) -> Sequence[Live]:
    """Groups by exact name, or else by name or pattern ignoring case."""
    if not names:
        return groups
    chosen: dict[int, Live] = {}
    for name in names:
        alike = [group for group in groups if is_like(group.name, name)]
        found = [group for group in alike if group.name == name] or alike
        if not found:
            names = [group.name for group in groups]
            raise UsageError(
                f"No live group is {called(name, is_pattern=is_pattern(name))}.",
                hint=did_you_mean(name, names, otherwise="'reconciler plan' lists them."),
            )
        chosen |= {group.id: group for group in found}
    return list(chosen.values())


class _Bearer(Struct, frozen=True):
    """What bears names: a file, or a group that may become one.

    Attributes:
        title: what it is called.
        name: the campaign's.
        targets: names of the targets.
        fix: what to do where another one has a target of the same name.
    """

    title: str
    name: str
    targets: tuple[str, ...]
    fix: str

    @classmethod
    def of_file(cls, campaign: Desired, fix: str = TELL_APART) -> "_Bearer":
        targets = tuple(target["name"] for target in campaign.data.get("targets", ()))
        return cls(campaign.file, campaign.name, targets, fix)


class _Draft(NamedTuple):
    """What may become the file of a group, unless its names clash with others."""

    text: str
    bearer: _Bearer
    unverified: tuple[str, ...]


class _Examination:
    """Looks at one group after the other, whether a file could declare it."""

    def __init__(self, live: LiveState, place: Place) -> None:
        self.place = place
        self.source = live.source
        self.bearers = Counter(group.name for group in live.groups)
        self.set_aside: dict[int, list[str]] = defaultdict(list)
        for path in live.set_aside:  # the first step is the position of the group
            position, *rest = steps(path)
            self.set_aside[live.groups[int(position)].id].append("/" + "/".join(rest))

    def examine_all(self, groups: Sequence[Live]) -> list[_Draft | Reason]:
        """What may become the file of each group, or why there can be none.

        This may be a copy of the process. Each step is done for all groups before the next: the
        processor is quicker at more of the same.
        """
        rows = [read_usual_row(group.row.decode()) for group in groups]
        specs = [self.spec(group, row) for group, row in zip(groups, rows, strict=True)]
        drafts = _each(self.draft, groups, specs)
        texts = _each(self.text, groups, drafts)
        documents = _each(self.document, groups, texts)
        found = _each(self.campaign, groups, documents)
        pairs = [
            ((each[1], group), row)
            for group, row, each in zip(groups, rows, found, strict=True)
            if not isinstance(each, Reason)
        ]
        compared = iter(compare_rows([pair for pair, _ in pairs], [row for _, row in pairs]))
        answers: list[_Draft | Reason] = []
        for each in found:
            if isinstance(each, Reason):
                answers.append(each)
                continue
            (document, desired), comparison = each, next(compared)
            if comparison.fields:
                listed = ", ".join(field.path for field in comparison.fields)
                answers.append(
                    _reason(NOT_REPRODUCED, f"A file would differ from live at {listed}.")
                )
            else:
                bearer = _Bearer.of_file(desired)
                answers.append(_Draft(document.text, bearer, comparison.seen.unverified))
        return answers

    def spec(self, group: Live, row: Row | None) -> Spec | Reason:
        """What is live, if it can be told and was read in full."""
        if self.bearers[group.name] > 1:
            message = f"{self.bearers[group.name]} live groups carry this name."
            return _reason(LIVE_NAME_TWICE, message)
        if group.id in self.set_aside:
            listed = ", ".join(self.set_aside[group.id])
            message = f"The answer has an undocumented form at {listed}."
            return _reason(ANSWER_SET_ASIDE, message)
        return group.make_spec() if row is None else live_spec(row, Source(group.source))

    def draft(self, _: Live, spec: Spec) -> Mapping[str, Json] | Reason:
        """What a file would say of what is live."""
        draft = draft_campaign(spec, self.place.vocabulary)
        if draft.findings:
            first = draft.findings[0]
            if first.code is NOT_SHOWN:
                fix = OTHER_READS.get(self.source, NOT_SHOWN.fix)
                return Reason(NOT_SHOWN.slug, f"{first.message} {fix}")
            return _reason(first.code, first.message)
        return draft.data

    def text(self, _: Live, drafted: Mapping[str, Json]) -> str | Reason:
        """The file that says it."""
        data = with_references(drafted, self.place.values)
        data |= {"metadata": {"owner": self.place.owner}} if self.place.owner else {}
        wanted = [*self.place.environments]
        data |= {"environments": wanted} if wanted else {}
        text = campaign_text(data, head=self.place.head)
        # Where there is one it shows, since nothing of it is ever escaped or folded.
        reference = next(_references(drafted), None) if OPENING in text else None
        if reference is not None:
            message = f"The text '{reference}' would be read as a reference."
            return _reason(READS_AS_REFERENCE, message)
        return text

    def document(self, group: Live, text: str) -> Document | Reason:
        """The text, read back as the file that it shall be."""
        found = read_document(f"the live group {group.id}", text.encode())
        return found if isinstance(found, Document) else _refused(found)

    def campaign(self, _: Live, document: Document) -> tuple[Document, Desired] | Reason:
        """The campaign that the file declares."""
        place = self.place
        around = Circumstances(place.values, place.vocabulary, place.today)
        loaded = load_document(document, around)
        if loaded.has_errors:
            return _refused(loaded.findings)
        [desired] = loaded.campaigns
        return document, desired


def _each(
    step: Callable[[Live, T], R | Reason], groups: Sequence[Live], found: Sequence[T | Reason]
) -> list[R | Reason]:
    """Take a step with all that is not refused."""
    return [
        each if isinstance(each, Reason) else step(group, each)
        for group, each in zip(groups, found, strict=True)
    ]


def _refused(findings: Sequence[Diagnostic]) -> Reason:
    errors = [each for each in findings if each.severity is Severity.ERROR]
    told = " ".join(f"{each.message} {each.hint}" for each in errors[:MOST_REASONS])
    return Reason(errors[0].code, told)


def _reason(code: Code, message: str) -> Reason:
    return Reason(code.slug, f"{message} {code.fix}")


def _references(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        if REFERENCE.fullmatch(value):
            yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _references(item)


class _Looks:
    """Who bears a name that looks like this one; files that share one are refused."""

    def __init__(self, bearers: Iterable[_Bearer]) -> None:
        self.campaigns: dict[str, list[_Bearer]] = defaultdict(list)
        self.targets: dict[str, list[_Bearer]] = defaultdict(list)
        for bearer in bearers:
            self.campaigns[look_alike(bearer.name)].append(bearer)
            for target in bearer.targets:
                self.targets[look_alike(target)].append(bearer)

    def against(self, bearer: _Bearer) -> Reason | None:
        """Why a file for the bearer cannot stand beside the others, or None."""
        for other in self.campaigns[look_alike(bearer.name)]:
            if other is not bearer:
                message = f"The name looks the same as '{other.name}' of {other.title}."
                fix = TELL_APART if other.fix == TELL_APART else LOOK_ALIKE_NAME.fix
                return Reason(DUPLICATE_CAMPAIGN.slug, f"{message} {fix}")
        for target in bearer.targets:
            for other in self.targets[look_alike(target)]:
                if other is not bearer:
                    message = f"The target name '{target}' is used in {other.title} too."
                    fix = other.fix.format(name=other.name)
                    return Reason(DUPLICATE_TARGET.slug, f"{message} {fix}")
        return None
