"""Characters that no parser of YAML may see."""

import re
from functools import cache
from typing import Final

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
