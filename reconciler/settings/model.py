"""Settings of a run: ``reconciler.toml`` and the environment variables, to frozen values.

The file names environments and holds no secrets; credentials come only from the environment
variables. Everything is read once, here, and nothing else looks at the environment.
"""

import posixpath
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import permutations
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from reconciler.clock import check_sandbox_day
from reconciler.errors import SettingsError
from reconciler.files import read_file
from reconciler.near_files import nearest_path
from reconciler.settings.defaults import Defaults
from reconciler.settings.expressions import Expressions
from reconciler.settings.login import check_names
from reconciler.settings.tables import EachValue, Rule, Table, Within, names_at, read_table
from reconciler.target_group.expressions.symbols import Vocabulary
from reconciler.words import did_you_mean

CONFIG_NAME: Final = "reconciler.toml"
MOST_BYTES: Final = 1 << 20
Scalar: TypeAlias = str | int | Decimal | bool
Value: TypeAlias = Scalar | list[Scalar]

CallName: TypeAlias = Literal[
    "token", "milestones", "list", "periods", "name-check", "customer", "promotions"
]

_VALUE_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SANDBOX_NAME: Final = re.compile("[A-Za-z0-9_-]+")
FLAGS: Final = ("true", "false", "yes", "no", "on", "off")
"""What is rather meant as a flag than as a name."""
_NO_SETTINGS: Final = (
    "Begin with 'reconciler init', or name one with --config; without --config it is looked for "
    "here and in the folders above, up to the root of the git repository."
)
_STARTER: Final = "To start, write [environments.sandbox] and below it sandbox = true."


class Attribution(Table, frozen=True, kw_only=True):
    """To whom writes are attributed; with a client key only."""

    type: Literal[
        "TILL",
        "STORE_CODE",
        "STORE_NAME",
        "STORE_EXTERNAL_ID",
        "STORE_EXTERNAL_ID_1",
        "STORE_EXTERNAL_ID_2",
    ]
    code: str


def known_zone(zone: str) -> None:
    """See to it that a text names a time zone.

    Raises:
        ValueError: it does not.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # Abbreviations and offsets are like each other, and hours apart: IST is like MST.
        is_place = "/" in zone and not any(letter.isdigit() for letter in zone)
        places = [each for each in available_timezones() if "/" in each] if is_place else []
        otherwise = "Write the zone of a place, such as Asia/Kolkata or Europe/Paris, or UTC."
        hint = did_you_mean(zone, places, otherwise=otherwise)
        message = f"'{zone}' is not a time zone. {hint}"
        raise ValueError(message) from error


def _usable_url(url: str) -> None:
    if not url.strip():  # what asks nobody would ask this machine
        raise ValueError("It is empty. Write the url of the API, or sandbox = true in its place.")
    if "@" in url:  # not quoted: a password stands before it
        message = "A url must not hold a user or password. Use the environment variables."
        raise ValueError(message)


def _usable_names(values: Mapping[str, Value]) -> None:
    for name in values:
        if not _VALUE_NAME.fullmatch(name):
            message = (
                f"'{name}' cannot be used as ${{{name}}}. Write a name of letters, digits, "
                "'_' and '-' that begins with a letter or '_'."
            )
            raise ValueError(message)


def _usable_value(value: object) -> None:
    if not all(
        each.is_finite() if isinstance(each, Decimal) else isinstance(each, str | int)
        for each in (value if isinstance(value, list) else [value])
    ):
        message = "Write text, a number, true, false, or a list of these."
        raise ValueError(message)


def _usable_folders(given: Any) -> None:  # noqa: ANN401 - any TOML value
    """Whether it is a folder or several, none of which holds another: files are read below each."""
    listed = given if isinstance(given, list) else [given]
    if not listed or not all(isinstance(each, str) for each in listed):
        raise ValueError("Write a folder in quotes, or a list of folders.")
    folders = [(each, PurePosixPath(posixpath.normpath(each))) for each in listed]
    for (outer, above), (inner, below) in permutations(folders, 2):
        if below.is_relative_to(above):
            message = f"The files in '{inner}' are read with '{outer}' already. Take one out."
            raise ValueError(message)


def _usable_sandbox(given: object) -> None:
    is_name = isinstance(given, str) and _SANDBOX_NAME.fullmatch(given)
    if not (isinstance(given, bool) or (is_name and str(given).lower() not in FLAGS)):
        raise ValueError(
            "Write true or false, or for a sandbox of its own a name in quotes, of letters, "
            "digits, '_' and '-'."
        )


class Known(Table, frozen=True, kw_only=True):
    """A live group that is meant to be in no file.

    Attributes:
        name: of the group; or its id.
        until: the last day that this holds; left out, it has no end.
    """

    name: str | None = None
    id: int | None = None
    reason: str
    until: date | None = None

    def check(self) -> None:
        """Whether it names one group, and says why."""
        if (self.name is None) == (self.id is None):
            raise ValueError("Name the group either by name or by id.")
        if self.name is not None and not self.name.strip():
            raise ValueError("The name is empty. Write the name of the live group, or its id.")
        if not self.reason.strip():
            raise ValueError("The reason is empty. Write why the group is meant to be in no file.")


def _each_once(known: Sequence[Known]) -> None:
    seen = set[object]()
    for each in known:
        # The API ignores the case of names.
        group = each.id if each.name is None else each.name.casefold()
        if group in seen:
            called = each.id if each.name is None else f"'{each.name}'"
            message = f"{called} is listed more than once. Take out all entries but one."
            raise ValueError(message)
        seen.add(group)


class Environment(Table, frozen=True, kw_only=True):
    """One organisation at one host.

    Attributes:
        sandbox: the embedded API instead of a host: true for the one that environments share, or
            the name of another one.
        url: scheme and host of the API; https unless it is this machine.
        campaigns: folder of the campaign files, or a list of folders, relative to the settings
            file; see ``folders``.
        org_id: refuse live groups that name another organisation; a sandbox is of it.
        time_zone: of the organisation; decides what is past.
        source: how live state is read.
        customer_id: the customer whose groups are read, for the source customer.
        requests_per_second: of all requests of a run together.
        concurrency: requests under way at once.
        max_creates: more in one apply must be allowed by number.
        promotions: whether promotions are read, which own live groups: where they are offered,
            never, or always, so that a plan without them fails.
        name_checks: for how many new names a plan asks the API whether they are free.
        known: live groups that are meant to be in no file.
        calls: the calls that the API is known to offer, which ``doctor`` writes and compares.
        attribution: to whom writes are attributed.
        values: what ``${name}`` in campaign files stands for, each a ``Value``.
    """

    sandbox: Annotated[Any, Rule(_usable_sandbox)] = False
    url: Annotated[str | None, Rule(_usable_url)] = None
    campaigns: Annotated[Any, Rule(_usable_folders)] = "campaigns"
    org_id: int | None = None
    time_zone: Annotated[str, Rule(known_zone)] = "UTC"
    source: Literal["auto", "milestones", "target-groups", "customer"] = "auto"
    customer_id: Annotated[int | None, Within(ge=1, lt=2**63)] = None
    requests_per_second: Annotated[float, Within(gt=0)] = 5.0
    concurrency: Annotated[int, Within(ge=1)] = 4
    max_creates: Annotated[int, Within(ge=0)] = 25
    promotions: Literal["auto", "off", "required"] = "auto"
    name_checks: Annotated[int, Within(ge=0)] = 100
    # Each table gets an empty one of its own, here and below.
    known: Annotated[list[Known], Rule(_each_once)] = []  # noqa: RUF012
    calls: list[CallName] | None = None
    attribution: Attribution | None = None
    values: Annotated[dict[str, Any], EachValue(_usable_value), Rule(_usable_names)] = {}  # noqa: RUF012

    def check(self) -> None:
        """Whether the values go together."""
        if self.source == "customer" and self.customer_id is None:
            message = "source 'customer' needs customer_id, the API's own id of a customer"
            raise ValueError(message)
        if bool(self.sandbox) == (self.url is not None):
            what = "both url and sandbox" if self.sandbox else "neither url nor sandbox"
            message = f"It has {what}. Write either url, or sandbox = true."
            raise ValueError(message)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of the campaign files, as they are written; new files go into the first."""
        listed = self.campaigns if isinstance(self.campaigns, list) else [self.campaigns]
        return tuple(map(Path, listed))


class Sandbox(Table, frozen=True, kw_only=True):
    """The API on this machine, for all environments that are a sandbox.

    Attributes:
        clock: the day that it is there, and for these environments; else that of the machine.
    """

    clock: Annotated[date | None, Rule(check_sandbox_day)] = None


def _any_environment(environments: Mapping[str, Environment]) -> None:
    if not environments:
        raise ValueError(f"It is missing. {_STARTER}")


class Settings(Table, frozen=True, kw_only=True):
    """The settings file.

    Attributes:
        default_environment: used when the command names none.
        defaults: what is written into new campaign files.
        expressions: what is known of expressions beyond what documents show.
    """

    default_environment: str | None = None
    environments: Annotated[dict[str, Environment], Rule(_any_environment)]
    defaults: Defaults = Defaults()
    expressions: Expressions = Expressions()
    sandbox: Sandbox = Sandbox()

    def check(self) -> None:
        """Whether the default environment is there, and each has a login and place of its own."""
        check_names(self.environments)
        first: dict[str | bool, tuple[str, int]] = {}  # by sandbox: its groups would be in both
        for name, each in self.environments.items():
            if each.sandbox and each.org_id is not None:
                other, org_id = first.setdefault(each.sandbox, (name, each.org_id))
                if org_id != each.org_id:
                    raise ValueError(
                        f"'{other}' ({org_id}) and '{name}' ({each.org_id}) are of two "
                        "organisations and share one sandbox. Give each its own by a name, such "
                        'as sandbox = "test".'
                    )
        named = [("default_environment", self.default_environment)]
        named += [("defaults.environments", each) for each in self.defaults.environments or ()]
        for setting, environment in named:
            if environment is not None and environment not in self.environments:
                hint = did_you_mean(environment, self.environments)
                message = f"{setting} names '{environment}', which is not there. {hint}"
                raise ValueError(message)

    @property
    def hosts(self) -> Mapping[str, str]:
        """The url of each environment that has one, by name."""
        return {name: each.url for name, each in self.environments.items() if each.url is not None}

    @property
    def vocabulary(self) -> Vocabulary:
        """What is known of expressions."""
        return self.expressions.vocabulary

    @property
    def default_name(self) -> str | None:
        """The environment to take when none is named: the only one needs no mention."""
        only = next(iter(self.environments)) if len(self.environments) == 1 else None
        return self.default_environment or only

    def environment(self, name: str | None) -> tuple[str, Environment]:
        """Find an environment by name, or the default one.

        Raises:
            SettingsError: there is no such environment, or none is named.
        """
        chosen = self.default_name if name is None else name
        if chosen is None:
            raise SettingsError(
                "No environment is named.",
                hint=f"Name one with --environment: {', '.join(sorted(self.environments))}.",
            )
        if chosen not in self.environments:
            raise SettingsError(
                f"There is no environment '{chosen}' in {CONFIG_NAME}.",
                hint=did_you_mean(chosen, self.environments),
            )
        return chosen, self.environments[chosen]


def load_settings(path: Path) -> Settings:
    """Read a settings file.

    Raises:
        SettingsError: it is missing, cannot be read, or says something it may not.
    """
    try:
        raw = read_file(path, most=MOST_BYTES)
        if len(raw) > MOST_BYTES:
            raise SettingsError(
                f"{path} has more than {MOST_BYTES:,} bytes.",
                hint="Name the settings file with --config.",
            )
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        near = nearest_path(path)
        is_file = near is not None and near.is_file()  # .reconciler is near, and the sandbox's
        hint = f"Did you mean '{near}'?" if is_file else _NO_SETTINGS
        raise SettingsError(f"There is no settings file {path}.", hint=hint) from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror}.",
            hint="Name the settings file with --config.",
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text.", hint="Save it as UTF-8.") from error
    return read_settings(path, text)


def read_settings(path: Path, text: str) -> Settings:
    """Read the text of a settings file, which a path names.

    Raises:
        SettingsError: it says something it may not.
    """
    try:
        return read_table(tomllib.loads(text, parse_float=Decimal), Settings)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path} is not TOML: {error}.",
            hint="Correct the place; docs/settings.md shows each setting.",
        ) from error
    except (ValueError, ArithmeticError, RecursionError) as error:  # the TOML reader's own limits
        from reconciler.settings.faults import refusal  # noqa: PLC0415 - pydantic: 100 ms

        raise refusal(
            path, error, partial(names_at, Settings), {("environments",): _STARTER}
        ) from error


def values_said(raw: bytes, environment: str) -> Mapping[str, Value] | None:
    """What an earlier version of a settings file says of an environment's values; none if nothing.

    None where the version cannot be read, or has not the environment.
    """
    try:
        said = tomllib.loads(raw.decode(), parse_float=Decimal)["environments"][environment]
        values = said.get("values", {})
        return values if isinstance(values, dict) else None
    except (ValueError, ArithmeticError, RecursionError, LookupError, TypeError, AttributeError):
        return None
