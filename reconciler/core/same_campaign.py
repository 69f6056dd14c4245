"""The same campaign under another name: beside one that is live, or twice among those to create.

A file is copied, its name is changed, and what was meant to differ is forgotten: both would count
the same purchases and pay for them. Unmanaged groups that are the same are likely renames, which
the planner finds; here the other one is declared as well.

Campaigns are put into sets by what they would send, and only one of each set is compared with live
groups, of which only those are looked into whose days and goals are its own. So a thousand
campaigns that are alike cost a thousand comparisons.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final

from reconciler.core import reasons
from reconciler.core.acknowledge import Answers, answer_to, how_to
from reconciler.core.diagnostic import Answer, Diagnostic, Severity
from reconciler.core.plan import Drift, InSync, Plan
from reconciler.core.planner import Alike, Kind, Suspicion
from reconciler.core.resource import Desired, Live, LiveState, name_key

MOST_NAMED: Final = 3
"""Others that one message names; the rest is counted."""
MOST_ANSWERED: Final = 50
"""Others that a reason holds of which all are acknowledged."""
_ANY: Final = "any"
"""What all groups are filed under, for campaigns whose outline is not known."""
_CODE: Final = reasons.SAME_CAMPAIGN


@dataclass(frozen=True, slots=True)
class _Other:
    """A campaign or group, as others speak of it."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class SameSet:
    """Campaigns to create that are one and the same, and live groups that are the same as well.

    Attributes:
        creates: the campaigns.
        live: the live groups; none where several files would make the campaign.
        days: the first and the last day, each empty where it is not known.
        is_by_buying: whether customers take part by buying.
    """

    creates: Sequence[_Other]
    live: Sequence[_Other]
    days: tuple[str, str]
    is_by_buying: bool

    @property
    def size(self) -> int:
        """How many would exist in the end."""
        return len(self.creates) + len(self.live)

    def others(self, of: _Other) -> Iterator[_Other]:
        """All but one of them, the live ones first."""
        yield from self.live
        yield from (each for each in self.creates if each is not of)

    def against(self, answers: Answers) -> Iterator[tuple[str, Suspicion]]:
        """What speaks against creating each: those that nobody acknowledges, if any, and why."""
        covered = self._covered(answers)
        for one in self.creates:
            named = _first(self._unanswered(one, covered))
            of = tuple(each.name for each in named or islice(self.others(one), MOST_ANSWERED))
            named = named or _first(self.others(one))
            more = self.size - 1 - MOST_NAMED if len(named) == MOST_NAMED else 0
            message = (
                f"It is the same but for its names as {_listed(named, more)}{self._on_days}: "
                "customers who buy would be paid by each of them."
            )
            yield one.name, Suspicion(_CODE, message, of)

    def note(self, answers: Answers) -> Diagnostic:
        """One finding for all of them, where members come from elsewhere."""
        all_of_them = [*self.creates, *self.live]
        named = all_of_them[:MOST_NAMED]
        message = (
            f"The same but for their names{self._on_days}: "
            f"{_listed(named, self.size - len(named))}. A customer who is a member of several is "
            "paid by each of them."
        )
        first, others = self.creates[0].name, tuple(each.name for each in named[1:])
        hint = f"{_CODE.fix} {how_to(_CODE, others)}"
        answer = self._answer(answers, first, others)
        warning = Severity.WARNING
        return Diagnostic("", 0, 0, _CODE.slug, warning, message, hint, acknowledged=answer)

    @property
    def _on_days(self) -> str:
        return " on the same days ({} to {})".format(*self.days) if all(self.days) else ""

    def _covered(self, answers: Answers) -> Mapping[str, Collection[str]]:
        """By the name of each, whom of them its file acknowledges.

        Many files say the same of the same others, so that is looked up once.
        """
        names = [each.name for each in (*self.creates, *self.live)]
        known: dict[tuple[tuple[str, ...], ...], Collection[str]] = {}
        covered: dict[str, Collection[str]] = {}
        for name in names:
            entries = [
                each
                for each in answers.by_name.get(name_key(name), ())
                if each.finding == _CODE.slug
            ]
            said = tuple(each.of for each in entries)
            if said not in known:
                known[said] = {other for other in names if answer_to(_CODE.slug, entries, other)}
            covered[name] = known[said]
        return covered

    def _unanswered(self, one: _Other, covered: Mapping[str, Collection[str]]) -> Iterator[_Other]:
        own = covered[one.name]
        return (
            each
            for each in self.others(one)
            if each.name not in own and one.name not in covered[each.name]
        )

    def _answer(self, answers: Answers, name: str, others: tuple[str, ...]) -> Answer | None:
        covered = self._covered(answers)
        if any(_first(self._unanswered(each, covered)) for each in self.creates):
            return None
        return answers.to_finding(_CODE.slug, name, others)


@dataclass(frozen=True, slots=True)
class Same:
    """All sets of a plan."""

    sets: Sequence[SameSet] = ()

    def against(self, answers: Answers) -> Mapping[str, Suspicion]:
        """What speaks against creates whose customers take part by buying, by their names."""
        by_buying = [each for each in self.sets if each.is_by_buying]
        return {name: found for each in by_buying for name, found in each.against(answers)}

    def notes(self, answers: Answers, names: Collection[str]) -> Iterator[Diagnostic]:
        """One finding for each set whose members come from elsewhere.

        Args:
            answers: what the files say to findings that are meant.
            names: those that the plan is for, as looked up.
        """
        for each in self.sets:
            is_asked_for = any(name_key(one.name) in names for one in each.creates)
            if is_asked_for and not each.is_by_buying:
                yield each.note(answers)


def find_same(
    plan: Plan, desired: Sequence[Desired], live: LiveState, *, kind: Kind, today: date
) -> Same:
    """Find campaigns to create that are the same as another one, live or to be created too.

    Args:
        plan: of all campaigns, as ``make_plan`` made it.
        desired: the campaigns it was made from.
        live: the live state it was made from.
        kind: how resources are compared.
        today: the day in the organisation's time zone; what has ended by then counts no more.
    """
    names = {create.name for create in plan.creates}
    creates = [each for each in desired if each.name in names]
    if not creates:
        return Same()
    outlines = Counter(kind.outline(each.spec) for each in creates)
    kind_read = kind if live.is_whole else kind.in_part or kind
    groups = _Managed(plan, live, kind_read, outlines, today)
    groups.file_as_declared(plan, desired)
    alike: dict[str, list[Desired]] = defaultdict(list)
    for each in creates:
        outline = kind.outline(each.spec)
        is_alone = outlines[outline] == 1 and not groups.may_hold(outline)
        if not is_alone and kind.signature(each.spec) is not None:
            alike[kind.content(each.spec)].append(each)
    found = ((same, groups.like(same[0])) for same in alike.values())
    return Same([_set(kind, same, others) for same, others in found if len(same) > 1 or others])


def _set(kind: Kind, creates: Sequence[Desired], live: Sequence[_Other]) -> SameSet:
    spec = creates[0].spec
    files = [
        _Other(each.name, f"'{each.name}' (to be created, {each.file}:{each.line})")
        for each in creates
    ]
    return SameSet(files, live, kind.days(spec), kind.counts_by_buying(spec))


class _Managed:
    """Live groups that files declare and that are not over, found by what they are like.

    One that has drifted is found by what its file says as well: an edit in the console makes no
    other campaign of a copied file.
    """

    def __init__(
        self, plan: Plan, live: LiveState, kind: Kind, outlines: Mapping[str, int], today: date
    ) -> None:
        self.kind = kind
        self.today = today.isoformat()
        self.outlines = outlines
        self.groups = {group.id: group for group in live.groups}
        there = [each for each in plan.changes if isinstance(each, Drift | InSync)]
        self.files = {each.id: each.file for each in there}
        self.filed: dict[str, dict[Hashable, Alike]] = defaultdict(lambda: defaultdict(Alike))
        for group in sorted(live.groups, key=lambda group: group.id):
            if group.id not in self.files:
                continue
            outline = kind.live_outline(group)
            if self._is_sought(outline):
                self._file(group, outline)

    def file_as_declared(self, plan: Plan, desired: Sequence[Desired]) -> None:
        """Let groups that have drifted be found by what their files say as well."""
        drifts = (each for each in plan.changes if isinstance(each, Drift))
        drifted = {each.name: self.groups[each.id] for each in drifts}
        for each in desired:
            group = drifted.get(each.name)
            if group is None or self._is_over(group):
                continue
            outline = self.kind.outline(each.spec)
            if self._is_sought(outline):
                self._file(replace(group, spec=each.spec), outline)

    def _is_sought(self, outline: str) -> bool:
        return not outline or "" in self.outlines or outline in self.outlines

    def _is_over(self, group: Live) -> bool:
        return "" < self.kind.days(group.spec)[1] < self.today

    def _file(self, group: Live, own: str) -> None:
        signature = self.kind.signature(group.spec)
        if signature is None or self._is_over(group):
            return
        traits = self.kind.traits(group.spec)
        for outline in {own, _ANY} if "" in self.outlines else {own}:
            self.filed[outline][signature].add(group, traits)

    def may_hold(self, outline: str) -> bool:
        """Whether a group of an outline may be among them."""
        return bool(self.filed) and (not outline or outline in self.filed or "" in self.filed)

    def like(self, desired: Desired) -> Sequence[_Other]:
        """Those that are the same as a campaign but for names, by id."""
        outline, signature = self.kind.outline(desired.spec), self.kind.signature(desired.spec)
        traits = self.kind.traits(desired.spec)
        found = {
            group.id: group.name
            for each in ([outline, ""] if outline else [_ANY])
            if each in self.filed and signature in self.filed[each]
            for group in self.filed[each][signature].candidates(traits)
            if self._overlaps(desired, group)
            and self.kind.is_same_but_for_names(desired.spec, group.spec)
        }
        return [
            _Other(name, f"'{name}' (live group {number}, {self.files[number]})")
            for number, name in sorted(found.items())
        ]

    def _overlaps(self, desired: Desired, group: Live) -> bool:
        """Whether they have a day in common, as far as days are known."""
        first, last = self.kind.days(desired.spec)
        begins, ends = self.kind.days(group.spec)
        return not ("" < ends < first or "" < last < begins)


def _first(others: Iterator[_Other]) -> Sequence[_Other]:
    return list(islice(others, MOST_NAMED))


def _listed(named: Sequence[_Other], more: int) -> str:
    said = [each.said for each in named]
    if more:
        return f"{', '.join(said)} and {more} more"
    *before, last = said
    return f"{', '.join(before)} and {last}" if before else last
