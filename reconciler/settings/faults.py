"""What is wrong with a settings file, in words: each fault with its place and what to write."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from pydantic import ValidationError

from reconciler.errors import SettingsError
from reconciler.words import did_you_mean

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Place: TypeAlias = tuple[int | str, ...]
"""The names of tables and of a setting in them, and places in lists."""

_DUE: Final = {
    "bool_type": "true or false",
    "date_type": "a day without quotes, such as 2027-01-31",
    "dict_type": "a table",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "list_type": "a list",
    "int_type": "a whole number",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "string_type": "text in quotes",
}
"""What to write, by pydantic's name for what is wrong."""
_SYMBOLS: Final = frozenset({("expressions", "symbols"), ("expressions", "events")})
"""The tables whose keys are names of an expression."""


def refusal(
    path: Path,
    error: Exception,
    known_at: Callable[[Place], Sequence[str]],
    starters: Mapping[Place, str],
) -> SettingsError:
    """Say why a settings file is refused.

    Args:
        path: of the file.
        error: what came of reading it.
        known_at: gives the settings that there are where one is that is none.
        starters: what to begin with where something is missing, by its place.
    """
    if not isinstance(error, ValidationError):  # the TOML reader's own limits
        return SettingsError(
            f"{path} holds a number or a nesting that cannot be read.",
            hint="Write smaller numbers, and fewer nested brackets.",
        )
    found = dict.fromkeys(
        _explain(each, known_at, starters) for each in error.errors(include_url=False)
    )
    return SettingsError(f"{path} cannot be used.", hint="\n".join(found))


def _explain(
    error: "ErrorDetails",
    known_at: Callable[[Place], Sequence[str]],
    starters: Mapping[Place, str],
) -> str:
    """One fault of a settings file, with its place and what to write."""
    place, kind = error["loc"], error["type"]
    match kind:
        case "extra_forbidden":
            sentence = f"It is not a setting. {did_you_mean(str(place[-1]), known_at(place))}"
        case "missing":
            sentence = f"It is missing. {starters.get(place, '')}".strip()
        case "literal_error":
            words = dict.fromkeys(re.findall("'([^']*)'", error["ctx"]["expected"]))
            near = did_you_mean(str(error["input"]), words)
            sentence = f"This value is not known here. {near}"
        case "greater_than" | "greater_than_equal":
            least = next(iter(error["ctx"].values()))
            sentence = f"Write {'more than' if kind == 'greater_than' else 'at least'} {least:g}."
        case "string_type" if (
            place[:2] in _SYMBOLS and isinstance(error["input"], dict) and error["input"]
        ):
            # In TOML a name with a dot, unless it is in quotes, makes a table of its first half.
            sentence = f'Put the name in quotes: "{place[-1]}.{next(iter(error["input"]))}".'
            place = place[:-1]
        case "value_error":
            sentence = str(error["ctx"]["error"])
        case _:
            sentence = f"Write {_DUE[kind]}." if kind in _DUE else f"{error['msg']}."
    return f"{'.'.join(map(str, place)) or 'the file'}: {sentence}"
