"""Where a plan is made from: the commit, what changed since a base, the run of the CI."""

from pathlib import Path

from reconciler.campaigns.source_files import SUFFIXES
from reconciler.campaigns.working_tree import (
    changed_files,
    commits_since,
    read_commit,
    why_unknown,
)
from reconciler.commands.session import Session
from reconciler.core.origin import Origin
from reconciler.errors import UsageError
from reconciler.files import whole_path


def origin_of(session: Session, *, base: str | None = None) -> Origin:
    """Find out where a plan is made from, but for what the files hold.

    Which files have changed is asked for since a ref, the base, if there is one.

    Raises:
        UsageError: git cannot say what changed since the base.
    """
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    server, repository, number = (session.variables.get(name, "") for name in names)
    is_job = bool(server and repository and number)
    changed: tuple[str, ...] | None = None
    if base is not None:
        found = changed_files(session.base, base)
        if found is None:
            raise _unknown(session.base, base)
        places = [whole_path(each) for each in session.own_folders]
        changed = tuple(
            path
            for path in found  # other files of the repository say nothing
            if (place := Path(whole_path(session.base / path))).suffix.lower() in SUFFIXES
            and any(map(place.is_relative_to, places))
        )
    commit = read_commit(session.folder, session.environment.folders)
    return Origin(
        commit=commit.id if commit else None,
        base=base,
        changed_files=changed,
        commits=None if base is None else commits_since(session.folder, base),
        run_url=f"{server}/{repository}/actions/runs/{number}" if is_job else None,
        dirty=commit is not None and commit.is_dirty,
    )


def _unknown(folder: Path, base: str) -> UsageError:
    """What to say where nothing is known of a base: of it alone, or of any."""
    message = f"Git cannot say what changed since '{base}'"
    found = why_unknown(folder)
    if found is not None:
        reason, remedy = found
        return UsageError(f"{message}: {reason}.", hint=f"{remedy} Or leave --base out.".lstrip())
    return UsageError(
        f"{message}.",
        hint="Name a branch, tag or commit that exists and shares history with HEAD. In "
        "CI, check out with the whole history (fetch-depth: 0).",
    )
