"""The line that a change of a plan begins with: its mark, its name, and where it is."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Unmanaged, kind_of
from reconciler.render.safe import NAMELESS, visible
from reconciler.render.terminal import Text

INDENT: Final = 6
"""Columns that what is said of a change is set in by."""
MARKS: Final[Mapping[type[Change], tuple[str, str]]] = {
    Blocked: ("!", "bold magenta"),
    Create: ("+", "green"),
    Drift: ("~", "yellow"),
    InSync: ("=", "cyan"),
    Unmanaged: ("?", "blue"),
}
"""The mark and the style of each kind of change."""


def change_line(change: Change) -> Text:
    """What a change is about."""
    mark, style = MARKS[kind_of(change)]
    where = "" if isinstance(change, Unmanaged) else f"  {visible(change.file)}:{change.line}"
    group = "" if isinstance(change, Create | Blocked) else f"  group {change.id}"
    name = visible(change.name) or NAMELESS
    return Text.assemble(
        (f"  {mark} ", style), (name, "bold"), (f"{where}{group}", "dim"), hang=INDENT + 2
    )
