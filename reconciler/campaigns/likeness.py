"""How much one campaign file has of another one, as git would weigh it.

Git finds a file that was moved and edited by what both have in common, but only where it knows
both: not before the new one is added, and not across commits.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from reconciler.campaigns.history import Version
from reconciler.core.resource import Desired
from reconciler.files import read_file
from reconciler.yaml12.document import MAX_BYTES

_COMMENT: Final = re.compile(rb"(?:^|[ \t])#.*", re.MULTILINE)
"""What explains a field is the same in every file that was made from a template."""
_BETWEEN: Final = re.compile(rb"[\n,{}\[\]]")
"""What parts are between, in blocks, in brackets and in JSON."""
_AROUND: Final = b" \t\r\"'-"


class Likeness:
    """How much files have in common with versions that are gone.

    Args:
        base: the folder that shown paths are relative to.
        versions: what is gone, by the name that it declared as looked up.
    """

    def __init__(self, base: Path, versions: Mapping[str, Version]) -> None:
        self.base = base
        self.versions = versions
        self._parts: dict[str, Counter[bytes]] = {}
        self._gone: dict[str, Counter[bytes]] = {}

    def __call__(self, desired: Desired, name: str) -> float:
        """How much of the longer one of two files is in both, from 0 to 1.

        Args:
            desired: a campaign, for its file.
            name: the name that the other one declared, as looked up.
        """
        if name not in self._gone:
            self._gone[name] = parts_of(self.versions[name].content)
        if desired.file not in self._parts:
            content = b""
            with contextlib.suppress(OSError):  # it was there a moment ago
                content = read_file(self.base / desired.file, most=MAX_BYTES)
            self._parts[desired.file] = parts_of(content)
        return share(self._parts[desired.file], self._gone[name])


def parts_of(content: bytes) -> Counter[bytes]:
    """The parts of a file that say something, with how often each stands there."""
    parts = _BETWEEN.split(_COMMENT.sub(b"", content))
    return Counter(filter(None, (part.strip(_AROUND).replace(b'"', b"") for part in parts)))


def share(ours: Counter[bytes], theirs: Counter[bytes]) -> float:
    """How many of the bytes of the longer one are in both."""
    longest = max(_size(ours), _size(theirs))
    return _size(ours & theirs) / longest if longest else 0.0


def _size(parts: Counter[bytes]) -> int:
    return sum(len(part) * count for part, count in parts.items())
