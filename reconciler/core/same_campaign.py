"""The same campaign under another name: beside one that is live, or twice among those to create.

A file is copied, its name is changed, and what was meant to differ is forgotten: both would count
the same purchases and pay for them. Unmanaged groups that are the same are likely renames, which
the planner finds; here the other one is declared as well, or a file says that it is no rename.

Campaigns are put into sets by what they would send, and only one of each set is compared with live
groups, of which only those are looked into whose days and goals are its own. So a thousand
campaigns that are alike cost a thousand comparisons.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import islice, takewhile
from typing import Final

from msgspec import Struct

from reconciler.core import reasons
from reconciler.core.acknowledge import Answers, answer_to, how_to
from reconciler.core.diagnostic import Answer, Code, Diagnostic, Severity
from reconciler.core.draft import Draft
from reconciler.core.plan import Drift
from reconciler.core.resource import Desired, Live, name_key
from reconciler.core.resource_kind import ResourceKind
from reconciler.core.suspicion import Alike, Suspicion

MOST_NAMED: Final = 3
"""Others that one message names; the rest is counted."""
MOST_LISTED: Final = 10
"""Others that an acknowledgement lists; of more, a pattern says what their names begin with."""
MOST_ANSWERED: Final = 50
"""Others that a reason holds."""


class Other(Struct, frozen=True):
    """A campaign or group, as others speak of it.

    Attributes:
        said: its name and where it stands.
    """

    name: str
    said: str


class SameSet(Struct, frozen=True, dict=True):
    """Campaigns to create that do the same, and live groups that do the same as well.

    Attributes:
        live: the live groups; none where several files would make the campaign.
        days: the first and the last day, each empty where they differ or are not known.
        is_by_buying: whether customers take part by buying.
        does: what each of them does to customers, as a participle.
    """

    creates: Sequence[Other]
    live: Sequence[Other]
    days: tuple[str, str]
    is_by_buying: bool
    does: str
    code: Code = reasons.SAME_CAMPAIGN

    @cached_property
    def members(self) -> Sequence[Other]:
        """All of them, those to create first."""
        return [*self.creates, *self.live]

    @property
    def listed(self) -> str:
        """The first of them in words, and how many more there are."""
        return _listed(self.members[:MOST_NAMED], len(self.members) - MOST_NAMED)

    @property
    def on_days(self) -> str:
        """The days that all of them have, to follow what they are; empty where there are none."""
        return " on the same days ({} to {})".format(*self.days) if all(self.days) else ""

    def others(self, of: Other) -> Iterator[Other]:
        """All but one of them, the live ones first."""
        yield from self.live
        yield from (each for each in self.creates if each is not of)

    def against(self, answers: Answers) -> Iterator[tuple[str, Suspicion]]:
        """What speaks against creating each: those that nobody acknowledges, if any, and why."""
        covered = self._covered(answers)
        for one in self.creates:
            left = list(islice(self._unanswered(one, covered), MOST_ANSWERED))
            known = left or list(islice(self.others(one), MOST_ANSWERED))
            more = len(self.members) - 1 - MOST_NAMED
            message = (
                f"It is the same but for its names as {_listed(known[:MOST_NAMED], more)}"
                f"{self.on_days}: customers who buy would be {self.does} by each of them."
            )
            of = tuple(each.name for each in known)
            yield one.name, Suspicion(self.code, message, of, self._to_write(of))

    def note(self, answers: Answers) -> Diagnostic:
        """One finding for all of them, where members come from elsewhere."""
        message = (
            f"The same but for their names{self.on_days}: {self.listed}. A customer who is a "
            f"member of several is {self.does} by each of them."
        )
        return self.finding(message, answers)

    def finding(self, message: str, answers: Answers) -> Diagnostic:
        """One finding for all of them, acknowledged where one file or the other links each."""
        first, *others = (each.name for each in self.members[: MOST_LISTED + 2])
        how = how_to(self.code, self._to_write(others), f"the file of '{first}'")
        slug, hint = self.code.slug, f"{self.code.fix} {how}"
        answer = self._answer(answers)
        return Diagnostic("", 0, 0, slug, Severity.WARNING, message, hint, acknowledged=answer)

    def _to_write(self, others: Sequence[str]) -> Sequence[str]:
        """What an entry of ``acknowledge`` has under ``of``, so that it is about all of some."""
        return others if len(others) <= MOST_LISTED else self._pattern

    @cached_property
    def _pattern(self) -> Sequence[str]:
        """A pattern of all their names; nothing, which is about all, where none would be."""
        names = sorted(each.name for each in self.members)
        pairs = takewhile(lambda pair: pair[0] == pair[1], zip(names[0], names[-1], strict=False))
        start = "".join(letter for letter, _ in pairs)
        return [f"{start}*"] if start else []

    def _covered(self, answers: Answers) -> Mapping[str, Collection[str]]:
        """By the name of each, whom of them its file acknowledges.

        Many files say the same of the same others, so that is looked up once.
        """
        names = [each.name for each in self.members]
        slug = self.code.slug
        known: dict[tuple[tuple[str, ...], ...], Collection[str]] = {}
        covered: dict[str, Collection[str]] = {}
        for name in names:
            entries = [
                each for each in answers.by_name.get(name_key(name), ()) if each.finding == slug
            ]
            said = tuple(each.of for each in entries)
            if said not in known:
                known[said] = {other for other in names if answer_to(slug, entries, other)}
            covered[name] = known[said]
        return covered

    def _unanswered(self, one: Other, covered: Mapping[str, Collection[str]]) -> Iterator[Other]:
        own = covered[one.name]
        return (
            each
            for each in self.others(one)
            if each.name not in own and one.name not in covered[each.name]
        )

    def _answer(self, answers: Answers) -> Answer | None:
        """The first answer, where one leads from each of them to the next: all are meant."""
        first, *left = (each.name for each in self.members)
        linked, said = [first], []
        for name in linked:
            to_each = {other: answers.to_finding(self.code.slug, name, (other,)) for other in left}
            said += [answer for answer in to_each.values() if answer is not None]
            linked += [other for other, answer in to_each.items() if answer is not None]
            left = [other for other, answer in to_each.items() if answer is None]
        return None if left else said[0]


def _listed(named: Sequence[Other], more: int) -> str:
    said = [each.said for each in named]
    if more > 0:
        return f"{', '.join(said)} and {more} more"
    *before, last = said
    return f"{', '.join(before)} and {last}" if before else last


_ANY: Final = "any"
"""What all groups are filed under, for campaigns whose outline is not known."""
_A_DAY: Final = timedelta(days=1)


class Same(Struct, frozen=True):
    """All sets of a plan."""

    sets: Sequence[SameSet] = ()

    def against(self, answers: Answers) -> Mapping[str, Suspicion]:
        """What speaks against creates whose customers take part by buying, by their names."""
        by_buying = [each for each in self.sets if each.is_by_buying]
        return {name: found for each in by_buying for name, found in each.against(answers)}

    def notes(self, answers: Answers, names: Collection[str]) -> Iterator[Diagnostic]:
        """One finding for each set whose members come from elsewhere.

        The names are those that the plan is for, as looked up.
        """
        for each in self.sets:
            is_asked_for = any(name_key(one.name) in names for one in each.creates)
            if is_asked_for and not each.is_by_buying:
                yield each.note(answers)


def find_same(draft: Draft, today: date, unmanaged: Collection[int] = ()) -> Same:
    """Find campaigns to create that are the same as another one, live or to be created too.

    Args:
        draft: a plan as ``make_plan`` made it.
        today: the day in the organisation's time zone; what has ended by then counts no more.
        unmanaged: ids of groups that no file declares and that are looked at as well.
    """
    kind, creates = draft.kind, draft.creates
    if not creates:
        return Same()
    outlined = [(each, kind.outline(each.spec)) for each in creates]
    outlines = Counter(outline for _, outline in outlined)
    groups = _Groups(draft, outlines, today)
    groups.file(draft.live.groups, unmanaged)
    alike: dict[str, list[Desired]] = defaultdict(list)
    for each, outline in outlined:
        is_alone = outlines[outline] == 1 and not groups.may_hold(outline)
        if not is_alone and kind.signature(each.spec) is not None:
            alike[kind.content(each.spec)].append(each)
    found = (
        (same, groups.like(same, content))
        for content, campaigns in alike.items()
        for same in _at_one_time(campaigns, kind)
    )
    return Same([_set(kind, same, others) for same, others in found if len(same) > 1 or others])


def find_same_files(campaigns: Sequence[Desired], kind: ResourceKind) -> Iterator[SameSet]:
    """Find campaigns that are the same as another one of some files, whatever is live."""
    outlined = [(each, kind.outline(each.spec)) for each in campaigns]
    outlines = Counter(outline for _, outline in outlined)
    alike: dict[str, list[Desired]] = defaultdict(list)
    for each, outline in outlined:
        if outlines[outline] > 1:
            alike[kind.content(each.spec)].append(each)
    for content in alike.values():
        for same in _at_one_time(content, kind):
            if len(same) > 1:
                yield _set(kind, same, (), known="")


def _set(
    kind: ResourceKind,
    creates: Sequence[Desired],
    live: Sequence[Other],
    known: str = "to be created, ",
) -> SameSet:
    files = [
        Other(each.name, f"'{each.name}' ({known}{each.file}:{each.line})") for each in creates
    ]
    days = {kind.days(each.spec) for each in creates}
    common = days.pop() if len(days) == 1 else ("", "")
    spec = creates[0].spec
    return SameSet(files, live, common, kind.counts_by_buying(spec), kind.does(spec))


def _at_one_time(alike: Sequence[Desired], kind: ResourceKind) -> Iterator[Sequence[Desired]]:
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
    near = all(
        abs(date.fromisoformat(ours) - date.fromisoformat(theirs)) <= _A_DAY
        for ours, theirs in zip(one, other, strict=True)
        if ours and theirs
    )
    return near and overlap(one, other)


def overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two spans have a day in common, as far as days are known."""
    return not ("" < other[1] < one[0] or "" < one[1] < other[0])


class _Groups:
    """Live groups that files declare and that are not over, found by what they are like.

    One that has drifted is found by what its file says as well: an edit in the console makes no
    other campaign of a copied file.

    Attributes:
        declared: the campaigns, by the ids of their groups.
        filed: the groups by outline, signature and traits.
        drifted: those that have drifted, by what their files would make.
        has_drifted: their ids.
    """

    def __init__(self, draft: Draft, outlines: Mapping[str, int], today: date) -> None:
        self.kind = draft.kind_as_read
        self.today = today.isoformat()
        self.outlines = outlines
        there = draft.plan.live
        by_name = {each.name: each for each in draft.desired}
        self.declared = {each.id: by_name[each.name] for each in there}
        self.filed: dict[str, dict[Hashable, Alike]] = defaultdict(lambda: defaultdict(Alike))
        self.drifted: dict[str, list[Live]] = defaultdict(list)
        self.has_drifted = {each.id for each in draft.plan.of_kind(Drift)}

    def file(self, groups: Collection[Live], unmanaged: Collection[int]) -> None:
        """File the groups that are declared, and others by their ids."""
        for group in sorted(groups, key=lambda group: group.id):
            declared = self.declared.get(group.id)
            if declared is not None or group.id in unmanaged:
                outline = self.kind.live_outline(group)
                if not outline and declared is not None and group.id not in self.has_drifted:
                    outline = self.kind.outline(declared.spec)  # as too little is shown
                self._file(group, outline)
            if group.id in self.has_drifted:
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

    def like(self, same: Sequence[Desired], content: str) -> Sequence[Other]:
        """Those that are the same as some campaigns of one content, by id."""
        by_days = {self.kind.days(each.spec): each for each in same}
        found = {
            group.id: group.name for each in by_days.values() for group in self._like(each, content)
        }
        others = []
        for number, name in sorted(found.items()):
            declared = self.declared.get(number)
            whose = "which no file declares" if declared is None else declared.file
            others.append(Other(name, f"'{name}' (live group {number}, {whose})"))
        return others

    def _like(self, desired: Desired, content: str) -> Iterator[Live]:
        """Those that are the same as a campaign but for names."""
        outline, signature = self.kind.outline(desired.spec), self.kind.signature(desired.spec)
        days = self.kind.days(desired.spec)
        for each in [outline, ""] if outline else [_ANY]:
            if each not in self.filed or signature not in self.filed[each]:
                continue
            for group in self.filed[each][signature].candidates(self.kind.traits(desired.spec)):
                if overlap(days, self.kind.days(group.spec)) and self._is_like(desired, group):
                    yield group
        for group in self.drifted.get(content, ()):
            if _are_at_one_time(days, self.kind.days(self.declared[group.id].spec)):
                yield group

    def _is_like(self, desired: Desired, group: Live) -> bool:
        """Whether it is the same but for names, and for days that its file leaves to the server."""
        declared = self.declared.get(group.id)
        shown = group.spec
        if declared is not None:
            shown = self.kind.without_filled_in(shown, declared.spec)
        return self.kind.is_same_but_for_names(desired.spec, shown)
