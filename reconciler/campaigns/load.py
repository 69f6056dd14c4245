"""Campaign files to desired state: one pass over all files, every finding of every file.

1. Find the files and read what they hold (``source_files``).
2. Examine each (``examine``), on several cores where there are many. What was found out about the
   same content before is not found out again (``memory``).
3. Compare the names of all files with each other, and find the environments that they are for.

Specs and bodies are worked out, or unpacked, when somebody asks for them: most are never asked for.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, Self

from msgspec import Struct

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import Clean, Examined, examine_document, place
from reconciler.campaigns.examine_all import Examiner
from reconciler.campaigns.source_files import SourceFile
from reconciler.core.diagnostic import (
    MOST_FOUND,
    Code,
    Diagnostic,
    Finding,
    Route,
    Severity,
    has_errors,
)
from reconciler.core.exact_json import canonical
from reconciler.core.file_codes import DUPLICATE_CAMPAIGN, DUPLICATE_TARGET, UNKNOWN_ENVIRONMENT
from reconciler.core.resource import Desired, look_alike
from reconciler.memory import Memory
from reconciler.parallel import begin, collector_paused
from reconciler.target_group import create_body
from reconciler.target_group.canonical import declared_spec
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
    file: SourceFile, wanted: Sequence[str], around: Circumstances
) -> Iterator[Diagnostic]:
    """A finding for each environment that a file names and that would never create it."""
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


WORTH: Final = 150
"""So many files take about as long as it takes to start a process and to hear from it."""


class Loaded(Struct, frozen=True):
    """What the campaign files say.

    Attributes:
        campaigns: the campaigns of all files without errors, in the order of files.
        findings: everything found in any file, in order.
        files: how many files were read.
        digest: digest of the paths and contents of all files; empty where none was made.
        left_out: files that are for other environments.
        beside: the campaigns of other files, of which nothing is said.
    """

    campaigns: tuple[Desired, ...]
    findings: tuple[Diagnostic, ...]
    files: int
    digest: str = ""
    left_out: frozenset[str] = frozenset()
    beside: tuple[Desired, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any file is refused."""
        return has_errors(self.findings)


def load_files(
    files: Sequence[SourceFile], around: Circumstances, *, memory: Memory | None = None
) -> Loaded:
    """Load campaigns from files; as ``Loading``, at once."""
    with Loading(files, around, memory or Memory()) as loading:
        return loading.result


class Loading:
    """Campaigns that are being loaded: where there are many files, other processes are at it.

    Args:
        files: the files.
        around: what matters besides.
        memory: what was found out before; what is new is added.
        noted: what is to be said of other files.
    """

    def __init__(
        self,
        files: Sequence[SourceFile],
        around: Circumstances,
        memory: Memory,
        *,
        noted: Iterable[Diagnostic] = (),
    ) -> None:
        self._files = files
        self._noted = noted
        self._around = around
        self._examiner = Examiner(around, memory)
        self._work = begin(self._examiner.examine_all, files, worth=WORTH, what="files checked")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind."""
        self._work.end()

    @property
    def is_shared(self) -> bool:
        """Whether another process is at it, so that this one can do something else meanwhile."""
        return self._work.is_shared

    @cached_property
    def result(self) -> Loaded:
        """What the files say."""
        with collector_paused(len(self._files)):
            found = self._work.results()
            return self._join(map(self._examiner.learn, self._files, found))

    def _join(self, results: Iterable[tuple[bytes, Examined, Callable[[], Clean]]]) -> Loaded:
        """Put together what was found in each file, and what they are among each other."""
        around = self._around
        campaigns: list[Desired] = []
        diagnostics = [*self._noted]
        contents: dict[str, str] = {}
        left_out: set[str] = set()
        named = Names()
        for file, (key, found, data) in zip(self._files, results, strict=True):
            contents[file.name] = file.digest.hex()
            wanted = found.environments
            if around.environment and wanted is not None:
                diagnostics.extend(unknown_environments(file, wanted, around))
                if around.environment not in wanted:
                    left_out.add(file.shown)
                    continue
            diagnostics.extend(found.findings)
            diagnostics.extend(islice(named.add(file, found), MOST_FOUND))
            if found.line:
                campaigns.append(desired_of(file.shown, found, data, digest=key))
        clashing = {each.file for each in diagnostics if each.code in REFUSES}
        kept = tuple(each for each in campaigns if each.file not in clashing)
        digest = hashlib.sha256(canonical(contents).encode()).hexdigest()
        return Loaded(kept, tuple(sorted(diagnostics)), len(contents), digest, frozenset(left_out))


def load_document(document: Document, around: Circumstances) -> Loaded:
    """Load the campaign of one file that could be read; other files are not looked at."""
    found, data = examine_document(document, around)
    campaigns = () if data is None else (desired_of(document.path, found, lambda: data),)
    return Loaded(campaigns, found.findings, 1)


def desired_of(
    shown: str, found: Examined, give: Callable[[], Clean], *, digest: bytes = b""
) -> Desired:
    """A campaign, of what was found in its file and what gives its clean data."""
    standing = [each for each in found.findings if each.severity is Severity.CREATE_ONLY]
    return Desired(
        name=found.name or "",
        file=shown,
        line=found.line,
        give_data=give,
        make_spec=declared_spec,
        make_body=create_body.body,
        create_only=tuple(standing),
        digest=digest,
        acknowledgements=found.acknowledgements,
        first_day=found.first_day,
        last_day=found.last_day,
    )
