"""What is wrong with a file as it stands among others: names taken twice, environments unknown."""

from collections.abc import Iterator
from typing import Final

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import Examined, place
from reconciler.campaigns.source_files import SourceFile
from reconciler.core.diagnostic import Code, Diagnostic, Finding, Route
from reconciler.core.file_codes import DUPLICATE_CAMPAIGN, DUPLICATE_TARGET, UNKNOWN_ENVIRONMENT
from reconciler.core.resource import look_alike
from reconciler.yaml12.document import Document

REFUSES: Final = frozenset(
    {DUPLICATE_CAMPAIGN.slug, DUPLICATE_TARGET.slug, UNKNOWN_ENVIRONMENT.slug}
)
"""Findings of that sort, each of which refuses its file."""


class Names:
    """Names that earlier files have taken, also those of files with errors."""

    def __init__(self) -> None:
        self.campaigns: dict[str, tuple[SourceFile, str]] = {}
        self.targets: dict[str, str] = {}

    def add(self, file: SourceFile, found: Examined) -> Iterator[Diagnostic]:
        """Take the names in a file; yield a finding for each that is taken already."""
        document: Document | tuple[Diagnostic, ...] = ()
        for code, route, message in self._taken(file, found):
            document = document or file.content
            if isinstance(document, Document):  # it is: no name is found in what cannot be read
                yield place(document, Finding(code, route, message, code.fix))

    def _taken(self, file: SourceFile, found: Examined) -> Iterator[tuple[Code, Route, str]]:
        if found.name is not None:
            first = self.campaigns.setdefault(look_alike(found.name), (file, found.name))
            if first[0] is not file:
                yield DUPLICATE_CAMPAIGN, ("name",), _clash(found.name, *first)
        for k, target in found.targets:
            holder = self.targets.setdefault(look_alike(target), file.shown)
            if holder != file.shown:
                message = f"The target name '{target}' is used in {holder} too."
                yield DUPLICATE_TARGET, ("targets", k, "name"), message


def _clash(name: str, file: SourceFile, first: str) -> str:
    document = file.content
    line = document.locate(("name",))[0] if isinstance(document, Document) else 0
    place_ = f"{file.shown}:{line}"
    same = f"'{name}' is declared in {place_} too."
    return same if first == name else f"'{name}' looks the same as '{first}' in {place_}."


def unknown_environments(
    file: SourceFile, found: Examined, around: Circumstances
) -> Iterator[Diagnostic]:
    """A finding for each environment that a file names and that is not there."""
    wanted = found.environments
    if not around.environment or wanted is None:
        return
    unknown = [name for name in wanted if name not in around.environments]
    document = file.content if unknown or not wanted else None
    if not isinstance(document, Document):
        return
    code, route = UNKNOWN_ENVIRONMENT, ("environments",)
    if not wanted:
        yield place(document, Finding(code, route, "'environments' names none.", code.fix))
    for name in unknown:
        known = ", ".join(around.environments)
        message = f"There is no environment '{name}' in reconciler.toml; there are {known}."
        yield place(document, Finding(code, route, message, code.fix))
