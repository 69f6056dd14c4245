"""What a command starts from: settings, environment, credentials, and the way to the API."""

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import click

from reconciler import clock
from reconciler.commands.notes import note
from reconciler.commands.status import make_status
from reconciler.errors import InvalidCampaigns, ReconcilerError, UsageError
from reconciler.files import is_inside
from reconciler.login import Login, read_login
from reconciler.memory import Memory, user_key
from reconciler.render.safe import visible
from reconciler.render.terminal import wants_color
from reconciler.sandbox.clock import day_kept_at
from reconciler.settings import Environment, Settings, load_settings
from reconciler.status import Status

if TYPE_CHECKING:
    from reconciler.api.client import Api
    from reconciler.campaigns.examine import Circumstances
    from reconciler.campaigns.load import Loaded, Loading
    from reconciler.campaigns.source_files import SourceFile
    from reconciler.commands.earlier_results import Result
    from reconciler.sandbox.store import Options, Store

SANDBOX_FILE: Final = Path(".reconciler", "sandbox.db")
"""That of all environments without one of their own."""
MEMORY_FILE: Final = Path(".reconciler", "cache")


@dataclass(frozen=True)
class Session:
    """One run of a command; everything is read when it is first needed.

    Attributes:
        config: path of the settings file.
        chosen: name of the environment as the command line gave it, or else a variable.
        variables: the environment variables.
        together_with: other environments that this run reads.
        shown_from: the folder that paths are shown relative to; left out, that of the settings.
        told: findings that were shown already, where several environments have the same files.
        remembers: whether to use what earlier runs have found out; it is kept when click's
            context ends.
    """

    config: Path
    chosen: str | None
    variables: Mapping[str, str]
    together_with: tuple[str, ...] = field(default=(), kw_only=True)
    remembers: bool = field(default=False, kw_only=True)
    shown_from: Path | None = field(default=None, kw_only=True)
    told: set[str] = field(default_factory=set, kw_only=True, compare=False)

    @cached_property
    def settings(self) -> Settings:
        """The settings file.

        Raises:
            SettingsError: it is missing or wrong.
        """
        return load_settings(self.config)

    def beside(self, names: Sequence[str]) -> "list[Session]":
        """Sessions of several environments in one run, which share what a run has once.

        Args:
            names: of the environments.
        """
        shared = {"settings": self.settings, "status": self.status, "memory": self.memory}
        made = [replace(self, chosen=name, together_with=tuple(names)) for name in names]
        for each in made:
            vars(each).update(shared)  # where they would be kept once they are asked for
        return made

    @property
    def name(self) -> str:
        """Name of the environment."""
        return self.settings.environment(self.chosen)[0]

    @property
    def environment(self) -> Environment:
        """The environment."""
        return self.settings.environment(self.chosen)[1]

    @property
    def folder(self) -> Path:
        """The folder of the settings, which the paths in them are relative to."""
        return self.config.parent

    @property
    def base(self) -> Path:
        """The folder that paths of campaign files are shown relative to."""
        return self.folder if self.shown_from is None else self.shown_from

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """The folders of the environment's campaign files; new files go into the first."""
        return self.folders_of(self.environment)

    def folders_of(self, environment: Environment) -> tuple[Path, ...]:
        """The folders of an environment's campaign files."""
        return tuple(self.folder / each for each in environment.folders)

    @property
    def folders_to_write_in(self) -> list[Path]:
        """As ``own_folders``, without the first where it is not there: it is made for new files."""
        first, *others = self.own_folders
        return [first, *others] if first.exists() else others

    @property
    def folders(self) -> list[Path]:
        """The folders of the campaign files of all environments, each once."""
        environments = self.settings.environments.values()
        return [*dict.fromkeys(chain.from_iterable(map(self.folders_of, environments)))]

    def keep_apart(self, out: Path | None, result: "Result") -> None:
        """See to it that a result replaces no other file, and is none among the campaigns.

        Args:
            out: where it goes, if it goes to a place of its own.
            result: what it is.

        Raises:
            UsageError: it would be read as a campaign, or replace what no earlier run has written.
        """
        from reconciler.campaigns.source_files import SUFFIXES  # noqa: PLC0415 - help needs it not
        from reconciler.commands.earlier_results import check_replaceable  # noqa: PLC0415 - as above

        if out is None:
            return
        has_settings = self.config.exists()
        if has_settings and out.exists() and out.samefile(self.config):
            raise UsageError(
                f"{out} holds the settings. Nothing was done.", hint="Name another file."
            )
        is_like_one = has_settings and out.suffix.lower() in SUFFIXES
        if is_like_one and is_inside(out, *self.folders):
            raise UsageError(
                f"{out} would be read as a campaign. Nothing was done.",
                hint="Write it outside of the folders of campaigns.",
            )
        check_replaceable(out, result)

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return ZoneInfo(self.environment.time_zone)

    @cached_property
    def today(self) -> date:
        """What day it is for the environment; the same to the end of the run."""
        return self.today_of(self.environment)

    def today_of(self, environment: Environment) -> date:
        """The day in an organisation's time zone, or that on the sandbox's clock."""
        day = None
        if environment.sandbox:
            day = day_kept_at(self.folder / _file_of(environment)) or self._day_of_settings
        return day or clock.now(ZoneInfo(environment.time_zone)).date()

    @property
    def sandbox_file(self) -> Path:
        """Where the environment's sandbox is kept, from the settings: its own, or the shared one.

        Raises:
            SettingsError: the settings are wrong, or have no such environment.
        """
        is_named = self.config.exists() and (self.chosen or self.settings.default_name)
        return _file_of(self.environment) if is_named else SANDBOX_FILE

    @property
    def _day_of_settings(self) -> date | None:
        return self.settings.sandbox.clock if self.config.exists() else None

    @property
    def circumstances(self) -> "Circumstances":
        """All that matters to a campaign file besides itself."""
        return self.circumstances_in(self.name, self.today)

    def circumstances_in(self, name: str, today: date | None = None) -> "Circumstances":
        """The same in one of the environments.

        Args:
            name: of the environment.
            today: the day there, where that is known already.
        """
        from reconciler.campaigns.examine import Circumstances  # noqa: PLC0415 - help needs it not

        environment = self.settings.environments[name]
        return Circumstances(
            environment.values,
            self.settings.vocabulary,
            today or self.today_of(environment),
            name,
            tuple(self.settings.environments),
            zone=ZoneInfo(environment.time_zone),
        )

    @cached_property
    def status(self) -> Status:
        """What this run does and waits for, told on standard error."""
        return make_status()

    @cached_property
    def memory(self) -> Memory:
        """What earlier runs have found out, unless --no-cache says to begin anew."""
        if not self.remembers:
            return Memory()
        memory = Memory(self.folder / MEMORY_FILE, key=user_key())
        click.get_current_context().call_on_close(memory.save)
        return memory

    def load(self, *, strict: bool = True, to_write: bool = False) -> "Loaded":
        """Load the environment's campaign files.

        Args:
            strict: refuse to go on when a file has errors, after showing all findings.
            to_write: files will be written, so that the folder for new ones need not exist.

        Raises:
            InvalidCampaigns: strict, and a file has errors.
            UsageError: a folder does not exist.
        """
        folders = self.folders_to_write_in if to_write else self.own_folders
        with self._begin_loading(folders, in_full=False) as files:
            loaded = _result(files)
            return self._accepted(loaded) if strict else loaded

    @contextlib.contextmanager
    def loading(self, *, in_full: bool = False) -> Iterator[Callable[[], "Loaded"]]:
        """Load the environment's campaign files while something else is waited for.

        Gives what says what they hold. Where they are few they are loaded before, so that nothing
        is asked of the API when one has errors; where they are many, other processes load them
        meanwhile. Errors in files come before any failure of what is done meanwhile: whoever
        cannot reach the API can mend them all the same.

        Args:
            in_full: whether the details of every campaign will be asked for.

        Raises:
            InvalidCampaigns: a file has errors; also raised by what is given.
            UsageError: a folder does not exist.
        """
        with self._begin_loading(self.own_folders, in_full=in_full) as files:
            accepted = cache(lambda: self._accepted(_result(files)))
            if not files.is_shared:
                accepted()
            try:
                yield accepted
            except InvalidCampaigns:
                raise
            except ReconcilerError:
                accepted()
                raise

    def _accepted(self, loaded: "Loaded") -> "Loaded":
        """What files say that have no errors.

        Raises:
            InvalidCampaigns: one has, after showing all findings.
        """
        if not loaded.has_errors:
            return loaded
        from reconciler.render.findings import findings_to_text  # noqa: PLC0415 - slow

        text = findings_to_text(loaded.findings, loaded.files, color=wants_color(sys.stderr))
        if text not in self.told:
            self.told.add(text)
            click.echo(text, err=True, nl=False)
        raise InvalidCampaigns(
            "The campaign files have errors; nothing was compared or changed.",
            hint="Correct them, and check with 'reconciler validate'.",
        )

    def _begin_loading(self, folders: Sequence[Path], *, in_full: bool) -> "Loading":
        from reconciler.campaigns.load import Loading  # noqa: PLC0415 - see settings
        from reconciler.campaigns.not_read import files_not_read  # noqa: PLC0415 - as above
        from reconciler.campaigns.source_files import find_files  # noqa: PLC0415 - as above

        passed: list[Path] = []
        files = self.files_at(find_files(folders, passed))
        noted = files_not_read(self.files_at(passed))
        around = self.circumstances
        return Loading(files, around, self.memory, in_full=in_full, noted=noted)

    def files_at(self, paths: "Iterable[Path]") -> "list[SourceFile]":
        """Campaign files that are not read yet."""
        from reconciler.campaigns.source_files import files_at  # noqa: PLC0415 - see settings

        return files_at(paths, base=self.base, home=self.folder)

    def connect(
        self, *, read_only: bool, deadline: float | None = None
    ) -> AbstractAsyncContextManager["Api"]:
        """Open a connection to the environment's API.

        Args:
            read_only: refuse every request that writes before it is sent.
            deadline: seconds from now after which nothing is sent any more.

        Raises:
            SettingsError: there are no credentials, or the host cannot be used.
        """
        from reconciler.commands.connection import connect  # noqa: PLC0415 - httpx: 80 ms

        return connect(self, read_only=read_only, deadline=deadline)

    @contextlib.contextmanager
    def open_sandbox(self, options: "Options | None" = None) -> "Iterator[Store]":
        """Open the environment's sandbox, beside the settings file, with the day that they say.

        Args:
            options: how it behaves from now on; left out, as before.

        Raises:
            UsageError: the storage cannot be used, now or later on.
        """
        from reconciler.sandbox.storage import StorageError, faults_of_storage  # noqa: PLC0415 - for the sandbox only
        from reconciler.sandbox.store import Store  # noqa: PLC0415 - for the sandbox only

        path = self.folder / self.sandbox_file
        ignore = path.with_name(".gitignore")
        announce_lock = partial(_announce_lock, self.sandbox_file)
        try:
            with faults_of_storage():
                if not ignore.exists():  # nothing in there belongs into a repository of campaigns
                    path.parent.mkdir(parents=True, exist_ok=True)
                    ignore.write_text("*\n", encoding="utf-8")
            with Store(path, options, day=self._day_of_settings, on_lock=announce_lock) as store:
                yield store
        except StorageError as error:
            raise UsageError(
                f"The sandbox's file {path} cannot be used: {error.reason}.", hint=error.hint
            ) from error

    @cached_property
    def login(self) -> Login:
        """The variables that sign the requests of the environment.

        Raises:
            SettingsError: there are none, they are not complete, or several ways are mixed.
        """
        if self.environment.sandbox:
            return Login(username="sandbox", password="sandbox")  # noqa: S106 - no secret
        return read_login(
            self.variables, self.name, self.settings.hosts, together_with=self.together_with
        )


def _result(files: "Loading") -> "Loaded":
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


def _file_of(environment: Environment) -> Path:
    """Where the sandbox of an environment is kept, from the settings."""
    name = environment.sandbox
    own = SANDBOX_FILE.with_name(f"{SANDBOX_FILE.stem}-{name}{SANDBOX_FILE.suffix}")
    return own if isinstance(name, str) else SANDBOX_FILE


def _announce_lock(file: Path, since: float, most: float) -> None:
    note(
        f"waiting for {file.as_posix()} for {since:.0f} s, and {most:.0f} s at most: "
        "another process keeps it locked"
    )


def announce(seconds: float, reason: str) -> None:
    """Say on standard error that a wait is long, and why."""
    note(f"waiting {seconds:.0f} s: {visible(reason)}")
