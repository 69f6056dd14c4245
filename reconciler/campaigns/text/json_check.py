"""Tell whether a text is JSON, and whether a file is to be read as JSON."""

import json
from typing import Final

BLANKS: Final = " \t\n\r"
# Numbers stay text, so that this check costs no conversion and no limit on digits applies.
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def is_json(path: str, text: str) -> bool:
    """Tell whether a file is to be read as JSON: by its name, or because the text is JSON."""
    if path.lower().endswith(".json"):
        return True
    return text.lstrip(BLANKS).startswith("{") and first_error(text) is None


def first_error(text: str) -> json.JSONDecodeError | None:
    """What keeps a text from being JSON."""
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return error
    except RecursionError:  # valid as far as it was read, which is deeper than the tree goes
        return None
    return None
