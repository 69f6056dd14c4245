"""Campaigns whose live group has another name than their file, as it was renamed on one side.

Campaigns and groups are paired by name alone, so such a campaign is missing and its group is
unmanaged. Which group it is, is certain where its target names, its effect or git's history of its
file speak for one group, and for no other campaign. A name is never guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from reconciler.core.acknowledge import Answers
from reconciler.core.diagnostic import Code, Diagnostic
from reconciler.core.edited_renames import find_edited_renames
from reconciler.core.pairing import pair
from reconciler.core.plan import Plan
from reconciler.core.planner import Kind, Suspects, Suspicion
from reconciler.core.reasons import LIKELY_RENAME, LOOK_ALIKE_NAME, PERHAPS_RENAMED
from reconciler.core.resource import Desired, Live, LiveState, name_key
from reconciler.words import first_of

MOST_NAMED: Final = 3
"""Groups or campaigns that one message names; the rest is counted."""
BY_HAND: Final = "If you know which group it is, write its name into the file, then accept again."
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_SPEAKS_FOR_ONE: Final = (LIKELY_RENAME, LOOK_ALIKE_NAME)


@dataclass(frozen=True, slots=True)
class Renames:
    """What is known of campaigns whose groups may have other names.

    Attributes:
        certain: the live group that a campaign is, by the campaign's name.
        doubts: why it is not certain which one it is, by the campaign's name.
    """

    certain: Mapping[str, Live] = field(default_factory=dict)
    doubts: Mapping[str, Diagnostic] = field(default_factory=dict)


def find_renames(
    plan: Plan,
    desired: Sequence[Desired],
    live: LiveState,
    *,
    kind: Kind,
    former_names: Mapping[str, frozenset[str]] = NOTHING,
    moved: Mapping[str, Sequence[Suspicion]] = NOTHING,
) -> Renames:
    """Find the live groups of campaigns that are live under no name of theirs.

    Args:
        plan: of all campaigns.
        desired: the campaigns it was made from.
        live: the live state it was made from, of a whole read.
        kind: how resources are compared.
        former_names: names that a file declared in earlier commits, by file.
        moved: what says that a campaign may be a group whose file is gone, by the campaign's name.
    """
    groups = sorted(live.groups, key=lambda group: group.id)
    pairing = pair(desired, groups)
    missing = [each for each, found in pairing.pairs if not found]
    if not missing or not pairing.unmanaged:
        return Renames()
    answers = Answers.of(desired)
    suspects = Suspects(groups, pairing.unmanaged, kind, None)
    search = _Search(suspects, former_names, answers)
    found = {each.name: search.groups(each) for each in missing}
    claims = Counter(group.id for alike in found.values() for group in alike)
    certain = {
        name: alike[0]
        for name, alike in found.items()
        if len(alike) == 1 and claims[alike[0].id] == 1
    }
    unclear = [each for each in missing if found[each.name] and each.name not in certain]
    doubts = {each.name: _doubt(each, found) for each in unclear}
    edited = dict(find_edited_renames(plan, desired, live, kind, answers))
    for each in missing:
        if found[each.name]:
            continue
        for against in moved.get(each.name, ()):
            if answers.to_finding(against.code.slug, each.name, against.of) is None:
                doubts[each.name] = _said(each, against.code, against.message)
        note = edited.get(each.name)
        if note is not None and note.acknowledged is None:
            doubts.setdefault(each.name, _said(each, PERHAPS_RENAMED, note.message))
    return Renames(certain, doubts)


class _Search:
    """Looks for the unmanaged groups that a campaign may be."""

    def __init__(
        self, suspects: Suspects, former_names: Mapping[str, frozenset[str]], answers: Answers
    ) -> None:
        self.suspects = suspects
        self.former_names = former_names
        self.answers = answers
        self.by_name: dict[str, list[Live]] = defaultdict(list)
        for group in suspects.unmanaged.values():
            self.by_name[name_key(group.name)].append(group)

    def groups(self, desired: Desired) -> Sequence[Live]:
        """Those that it may be, each once; what its file says is another one is none of them."""
        found = {
            group.id: group
            for name in self._names(desired)
            for group in self.by_name.get(name_key(name), ())
        }
        return [each for each in found.values() if not self._is_another(desired, each)]

    def _names(self, desired: Desired) -> Iterator[str]:
        for each in self.suspects.against(desired):
            if each.code in _SPEAKS_FOR_ONE:
                yield from each.of
        yield from sorted(self.former_names.get(desired.file, ()))

    def _is_another(self, desired: Desired, group: Live) -> bool:
        answer = self.answers.to_finding(LIKELY_RENAME.slug, desired.name, (group.name,))
        return answer is not None


def _doubt(desired: Desired, found: Mapping[str, Sequence[Live]]) -> Diagnostic:
    alike = found[desired.name]
    ids = {group.id for group in alike}
    rivals = [
        name
        for name, others in found.items()
        if name != desired.name and not ids.isdisjoint(group.id for group in others)
    ]
    groups = first_of(
        (f"{group.id}, '{group.name}'" for group in alike), len(alike), most=MOST_NAMED
    )
    if len(alike) > 1:
        message = f"It may be one of several live groups that no file declares: {groups}."
    else:
        names = first_of((f"'{name}'" for name in rivals), len(rivals), most=MOST_NAMED)
        message = f"The live group {groups}, may be this campaign, and may as well be {names}."
    return _said(desired, LIKELY_RENAME, message)


def _said(desired: Desired, code: Code, message: str) -> Diagnostic:
    return Diagnostic(desired.file, desired.line, 1, code.slug, code.severity, message, BY_HAND)
