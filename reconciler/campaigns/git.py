"""Git, asked without its user being asked anything.

Only commands made for scripts are used, since the settings of a user change what the others print.
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

SECONDS: Final = 30
_NO_COMMIT: Final = "ambiguous argument 'HEAD'"
"""What git complains of where there is no commit yet, and so nothing to know."""
_NO_REPOSITORY: Final = "not a git repository"
_ANOTHER_OWNER: Final = "dubious ownership"
"""What git complains of where the folder belongs to another account, as in containers of a CI."""
_LEFT_OUT: Final = "promisor remote"
"""Where what is not in a partial clone would have to come from."""
_FATAL: Final = "fatal: "
_SAFE: Final = re.compile(r"safe\.directory (\S.*)")
_VARIABLES: Final = {
    "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}

OF_A_HOOK: Final = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
"""With these a git that runs a hook says where its repository is, and what stands in it.

The hook's repository need not be that of the campaigns, whose history is asked for.
"""


def surroundings(variables: Mapping[str, str]) -> dict[str, str]:
    """Environment variables for a git that finds the repository by the folder it runs in."""
    kept = {key: value for key, value in variables.items() if key not in OF_A_HOOK}
    return kept | _VARIABLES


class GitIsSilent(Exception):
    """Git cannot say; the text says why, and is empty where there is nothing to know.

    Attributes:
        remedy: what to do about it, as a sentence.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.remedy = remedy


class Git:
    """Git in one folder.

    Raises:
        GitIsSilent: when called and git is not there, takes too long, or says no.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git writes to its standard output."""
        import subprocess  # noqa: PLC0415 - 2 ms, and most runs have nothing to ask

        try:
            done = subprocess.run(  # noqa: S603 - a fixed program, arguments without a shell
                ["git", *arguments],  # noqa: S607 - wherever the user has it
                cwd=self.folder,
                input=given,
                capture_output=True,
                check=False,
                timeout=SECONDS,
                env=surroundings(os.environ),
            )
        except OSError as error:
            message = "git is not installed"
            raise GitIsSilent(message, "Install git.") from error
        except subprocess.TimeoutExpired as error:
            message = f"it took longer than {SECONDS} seconds"
            raise GitIsSilent(message, "Try again when the machine is less busy.") from error
        if done.returncode != 0:
            raise _silent(done.stderr.decode(errors="replace"))
        return done.stdout


def git_at(folder: Path, places: Iterable[Path]) -> tuple[Git, list[str]]:
    """Git in the first of some places, and all of them as paths that it takes from there.

    The places are relative to a folder; a file stands for the folder that it is in.
    """
    wholes = [Path(folder, place) for place in places]
    found = [os.path.realpath(each if each.is_dir() else each.parent) for each in wholes]
    return Git(Path(found[0])), [os.path.relpath(each, found[0]) for each in found]


def _silent(errors: str) -> GitIsSilent:
    """Why git said no, and what can be done."""
    if _NO_COMMIT in errors:
        return GitIsSilent("")
    if _NO_REPOSITORY in errors:
        return GitIsSilent(
            "the campaigns are not in a git repository", "Keep the campaign files in git."
        )
    lines = errors.strip().splitlines() or ["it gave no reason"]
    said = next((each for each in lines if each.startswith(_FATAL)), lines[0]).removeprefix(_FATAL)
    if _ANOTHER_OWNER in errors:
        named = _SAFE.search(errors)
        place = named[1] if named else "FOLDER"
        return GitIsSilent(said, f"Run 'git config --global --add safe.directory {place}'.")
    if _LEFT_OUT in errors:
        return GitIsSilent(said, "Clone the repository without --filter.")
    return GitIsSilent(said, "Run 'git log' in the folder of the campaigns to see what is wrong.")
