"""Changes to plain data by route: what is put where, and what is dropped.

All routes of one set of changes are those of the data before any of them. Items that are put
behind the end of a list follow each other in the order of their positions.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import getitem
from typing import TypeAlias

from msgspec import Struct

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json


class Put(Struct, frozen=True):
    """Replaces the value at a route, or adds it where there is none.

    Attributes:
        route: ends in a key of a mapping, or in a position of a list, which may be past its end.
        value: what shall stand there.
        after: the key of the same mapping behind which a new key belongs; at the end if it is None.
    """

    route: Route
    value: Json
    after: str | None = None


class Drop(Struct, frozen=True):
    """Takes away the key or the item at a route."""

    route: Route


class Rename(Struct, frozen=True):
    """Gives the key at a route another name; what stands there stays.

    Attributes:
        route: ends in a key of a mapping.
        name: the new name, which no other key of the mapping has or gets.
    """

    route: Route
    name: str


Edit: TypeAlias = Put | Drop | Rename


def edited(data: Json, edits: Sequence[Edit]) -> Json:
    """Data with changes made to it; the order of new keys is left open.

    What nothing is changed in is the same as before; nothing of it is to be changed afterwards.
    """
    changed = _copied(data, [each.route[:-1] for each in edits])
    names: dict[Route, dict[str | int, str]] = defaultdict(dict)
    for each in edits:
        if isinstance(each, Rename):
            names[each.route[:-1]][each.route[-1]] = each.name
    renamed = [(value_at(changed, route), new) for route, new in names.items()]
    puts = [each for each in edits if isinstance(each, Put)]
    for put in sorted(puts, key=lambda each: each.route):
        holder = value_at(changed, put.route[:-1])
        if isinstance(holder, list) and put.route[-1] not in range(len(holder)):
            holder.append(put.value)
        else:
            holder[put.route[-1]] = put.value
    dropped = (each.route for each in edits if isinstance(each, Drop))
    for route in sorted(dropped, reverse=True):
        del value_at(changed, route[:-1])[route[-1]]
    for holder, new in renamed:  # all at once: one may get the name that another one had
        holder |= {name: holder.pop(key) for key, name in new.items()}
    return changed


def _copied(data: Json, routes: Sequence[Route]) -> Json:
    """The lists and mappings at routes and above them anew, also where one is repeated."""
    copied = data.copy()
    for step in dict.fromkeys(route[0] for route in routes if route):
        below = [route[1:] for route in routes if route[:1] == (step,)]
        copied[step] = _copied(data[step], below)
    return copied


def value_at(data: Json, route: Route) -> Json:
    """The value at a route.

    Raises:
        LookupError: the route leads nowhere.
    """
    return reduce(getitem, route, data)
