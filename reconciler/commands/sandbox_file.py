"""The file that an environment's sandbox is kept in, opened for a command."""

import contextlib
from collections.abc import Iterator

from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.errors import UsageError
from reconciler.sandbox.database import StorageError, faults_of_storage
from reconciler.sandbox.store import Options, Store


@contextlib.contextmanager
def open_sandbox(session: Session, options: Options | None = None) -> Iterator[Store]:
    """Open the environment's sandbox, beside the settings file, with the day that they say.

    Without options it behaves as before.

    Raises:
        UsageError: the storage cannot be used, now or later on.
    """
    path = session.folder / session.sandbox_file
    ignore = path.with_name(".gitignore")

    def announce_lock(since: float, most: float) -> None:
        note(
            f"waiting for {session.sandbox_file.as_posix()} for {since:.0f} s, and {most:.0f} s at "
            "most: another process keeps it locked"
        )

    try:
        with faults_of_storage():
            if not ignore.exists():  # nothing in there belongs into a repository of campaigns
                path.parent.mkdir(parents=True, exist_ok=True)
                ignore.write_text("*\n", encoding="utf-8")
        day, org_id = session.day_of_settings, session.sandbox_org_id
        with Store(path, options, day=day, on_lock=announce_lock, org_id=org_id) as store:
            yield store
    except StorageError as error:
        raise UsageError(
            f"The sandbox's file {path} cannot be used: {error.reason}.", hint=error.hint
        ) from error
