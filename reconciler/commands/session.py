"""What a command starts from: settings, environment, folders, the day, and the way to the API."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from zoneinfo import ZoneInfo

import click

from reconciler import clock
from reconciler.campaigns.circumstances import Circumstances, Homes
from reconciler.campaigns.source_files import SourceFile, files_at
from reconciler.commands.notes import note
from reconciler.commands.status import make_status
from reconciler.files import is_inside, nearest_above
from reconciler.memory import Memory, user_key
from reconciler.render.safe import visible
from reconciler.sandbox.clock import day_kept_at
from reconciler.settings.login import Login, read_login
from reconciler.settings.model import Environment, Settings, load_settings
from reconciler.status import Status

if TYPE_CHECKING:
    from reconciler.api.client import Api

SANDBOX_FILE: Final = Path(".reconciler", "sandbox.db")
"""That of all environments without one of their own."""
MEMORY_FILE: Final = Path(".reconciler", "cache")


class Opens(Protocol):
    """What opens a connection to the API of a session's environment."""

    def __call__(
        self, session: "Session", *, read_only: bool, deadline: float | None
    ) -> AbstractAsyncContextManager["Api"]:
        """As ``Session.connect``."""


@dataclass(frozen=True)
class Session:
    """One run of a command; everything is read when it is first needed.

    Attributes:
        chosen: name of the environment as the command line gave it, or else a variable.
        opens: what ``connect`` leads to.
        together_with: other environments that this run reads.
        shown_from: the folder that paths are shown relative to; left out, that of the settings.
        told: findings that were shown already, where several environments have the same files.
        remembers: whether to use what earlier runs have found out; it is kept when click's
            context ends.
    """

    config: Path
    chosen: str | None
    variables: Mapping[str, str]
    opens: Opens
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
        """Sessions of several environments in one run, by name, which share what a run has once."""
        shared = {"settings": self.settings, "status": self.status, "memory": self.memory}
        made = [replace(self, chosen=name, together_with=tuple(names)) for name in names]
        for each in made:
            vars(each).update(shared)  # where they would be kept once they are asked for
        return made

    @property
    def is_named(self) -> bool:
        """Whether an option names the environment, rather than a variable for all commands."""
        return self.chosen != self.variables.get("RECONCILER_ENVIRONMENT")

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

    @property
    def chosen_folders(self) -> Sequence[Path]:
        """The folders of campaigns that are meant: of all environments, unless one is named."""
        return self.folders if self.chosen is None else self.own_folders

    def others_that_read(self, path: Path) -> list[str]:
        """The other environments whose campaigns are where a path leads, by name."""
        return [
            name
            for name, each in self.settings.environments.items()
            if name != self.name and is_inside(path, *self.folders_of(each))
        ]

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
            day = day_kept_at(self.folder / _file_of(environment)) or self.day_of_settings
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
    def sandbox_org_id(self) -> int | None:
        """The organisation that the environments of the sandbox name, if they do: it is of that."""
        if not self.config.exists():
            return None
        all_ = (each for each in self.settings.environments.values() if each.sandbox)
        of_it = (each.org_id for each in all_ if _file_of(each) == self.sandbox_file)
        return next((each for each in of_it if each is not None), None)

    @property
    def day_of_settings(self) -> date | None:
        """The day that the settings give the sandbox, if they do."""
        return self.settings.sandbox.clock if self.config.exists() else None

    @property
    def circumstances(self) -> Circumstances:
        """All that matters to a campaign file besides itself."""
        return self.circumstances_in(self.name, self.today)

    def circumstances_in(self, name: str, today: date | None = None) -> Circumstances:
        """The same in one of the environments; the day there may be known already."""
        environment = self.settings.environments[name]
        return Circumstances(
            environment.values,
            self.settings.vocabulary,
            today or self.today_of(environment),
            name,
            tuple(self.settings.environments),
            zone=ZoneInfo(environment.time_zone),
            homes=self._homes,
        )

    @cached_property
    def _homes(self) -> Homes:
        environments = self.settings.environments.items()
        return Homes({name: self.folders_of(each) for name, each in environments})

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

    def files_at(self, paths: Iterable[Path]) -> list[SourceFile]:
        """Campaign files that are not read yet."""
        return files_at(paths, base=self.base, home=self.folder)

    def connect(
        self, *, read_only: bool, deadline: float | None = None
    ) -> AbstractAsyncContextManager["Api"]:
        """Open a connection to the environment's API.

        One that only reads refuses every request that writes before it is sent. The deadline is in
        seconds from now; after it nothing is sent any more.

        Raises:
            SettingsError: there are no credentials, or the host cannot be used.
        """
        return self.opens(self, read_only=read_only, deadline=deadline)

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


def _file_of(environment: Environment) -> Path:
    """Where the sandbox of an environment is kept, from the settings."""
    name = environment.sandbox
    own = SANDBOX_FILE.with_name(f"{SANDBOX_FILE.stem}-{name}{SANDBOX_FILE.suffix}")
    return own if isinstance(name, str) else SANDBOX_FILE


def begin(
    config: Path | None, chosen: str | None, opens: Opens, *, default: str, remembers: bool
) -> Session:
    """Begin a run of a command.

    Args:
        config: path of the settings file; None looks for it here and in the folders above.
        chosen: name of the environment, if one is given.
        opens: what opens connections.
        default: what the settings file is called.
        remembers: whether to use what earlier runs have found out.
    """
    shown_from = None
    if config is None:
        config = Path(default)
        above = None if config.exists() else nearest_above(default)
        if above is not None:
            note(f"note: the settings are in {visible(above.as_posix())}")
            config, shown_from = above, Path()
    return Session(config, chosen, os.environ, opens, remembers=remembers, shown_from=shown_from)


def announce(seconds: float, reason: str) -> None:
    """Say on standard error that a wait is long, and why."""
    note(f"waiting {seconds:.0f} s: {visible(reason)}")
