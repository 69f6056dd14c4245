"""What was saved once, held against the schemas that are published."""

from collections.abc import Iterator

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from reconciler.core.exact_json import Json
from reconciler.render.schemas import OUTPUT_SCHEMAS


def is_a(name: str, data: Json) -> bool:
    """Whether data has the shape that a schema, by its file's name, asks for."""
    return Draft202012Validator(OUTPUT_SCHEMAS[name]).is_valid(data)


def errors_in(name: str, data: Json) -> Iterator[ValidationError]:
    """What keeps data from being what a schema asks for; the forms of texts are looked at too."""
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(OUTPUT_SCHEMAS[name], format_checker=checker).iter_errors(data)
