"""Findings about campaign files: what is wrong, where, and what to do.

A check talks in routes (``("targets", 0, "name")``) and never touches line numbers; the document
turns a route into a line and a column in one place.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct, to_builtins
from msgspec.structs import astuple

from reconciler.core.exact_json import Json

MOST_FOUND: Final = 1000
"""Findings after which one file is not looked at any further: whoever mends those sees the rest."""

IF_MEANT: Final = "If it is meant"
"""When a finding is to be acknowledged, as the beginning of a sentence."""

Route: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a document: mapping keys and list positions from the root."""


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """No campaign can mean this; the file is refused."""
    CREATE_ONLY = "create-only"
    """Fine for a group that is live, not for one to be created."""
    WARNING = "warning"
    """Allowed, likely not meant."""


GRAVITY: Final = tuple(Severity)
"""The gravest first."""


class Code(Struct, frozen=True):
    """A kind of finding, with the text that ``reconciler explain`` prints.

    Attributes:
        slug: kebab-case name, stable: users script against it.
        severity: what a finding of this code does to the file.
        summary: one fixed sentence, without anything from the file.
        why: what goes wrong otherwise, and where the rule comes from.
        acknowledgeable: whether a campaign file can acknowledge it, where that does not follow
            from the severity: a block that says so, or a warning that is about no campaign.
        if_meant: when a campaign file is to acknowledge it, as the beginning of a sentence.
    """

    slug: str
    severity: Severity
    summary: str
    why: str
    fix: str
    acknowledgeable: bool | None = None
    if_meant: str = IF_MEANT

    @property
    def can_be_acknowledged(self) -> bool:
        """Whether a campaign file can acknowledge it: warnings if not said otherwise."""
        if self.acknowledgeable is None:
            return self.severity is Severity.WARNING
        return self.acknowledgeable and self.severity is not Severity.ERROR

    def at(self, route: Route, message: str, hint: str = "", *, at_key: bool = False) -> "Finding":
        """A finding of this kind; what to do is what the code says, where nothing else is said."""
        return Finding(self, route, message, hint or self.fix, at_key)


def error(slug: str, summary: str, why: str, fix: str) -> Code:
    """A code of what keeps a file from being used, or an object from being created or written."""
    return Code(slug, Severity.ERROR, summary, why, fix)


def create_only(
    slug: str,
    summary: str,
    why: str,
    fix: str,
    *,
    acknowledgeable: bool = False,
    if_meant: str = IF_MEANT,
) -> Code:
    """A code of what keeps a campaign from being created."""
    return Code(slug, Severity.CREATE_ONLY, summary, why, fix, acknowledgeable, if_meant)


def warning(slug: str, summary: str, why: str, fix: str, *, if_meant: str = IF_MEANT) -> Code:
    """A code of what may be meant, so that a campaign file can acknowledge it."""
    return Code(slug, Severity.WARNING, summary, why, fix, if_meant=if_meant)


def run_warning(slug: str, summary: str, why: str, fix: str) -> Code:
    """A code about the run or about what no file declares: no file can acknowledge it."""
    return Code(slug, Severity.WARNING, summary, why, fix, acknowledgeable=False)


def codes_in(module: Mapping[str, object]) -> tuple[Code, ...]:
    """All codes that a module has defined so far, in the order of the file."""
    return tuple(value for value in module.values() if isinstance(value, Code))


class Answer(Struct, frozen=True, order=True, omit_defaults=True):
    """What a campaign file says to a finding, or to a difference, that is meant.

    Attributes:
        reason: why it is meant.
        until: the last day that this holds, as ``yyyy-MM-dd``; empty where it has no end.
    """

    reason: str
    until: str = ""

    @property
    def words(self) -> str:
        """It as the end of a sentence, without its full stop."""
        last = f" (until {self.until})" if self.until else ""
        return f"{self.reason.strip().rstrip('.')}{last}"


class Finding(Struct, frozen=True):
    """A finding of a check, before it has a place in a file.

    Attributes:
        route: the value it is about.
        message: one sentence on what is wrong here.
        hint: one sentence on what to do.
        at_key: whether it points at the key of the value rather than at the value.
    """

    code: Code
    route: Route
    message: str
    hint: str
    at_key: bool = False


class Diagnostic(Struct, frozen=True):
    """A finding with its place. Sorts by file, line, column, code.

    Attributes:
        file: path as shown to people, with forward slashes.
        line: 1-based; 0 when it is about the file as a whole.
        column: 1-based, in characters.
        severity: error, create-only or warning.
        message: one sentence on what is wrong here.
        hint: one sentence on what to do.
        environments: those that it holds for; none where it holds for all that use the file.
        acknowledged: what the file says to it, where it is meant; such a finding is counted, and
            told to nobody.
    """

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str
    environments: tuple[str, ...] = ()
    acknowledged: Answer | None = None

    def __lt__(self, other: "Diagnostic") -> bool:
        # The order that a Struct can have asks None whether it is less than None.
        return astuple(self) < astuple(other)


def has_errors(findings: Iterable[Diagnostic]) -> bool:
    """Whether something is refused for what was found in it."""
    return any(each.severity is Severity.ERROR for each in findings)


def note(
    code: Code,
    message: str,
    hint: str | None = None,
    *,
    at: tuple[str, int, int] = ("", 0, 0),
    acknowledged: Answer | None = None,
) -> Diagnostic:
    """A finding of a run, about the whole of it or about a place in a file.

    What to do is what the code says, where nothing else is said. ``acknowledged`` is the answer
    that a file has to it.
    """
    place = (*at, code.slug, code.severity)
    said = code.fix if hint is None else hint
    return Diagnostic(*place, message, said, acknowledged=acknowledged)


def diagnostic_to_json(diagnostic: Diagnostic) -> dict[str, Json]:
    """Write one finding."""
    answer = diagnostic.acknowledged
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": diagnostic.file,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        **({"environments": [*diagnostic.environments]} if diagnostic.environments else {}),
        **({"acknowledged": to_builtins(answer)} if answer else {}),
    }
