"""New and changed files that make the same campaign as another file, whatever is live.

A plan blocks what is to be created beside such a copy. Of two files that were there before, both
may be live for long, so nothing is said of them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from reconciler.campaigns.examine import place
from reconciler.campaigns.load import Loaded
from reconciler.core.acknowledge import Answers
from reconciler.core.diagnostic import Diagnostic, Finding, Severity
from reconciler.core.reasons import SAME_CAMPAIGN
from reconciler.core.resource import Desired
from reconciler.yaml12.document import Document, read_document

if TYPE_CHECKING:
    from reconciler.core.same_campaign import SameSet

FEW: Final = 500
"""So many files on the same days are compared before git is asked which of them are new."""

Changed: TypeAlias = Callable[[], Collection[str] | None]


def find_copies(
    loaded: Loaded, *, today: date, base: Path, changed: Changed
) -> Iterator[Diagnostic]:
    """Find new and changed files whose campaign another file makes as well.

    Args:
        loaded: the campaigns of the files, and of those beside them.
        today: the day in the organisation's time zone; what is over by then is not looked at.
        base: folder that the paths of the files are relative to.
        changed: gives the real paths of files that are new or changed; None where nobody can say,
            and then nothing is found: all may be live for long. It is asked once there may be a
            copy.
    """
    own = {each.name for each in loaded.campaigns}
    alike = list(_on_the_same_days((*loaded.campaigns, *loaded.beside), today))
    many = sum(map(len, alike)) > FEW
    if many:
        alike = list(_with_new_ones(alike, base, changed() or ()))
    sets = _same(alike)
    if not sets:
        return
    new = changed() or ()
    by_name = {each.name: each for each in loaded.campaigns}
    answers = Answers.of((*loaded.campaigns, *loaded.beside))
    for same in sets:
        names = [each.name for each in same.creates if each.name in own]
        told = [by_name[name] for name in names if _is_new(by_name[name], base, new)]
        yield from _findings(same, told, base, answers)


def find_copies_of(
    document: Document, campaign: Desired, beside: Iterable[Desired], *, today: date
) -> Iterator[Diagnostic]:
    """Find what a campaign is the same as whose file is not written yet.

    Args:
        document: what the file is to hold.
        campaign: the campaign in it.
        beside: those of the other files.
        today: the day in the organisation's time zone; what is over by then is not looked at.
    """
    both = [*beside, campaign]
    answers = Answers.of(both)
    for same in _same([each for each in _on_the_same_days(both, today) if campaign in each]):
        if campaign.name in {each.name for each in same.creates}:
            yield _placed(document, _said(same, campaign, answers))


def same_campaigns(campaigns: Iterable[Desired], today: date) -> Sequence["SameSet"]:
    """Campaigns of files that are one and the same, as of a day; what is over counts no more."""
    return _same(list(_on_the_same_days(campaigns, today)))


def _same(alike: Sequence[Sequence[Desired]]) -> Sequence["SameSet"]:
    if not alike:
        return ()
    # It takes 50 ms to load them, and most files share their days with no other one.
    from reconciler.core.same_campaign import find_same_files  # noqa: PLC0415
    from reconciler.target_group.kind import TARGET_GROUP  # noqa: PLC0415

    return [each for some in alike for each in find_same_files(some, TARGET_GROUP)]


def _on_the_same_days(campaigns: Iterable[Desired], today: date) -> Iterator[Sequence[Desired]]:
    """Campaigns that are not over, several of the same first and last day together."""
    by_days: dict[tuple[str, str], list[Desired]] = defaultdict(list)
    day = today.isoformat()
    for each in campaigns:
        if not "" < each.last_day < day:
            by_days[each.first_day, each.last_day].append(each)
    return (each for each in by_days.values() if len(each) > 1)


def _with_new_ones(
    alike: Iterable[Sequence[Desired]], base: Path, new: Collection[str]
) -> Iterator[Sequence[Desired]]:
    for some in alike:
        if any(_is_new(each, base, new) for each in some):
            yield some


def _is_new(campaign: Desired, base: Path, new: Collection[str]) -> bool:
    return bool(new) and str((base / campaign.file).resolve()) in new


def _findings(
    same: "SameSet", told: Sequence[Desired], base: Path, answers: Answers
) -> Iterator[Diagnostic]:
    """One finding in each file where customers take part by buying, else one for all of them."""
    if not same.is_by_buying:
        told = told[:1]
    for each in told:
        document = read_document(each.file, (base / each.file).read_bytes())
        if isinstance(document, Document):  # it was when the campaign was loaded
            yield _placed(document, _said(same, each, answers))


def _said(same: "SameSet", campaign: Desired, answers: Answers) -> Diagnostic:
    """What is said of one of them."""
    if not same.is_by_buying:
        return same.note(answers)
    found = dict(same.against(answers))[campaign.name]
    answer = answers.to_finding(found.code.slug, campaign.name, found.of)
    return Diagnostic(
        *("", 0, 0, found.code.slug, Severity.CREATE_ONLY, found.message, found.fix),
        acknowledged=answer,
    )


def _placed(document: Document, found: Diagnostic) -> Diagnostic:
    """A finding at the name in the campaign's file."""
    at = place(document, Finding(SAME_CAMPAIGN, ("name",), found.message, found.hint))
    return replace(found, file=at.file, line=at.line, column=at.column)
