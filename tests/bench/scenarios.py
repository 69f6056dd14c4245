"""What is timed: a row each, and a line each."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from reconciler.errors import ExitCode

CREATES: Final = 1000
"""At 50 ms and 16 at once they take three seconds; more would not say more."""


def whole(campaigns: int) -> int:
    return campaigns


def half(campaigns: int) -> int:
    return campaigns // 2


def tenth(campaigns: int) -> int:
    return campaigns // 10


def one(campaigns: int) -> int:
    return 1


def creates(campaigns: int) -> int:
    return min(campaigns, CREATES)


class Files(Enum):
    """What the campaign files of a folder are like."""

    RIGHT = "right"
    COPIED = "copied"
    """The same in a folder of its own, for what changes them."""
    SPOILED = "spoiled"
    """Each has an error."""
    UNTIDY = "untidy"
    """Each is in another layout than ``fmt`` gives it."""
    TIDY = "tidy"
    """Each is in that layout."""
    NONE = "none"
    """There are none."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command and the folder and server that it meets.

    Attributes:
        name: what the row says.
        command: arguments of ``reconciler``.
        size: how many campaigns there are, of those that the bench was asked for.
        code: the exit code that proves that it did what it was meant to do.
        live: whether all campaigns are live, or none of them.
        drifted: in what way each of them has drifted (``campaigns.DRIFTED``).
        files: what the files are like; they are put back before each run.
        warm: whether what an earlier run has cached is there.
        creating: whether the creates are timed against a bare loop.
        naming: whether the command is given the names of all campaigns.
        guarded: whether ``make bench-check`` times it too.
    """

    name: str
    command: str
    size: Callable[[int], int] = whole
    code: ExitCode = ExitCode.OK
    live: bool = True
    drifted: str = ""
    files: Files = Files.RIGHT
    warm: bool = False
    creating: bool = False
    naming: bool = False
    guarded: bool = True


START: Final = "plan of one"
PLAN: Final = "plan in sync"
PLAN_HALF: Final = "plan in sync, half of them"
PLAN_TENTH: Final = "plan in sync, a tenth"
MARKDOWN: Final = "plan --format markdown"
HTML: Final = "audit --format html"
APPLY: Final = "apply"
_PLAN: Final = "plan --no-cache --detailed-exitcode"
SCENARIOS: Final = (
    Scenario("--help", "--help", one),
    Scenario("validate one", "validate --no-cache", one),
    Scenario(
        "validate one, mistyped",
        "validate --no-cache",
        one,
        files=Files.SPOILED,
        code=ExitCode.INVALID,
    ),
    Scenario("validate", "validate --no-cache"),
    Scenario("validate, warm", "validate", warm=True),
    Scenario(
        "validate, an error in each",
        "validate --no-cache",
        files=Files.SPOILED,
        code=ExitCode.INVALID,
    ),
    Scenario(START, _PLAN, one),
    Scenario(PLAN_TENTH, _PLAN, tenth, guarded=False),
    Scenario(PLAN_HALF, _PLAN, half, guarded=False),
    Scenario(PLAN, _PLAN),
    Scenario("plan in sync, warm", "plan --detailed-exitcode", warm=True),
    Scenario(MARKDOWN, "plan --no-cache --format markdown"),
    Scenario("plan, a field drifted", _PLAN, drifted="field", code=ExitCode.CHANGES),
    Scenario(
        "plan, a field drifted, JSON",
        f"{_PLAN} --format json",
        drifted="field",
        code=ExitCode.CHANGES,
        guarded=False,
    ),
    Scenario(
        "plan, a field drifted, Markdown",
        f"{_PLAN} --format markdown",
        drifted="field",
        code=ExitCode.CHANGES,
        guarded=False,
    ),
    Scenario("plan, all values drifted", _PLAN, drifted="values", code=ExitCode.CHANGES),
    Scenario(
        "accept",
        "accept --no-cache --yes",
        creates,
        drifted="field",
        naming=True,
        files=Files.COPIED,
    ),
    Scenario(HTML, "audit --no-cache --format html"),
    Scenario(
        "plan of creates",
        _PLAN,
        creates,
        live=False,
        code=ExitCode.CHANGES,
        guarded=False,
    ),
    Scenario(
        "plan of creates, Markdown",
        f"{_PLAN} --format markdown",
        creates,
        live=False,
        code=ExitCode.CHANGES,
    ),
    Scenario("import of all", "import --no-cache", files=Files.NONE),
    Scenario("fmt of all", "fmt --no-cache", files=Files.UNTIDY),
    Scenario("fmt --check", "fmt --no-cache --check", files=Files.TIDY),
    Scenario("fmt --check, warm", "fmt --check", files=Files.TIDY, warm=True),
    Scenario(APPLY, "apply --no-cache --yes", creates, live=False, creating=True),
)
