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
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from reconciler.core.acknowledge import Answers
from reconciler.core.diagnostic import Diagnostic
from reconciler.core.draft import Draft
from reconciler.core.kind import Kind
from reconciler.core.plan import Drift, InSync
from reconciler.core.resource import Desired, Live, name_key
from reconciler.core.same_set import Other, SameSet
from reconciler.core.suspicion import Alike, Suspicion

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

        Args:
            answers: what the files say to findings that are meant.
            names: those that the plan is for, as looked up.
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


def find_same_files(campaigns: Sequence[Desired], kind: Kind) -> Iterator[SameSet]:
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
    kind: Kind, creates: Sequence[Desired], live: Sequence[Other], known: str = "to be created, "
) -> SameSet:
    files = [
        Other(each.name, f"'{each.name}' ({known}{each.file}:{each.line})") for each in creates
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
        there = [each for each in draft.plan.changes if isinstance(each, Drift | InSync)]
        by_name = {each.name: each for each in draft.desired}
        self.declared = {each.id: by_name[each.name] for each in there}
        self.filed: dict[str, dict[Hashable, Alike]] = defaultdict(lambda: defaultdict(Alike))
        self.drifted: dict[str, list[Live]] = defaultdict(list)
        self.has_drifted = {each.id for each in there if isinstance(each, Drift)}

    def file(self, groups: Collection[Live], unmanaged: Collection[int]) -> None:
        """File the groups that are declared, and others by their ids."""
        for group in sorted(groups, key=lambda group: group.id):
            if group.id in self.declared or group.id in unmanaged:
                self._file(group, self._outline(group))
            if group.id in self.has_drifted:
                self._file_as_declared(group)

    def _outline(self, group: Live) -> str:
        """What tells groups apart at little cost; its file says it where too little is shown."""
        shown = self.kind.live_outline(group)
        if shown or group.id in self.has_drifted or group.id not in self.declared:
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

    def like(self, same: Sequence[Desired], content: str) -> Sequence[Other]:
        """Those that are the same as some campaigns of one content, by id."""
        by_days = {self.kind.days(each.spec): each for each in same}
        found = {
            group.id: group.name for each in by_days.values() for group in self._like(each, content)
        }
        return [
            Other(name, f"'{name}' (live group {number}, {self._whose(number)})")
            for number, name in sorted(found.items())
        ]

    def _whose(self, number: int) -> str:
        declared = self.declared.get(number)
        return "which no file declares" if declared is None else declared.file

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
