"""Campaigns that may be a live group renamed in its file, with another goal.

Git knows what a file declared when it was committed, not what was applied before. A campaign that
was applied, renamed and given another goal is neither the same as the live group nor known to have
been it. What is left to tell is that a group which no file declares agrees with it in all but names
and goals. Several groups that agree, or several campaigns to create, are a series.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Final

from reconciler.core.acknowledge import Answers, how_to
from reconciler.core.diagnostic import Diagnostic, note
from reconciler.core.kind import Kind
from reconciler.core.near_names import plain
from reconciler.core.plan import Create, Plan, Unmanaged
from reconciler.core.reasons import PERHAPS_RENAMED
from reconciler.core.resource import Desired, Live, LiveState
from reconciler.core.series import is_series, members
from reconciler.core.suspects import Alike

_DIGITS: Final = re.compile(r"\d+")


def find_edited_renames(
    plan: Plan, desired: Sequence[Desired], live: LiveState, kind: Kind, answers: Answers
) -> Iterator[tuple[str, Diagnostic]]:
    """Find creates that agree with one unmanaged group in all but names and goals, by name.

    Args:
        plan: of all campaigns, with all evidence weighed.
        desired: all campaigns.
        live: the live state that it was made from.
        kind: how resources are compared.
        answers: what the files say to findings that are meant.
    """
    names = {each.name for each in plan.changes if isinstance(each, Create)}
    creates = [each for each in desired if each.name in names]
    unmanaged = {
        each.id for each in plan.changes if isinstance(each, Unmanaged) and each.owner is None
    }
    if not creates or not unmanaged:
        return
    kind = kind if live.is_whole else kind.in_part or kind
    groups = AlikeButGoals((group for group in live.groups if group.id in unmanaged), kind)
    found = {each.name: groups.like(each) for each in creates}
    alone = {name: alike[0] for name, alike in found.items() if len(alike) == 1}
    for each in creates:
        group = alone.get(each.name)
        rivals = [name for name, other in alone.items() if other is group]
        if group is not None and len(rivals) == 1 and not _are_a_series(each.name, group.name):
            yield each.name, _note(each, group, answers)


class AlikeButGoals:
    """Live groups, found by what they are but for names and goals."""

    def __init__(self, groups: Iterable[Live], kind: Kind) -> None:
        self.kind = kind
        self.filed: dict[Hashable, Alike] = defaultdict(Alike)
        for group in sorted(groups, key=lambda group: group.id):
            spec = kind.without_goals(group.spec)
            signature = kind.signature(spec)
            if signature is not None:
                self.filed[signature].add(group, kind.traits(spec))

    def like(self, desired: Desired) -> Sequence[Live]:
        """Those that agree with a campaign in all but names and goals, by id."""
        spec = self.kind.without_goals(desired.spec)
        signature = self.kind.signature(spec)
        if signature not in self.filed:
            return ()
        return [
            group
            for group in self.filed[signature].candidates(self.kind.traits(spec))
            if self.kind.is_same_but_for_names(spec, self.kind.without_goals(group.spec))
        ]


def _are_a_series(name: str, other: str) -> bool:
    """Whether names differ in digits alone, or in a month, a weekday, an ordinal or a size."""
    ours, theirs = (_DIGITS.sub("", plain(each)) for each in (name, other))
    return ours == theirs or is_series(members(name), members(other))


def _note(campaign: Desired, group: Live, answers: Answers) -> Diagnostic:
    code = PERHAPS_RENAMED
    message = (
        f"'{campaign.name}' ({campaign.file}:{campaign.line}) agrees with the live group "
        f"{group.id}, '{group.name}', which no file declares, in all but names and goals: it may "
        "be that one, renamed and edited."
    )
    of = (group.name,)
    hint = f"{code.fix} {how_to(code, of)}"
    answer = answers.to_finding(code.slug, campaign.name, of)
    return note(code, message, hint, acknowledged=answer)
