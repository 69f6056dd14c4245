"""The words of a comparison of two environments that all its formats share."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.comparison import FieldChange
from reconciler.core.side_by_side import Alone, Counterparts, SideBySide, Unlike
from reconciler.render.plan_words import readable, sides
from reconciler.words import first_of

DIFFERING: Final = "Not alike"
UNKNOWN: Final = "Not compared"
IN_PART: Final = "Alike, but not seen in full"
MOST_UNVERIFIED: Final = 6
"""So many fields of a campaign that were not compared are named."""


def heading(found: SideBySide) -> str:
    """How much is live, and how it was read."""
    live, sources = found.live, dict.fromkeys(found.sources)
    return f"{live[0]} and {live[1]} live groups, read through {' and '.join(sources)}"


def counts(found: SideBySide) -> Iterator[str]:
    """How many campaigns there are of each kind."""
    yield f"{found.alike} alike"
    yield f"{len(found.differing)} not alike"
    if found.unknown:
        yield f"{len(found.unknown)} not compared"
    for name, alone in found.sides():
        meant = sum(each.is_meant for each in alone)
        but = f" ({meant} of them meant)" if meant else ""
        yield f"{len(alone)} only in {name}{but}"


def not_seen(found: SideBySide) -> Iterator[tuple[str, Sequence[Counterparts]]]:
    """Campaigns that were not compared, or not seen in full, each under what stands above them."""
    for title, pairs in ((UNKNOWN, found.unknown), (IN_PART, found.in_part)):
        if pairs:
            yield title, pairs


def conclusion(found: SideBySide) -> str:
    """What it comes to, in a sentence."""
    if found.has_differences:
        return "The environments are not alike."
    but = ", but for what is meant to be in one alone" if any(found.only_in) else ""
    return f"The environments are alike{but}, as far as they were seen."


def remark(alone: Alone) -> str:
    """Why a group may be live in one environment alone; empty where nobody says."""
    if alone.owner is not None:
        return f"of the promotion '{alone.owner.name}'"
    return "" if alone.known is None else f"known: {alone.known.words}"


def both_values(unlike: Unlike) -> tuple[str, tuple[str, str]]:
    """What is to be said of a field, and its two values, a tree as the expression it stands for."""
    note, shown = readable(FieldChange(unlike.path, *unlike.values, editable=False, hint=""))
    return note, sides(shown)


def gaps(each: Counterparts, names: tuple[str, str]) -> Mapping[str, str]:
    """Why something was not compared, by the environment that it is about."""
    found = zip(names, each.likeness.gaps, strict=True)
    return {name: why for name, why in found if why}


def unseen(each: Counterparts, names: tuple[str, str]) -> Iterator[str]:
    """What was not compared of a campaign, in sentences."""
    paths = [path.lstrip("/") for path in each.likeness.unverified]
    if paths:
        listed = first_of(paths, len(paths), most=MOST_UNVERIFIED)
        yield f"not compared, since not both reads show it: {listed}"
    for name, why in gaps(each, names).items():
        yield f"what {name} alone may have was not looked for: {why}"


def file_of(each: Counterparts) -> str:
    """Where a campaign is declared: the file of both, or of each."""
    return " and ".join(dict.fromkeys(filter(None, each.files)))


def groups(each: Counterparts, names: tuple[str, str]) -> str:
    """The two groups."""
    return f"group {each.ids[0]} in {names[0]}, {each.ids[1]} in {names[1]}"


def advice(found: SideBySide) -> Iterator[str]:
    """What a person can do, each a sentence."""
    if any(not each.is_meant for _, alone in found.sides() for each in alone):
        yield (
            "To have a campaign in the other environment as well, name that one under "
            "'environments' in its file, in a folder that both use, and apply; 'reconciler import' "
            "writes the file where there is none."
        )
    if found.differing:
        yield (
            "Which of two that are not alike differs from its file, 'reconciler plan' says for "
            "each environment."
        )
