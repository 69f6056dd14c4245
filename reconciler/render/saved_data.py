"""What was saved once, held against the schemas that are published."""

from collections.abc import Iterator
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.render.schemas import OUTPUT_SCHEMAS
from reconciler.words import cut

_DUE: Final = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a mapping",
    "string": "a text",
}
_MOST_SHOWN: Final = 40


def is_a(name: str, data: Json) -> bool:
    """Whether data has the shape that a schema, by its file's name, asks for."""
    return Draft202012Validator(OUTPUT_SCHEMAS[name]).is_valid(data)


def errors_in(name: str, data: Json) -> Iterator[tuple[Route, str]]:
    """What keeps data from being what a schema asks for: where, and in words.

    The forms of texts are looked at too.
    """
    checker = Draft202012Validator.FORMAT_CHECKER
    validator = Draft202012Validator(OUTPUT_SCHEMAS[name], format_checker=checker)
    return ((tuple(each.absolute_path), _words(each)) for each in validator.iter_errors(data))


def _words(error: ValidationError) -> str:
    """What is wrong with a value, without the value itself where it is long."""
    due: Any = error.validator_value
    held: Any = error.instance
    match error.validator:
        case "required":
            missing = [f"'{key}'" for key in due if key not in held]
            return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        case "type":
            kinds = [due] if isinstance(due, str) else due
            return f"{' or '.join(_DUE[each] for each in kinds)} is due, not {_shown(error)}"
        case "enum":
            return f"{_shown(error)} is none of {', '.join(map(str, due))}"
        case "format":
            return f"{_shown(error)} is not a {due}"
        case "minimum":
            return f"{_shown(error)} is less than {due}"
        case _:
            return f"{_shown(error)} is more than {due}"


def _shown(error: ValidationError) -> str:
    return cut(repr(error.instance), _MOST_SHOWN)
