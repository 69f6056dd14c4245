"""The quick way through YAML that is as almost all of it is: no anchors, no tags, nothing wrong.

Takes the same events as ``tree`` and gives the same data, or gives up; then the text is read once
more by ``tree``, which knows everything and finds every fault. A law holds the two together.
"""

from collections.abc import Callable
from typing import Any, Final

from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from reconciler.campaigns.text.aliases import MAX_DEPTH
from reconciler.campaigns.text.faults import Refused
from reconciler.campaigns.text.scalars import read_plain
from reconciler.campaigns.text.tree import BLOCK_STYLES, MAX_VALUES, SURROGATE, lost_text
from reconciler.core.exact_json import Json

_STARTS: Final = frozenset({MappingStartEvent, SequenceStartEvent})
_PASSED: Final = frozenset({StreamStartEvent, DocumentStartEvent, DocumentEndEvent})
_ENDS: Final = frozenset({MappingEndEvent, SequenceEndEvent})


def read_plainly(text: str, next_event: Callable[[], Event | None]) -> dict[str, Json] | None:
    """Build the data of a document; None for whatever is not plain, or not right.

    Raises:
        YAMLError: the text is not YAML.
    """
    try:
        roots = _read(text, next_event)
    except (_NotPlain, Refused):
        return None
    is_mapping = len(roots) == 1 and isinstance(roots[0], dict)
    return roots[0] if is_mapping else None


class _NotPlain(Exception):
    """Something stands in the text that the quick way does not know."""


# One loop without calls, however long: it sees every word of every file, and parts of their own
# would cost a call for each of them.
def _read(text: str, next_event: Callable[[], Event | None]) -> list[Json]:  # noqa: C901, PLR0912, PLR0915
    roots: list[Json] = []
    holders: list[Json] = []
    holder: Json = roots
    keys: list[str | None] = []
    key: str | None = None  # of the value that comes next; None where a key comes next, or none
    is_mapping = False
    for _ in range(MAX_VALUES):
        event: Any = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            if event.tag is not None or event.anchor is not None:
                raise _NotPlain
            value = event.value
            if not value.isascii() and SURROGATE.search(value):
                raise _NotPlain
            if is_mapping and key is None:
                if value in holder or value == "<<":
                    raise _NotPlain
                key = value
                continue
            if event.implicit[0]:
                value = read_plain(value)
            elif event.style in BLOCK_STYLES and lost_text(text, event):
                raise _NotPlain
        elif kind in _ENDS:
            value = holder
            holder, key = holders.pop(), keys.pop()
            is_mapping = type(holder) is dict
        elif kind in _STARTS:
            is_key = is_mapping and key is None
            if is_key or event.tag is not None or event.anchor is not None:
                raise _NotPlain
            holders.append(holder)
            keys.append(key)
            if len(holders) > MAX_DEPTH:
                raise _NotPlain
            is_mapping = kind is MappingStartEvent
            holder, key = {} if is_mapping else [], None
            continue
        elif kind is StreamEndEvent:
            return roots
        elif kind in _PASSED:
            continue
        else:
            raise _NotPlain
        if is_mapping:
            holder[key] = value
            key = None
        else:
            holder.append(value)
    raise _NotPlain
