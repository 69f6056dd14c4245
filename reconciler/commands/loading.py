"""The campaign files of an environment, loaded for a command; what is wrong with them is shown."""

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import click

from reconciler.campaigns.load import Loaded, Loading
from reconciler.campaigns.not_read import files_beside, files_not_read, told_beside
from reconciler.campaigns.source_files import find_files
from reconciler.commands.session import Session
from reconciler.errors import InvalidCampaigns, ReconcilerError
from reconciler.memory import Memory
from reconciler.render.findings import findings_lines
from reconciler.render.terminal import to_text, wants_color


def load(session: Session, *, strict: bool = True, to_write: bool = False) -> Loaded:
    """Load the environment's campaign files.

    If strict, it refuses to go on when a file has errors, after showing all findings. Where files
    will be written, the folder for new ones need not exist.

    Raises:
        InvalidCampaigns: strict, and a file has errors.
        UsageError: a folder does not exist.
    """
    folders = session.folders_to_write_in if to_write else session.own_folders
    with _begin(session, folders, session.memory) as files:
        loaded = _result(files)
        return _accepted(session, loaded) if strict else loaded


@contextlib.contextmanager
def loading(session: Session, memory: Memory | None = None) -> Iterator[Callable[[], Loaded]]:
    """Load the environment's campaign files while something else is waited for.

    Gives what says what they hold. Where they are few they are loaded before, so that nothing
    is asked of the API when one has errors; where they are many, other processes load them
    meanwhile. Errors in files come before any failure of what is done meanwhile: whoever
    cannot reach the API can mend them all the same. ``memory`` is what was found out before, if
    not what the session remembers.

    Raises:
        InvalidCampaigns: a file has errors; also raised by what is given.
        UsageError: a folder does not exist.
    """
    with _begin(session, session.own_folders, memory or session.memory) as files:
        accepted = cache(lambda: _accepted(session, _result(files)))
        if not files.is_shared:
            accepted()
        try:
            yield accepted
        except InvalidCampaigns:
            raise
        except ReconcilerError:
            accepted()
            raise


def _accepted(session: Session, loaded: Loaded) -> Loaded:
    """What files say that have no errors; else all findings are shown first."""
    if not loaded.has_errors:
        return loaded
    lines = findings_lines(loaded.findings, loaded.files)
    text = to_text(lines, color=wants_color(sys.stderr))
    if text not in session.told:
        session.told.add(text)
        click.echo(text, err=True, nl=False)
    raise InvalidCampaigns(
        "The campaign files have errors; nothing was compared or changed.",
        hint="Correct them, and check with 'reconciler validate'.",
    )


def _begin(session: Session, folders: Sequence[Path], memory: Memory) -> Loading:
    passed: list[Path] = []
    files = session.files_at(find_files(folders, passed))
    noted = files_not_read(session.files_at(passed))
    every = session.folders
    noted += told_beside(session.files_at(files_beside(every)), every)
    return Loading(files, session.circumstances, memory, noted=noted)


def _result(files: Loading) -> Loaded:
    """What files say, as soon as that is known; whoever interrupts it does not have to wait.

    The event loop would not hear of it before: it waits as well.
    """
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler) or threading.current_thread() is not threading.main_thread():
        return files.result
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return files.result
    finally:
        signal.signal(signal.SIGINT, handler)
