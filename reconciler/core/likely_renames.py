"""Campaigns to create that may be a live group, renamed and edited on the way.

Nothing is certain here. What is left to tell is that a group agrees with the campaign in all but
names and goals, or that its file, as git knows it, was much like the campaign's, on days that both
have:

- Git knows nothing: a campaign was applied, renamed and given another goal before it was committed.
  Several groups that agree, or several campaigns to create, are a series. While its file is not
  committed at all, that is likely; later it may be.
- Git cannot be read: any group of the same kind may be it.
- The file of the group is gone: it was moved and changed in one go, or deleted in one commit and
  added in the next, and no file declares the group any more.
- Another file declares the group by now: the old file was restored beside it, `import` has written
  one, or the next campaign of a chain was renamed to it. All that is live is declared again, and
  yet the renamed one would be created beside it. A file that was moved, and in whose place another
  campaign is declared, has a history like that as well, so both have to be alike besides.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from reconciler.core.acknowledge import Answers, how_to
from reconciler.core.diagnostic import Diagnostic, note
from reconciler.core.draft import Draft
from reconciler.core.near_names import plain
from reconciler.core.plan import Unmanaged
from reconciler.core.reasons import LIKELY_RENAME, PERHAPS_RENAMED
from reconciler.core.resource import Desired, Live, name_key
from reconciler.core.resource_kind import ResourceKind
from reconciler.core.same_campaign import overlap
from reconciler.core.series import is_series, members
from reconciler.core.suspicion import Alike, Suspicion

MUCH_ALIKE: Final = 0.5
"""From so much in common on a file counts as another one that was edited, as with git."""
_DIGITS: Final = re.compile(r"\d+")

Likeness: TypeAlias = Callable[[Desired, str], float]
"""How much of a campaign's file was in what declared a name, as looked up, before: from 0 to 1."""
Against: TypeAlias = Mapping[str, Sequence[Suspicion]]
"""What speaks against creating each campaign, by its name."""


def find_edited_renames(draft: Draft, answers: Answers) -> Iterator[tuple[str, Diagnostic]]:
    """Find creates that agree with one unmanaged group in all but names and goals, by name.

    All evidence is weighed in the draft.
    """
    for each, group in _edited(draft):
        code, of = PERHAPS_RENAMED, (group.name,)
        message = (
            f"'{each.name}' ({each.file}:{each.line}) agrees with the live group {group.id}, "
            f"'{group.name}', which no file declares, in all but names and goals: it may be that "
            "one, renamed and edited."
        )
        answer = answers.to_finding(code.slug, each.name, of)
        hint = f"{code.fix} {how_to(code, of)}"
        yield each.name, note(code, message, hint, acknowledged=answer)


def find_uncommitted(draft: Draft, is_committed: Callable[[str], bool]) -> Against:
    """Find creates of which git knows no version, and that agree with an unmanaged group like that.

    The plan is as ``make_plan`` made it.
    """
    answers = Answers.of(draft.desired)
    return {
        each.name: [
            Suspicion(
                LIKELY_RENAME,
                f"The live group {group.id}, '{group.name}', agrees with it in all but names and "
                "goals, and no file declares it. This file is not committed, so git cannot tell "
                "whether it declared that name when it was applied.",
                (group.name,),
            )
        ]
        for each, group in _edited(draft)
        if not is_committed(each.file)
        and answers.to_finding(PERHAPS_RENAMED.slug, each.name, (group.name,)) is None
    }


def _edited(draft: Draft) -> Iterator[tuple[Desired, Live]]:
    """Creates with the one unmanaged group that each agrees with in all but names and goals."""
    creates = draft.creates
    unmanaged = draft.unmanaged if creates else ()
    if not unmanaged:
        return
    groups = _AlikeButGoals(unmanaged, draft.kind_as_read)
    found = {each.name: groups.like(each) for each in creates}
    alone = {name: alike[0] for name, alike in found.items() if len(alike) == 1}
    for each in creates:
        group = alone.get(each.name)
        rivals = [name for name, other in alone.items() if other is group]
        if group is None or len(rivals) > 1:
            continue
        ours, theirs = (_DIGITS.sub("", plain(name)) for name in (each.name, group.name))
        if ours != theirs and not is_series(members(each.name), members(group.name)):
            yield each, group


def possible_renames(draft: Draft) -> Mapping[str, str]:
    """For each create, the unmanaged groups of its kind: whatever git may know of its file.

    Returns:
        A sentence by the name of the create; creates for which there is no such group are left out.
    """
    kind = draft.kind
    unmanaged = {each.id for each in draft.plan.of_kind(Unmanaged)}
    by_family: dict[Hashable | None, list[Live]] = defaultdict(list)
    for group in sorted(draft.live.groups, key=lambda group: group.id):
        if group.id in unmanaged:
            by_family[kind.family(group.spec)].append(group)
    found = {}
    for each in draft.missing:
        # A group that did not show what it is may be any.
        alike = [*by_family[kind.family(each.spec)], *by_family[None]]
        if alike:
            more = f" or one of {len(alike) - 1} more" if len(alike) > 1 else ""
            found[each.name] = (
                "Git could not tell what this file declared before: it may be the live group "
                f"{alike[0].id}, '{alike[0].name}'{more}, renamed, which no file declares."
            )
    return found


def find_moved(draft: Draft, *, files: Mapping[str, str], likeness: Likeness) -> Against:
    """Find creates that may be a live group whose file is gone, or declares another one by now.

    A group that is inactive was ended by a person, and pays nobody out any more.

    Args:
        draft: a plan as ``make_plan`` made it.
        files: the file that declared a name in an earlier version, by name as looked up.
        likeness: how much of a file was in the last version that declared a name.
    """
    left = [
        group
        for group in draft.unmanaged
        if name_key(group.name) in files and group.spec.get("active") is not False
    ]
    if not left:
        return {}
    kind = draft.kind_as_read
    alike = _AlikeButGoals(left, kind)

    def against(desired: Desired) -> Iterator[Suspicion]:
        """One for each group that it may be."""
        agreeing = {group.id for group in alike.like(desired)}
        for group in left:
            if group.id in agreeing:
                how = "agrees with that group in all but names and goals"
            elif _is_much_like(desired, group, kind, likeness):
                how = "is much like that one, on days that both have"
            else:
                continue
            message = (
                f"In an earlier commit {files[name_key(group.name)]} declared '{group.name}', "
                f"which is live and in no file by now; this file {how}."
            )
            yield Suspicion(LIKELY_RENAME, message, (group.name,))

    return _where_any(draft, against)


def still_paying(draft: Draft, today: date) -> Mapping[str, tuple[Live, str]]:
    """Groups that files declare and that are neither over nor inactive, by name as looked up.

    Gives each with the file that declares it. The plan is as ``make_plan`` made it.
    """
    files = {each.id: each.file for each in draft.plan.live}
    return {
        name_key(group.name): (group, files[group.id])
        for group in draft.live.groups
        if group.id in files
        and group.spec.get("active") is not False
        and not "" < draft.kind.days(group.spec)[1] < today.isoformat()
    }


def find_redeclared(
    draft: Draft,
    *,
    paying: Mapping[str, tuple[Live, str]],
    former_names: Mapping[str, Collection[str]],
    likeness: Likeness,
) -> Against:
    """Find creates whose file declared a live group in an earlier version, as another does now.

    Args:
        draft: a plan as ``make_plan`` made it.
        paying: the groups, as ``still_paying`` finds them.
        former_names: names that a file declared in earlier commits, by file, also of those files
            that declare the groups now.
        likeness: how much of a file was in the last version of it that declared a name.
    """
    kind = draft.kind_as_read
    left = {name_key(each.name) for each in draft.plan.of_kind(Unmanaged)}

    def against(campaign: Desired) -> Iterator[Suspicion]:
        for key in sorted(set(map(name_key, former_names.get(campaign.file, ()))) & paying.keys()):
            group, file = paying[key]
            if _AlikeButGoals([group], kind).like(campaign):
                how = "agrees with that group in all but names and goals"
            elif _is_much_like(campaign, group, kind, likeness):
                how = "is much like it was then, on days that both have"
            else:
                continue
            before = sorted(each for each in former_names.get(file, ()) if name_key(each) in left)
            chain = f", which declared '{before[0]}' before: live, and in no file" if before else ""
            message = (
                f"In an earlier commit this file declared '{group.name}', which is live and by now "
                f"declared by {file}{chain}. This file {how}, so it may be the same campaign."
            )
            yield Suspicion(LIKELY_RENAME, message, (group.name,))

    return _where_any(draft, against)


def _where_any(draft: Draft, against: Callable[[Desired], Iterable[Suspicion]]) -> Against:
    """What speaks against the campaigns that are not live, of those against which anything does."""
    found = {each.name: list(against(each)) for each in draft.missing}
    return {name: suspicions for name, suspicions in found.items() if suspicions}


class _AlikeButGoals:
    """Live groups, found by what they are but for names and goals."""

    def __init__(self, groups: Iterable[Live], kind: ResourceKind) -> None:
        self.kind = kind
        self.filed: dict[Hashable, Alike] = defaultdict(Alike)
        for group in groups:
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


def _is_much_like(desired: Desired, group: Live, kind: ResourceKind, likeness: Likeness) -> bool:
    """Whether a campaign's file is at least half of what declared a group, on common days.

    Those of two families are never much alike.
    """
    families = kind.family(desired.spec), kind.family(group.spec)
    return (
        (None in families or families[0] == families[1])
        and overlap(kind.days(desired.spec), kind.days(group.spec))
        and likeness(desired, name_key(group.name)) >= MUCH_ALIKE
    )
