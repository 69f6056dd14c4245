"""Puts an environment's values in the place of ``${name}``.

Only a whole scalar is a reference; nothing is interpolated into text.
"""

import re
from collections.abc import Mapping
from typing import Final

from reconciler.core.diagnostic import MOST_FOUND, Finding, Route
from reconciler.core.exact_json import Json
from reconciler.core.file_codes import PART_REFERENCE, UNKNOWN_REFERENCE
from reconciler.words import did_you_mean

REFERENCE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_-]*)\}")
OPENING: Final = "${"
NOTES: Final = "metadata"
"""The user's own notes, which are never sent and may hold any text."""


def resolve(data: Json, values: Mapping[str, Json]) -> tuple[Json, list[Finding]]:
    """Replace every reference by its value.

    Returns:
        The data with values in place of references, and a finding for each unknown name and each
        reference that is only a part of a text. After so many findings that the file is given up
        the rest of the data is left as it is.
    """
    findings: list[Finding] = []
    return _resolve(data, values, (), findings), findings


def reference_at(data: Json, route: Route) -> str | None:
    """The name of the reference that stands on the way to a value, None if there is none.

    The data is as it was before its references were resolved.
    """
    for step in route:
        if isinstance(data, str):
            break
        data = data[step]
    found = REFERENCE.fullmatch(data) if isinstance(data, str) else None
    return None if found is None else found[1]


def _resolve(data: Json, values: Mapping[str, Json], route: Route, findings: list[Finding]) -> Json:
    if len(findings) == MOST_FOUND or not isinstance(data, dict | list | str):
        return data
    if isinstance(data, dict):
        return {
            key: _resolve(value, values, (*route, key), findings) for key, value in data.items()
        }
    if isinstance(data, list):
        return [_resolve(each, values, (*route, k), findings) for k, each in enumerate(data)]
    found = REFERENCE.fullmatch(data)
    if found is None:
        if OPENING in data and route[0] != NOTES:
            message = "Only a whole value can be a reference; '${' inside a text is sent unchanged."
            findings.append(Finding(PART_REFERENCE, route, message, PART_REFERENCE.fix))
        return data
    if found[1] not in values:
        message = f"The environment has no value '{found[1]}'."
        hint = did_you_mean(found[1], values, otherwise="Add it under values in reconciler.toml.")
        findings.append(Finding(UNKNOWN_REFERENCE, route, message, hint))
        return data
    return values[found[1]]
