"""First days that have begun or gone: what customers did on them before the create never counts.

Each campaign that runs has one, so it is told only where something can still be done: where a
campaign is to be created, and of files that are new or changed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from reconciler.campaigns.changes import changed_files
from reconciler.campaigns.examine import place
from reconciler.core.acknowledge import answer_to
from reconciler.core.diagnostic import Diagnostic, Finding, Route
from reconciler.core.reasons import FIRST_DAY_PASSED
from reconciler.core.resource import Desired
from reconciler.target_group.days import beginning_of
from reconciler.yaml12.document import Document, read_document


def first_days_passed(
    campaigns: Iterable[Desired],
    *,
    today: date,
    base: Path,
    changed: Callable[[], Collection[str] | None],
) -> Iterator[Diagnostic]:
    """Find new and changed files whose first day has begun or gone.

    Args:
        campaigns: of files without errors.
        today: the day in the organisation's time zone.
        base: folder that their paths are relative to.
        changed: gives the real paths of files that are new or changed; None where nobody can say,
            which means all. It is asked once there is a campaign that has begun.
    """
    found = [each for each in campaigns if has_begun(each, today)]
    if not found:
        return
    chosen = changed()
    for each in found:
        path = base / each.file
        if chosen is None or str(path.resolve()) in chosen:
            document = read_document(each.file, path.read_bytes())
            if isinstance(document, Document):  # it was when the campaign was loaded
                yield first_day_passed(document, each)


def has_begun(campaign: Desired, today: date) -> bool:
    """Whether the first day of a campaign is today or has passed, and its last day has not."""
    day = today.isoformat()
    return "" < campaign.first_day <= day <= (campaign.last_day or day)


def files_changed_since(folder: Path, base: str) -> Collection[str] | None:
    """The real paths of files that differ from another version; None where git cannot say."""
    changed = changed_files(folder, base)
    return None if changed is None else {str((folder / path).resolve()) for path in changed}


def first_day_passed(document: Document, campaign: Desired) -> Diagnostic:
    """What is said of a campaign that has begun, at the place in its file."""
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
