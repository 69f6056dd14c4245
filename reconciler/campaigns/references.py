"""Puts an environment's values in the place of ``${name}``.

Only a whole scalar is a reference; nothing is interpolated into text.
"""

import difflib
import re
from collections.abc import Mapping
from typing import Final

from reconciler.campaigns.codes import UNKNOWN_REFERENCE
from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json

REFERENCE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_-]*)\}")


def resolve(data: Json, values: Mapping[str, Json]) -> tuple[Json, list[Finding]]:
    """Replace every reference by its value.

    Returns:
        The data with values in place of references, and a finding for each unknown name.
    """
    findings: list[Finding] = []
    return _resolve(data, values, (), findings), findings


def _resolve(data: Json, values: Mapping[str, Json], route: Route, findings: list[Finding]) -> Json:
    if isinstance(data, dict):
        return {
            key: _resolve(value, values, (*route, key), findings) for key, value in data.items()
        }
    if isinstance(data, list):
        return [_resolve(each, values, (*route, k), findings) for k, each in enumerate(data)]
    found = REFERENCE.fullmatch(data) if isinstance(data, str) else None
    if found is None:
        return data
    if found[1] not in values:
        findings.append(_unknown(found[1], values, route))
        return data
    return values[found[1]]


def _unknown(name: str, values: Mapping[str, Json], route: Route) -> Finding:
    near = difflib.get_close_matches(name, values, n=1)
    return Finding(
        UNKNOWN_REFERENCE,
        route,
        f"The environment has no value '{name}'.",
        f"Did you mean '{near[0]}'?" if near else "Add it under values in reconciler.toml.",
    )
