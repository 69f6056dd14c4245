"""Live default values and filters as changes of a file, item by item.

Both may be written in several ways: a default value is a number for all periods, an item of a list,
an item with a key, the value of a refCode or a number of a progression; the ids of one entity type
may stand in several filters.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.adoption import NOT_DECLARABLE
from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group import values
from reconciler.target_group.as_file.places import CannotDeclare, Place, put, refuse_reference
from reconciler.target_group.as_file.values import file_value, filters_data
from reconciler.target_group.canonical import period_count, values_in_order
from reconciler.target_group.fields import DEFAULT_VALUE
from reconciler.target_group.shorthand.default_values import is_progression, order_by_id
from reconciler.yaml12.patch import Drop, Edit

_VALUE: Final = DEFAULT_VALUE.fields["defaultValue"]


def value_edits(
    place: Place, periods: Json, clean: Mapping[str, Json], want: Spec, have: Spec
) -> Iterator[Edit]:
    """Write the live default values of one target, which are on the ground of the desired ones.

    Raises:
        CannotDeclare: no list can say them, or one stands behind a reference.
    """
    refs = [values.text(period["refCode"]) for period in clean.get("periods", ())]
    keys = [*dict.fromkeys([*refs, *want, *have])]
    declared = dict(zip(keys, values_in_order(place.clean, len(keys)), strict=False))
    current = {key: value for key, value in declared.items() if key not in want}
    wanted = [have.get(key, current.get(key, ABSENT)) for key in keys]
    while wanted and wanted[-1] is ABSENT:
        wanted.pop()
    if ABSENT in wanted:
        key = keys[wanted.index(ABSENT)]
        message = f"No default value is live for '{key}', but there is one for a later period."
        raise CannotDeclare(NOT_DECLARABLE.at(place.route, message))
    if isinstance(place.raw, list):
        order = order_by_id(place.raw, periods if isinstance(periods, list) else ())
        behind = range(len(place.raw), max(len(wanted), len(place.raw)))
        yield from _item_edits(place, [*(order or range(len(place.raw))), *behind], wanted)
        return
    if is_by_period(place.raw):
        yield from _item_edits(place, keys, wanted)
        return
    words = place.raw if isinstance(place.raw, Mapping) else {}
    for word, value in words.items():  # of a progression, which a list takes the place of
        refuse_reference((*place.route, word), value)
    serves_all = len(set(wanted)) == 1 and len(wanted) == (period_count(clean) or len(wanted))
    value = file_value(_VALUE, wanted[0], place.raw) if serves_all else wanted
    yield put(place.route, value)


def is_by_period(raw: Json) -> bool:
    """Whether default values are written as a mapping by refCode."""
    return isinstance(raw, Mapping) and not is_progression(raw)


def _item_edits(place: Place, steps: Sequence[str | int], wanted: Sequence[Json]) -> Iterator[Edit]:
    """Item by item, each in the form that it has; a step leads to it from its list or mapping."""
    raw: Json = place.raw
    is_keyed = isinstance(raw, list) and bool(raw) and isinstance(raw[0], dict)
    for k, value in enumerate(wanted):
        route = (*place.route, steps[k])
        if k >= len(raw):
            yield put(route, {_VALUE.name: value} if is_keyed else value)
        elif values.number(place.clean[k]) != value:
            item = raw[steps[k]]
            if isinstance(item, dict):
                route, item = (*route, _VALUE.name), item[_VALUE.name]
            refuse_reference(route, item)
            yield put(route, file_value(_VALUE, value, item))
    for k in range(len(wanted), len(raw)):
        refuse_reference((*place.route, steps[k]), raw[steps[k]])
        yield Drop((*place.route, steps[k]))


def filter_edits(place: Place, have: Mapping[str, Sequence[int]]) -> Iterator[Edit]:
    """Write the live filters of one target: sorted ids by entity type.

    Raises:
        CannotDeclare: an id that changes stands behind a reference.
    """
    if place.raw is ABSENT:
        yield put(place.route, filters_data(have), after=place.after)
        return
    entries: dict[str, list[int]] = {}
    for k, each in enumerate(place.clean):
        entries.setdefault(each["entityType"], []).append(k)
    behind = len(place.clean)
    for entity in dict.fromkeys([*entries, *have]):
        ids = have.get(entity, ())
        if entity in entries:
            yield from _id_edits(place, entries[entity], ids)
        else:
            yield put((*place.route, behind), {"entityType": entity, "entityIds": [*ids]})
            behind += 1


def _id_edits(place: Place, entries: Sequence[int], have: Sequence[int]) -> Iterator[Edit]:
    """Ids that are gone are dropped; new ones go behind the last, as comments belong to an id."""
    raw: Json = place.raw
    declared = {k: [*map(values.integer, place.clean[k]["entityIds"])] for k in entries}
    new = [each for each in have if all(each not in ids for ids in declared.values())]
    for k, ids in declared.items():
        route = (*place.route, k, "entityIds")
        gone = [n for n, each in enumerate(ids) if each not in have]
        behind = new if k == entries[-1] else []
        if gone or behind:
            refuse_reference(route, raw[k]["entityIds"])
        for n in gone:
            refuse_reference((*route, n), raw[k]["entityIds"][n])
        if gone and len(gone) == len(ids) and not behind:
            yield Drop((*place.route, k))
            continue
        yield from (Drop((*route, n)) for n in gone)
        yield from (put((*route, n), each) for n, each in enumerate(behind, len(ids)))
