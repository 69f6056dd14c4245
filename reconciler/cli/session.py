"""What a command starts from: settings, environment, credentials, and the way to the API."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from reconciler import clock
from reconciler.errors import InvalidCampaigns, ReconcilerError, SettingsError, Unauthorized

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from reconciler.api.client import Api, Credentials
    from reconciler.campaigns.examine import Circumstances
    from reconciler.campaigns.load import Loaded, Loading
    from reconciler.lean_httpx import httpx
    from reconciler.login import Login
    from reconciler.memory import Memory
    from reconciler.sandbox.store import Options, Store
    from reconciler.settings import Environment, Settings

SANDBOX_URL: Final = "http://localhost"
SANDBOX_FILE: Final = Path(".reconciler", "sandbox.db")
MEMORY_FILE: Final = Path(".reconciler", "cache")
DEFAULT_CONFIG: Final = Path("reconciler.toml")
ENVIRONMENT_VARIABLE: Final = "RECONCILER_ENVIRONMENT"
ENVIRONMENT: Final = "reconciler.environment"
"""Where the command line keeps which environment it names, before or after the command."""
CONFIG: Final = "reconciler.config"
"""Where it keeps the settings file that it names."""
NO_CACHE: Final = "reconciler.no_cache"
"""Where the command line keeps that nothing is to be remembered."""
SANDBOX_RATE: Final = 10_000.0
"""Requests per second to the embedded API, which needs no mercy."""


@dataclass(frozen=True)
class Session:
    """One run of a command; everything is read when it is first needed.

    Attributes:
        config: path of the settings file.
        chosen: name of the environment as the command line gave it, or else a variable.
        variables: the environment variables.
        together_with: other environments that this run reads.
    """

    config: Path
    chosen: str | None
    variables: Mapping[str, str]
    together_with: tuple[str, ...] = field(default=(), kw_only=True)

    @cached_property
    def settings(self) -> "Settings":
        """The settings file.

        Raises:
            SettingsError: it is missing or wrong.
        """
        from reconciler.settings import load_settings  # noqa: PLC0415 - help needs it not

        return load_settings(self.config)

    @property
    def name(self) -> str:
        """Name of the environment."""
        return self.settings.environment(self.chosen)[0]

    @property
    def environment(self) -> "Environment":
        """The environment."""
        return self.settings.environment(self.chosen)[1]

    @property
    def folder(self) -> Path:
        """The folder that paths are relative to and are shown relative to."""
        return self.config.parent

    @property
    def zone(self) -> "ZoneInfo":
        """The organisation's time zone."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - help needs it not

        return ZoneInfo(self.environment.time_zone)

    @cached_property
    def today(self) -> date:
        """What day it is for the environment; the same to the end of the run."""
        return self.today_of(self.environment)

    def today_of(self, environment: "Environment") -> date:
        """The day in an organisation's time zone, or that on the sandbox's clock."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - help needs it not

        day = self.sandbox_day if environment.sandbox else None
        return day or clock.now(ZoneInfo(environment.time_zone)).date()

    @property
    def sandbox_day(self) -> date | None:
        """The day that the sandbox's clock was set to, by a command or by the settings."""
        from reconciler.sandbox.clock import day_kept_at  # noqa: PLC0415 - for the sandbox only

        return day_kept_at(self.folder / SANDBOX_FILE) or self._day_of_settings

    @property
    def _day_of_settings(self) -> date | None:
        return self.settings.sandbox.clock if self.config.exists() else None

    @property
    def circumstances(self) -> "Circumstances":
        """All that matters to a campaign file besides itself."""
        from reconciler.campaigns.examine import Circumstances  # noqa: PLC0415 - help needs it not

        vocabulary = self.settings.vocabulary
        return Circumstances(
            self.environment.values,
            vocabulary,
            self.today,
            self.name,
            tuple(self.settings.environments),
            zone=self.zone,
        )

    @cached_property
    def memory(self) -> "Memory":
        """What earlier runs have found out, unless --no-cache says to begin anew."""
        from reconciler.memory import Memory, user_key  # noqa: PLC0415 - help needs it not

        context = click.get_current_context(silent=True)
        if context is None or context.meta.get(NO_CACHE):
            return Memory()
        memory = Memory(self.folder / MEMORY_FILE, key=user_key())
        context.call_on_close(memory.save)
        return memory

    def load(self, *, strict: bool = True) -> "Loaded":
        """Load the environment's campaign files.

        Args:
            strict: refuse to go on when a file has errors, after showing all findings.

        Raises:
            InvalidCampaigns: strict, and a file has errors.
            UsageError: the folder does not exist.
        """
        with self._begin_loading(in_full=False) as files:
            loaded = _result(files)
            return _accepted(loaded) if strict else loaded

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
            UsageError: the folder does not exist.
        """
        with self._begin_loading(in_full=in_full) as files:
            accepted = cache(lambda: _accepted(_result(files)))
            if not files.is_shared:
                accepted()
            try:
                yield accepted
            except InvalidCampaigns:
                raise
            except ReconcilerError:
                accepted()
                raise

    def _begin_loading(self, *, in_full: bool) -> "Loading":
        from reconciler.campaigns.load import Loading  # noqa: PLC0415 - see settings
        from reconciler.campaigns.source_files import files_at, find_files  # noqa: PLC0415 - as above

        environment = self.environment
        files = files_at(find_files([self.folder / environment.campaigns]), base=self.folder)
        around = self.circumstances
        return Loading(files, around, self.memory, in_full=in_full)

    @contextlib.asynccontextmanager
    async def connect(
        self, *, read_only: bool, deadline: float | None = None
    ) -> AsyncIterator["Api"]:
        """Open a connection to the environment's API.

        Args:
            read_only: refuse every request that writes before it is sent.
            deadline: seconds from now after which nothing is sent any more.

        Raises:
            SettingsError: there are no credentials, or the host cannot be used.
        """
        from reconciler.api.client import Api, Limits, Pacer  # noqa: PLC0415 - httpx is slow

        environment = self.environment
        with contextlib.ExitStack() as stack:
            stack.enter_context(hints_about(self.login))
            transport: httpx.AsyncBaseTransport | None = None
            rate = environment.requests_per_second
            if environment.sandbox:
                transport, rate = self.embedded(stack), SANDBOX_RATE
            limits = Limits(requests_per_second=rate, concurrency=environment.concurrency)
            pacer = Pacer(limits, on_wait=_announce, deadline=deadline)
            async with Api(
                environment.url or SANDBOX_URL,
                self.credentials(),
                limits,
                transport=transport,
                read_only=read_only,
                pacer=pacer,
            ) as api:
                yield api

    def open_sandbox(self, options: "Options | None" = None) -> "Store":
        """Open the embedded API's storage beside the settings file, with the day that they say.

        Args:
            options: how it behaves from now on; left out, as before.
        """
        from reconciler.sandbox.store import Store  # noqa: PLC0415 - for the sandbox only

        path = self.folder / SANDBOX_FILE
        ignore = path.with_name(".gitignore")
        if not ignore.exists():  # nothing in there belongs into a repository of campaigns
            path.parent.mkdir(parents=True, exist_ok=True)
            ignore.write_text("*\n", encoding="utf-8")
        return Store(path, options, day=self._day_of_settings)

    def embedded(self, stack: contextlib.ExitStack) -> "httpx.AsyncBaseTransport":
        """The way to the embedded API, which is closed with the stack."""
        from reconciler.lean_httpx import httpx  # noqa: PLC0415 - httpx is slow
        from reconciler.sandbox.app import make_app  # noqa: PLC0415 - for the sandbox only

        store = self.open_sandbox()
        stack.callback(store.close)
        return httpx.ASGITransport(app=make_app(store))

    @cached_property
    def login(self) -> "Login":
        """The variables that sign the requests of the environment.

        Raises:
            SettingsError: there are none, they are not complete, or several ways are mixed.
        """
        from reconciler.login import Login, read_login  # noqa: PLC0415 - help needs it not

        if self.environment.sandbox:
            return Login(username="sandbox", password="sandbox")  # noqa: S106 - no secret
        return read_login(
            self.variables, self.name, self.settings.hosts, together_with=self.together_with
        )

    def credentials(self) -> "Credentials":
        """Who asks.

        Raises:
            SettingsError: there is no login, or it cannot be one.
        """
        from reconciler.api.client import BasicCredentials, OAuthCredentials  # noqa: PLC0415 - slow

        login = self.login
        with hints_about(login):
            if login.client_key and login.client_secret:
                given = self.environment.attribution
                attribution = None if given is None else (given.type, given.code)
                return OAuthCredentials(login.client_key, login.client_secret, attribution)
            if login.password_md5:
                return BasicCredentials(login.username or "", login.password_md5)
            return BasicCredentials.from_clear(login.username or "", login.password or "")


@contextlib.contextmanager
def hints_about(login: "Login") -> Iterator[None]:
    """Let what is said of refused or unusable credentials name the variables that hold them."""
    try:
        yield
    except (SettingsError, Unauthorized) as error:
        doubt = login.doubt if isinstance(error, Unauthorized) else ""
        error.hint = " ".join(filter(None, (login.in_its_names(error.hint), doubt)))
        raise


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


def _accepted(loaded: "Loaded") -> "Loaded":
    """What files say that have no errors.

    Raises:
        InvalidCampaigns: one has, after showing all findings.
    """
    if loaded.has_errors:
        from reconciler.render.findings import findings_to_text  # noqa: PLC0415 - slow

        text = findings_to_text(loaded.findings, loaded.files, color=wants_color(sys.stderr))
        click.echo(text, err=True, nl=False)
        raise InvalidCampaigns(
            "The campaign files have errors; nothing was compared or changed.",
            hint="Correct them, and check with 'reconciler validate'.",
        )
    return loaded


def wants_color(stream: TextIO) -> bool:
    """Whether to write colours: on a terminal, unless NO_COLOR says otherwise."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _announce(seconds: float, reason: str) -> None:
    from reconciler.render.safe import visible  # noqa: PLC0415 - help needs it not

    click.echo(f"waiting {seconds:.0f} s: {visible(reason)}", err=True)
