"""What is wrong with a file as it stands among others: names taken twice, environments unknown."""

from collections.abc import Iterator, Sequence
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
            other, name = self.campaigns.setdefault(look_alike(found.name), (file, found.name))
            if other is not file:
                document = other.content
                line = document.locate(("name",))[0] if isinstance(document, Document) else 0
                message = f"'{found.name}' is declared in {other.shown}:{line} too."
                if name != found.name:
                    message = f"'{found.name}' looks the same as '{name}' in {other.shown}:{line}."
                yield DUPLICATE_CAMPAIGN, ("name",), message
        for k, target in found.targets:
            holder = self.targets.setdefault(look_alike(target), file.shown)
            if holder != file.shown:
                message = f"The target name '{target}' is used in {holder} too."
                yield DUPLICATE_TARGET, ("targets", k, "name"), message


def unknown_environments(
    file: SourceFile, found: Examined, around: Circumstances
) -> Iterator[Diagnostic]:
    """A finding for each environment that a file names and that would never create it."""
    wanted = found.environments
    if not around.environment or wanted is None:
        return
    known = ", ".join(around.environments)
    told = [
        *([] if wanted else [("'environments' names none.", "")]),
        *(
            (f"There is no environment '{name}' in reconciler.toml; there are {known}.", "")
            for name in wanted
            if name not in around.environments
        ),
        *_elsewhere(file, wanted, around),
    ]
    document = file.content if told else None
    if isinstance(document, Document):
        for message, hint in told:
            code = UNKNOWN_ENVIRONMENT
            yield place(document, Finding(code, ("environments",), message, hint or code.fix))


def _elsewhere(
    file: SourceFile, wanted: Sequence[str], around: Circumstances
) -> Iterator[tuple[str, str]]:
    """Environments that are there, and do not use the folder that others use."""
    homes = around.homes
    there = [name for name in dict.fromkeys(wanted) if name in homes.folders]
    users = homes.users_of(file.path, there) if there else frozenset[str]()
    shared = homes.shared_by(there)
    where = "a folder that all of them use" if shared is None else shared.as_posix()
    for name in there if users else ():
        if name not in users:
            listed = ", ".join(each.as_posix() for each in homes.folders[name])
            message = f"'{name}' does not use the folder of this file, and would never create it: "
            hint = f"Move the file into {where}, or add its folder to 'campaigns' of {name} in "
            yield f"{message}its campaigns are in {listed}.", f"{hint}reconciler.toml."
