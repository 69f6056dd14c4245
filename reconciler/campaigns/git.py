"""Git, asked without its user being asked anything.

Only commands made for scripts are used, since the settings of a user change what the others print.
"""

import os
import subprocess
from pathlib import Path
from typing import Final

SECONDS: Final = 30
_NO_COMMIT: Final = "ambiguous argument 'HEAD'"
"""What git complains of where there is no commit yet, and so nothing to know."""
_NO_REPOSITORY: Final = "not a git repository"
_VARIABLES: Final = {
    "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}


class GitIsSilent(Exception):
    """Git cannot say; the text says why, and is empty where there is nothing to know."""


class Git:
    """Git in one folder.

    Raises:
        GitIsSilent: when called and git is not there, takes too long, or says no.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git writes to its standard output."""
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program, arguments without a shell
                ["git", *arguments],  # noqa: S607 - wherever the user has it
                cwd=self.folder,
                input=given,
                capture_output=True,
                check=False,
                timeout=SECONDS,
                env=os.environ | _VARIABLES,
            )
        except OSError as error:
            message = "git is not installed"
            raise GitIsSilent(message) from error
        except subprocess.TimeoutExpired as error:
            message = f"it took longer than {SECONDS} seconds"
            raise GitIsSilent(message) from error
        if done.returncode != 0:
            raise GitIsSilent(_complaint(done.stderr.decode(errors="replace")))
        return done.stdout


def _complaint(errors: str) -> str:
    if _NO_COMMIT in errors:
        return ""
    if _NO_REPOSITORY in errors:
        return "the campaigns are not in a git repository"
    return (errors.strip().splitlines() or ["it gave no reason"])[0].removeprefix("fatal: ")
