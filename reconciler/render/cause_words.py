"""Why live state drifted, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from reconciler.core.comparison import Cause, CauseKind, FieldChange
from reconciler.core.origin import Origin
from reconciler.core.plan import Drift
from reconciler.words import plural

STILL: Final = "live still has what was said before"
BY_NOBODY: Final = "no committed version of the file says what is live"
_UNTOLD: Final = "Whether the file or live was changed cannot be told"
MOST_OF_A_COMMIT: Final = 10


def why(cause: Cause) -> str:
    """Why a field differs, as a part of a sentence; empty where nobody can tell."""
    match cause.kind:
        case CauseKind.FILE:
            changed = cause.reason or "the file was changed"
            known = ", ".join(filter(None, (cause.date, cause.author)))
            by = f"in {cause.commit[:MOST_OF_A_COMMIT]}{f' ({known})' if known else ''}"
            made = by if cause.commit else "and not committed"
            return f"{changed.rstrip('.')} {made}: {STILL}"
        case CauseKind.API:
            return BY_NOBODY
        case CauseKind.UNKNOWN:
            return ""


def sentence(cause: Cause | None) -> str:
    """As ``why``, as a sentence."""
    said = "" if cause is None else why(cause)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def by_reason(fields: Iterable[FieldChange]) -> Mapping[str, Sequence[FieldChange]]:
    """The fields that differ for the same reason, by ``why``; without those nobody can tell of."""
    found: dict[str, list[FieldChange]] = {}
    for field in fields:
        said = "" if field.cause is None else why(field.cause)
        if said:
            found.setdefault(said, []).append(field)
    return found


def untold(drifts: Iterable[Drift]) -> Sequence[str]:
    """Why nobody can tell why campaigns drifted, a sentence for each reason."""
    counts: dict[str, set[int]] = {}
    for drift in drifts:
        for field in drift.reported:
            if field.cause is not None and field.cause.kind is CauseKind.UNKNOWN:
                counts.setdefault(field.cause.reason, set()).add(drift.id)
    return [
        f"{_UNTOLD} of {plural(len(ids), 'campaign')}: {reason}" for reason, ids in counts.items()
    ]


def is_of_change(field: FieldChange, origin: Origin) -> bool:
    """Whether what is reviewed has changed the file since the base, and live has it as before."""
    cause = field.cause
    if cause is None or cause.kind is not CauseKind.FILE:
        return False
    return not cause.commit or cause.commit in (origin.commits or ())
