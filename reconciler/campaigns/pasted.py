"""An answer of the API that is given as a campaign file: one finding, and not one a field."""

from collections.abc import Mapping, Sequence
from typing import Final

from reconciler.core.diagnostic import Finding
from reconciler.core.exact_json import Json
from reconciler.core.file_codes import PASTED_ANSWER
from reconciler.target_group.codes.spellings import COMPUTED_FIELD

_ENVELOPE: Final = frozenset({"errors", "warnings", "pagination"})
_FILLED_IN: Final = frozenset(
    {*("attribution", "createdOn", "orgId", "activePeriod"), *("emfRuleSetId", "targetGroupId")}
)
"""Keys of which an answer has at least one beside each id."""
FEW: Final = 3
"""So many fields that the server fills in may be told one by one."""


def answer_in(data: Json) -> Finding | None:
    """What to say of a whole answer, or a list of groups; None of anything else."""
    if isinstance(data, Mapping):
        if "data" not in data:
            return None
        inner = data["data"]
    else:
        inner = data
    rows = inner if isinstance(inner, list) else [inner]
    shown = [each for each in rows if _is_row(each) or _has_ids(each)]
    is_envelope = isinstance(data, Mapping) and bool(_ENVELOPE & data.keys())
    if not is_envelope and (not shown or (isinstance(data, Mapping) and len(data) > 1)):
        return None
    names = [each["name"] for each in shown if isinstance(each.get("name"), str)]
    what = "an answer of the API" if isinstance(data, Mapping) else "a list of live groups"
    return _pasted(f"This is {what}, and no campaign.", names)


def told_once(data: Mapping[str, Json], findings: Sequence[Finding]) -> list[Finding]:
    """The findings of a file; of a group as an answer shows it, what is filled in is one of them.

    A row of the list that lacks its periods cannot be mended by hand, so nothing else is said.
    """
    filled_in = [each for each in findings if each.code is COMPUTED_FIELD]
    if len(filled_in) <= FEW or not _is_row(data):
        return list(findings)
    names = [data["name"]] if isinstance(data.get("name"), str) else []
    if data.get("totalPeriods") and not data.get("periods"):
        return [_pasted("This is a row of the API's list, and no campaign.", names)]
    note = Finding(
        COMPUTED_FIELD,
        (),
        f"This is what the API answers of a live group: {len(filled_in)} fields that the server "
        "has filled in are ignored.",
        f"Move the file out of the folder, and let {_import(names)} write it as a campaign file "
        "where it is live; where it is not, leave these fields out.",
    )
    return [note, *(each for each in findings if each.code is not COMPUTED_FIELD)]


def _is_row(data: Json) -> bool:
    """Whether something is a group as an answer shows it."""
    if not isinstance(data, Mapping) or "id" not in data:
        return False
    parts = [data.get(key) for key in ("targets", "periods")]
    rows = [each for part in parts if isinstance(part, list) for each in part]
    return any(
        isinstance(each, Mapping) and "id" in each and bool(_FILLED_IN & each.keys())
        for each in (data, *rows)
    )


def _has_ids(data: Json) -> bool:
    """Whether something is a group with the ids that the server gives it and its parts.

    A campaign file may hold them too, but none is a list, or stands in an envelope.
    """
    if not isinstance(data, Mapping) or "id" not in data:
        return False
    parts = [part for key in ("targets", "periods") if isinstance(part := data.get(key), list)]
    rows = [each for part in parts for each in part]
    return bool(rows) and all(isinstance(each, Mapping) and "id" in each for each in rows)


def _pasted(message: str, names: Sequence[str]) -> Finding:
    hint = f"Move the file out of the folder, and let {_import(names)} write what is live as "
    hint += "campaign files."
    return Finding(PASTED_ANSWER, (), message, hint)


def _import(names: Sequence[str]) -> str:
    return f"'reconciler import \"{names[0]}\"'" if len(names) == 1 else "'reconciler import'"
