"""What is said of new and changed files alone: of the others, all may be live for long.

First days that have begun or gone: what customers did on them before the create never counts. Each
campaign that runs has one, so it is told only where something can still be done: where a campaign
is to be created, and of files that are new or changed.

Files that make the same campaign as another file, whatever is live. A plan blocks what is to be
created beside such a copy. Of two files that were there before, nothing is said.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from reconciler.campaigns.examine import place
from reconciler.campaigns.load import Loaded
from reconciler.campaigns.source_files import SourceFile
from reconciler.core.acknowledge import Answers, answer_to
from reconciler.core.diagnostic import Diagnostic, Finding, Route, Severity
from reconciler.core.reasons import FIRST_DAY_PASSED, SAME_CAMPAIGN
from reconciler.core.resource import Desired
from reconciler.target_group.days import beginning_of
from reconciler.yaml12.document import Document

if TYPE_CHECKING:
    from reconciler.core.same_campaign import SameSet


Changed: TypeAlias = Callable[[], Collection[str] | None]
"""Gives the real paths of files that are new or changed; None where nobody can say."""
Files: TypeAlias = Mapping[str, SourceFile]
"""By their paths as shown."""
FEW: Final = 500
"""So many files on the same days are compared before git is asked which of them are new."""


def first_days_passed(
    campaigns: Iterable[Desired], files: Files, *, today: date, changed: Changed
) -> Iterator[Diagnostic]:
    """Find new and changed files whose first day has begun or gone, while the last has not.

    Where nobody can say what has changed, that is all. It is asked for once there is a campaign
    that has begun. Today is the day in the organisation's time zone.
    """
    day = today.isoformat()
    found = [e for e in campaigns if "" < e.first_day <= day <= (e.last_day or day)]
    chosen = changed() if found else ()
    for each in found:
        if chosen is None or _is_new(each, files, chosen):
            document = files[each.file].content
            if isinstance(document, Document):  # it was when the campaign was loaded
                yield _first_day_passed(document, each)


def _first_day_passed(document: Document, campaign: Desired) -> Diagnostic:
    message = (
        "Its first day is today or has passed: what customers do before it is created never counts."
    )
    route: Route = beginning_of(document.data, campaign.first_day)
    hint = (
        "If it is not live yet, move the first day, or create the campaign before it. If it is "
        "live, leave the day as it is."
    )
    found = place(document, Finding(FIRST_DAY_PASSED, route, message, hint))
    return replace(found, acknowledged=answer_to(found.code, campaign.acknowledgements))


def find_copies(
    loaded: Loaded, files: Files, *, today: date, changed: Changed
) -> Iterator[Diagnostic]:
    """Find new and changed files whose campaign another file makes as well.

    What is over by today is not looked at. Where nobody can say what has changed, nothing is found:
    all may be live for long. It is asked for once there may be a copy.
    """
    alike = list(_on_the_same_days((*loaded.campaigns, *loaded.beside), today))
    many = sum(map(len, alike)) > FEW
    if many:
        new = changed() or ()
        alike = [some for some in alike if any(_is_new(each, files, new) for each in some)]
    sets = _same(alike)
    if not sets:
        return
    new = changed() or ()
    by_name = {each.name: each for each in loaded.campaigns}
    answers = Answers.of((*loaded.campaigns, *loaded.beside))
    for same in sets:
        names = [each.name for each in same.creates if each.name in by_name]
        told = [by_name[name] for name in names if _is_new(by_name[name], files, new)]
        # One in each file where customers take part by buying, else one for all of them.
        for each in told if same.is_by_buying else told[:1]:
            document = files[each.file].content
            if isinstance(document, Document):  # it was when the campaign was loaded
                yield _placed(document, _said(same, each, answers))


def same_campaigns(campaigns: Iterable[Desired], today: date) -> Sequence["SameSet"]:
    """Campaigns of files that are one and the same, as of a day; what is over counts no more."""
    return _same(list(_on_the_same_days(campaigns, today)))


def _same(alike: Sequence[Sequence[Desired]]) -> Sequence["SameSet"]:
    if not alike:
        return ()
    # It takes 50 ms to load them, and most files share their days with no other one.
    from reconciler.core.same_campaign import find_same_files  # noqa: PLC0415
    from reconciler.target_group.resource_kind import TARGET_GROUP  # noqa: PLC0415

    return [each for some in alike for each in find_same_files(some, TARGET_GROUP)]


def _on_the_same_days(campaigns: Iterable[Desired], today: date) -> Iterator[Sequence[Desired]]:
    """Campaigns that are not over, several of the same first and last day together."""
    by_days: dict[tuple[str, str], list[Desired]] = defaultdict(list)
    day = today.isoformat()
    for each in campaigns:
        if not "" < each.last_day < day:
            by_days[each.first_day, each.last_day].append(each)
    return (each for each in by_days.values() if len(each) > 1)


def _is_new(campaign: Desired, files: Files, new: Collection[str]) -> bool:
    return bool(new) and str(files[campaign.file].path.resolve()) in new


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
