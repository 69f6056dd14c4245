"""Campaigns whose live group has another name than their file, as it was renamed on one side.

Campaigns and groups are paired by name alone, so such a campaign is missing and its group is
unmanaged. Which group it is, is certain where names speak for one group, and for no other campaign:
those of its targets, which are unique in the organisation, or one that its file had before, unless
its days are others by now, as where last year's file was made into this year's; else where one
group alone does the same. A name is never guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct, field

from reconciler.core.acknowledge import Answers
from reconciler.core.diagnostic import Code, Diagnostic, note
from reconciler.core.draft import Draft
from reconciler.core.likely_renames import find_edited_renames
from reconciler.core.pairing import pair
from reconciler.core.reasons import LIKELY_RENAME, LOOK_ALIKE_NAME, PERHAPS_RENAMED
from reconciler.core.resource import Desired, Live, name_key
from reconciler.core.same_campaign import overlap
from reconciler.core.suspicion import Suspects, Suspicion
from reconciler.words import first_of

MOST_NAMED: Final = 3
"""Groups or campaigns that one message names; the rest is counted."""
BY_HAND: Final = "If you know which group it is, write its name into the file, then accept again."
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_SPEAKS_FOR_ONE: Final = (LIKELY_RENAME, LOOK_ALIKE_NAME)


class Renames(Struct, frozen=True):
    """What is known of campaigns whose groups may have other names.

    Attributes:
        certain: the live group that a campaign is, by the campaign's name.
        doubts: why it is not certain which one it is, by the campaign's name.
    """

    certain: Mapping[str, Live] = field(default_factory=dict)
    doubts: Mapping[str, Diagnostic] = field(default_factory=dict)


def find_renames(
    draft: Draft,
    *,
    former_names: Mapping[str, frozenset[str]] = NOTHING,
    moved: Mapping[str, Sequence[Suspicion]] = NOTHING,
) -> Renames:
    """Find the live groups of campaigns that are live under no name of theirs.

    Args:
        draft: a plan, from a whole read.
        former_names: names that a file declared in earlier commits, by file.
        moved: what says that a campaign may be a group whose file is gone, by the campaign's name.
    """
    desired, kind = draft.desired, draft.kind
    groups = sorted(draft.live.groups, key=lambda group: group.id)
    pairing = pair(desired, groups)
    missing = [each for each, found in pairing.pairs if not found]
    if not missing or not pairing.unmanaged:
        return Renames()
    answers = Answers.of(desired)
    search = _Search(Suspects(groups, pairing.unmanaged, kind, None), former_names, answers)
    by_name = {each.name: search.by_name(each) for each in missing}
    found = {each.name: by_name[each.name] or search.by_effect(each) for each in missing}
    certain = _alone(by_name)
    taken = {group.id for group in certain.values()}
    certain |= {
        name: group
        for name, group in _alone(found).items()
        if name not in certain and group.id not in taken
    }
    doubts = {
        each.name: _doubt(each, found)
        for each in missing
        if found[each.name] and each.name not in certain
    }
    edited = dict(find_edited_renames(draft, answers))
    for each in missing:
        if found[each.name]:
            continue
        for group in search.by_former_names(each):
            message = (
                f"In an earlier commit its file declared '{group.name}', live as group "
                f"{group.id}, which has no day in common with it: it may be another campaign."
            )
            doubts[each.name] = _said(each, LIKELY_RENAME, message)
        for against in moved.get(each.name, ()):
            if answers.to_finding(against.code.slug, each.name, against.of) is None:
                doubts[each.name] = _said(each, against.code, against.message)
        told = edited.get(each.name)
        if told is not None and told.acknowledged is None:
            doubts.setdefault(each.name, _said(each, PERHAPS_RENAMED, told.message))
    return Renames(certain, doubts)


def _alone(found: Mapping[str, Sequence[Live]]) -> dict[str, Live]:
    """The only group of each campaign that has one, where it is no other campaign's as well."""
    claims = Counter(group.id for alike in found.values() for group in alike)
    return {
        name: alike[0]
        for name, alike in found.items()
        if len(alike) == 1 and claims[alike[0].id] == 1
    }


class _Search:
    """Looks for the unmanaged groups that a campaign may be, no more than can be named and one.

    What its file says is another one is none of them.
    """

    def __init__(
        self, suspects: Suspects, former_names: Mapping[str, frozenset[str]], answers: Answers
    ) -> None:
        self.suspects = suspects
        self.former_names = former_names
        self.answers = answers
        self.named: dict[str, list[Live]] = defaultdict(list)
        for group in suspects.unmanaged.values():
            self.named[name_key(group.name)].append(group)

    def by_name(self, desired: Desired) -> Sequence[Live]:
        """Those that names speak for: its own, those of its targets, and those it had before."""
        now = (
            name
            for each in self.suspects.by_names(desired)
            if each.code in _SPEAKS_FOR_ONE
            for name in each.of
        )
        days = self.suspects.kind.days
        former = (
            group.name
            for group in self.by_former_names(desired)
            if overlap(days(desired.spec), days(group.spec))
        )
        return self._groups(desired, chain(now, former))

    def by_former_names(self, desired: Desired) -> Sequence[Live]:
        """Those whose names its file had before, whatever their days."""
        return self._groups(desired, sorted(self.former_names.get(desired.file, ())))

    def by_effect(self, desired: Desired) -> Sequence[Live]:
        """Those that do the same."""
        found = (name for each in self.suspects.by_effect(desired) for name in each.of)
        return self._groups(desired, found)

    def _groups(self, desired: Desired, names: Iterable[str]) -> Sequence[Live]:
        found: dict[int, Live] = {}
        for name in names:
            for group in self.named.get(name_key(name), ()):
                code = LIKELY_RENAME.slug
                if self.answers.to_finding(code, desired.name, (group.name,)) is None:
                    found[group.id] = group
            if len(found) > MOST_NAMED:
                break
        return [*found.values()]


def _doubt(desired: Desired, found: Mapping[str, Sequence[Live]]) -> Diagnostic:
    alike = found[desired.name]
    groups = ", ".join(f"{group.id}, '{group.name}'" for group in alike[:MOST_NAMED])
    groups += " and more" if len(alike) > MOST_NAMED else ""
    if len(alike) > 1:
        message = f"It may be one of several live groups that no file declares: {groups}."
    else:
        rivals = [
            name
            for name, others in found.items()
            if name != desired.name and alike[0].id in {group.id for group in others}
        ]
        names = first_of((f"'{name}'" for name in rivals), len(rivals), most=MOST_NAMED)
        message = f"The live group {groups}, may be this campaign, and may as well be {names}."
    return _said(desired, LIKELY_RENAME, message)


def _said(desired: Desired, code: Code, message: str) -> Diagnostic:
    return note(code, message, BY_HAND, at=(desired.file, desired.line, 1))
