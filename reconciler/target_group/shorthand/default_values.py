"""Default values by refCode, by periodId or as a progression, to a list in the order of periods.

A mapping of ``start`` and ``step``, and of nothing else, is a progression; any other has the
refCodes of periods as its keys. Where a period is called by one of the two words, such a mapping
is refused, as nobody can say which is meant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal, Inexact
from typing import Final

from msgspec import Struct

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group.codes import short_forms as codes
from reconciler.target_group.fields import PROGRESSION
from reconciler.target_group.shorthand.schedules import MOST_PERIODS
from reconciler.target_group.wrong_values import nearest
from reconciler.words import did_you_mean, first_of

_EXACTLY: Final = Context(prec=200, traps=[Inexact])
"""Room for every number that a file can say in plain digits; refuses what does not fit."""
_PERIOD_ID: Final = "periodId"
_ID: Final = re.compile(r"[0-9]{1,20}")
_NEVER_MEANT: Final = "A progression has start and step, and nothing else."
_WAYS: Final = "Use the refCodes of the periods, or write one number, a list, or start and step."


class Periods(Struct, frozen=True):
    """What there is to know of the periods of a campaign.

    Attributes:
        refs: refCodes of the declared periods in their order.
        count: how many periods there will be; None where nobody says how many the server makes.
        are_servers: whether the server makes them.
    """

    refs: tuple[str, ...]
    count: int | None
    are_servers: bool


def is_progression(mapping: Mapping[str, Json]) -> bool:
    """Whether a mapping of default values is a progression rather than values by refCode."""
    return mapping.keys() == PROGRESSION.fields.keys()


def list_values(
    mapping: Mapping[str, Json], periods: Periods, route: Route
) -> tuple[list[Json] | None, list[Finding]]:
    """Write the mapping of default values at a route as a list.

    Returns:
        The values in the order of periods; None and the reasons where there are no such values.
    """
    progression = is_progression(mapping)
    findings = [*(_progression_faults if progression else _gaps)(mapping, periods, route)]
    if findings:
        return None, findings
    if not progression:
        return [mapping[ref] for ref in periods.refs], []
    start, step, counted = mapping["start"], mapping["step"], range(periods.count or 0)
    if isinstance(start, int) and isinstance(step, int):
        return [start + step * k for k in counted], []
    first, more = Decimal(start), Decimal(step)
    try:
        return [_EXACTLY.add(first, _EXACTLY.multiply(more, Decimal(k))) for k in counted], []
    except Inexact:
        message = "The values of the progression would have more digits than can be kept."
        return None, [codes.ENDLESS_NUMBER.at(route, message)]


def order_by_id(items: Sequence[Json], periods: Sequence[Json]) -> Sequence[int] | None:
    """Bring default values that name periodIds into the order of the periods, all of any shape.

    Returns:
        Positions of the items in the order of their periods, which is how they stand where none
        names a periodId; None where nobody can say for which period each is.
    """
    if not any(map(names_period, items)):
        return range(len(items))
    named = [_id_in(each, _PERIOD_ID) for each in items]
    known = [_id_in(each, "id") for each in periods]
    if None in named or len({*named}) < len(named):
        return None
    if not periods:  # the server makes them, and their ids are in their order
        return range(len(items)) if named == sorted(named, key=lambda each: each or 0) else None
    if known == [None] and len(items) == 1:
        return range(1)
    due = known[: len(named)]
    if None in known or len({*known}) < len(known) or {*due} != {*named}:
        return None
    return [named.index(each) for each in due]


def names_period(item: Json) -> bool:
    """Whether a default value of any shape says the id of its period."""
    return isinstance(item, dict) and item.get(_PERIOD_ID) is not None


def unclear_period(items: Sequence[Json], periods: Sequence[Json], route: Route) -> Finding:
    """Say that nobody knows for which periods the default values at a route are."""
    known = {_id_in(each, "id") for each in periods} - {None}
    at = [k for k, each in enumerate(items) if names_period(each)]
    if not periods:
        why = "the file shows no periods, and the periodIds do not ascend"
    elif not known:
        why = "the periods of the file say no id"
    else:
        why = "the periodIds and the ids of the periods do not fit"
        at = [k for k in at if _id_in(items[k], _PERIOD_ID) not in known] or at
    return codes.UNCLEAR_PERIOD_ID.at(
        (*route, at[0], _PERIOD_ID),
        f"Nobody can say for which period this default value is: {why}.",
        f"{codes.UNCLEAR_PERIOD_ID.fix} 'reconciler import' writes what is live so.",
        at_key=True,
    )


def _id_in(holder: Json, key: str) -> int | None:
    """An id as a whole number; None where there is none that can be read."""
    found = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(found, str) and _ID.fullmatch(found):
        return int(found)
    return found if type(found) is int else None


def _progression_faults(
    mapping: Mapping[str, Json], periods: Periods, route: Route
) -> Iterator[Finding]:
    named = next((ref for ref in periods.refs if ref in mapping), None)
    if named is not None:
        yield codes.UNCLEAR_MAPPING.at(
            route, f"start and step are a progression, but a period is called '{named}' too."
        )
    elif periods.count is None:
        message = "The progression cannot be worked out: nothing says how many periods there are."
        fix = codes.UNCOUNTED_PROGRESSION.fix
        yield codes.UNCOUNTED_PROGRESSION.at(route, message, fix)
    elif periods.count == 0:
        message = "The progression asks for nothing: the campaign has no periods."
        yield codes.UNCOUNTED_PROGRESSION.at(route, message, "Declare the periods.")
    elif periods.count > MOST_PERIODS:
        message = f"The progression is not worked out for more than {MOST_PERIODS:,} periods."
        hint = "Declare fewer periods, or write one number that serves all."
        yield codes.UNCOUNTED_PROGRESSION.at(route, message, hint)


def _gaps(mapping: Mapping[str, Json], periods: Periods, route: Route) -> Iterator[Finding]:
    """Keys that are no refCodes, and refCodes that are no keys."""
    unknown = [key for key in mapping if key not in periods.refs]
    is_all = len(unknown) == len(mapping)
    if is_all:  # the word of a progression that is right is no fault beside the other
        unknown = [key for key in unknown if key not in PROGRESSION.fields] or unknown
    for key in unknown:
        what = f"There is no period '{key}'"
        if periods.are_servers and not periods.refs:
            what = f"No value can be for a period '{key}', as the server makes the periods"
        word = _meant_word(key, mapping) if is_all else ""
        hint = f"Did you mean '{word}'? " if word else ""
        if word or any(each in mapping for each in PROGRESSION.fields):
            hint += _NEVER_MEANT
        else:
            hint = did_you_mean(key, periods.refs, otherwise=_WAYS)
        yield codes.UNKNOWN_PERIOD.at((*route, key), f"{what}.", hint, at_key=True)
    without = [ref for ref in dict.fromkeys(periods.refs) if ref not in mapping]
    if without and not unknown:  # a misspelled refCode is one fault, not two
        named = first_of((f"'{ref}'" for ref in without), len(without), most=1)
        yield codes.PERIOD_WITHOUT_VALUE.at(
            route,
            f"There is no default value for the period {named}.",
            "Write a value for each period.",
        )


def _meant_word(key: str, mapping: Mapping[str, Json]) -> str:
    """Which word of a progression a key of a pair is likely meant as; empty where it is none."""
    lacking = tuple(word for word in PROGRESSION.fields if word not in mapping)
    if key in PROGRESSION.fields or len(mapping) != len(PROGRESSION.fields):
        return ""
    return nearest(key, lacking) or (lacking[0] if len(lacking) == 1 else "")
