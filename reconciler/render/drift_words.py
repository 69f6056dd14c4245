"""The words for drift: why live drifted, and what a person can do, said once for all of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from reconciler.core.comparison import Cause, CauseKind, FieldChange
from reconciler.core.origin import Origin
from reconciler.core.plan import Drift
from reconciler.render.next_steps import addressed
from reconciler.words import plural

STILL: Final = "live still has what was said before"
BY_NOBODY: Final = "no committed version of the file says what is live"
_UNTOLD: Final = "Whether the file or live was changed cannot be told"
MOST_OF_A_COMMIT: Final = 10
NEVER_UPDATES: Final = (
    "The reconciler never updates what is live: merging this changes files and nothing else."
)
_GO_BY_FILE: Final = "To go by the file, change what is live"
_NO_WAY: Final = "What is live cannot be changed"


def why(cause: Cause | None) -> str:
    """Why a field differs, as a part of a sentence; empty where nobody can tell."""
    match cause:
        case Cause(kind=CauseKind.FILE):
            changed = cause.reason or "the file was changed"
            known = ", ".join(filter(None, (cause.date, cause.author)))
            by = f"in {cause.commit[:MOST_OF_A_COMMIT]}{f' ({known})' if known else ''}"
            made = by if cause.commit else "and not committed"
            return f"{changed.rstrip('.')} {made}: {STILL}"
        case Cause(kind=CauseKind.API):
            return BY_NOBODY
        case _:
            return ""


def sentence(cause: Cause | None) -> str:
    """As ``why``, as a sentence."""
    said = why(cause)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def by_reason(fields: Iterable[FieldChange]) -> Mapping[str, Sequence[FieldChange]]:
    """The fields that differ for the same reason, by ``why``; without those nobody can tell of."""
    found: dict[str, list[FieldChange]] = {}
    for field in fields:
        said = why(field.cause)
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


class Way(NamedTuple):
    """What a person can do to go by the file.

    Attributes:
        hint: that, or what is possible instead.
        is_possible: whether what is live can be changed at all.
    """

    hint: str
    is_possible: bool


def _accept(quote: str) -> str:
    return addressed(f"{quote}reconciler accept NAME{quote}")


def keep_live(quote: str) -> str:
    """How drift is taken into the file; a command is set off by quotes."""
    return f"To keep what is live, {_accept(quote)} writes it into the file."


def ways_out(quote: str) -> Sequence[str]:
    """What can be done about a file that is edited while its campaign is live, a sentence each."""
    return (
        "If customers shall get what the file says, make the same change in the console.",
        (
            f"If live is right, take the change back: {_accept(quote)} writes what is live "
            "into the file."
        ),
        (
            "If it is a new campaign, end the old one in the console and declare the new one under "
            "another name and with days of its own, so that nobody is paid twice."
        ),
        "If both are meant, acknowledge the difference in the file.",
    )


def ways(fields: Iterable[FieldChange]) -> Mapping[Way, str]:
    """Every way to change what is live once, each with the mark that its fields have.

    Where there is one way for all of them, nothing needs a mark, and it has none.
    """
    found = list(dict.fromkeys(map(way, fields)))
    return {each: f"({k})" if len(found) > 1 else "" for k, each in enumerate(found, 1)}


def way(field: FieldChange) -> Way:
    """How the live value of a field is changed, or why it cannot be."""
    return Way(field.hint, field.editable)


def go_by_file(found: Mapping[Way, str]) -> tuple[str, Mapping[str, str]]:
    """What can be done, by what is possible; each way in words with its mark where they differ."""
    kinds = {each.is_possible for each in found}
    told = _GO_BY_FILE if True in kinds else _NO_WAY
    if len(found) == 1:
        return f"{told}: {next(iter(found)).hint}.", {}
    if len(kinds) == 1:
        return f"{told}:", {each.hint: mark for each, mark in found.items()}
    return f"{told}, where that is possible:", {
        each.hint if each.is_possible else f"cannot be changed: {each.hint}": mark
        for each, mark in found.items()
    }
