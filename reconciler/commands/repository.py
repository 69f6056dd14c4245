"""Where the settings are in the repository, as GitHub sees it."""

import os
from pathlib import Path

from reconciler.commands.session import Session
from reconciler.files import is_inside, repository_of


def root_of(session: Session) -> str:
    """The folder where the paths begin that GitHub shows.

    That of the git repository that the settings are in, or of the job's checkout, which need not
    be a repository: the inner one of both. Where there is neither, that of the settings.
    """
    workspace = session.variables.get("GITHUB_WORKSPACE")
    around = [os.path.realpath(workspace)] if workspace else []
    around = [each for each in around if is_inside(session.folder, Path(each))]
    repository = repository_of(session.folder)
    around += [repository] if repository else []
    return max(around, key=len, default=os.path.realpath(session.folder))


def folder_of(session: Session) -> str:
    """The folder of the settings in the repository, empty at its root; it need not be there."""
    path = path_in(root_of(session), session.folder)
    return "" if path == "." else path


def path_in(root: str, path: Path) -> str:
    """A path as GitHub shows it, from where the repository begins."""
    return Path(os.path.relpath(os.path.realpath(path), root)).as_posix()
