"""A campaign file to the file of a later time: its text, and everything that is another one in it.

Comments, quotes and layout stay, as all values are changed in place. Comments that name a time are
words of a person about something that was: they stay, and are listed.
"""

from collections.abc import Iterator

from msgspec import Struct

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import examine_document, place
from reconciler.campaigns.references import resolve
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.target_group.forward.carry import Change, Left, carry_forward
from reconciler.target_group.forward.shift import Shift
from reconciler.target_group.forward.texts import Times, times_named
from reconciler.yaml12.document import Document
from reconciler.yaml12.edit import CannotEdit, edit
from reconciler.yaml12.layout import read_layout

_YOURS = "comments stay as they are"


class Forward(Struct, frozen=True):
    """A campaign file, carried forward.

    Attributes:
        name: of the campaign.
        document: the new file.
        changes: what is another one in it.
        left: what names a time and stays as it is.
        notes: what is to be known besides, each without its full stop.
        has_days: whether it says any day.
    """

    name: str
    document: Document
    changes: tuple[Change, ...]
    left: tuple[Left, ...]
    notes: tuple[str, ...]
    has_days: bool


def forward(
    document: Document, shift: Shift, around: Circumstances, *, name: str | None = None
) -> Forward | tuple[Diagnostic, ...]:
    """Carry a campaign file forward, or say everything that stands in the way.

    Args:
        document: the file.
        shift: by how much days are moved.
        around: what matters to it besides.
        name: of the new campaign; left out, the old one carried forward.

    Raises:
        PastTheCalendar: a day would be in no calendar.
    """
    examined, clean = examine_document(document, around)
    if clean is None:
        return tuple(each for each in examined.findings if each.severity is Severity.ERROR)
    raw, (resolved, _) = document.data, resolve(document.data, around.values)
    carriage = carry_forward(raw, resolved, clean, shift, today=around.today, name=name)
    if carriage.refusals:
        return tuple(place(document, each) for each in carriage.refusals)
    try:
        new = edit(document, carriage.edits)
    except CannotEdit as refused:
        return tuple(place(document, each) for each in refused.findings)
    return Forward(
        carriage.name,
        new,
        tuple(carriage.changes),
        (*carriage.left, *_comments(new, carriage.times)),
        tuple(carriage.notes),
        carriage.times.span is not None,
    )


def _comments(document: Document, times: Times) -> Iterator[Left]:
    """The comments that name a time; all but those for editors."""
    if "#" not in document.text:
        return
    layout = read_layout(document.path, document.text)
    for start, end in layout.comments:
        comment = layout.text[start:end].strip()
        if any(True for _ in times_named(comment, times)):
            line = layout.text.count("\n", 0, start) + 1
            yield Left("", comment, _YOURS, line)
