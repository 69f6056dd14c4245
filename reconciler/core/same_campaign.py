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
from dataclasses import dataclass
from datetime import date, timedelta
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
_A_DAY: Final = timedelta(days=1)
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
        days: the first and the last day, each empty where they differ or are not known.
        is_by_buying: whether customers take part by buying.
        does: what each of them does to customers, as a participle.
    """

    creates: Sequence[_Other]
    live: Sequence[_Other]
    days: tuple[str, str]
    is_by_buying: bool
    does: str

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
                f"customers who buy would be {self.does} by each of them."
            )
            yield one.name, Suspicion(_CODE, message, of)

    def note(self, answers: Answers) -> Diagnostic:
        """One finding for all of them, where members come from elsewhere."""
        all_of_them = [*self.creates, *self.live]
        named = all_of_them[:MOST_NAMED]
        message = (
            f"The same but for their names{self._on_days}: "
            f"{_listed(named, self.size - len(named))}. A customer who is a member of several is "
            f"{self.does} by each of them."
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
    groups = _Managed(plan, desired, live, kind_read, outlines=outlines, today=today)
    alike: dict[str, list[Desired]] = defaultdict(list)
    for each in creates:
        outline = kind.outline(each.spec)
        is_alone = outlines[outline] == 1 and not groups.may_hold(outline)
        if not is_alone and kind.signature(each.spec) is not None:
            alike[kind.content(each.spec)].append(each)
    sets = [same for content in alike.values() for same in _at_one_time(content, kind)]
    found = ((same, groups.like(same)) for same in sets)
    return Same([_set(kind, same, others) for same, others in found if len(same) > 1 or others])


def _set(kind: Kind, creates: Sequence[Desired], live: Sequence[_Other]) -> SameSet:
    files = [
        _Other(each.name, f"'{each.name}' (to be created, {each.file}:{each.line})")
        for each in creates
    ]
    days = {kind.days(each.spec) for each in creates}
    common = days.pop() if len(days) == 1 else ("", "")
    spec = creates[0].spec
    return SameSet(files, live, common, kind.counts_by_buying(spec), kind.does(spec))


def _at_one_time(alike: Sequence[Desired], kind: Kind) -> Iterator[Sequence[Desired]]:
    """Campaigns of one content, apart where their days tell them apart.

    Where one of them leaves its days to the server, they are as likely those of the other.
    """
    by_days: dict[tuple[str, str], list[Desired]] = defaultdict(list)
    for each in alike:
        by_days[kind.days(each.spec)].append(each)
    left = dict.fromkeys(by_days)
    while left:
        joined = [left.popitem()[0]]
        for known in joined:
            more = [each for each in left if _are_at_one_time(known, each)]
            joined += more
            for days in more:
                del left[days]
        yield [each for days in by_days if days in joined for each in by_days[days]]


def _are_at_one_time(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two spans have a day in common, and no edge that both know is another day.

    The edges of one day may be written as the last second of it or the first of the next.
    """
    near = all(_are_near(*edges) for edges in zip(one, other, strict=True) if all(edges))
    return near and overlap(one, other)


def _are_near(one: str, other: str) -> bool:
    return abs(date.fromisoformat(one) - date.fromisoformat(other)) <= _A_DAY


def overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two spans have a day in common, as far as days are known."""
    return not ("" < other[1] < one[0] or "" < one[1] < other[0])


class _Managed:
    """Live groups that files declare and that are not over, found by what they are like.

    One that has drifted is found by what its file says as well: an edit in the console makes no
    other campaign of a copied file.

    Attributes:
        declared: the campaigns, by the ids of their groups.
        filed: the groups by outline, signature and traits.
        drifted: those that have drifted, by what their files would make.
    """

    def __init__(
        self,
        plan: Plan,
        desired: Sequence[Desired],
        live: LiveState,
        kind: Kind,
        *,
        outlines: Mapping[str, int],
        today: date,
    ) -> None:
        self.kind = kind
        self.today = today.isoformat()
        self.outlines = outlines
        there = [each for each in plan.changes if isinstance(each, Drift | InSync)]
        by_name = {each.name: each for each in desired}
        self.declared = {each.id: by_name[each.name] for each in there}
        self.filed: dict[str, dict[Hashable, Alike]] = defaultdict(lambda: defaultdict(Alike))
        self.drifted: dict[str, list[Live]] = defaultdict(list)
        drifted = {each.id for each in there if isinstance(each, Drift)}
        for group in sorted(live.groups, key=lambda group: group.id):
            if group.id in self.declared:
                self._file(group, self._outline(group, drifted))
            if group.id in drifted:
                self._file_as_declared(group)

    def _outline(self, group: Live, drifted: Collection[int]) -> str:
        """What tells groups apart at little cost; its file says it where too little is shown."""
        shown = self.kind.live_outline(group)
        if shown or group.id in drifted:
            return shown
        return self.kind.outline(self.declared[group.id].spec)

    def _file_as_declared(self, group: Live) -> None:
        """Let a group that has drifted be found by what its file says as well."""
        spec = self.declared[group.id].spec
        if self._is_sought(self.kind.outline(spec)) and not self._is_over(group):
            self.drifted[self.kind.content(spec)].append(group)

    def _is_sought(self, outline: str) -> bool:
        return not outline or "" in self.outlines or outline in self.outlines

    def _is_over(self, group: Live) -> bool:
        return "" < self.kind.days(group.spec)[1] < self.today

    def _file(self, group: Live, own: str) -> None:
        if not self._is_sought(own):
            return
        signature = self.kind.signature(group.spec)
        if signature is None or self._is_over(group):
            return
        traits = self.kind.traits(group.spec)
        for outline in {own, _ANY} if "" in self.outlines else {own}:
            self.filed[outline][signature].add(group, traits)

    def may_hold(self, outline: str) -> bool:
        """Whether a group of an outline may be among them."""
        filed = bool(self.filed) and (not outline or outline in self.filed or "" in self.filed)
        return filed or bool(self.drifted)

    def like(self, same: Sequence[Desired]) -> Sequence[_Other]:
        """Those that are the same as some campaigns of one content, by id."""
        by_days = {self.kind.days(each.spec): each for each in same}
        found = {group.id: group.name for each in by_days.values() for group in self._like(each)}
        return [
            _Other(name, f"'{name}' (live group {number}, {self.declared[number].file})")
            for number, name in sorted(found.items())
        ]

    def _like(self, desired: Desired) -> Iterator[Live]:
        """Those that are the same as a campaign but for names."""
        outline, signature = self.kind.outline(desired.spec), self.kind.signature(desired.spec)
        days, traits = self.kind.days(desired.spec), self.kind.traits(desired.spec)
        for each in [outline, ""] if outline else [_ANY]:
            if each not in self.filed or signature not in self.filed[each]:
                continue
            for group in self.filed[each][signature].candidates(traits):
                if overlap(days, self.kind.days(group.spec)) and self._is_like(desired, group):
                    yield group
        for group in self.drifted.get(self.kind.content(desired.spec), ()):
            if _are_at_one_time(days, self.kind.days(self.declared[group.id].spec)):
                yield group

    def _is_like(self, desired: Desired, group: Live) -> bool:
        """Whether it is the same but for names, and for days that its file leaves to the server."""
        shown = self.kind.without_filled_in(group.spec, self.declared[group.id].spec)
        return self.kind.is_same_but_for_names(desired.spec, shown)


def _first(others: Iterator[_Other]) -> Sequence[_Other]:
    return list(islice(others, MOST_NAMED))


def _listed(named: Sequence[_Other], more: int) -> str:
    said = [each.said for each in named]
    if more:
        return f"{', '.join(said)} and {more} more"
    *before, last = said
    return f"{', '.join(before)} and {last}" if before else last
