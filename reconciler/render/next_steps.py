"""Commands of ours in next steps, with the environment and the settings that this run was given.

A step that is copied from a run for production must not be carried out in the default environment.
"""

import re
import shlex
from contextvars import ContextVar
from typing import Final

_GIVEN: Final = ContextVar("address", default="")
"""The options as they stand behind ``reconciler``."""
_COMMAND: Final = re.compile(
    r"\breconciler (?=(?:accept|apply|audit|customer|doctor|expressions|import|new|plan|sandbox|"
    r"validate)\b)"
)
"""Before each command that is about an environment."""


def address(*, environment: str | None = None, config: str | None = None) -> None:
    """Set what next steps carry from now on; what the command line did not say is left out."""
    given = {"--environment": environment, "--config": config}
    words = [word for option, value in given.items() if value for word in (option, value)]
    _GIVEN.set(f"{shlex.join(words)} " if words else "")


def addressed(text: str) -> str:
    """A text in which the commands carry that."""
    given = _GIVEN.get()
    return _COMMAND.sub(lambda found: found[0] + given, text) if given else text
