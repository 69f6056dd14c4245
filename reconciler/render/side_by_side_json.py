"""A comparison of two environments as JSON data; its schema stands in ``command_schemas.py``."""

from msgspec import to_builtins

from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json
from reconciler.core.plan_json import owner_to_json
from reconciler.core.side_by_side import Counterparts, SideBySide
from reconciler.render.command_json import versioned
from reconciler.render.side_by_side_words import gaps

_Names = tuple[str, str]


def side_by_side_to_json(found: SideBySide) -> dict[str, Json]:
    """Write a comparison; what does not apply is left out."""
    names = found.environments
    return versioned(
        environments=[*names],
        sources=_by_name(names, found.sources),
        live=_by_name(names, found.live),
        alike=found.alike,
        only_in={
            name: [
                {"name": group.name, "id": group.id}
                | ({"file": group.file} if group.file else {})
                | ({"promotion": owner_to_json(group.owner)} if group.owner else {})
                | ({"known": to_builtins(group.known)} if group.known else {})
                for group in alone
            ]
            for name, alone in found.sides()
        },
        differs=[
            _called(each, names)
            | {
                "fields": [
                    {"path": unlike.path, "values": _by_name(names, unlike.values, none=ABSENT)}
                    for unlike in each.likeness.fields
                ]
            }
            | _unseen(each, names)
            for each in found.differing
        ],
        not_compared=[_called(each, names) | _unseen(each, names) for each in found.unknown],
        not_verified=[_called(each, names) | _unseen(each, names) for each in found.in_part],
        notes=[*found.notes],
    )


def _by_name(names: _Names, values: tuple[Json, Json], *, none: object = "") -> dict[str, Json]:
    """Values by the environment that they are of, but for those where there is none."""
    pairs = zip(names, values, strict=True)
    return {name: value for name, value in pairs if value != none}


def _called(each: Counterparts, names: _Names) -> dict[str, Json]:
    files = _by_name(names, each.files)
    more = {"files": files} if files else {}
    return {"name": each.name, "ids": _by_name(names, each.ids), **more}


def _unseen(each: Counterparts, names: _Names) -> dict[str, Json]:
    why = gaps(each, names)
    return {"unverified": [*each.likeness.unverified], **({"gaps": why} if why else {})}
