"""What is said of days that have come or gone, in words that several commands share."""

from collections.abc import Mapping
from datetime import date

from reconciler.core.exact_json import Json
from reconciler.core.reasons import NOTHING_ENDED
from reconciler.core.resource import Lifecycle
from reconciler.target_group.days import days_of, lifecycle_of


def begun(first: date, today: date) -> str:
    """What is wrong with a first day that has begun, as a sentence."""
    gone = "is today" if first == today else "has passed"
    return f"Its first day, {first}, {gone}: what customers do before it is created never counts."


def after_deletion(spec: Mapping[str, Json], today: date) -> str:
    """What a group does whose file was deleted, and what to do, as the end of a sentence."""
    keep = "To keep it managed, restore the file."
    days = days_of(spec)
    match lifecycle_of(spec, today):
        case Lifecycle.INACTIVE:
            return f"the group is inactive, so nothing is left to do. {keep}"
        case Lifecycle.ENDED:
            return (
                f"the group ended on {days.last} and is still active. Deactivate it in the "
                f"console when nobody needs it any more. {keep}"
            )
        case Lifecycle.UPCOMING:
            return (
                f"the group still starts on {days.first}. To stop it, deactivate it in the "
                f"console. {keep}"
            )
        case Lifecycle.RUNNING:
            return f"the group keeps running. To end it, deactivate it in the console. {keep}"
        case None:
            return NOTHING_ENDED
