"""Tell whether a text is JSON, and whether a file is to be read as JSON."""

import json
import re
from bisect import bisect_right
from functools import cache
from io import StringIO
from itertools import accumulate
from typing import Final

BLANKS: Final = " \t\n\r"
# Numbers stay text, so that this check costs no conversion and no limit on digits applies.
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
# Text in quotes, which ends with the file if it is not closed, and brackets.
_SIGN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[][{}]', re.DOTALL)
_CLOSES: Final = {"[": "]", "{": "}"}


def is_json(path: str, text: str) -> bool:
    """Tell whether a file is to be read as JSON: by its name, or because the text is JSON."""
    if path.lower().endswith(".json"):
        return True
    return text.lstrip(BLANKS).startswith("{") and first_error(text) is None


def first_error(text: str) -> json.JSONDecodeError | None:
    """What keeps a text from being JSON."""
    try:
        _DECODER.decode(empty_too_deep(text))
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Illegal trailing comma"):
            return error
        # Of a comma before a bracket all say what Python says before 3.13.
        at = error.pos + 1
        while error.doc[at] in BLANKS:
            at += 1
        what = "Expecting property name" if error.doc[at] == "}" else "Expecting value"
        return json.JSONDecodeError(what, error.doc, at)
    return None


def empty_too_deep(text: str) -> str:
    """Blank out what stands in lists and mappings that are nested deeper than a tree goes.

    How deep the decoder goes depends on the release of Python. All that is left stands where it
    stood. What is never closed is closed here, as nothing can be said of what comes after it.
    """
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return text
    parts, end = [], 0
    opened: list[str] = []
    for found in _SIGN.finditer(text):
        sign = found.group()
        if sign in _CLOSES:
            opened.append(sign)
            if len(opened) == MAX_DEPTH + 1:
                parts.append(text[end : found.end()])
                end = found.end()
        elif sign in ("]", "}") and opened:
            if len(opened) == MAX_DEPTH + 1:
                parts.append(" " * (found.start() - end))
                end = found.start()
            opened.pop()
    if len(opened) > MAX_DEPTH:
        return "".join(parts + [_CLOSES[sign] for sign in reversed(opened[: MAX_DEPTH + 1])])
    return "".join([*parts, text[end:]])


MAX_DEPTH: Final = 64
MAX_VALUES: Final = 40_000

_HARMLESS: Final = bytes(range(0x20, 0x7F)) + b"\t\n\r"


@cache
def forbidden() -> re.Pattern[str]:
    """A pattern for each of them; made when it is asked for, since that takes milliseconds.

    U+0085, U+2028 and U+2029 end a line for libyaml, but not for YAML 1.2 nor for editors; a byte
    order mark inside the text cannot be seen.
    """
    return re.compile(
        "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    )


def is_harmless(text: str) -> bool:
    """Whether there is nothing in a text that no parser may see."""
    # What is left without the harmless is little, and to search all of a text takes long.
    odd = text.encode(errors="surrogatepass").translate(None, _HARMLESS)
    return not odd or forbidden().search(odd.decode(errors="surrogatepass")) is None


class Lines:
    """Where the lines of a text start."""

    def __init__(self, text: str) -> None:
        # The line behind the last break is there too, even if nothing stands in it.
        lines = map(len, StringIO(f"{text}.", newline=""))
        self._starts = [0, *accumulate(lines)][:-1]

    def place(self, index: int) -> tuple[int, int]:
        """Turn the offset of a character into its line and column, both from 1."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1
