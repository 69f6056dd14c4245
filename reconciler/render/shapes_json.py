"""The shapes of answers as JSON, to be handed on: no host, no environment, no values."""

from collections.abc import Mapping, Sequence
from typing import Final

from reconciler import __version__
from reconciler.core.checkup import PATHS, Call, CallCheck
from reconciler.core.exact_json import Json
from reconciler.target_group.answers.shapes import (
    Expected,
    customer_expected,
    groups_expected,
    periods_expected,
    shapes_of,
)
from reconciler.target_group.columns import Source
from reconciler.target_group.kinds import Kind

FORMAT_VERSION: Final = "1.0"
ABOUT: Final = (
    "Keys, types and how often they were seen; no value of any answer, no host and no name. "
    "'*' is each item of a list, or each key that is not the name of a field."
)


def recorded(
    environments: Sequence[tuple[Sequence[CallCheck], Mapping[Call, Json]]],
) -> Json:
    """What was seen, of each environment: its calls, and the data of those that answered."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": f"reconciler {__version__}",
        "about": ABOUT,
        "environments": [
            {"calls": [_call(each, answers) for each in checks]} for checks, answers in environments
        ],
    }


def _call(check: CallCheck, answers: Mapping[Call, Json]) -> Json:
    told = {"call": check.call.value, "path": PATHS[check.call], "state": check.state.value}
    if check.call not in answers:
        return told
    expected = _EXPECTED.get(check.call)
    shapes, absent = shapes_of(answers[check.call], expected or Expected(Kind.ANYTHING))
    # Paths that are not in the table of fields, or not of the type that it says.
    surprises = [
        f"{each.path}: not in the table of fields ({', '.join(each.types)})"
        if each.expected is None
        else f"{each.path}: {_word(each.expected)} is expected, found {', '.join(each.types)}"
        for each in shapes
        if not each.fits
    ]
    return {
        **told,
        "surprises": surprises if expected else [],
        "not_seen": list(absent),
        "shapes": [
            {
                "path": each.path,
                "types": dict(each.types),
                "of": each.of,
                "expected": None if each.expected is None or not expected else _word(each.expected),
            }
            for each in shapes
        ],
    }


def _word(kind: Kind) -> str:
    return kind.name.lower().replace("_", "-")


_EXPECTED: Final = {
    Call.MILESTONES: groups_expected(Source.MILESTONES),
    Call.LIST: groups_expected(Source.TARGET_GROUPS),
    Call.PERIODS: periods_expected(),
    Call.CUSTOMER: customer_expected(),
}
"""What is expected of the answers of a call; of others nothing is."""
