"""Settings of a run: ``reconciler.toml`` and the environment variables, to frozen values.

The file names environments and holds no secrets; credentials come only from the environment
variables. Everything is read once, here, and nothing else looks at the environment.
"""

import difflib
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from reconciler.errors import SettingsError

CONFIG_NAME: Final = "reconciler.toml"
Scalar = str | int | Decimal | bool
Value = Scalar | list[Scalar]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Attribution(_Frozen):
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


class Environment(_Frozen):
    """One organisation at one host.

    Attributes:
        sandbox: the embedded API instead of a host.
        url: scheme and host of the API; https unless it is this machine.
        campaigns: folder of the campaign files, relative to the settings file.
        org_id: refuse live groups that name another organisation.
        time_zone: of the organisation; decides what is past.
        source: how live state is read.
        customer_id: the customer whose groups are read, for the source customer.
        requests_per_second: of all requests of a run together.
        concurrency: requests under way at once.
        max_creates: more in one apply must be allowed by number.
        name_checks: for how many new names a plan asks the API whether they are free.
        attribution: to whom writes are attributed.
        values: what ``${name}`` in campaign files stands for.
    """

    sandbox: bool = False
    url: str | None = None
    campaigns: Path = Path("campaigns")
    org_id: int | None = None
    time_zone: str = "UTC"
    source: Literal["auto", "milestones", "target-groups"] = "auto"
    customer_id: int | None = None
    requests_per_second: float = Field(5.0, gt=0)
    concurrency: int = Field(4, ge=1)
    max_creates: int = Field(25, ge=0)
    name_checks: int = Field(100, ge=0)
    attribution: Attribution | None = None
    values: dict[str, Value] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            message = f"'{zone}' is no time zone; write one like Europe/Paris"
            raise ValueError(message) from error
        return zone

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.sandbox == (self.url is not None):
            message = "give it either url or sandbox = true"
            raise ValueError(message)
        return self


class Settings(_Frozen):
    """The settings file.

    Attributes:
        default_environment: used when the command names none.
        environments: all environments by name.
        folder: where the settings file is; paths are relative to it.
    """

    default_environment: str | None = None
    environments: dict[str, Environment] = Field(min_length=1)
    folder: Path = Path()

    def environment(self, name: str | None) -> tuple[str, Environment]:
        """Find an environment by name, or the default one.

        Raises:
            SettingsError: there is no such environment, or none is named.
        """
        chosen = name or self.default_environment or _only(self.environments)
        if chosen is None:
            raise SettingsError(
                "No environment is named.",
                hint=f"Name one with --environment: {', '.join(sorted(self.environments))}.",
            )
        if chosen not in self.environments:
            raise SettingsError(
                f"There is no environment '{chosen}' in {CONFIG_NAME}.",
                hint=_did_you_mean(chosen, self.environments),
            )
        return chosen, self.environments[chosen]


class Login(_Frozen):
    """Credentials as the environment variables give them; exactly one way is complete."""

    username: str | None = Field(None, repr=False)
    password: str | None = Field(None, repr=False)
    password_md5: str | None = Field(None, repr=False)
    client_key: str | None = Field(None, repr=False)
    client_secret: str | None = Field(None, repr=False)


def load_settings(path: Path) -> Settings:
    """Read a settings file.

    Raises:
        SettingsError: it is missing, cannot be read, or says something it may not.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SettingsError(
            f"There is no settings file {path}.",
            hint="Name one with --config, or write one as the README shows.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}.") from error
    try:
        data = tomllib.loads(text, parse_float=Decimal)
        return Settings.model_validate(data | {"folder": path.parent})
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from error
    except ValidationError as error:
        raise SettingsError(f"{path}: {_explain(error)}") from error


def read_login(variables: Mapping[str, str]) -> Login:
    """Find the credentials among the environment variables.

    Raises:
        SettingsError: there are none, or several ways are mixed.
    """
    found = Login(
        username=variables.get("RECONCILER_USERNAME") or None,
        password=variables.get("RECONCILER_PASSWORD") or None,
        password_md5=variables.get("RECONCILER_PASSWORD_MD5") or None,
        client_key=variables.get("RECONCILER_CLIENT_KEY") or None,
        client_secret=variables.get("RECONCILER_CLIENT_SECRET") or None,
    )
    basic = found.username and bool(found.password) != bool(found.password_md5)
    oauth = found.client_key and found.client_secret
    if bool(basic) == bool(oauth):
        raise SettingsError(
            "The environment variables hold no credentials."
            if not basic
            else "The environment variables hold two kinds of credentials.",
            hint="Set RECONCILER_USERNAME with RECONCILER_PASSWORD (clear text) or "
            "RECONCILER_PASSWORD_MD5, or RECONCILER_CLIENT_KEY with RECONCILER_CLIENT_SECRET.",
        )
    return found


def _explain(error: ValidationError) -> str:
    """All findings of a settings file in one message."""
    return "; ".join(
        f"{'.'.join(map(str, each['loc'])) or 'the file'}: {_sentence(each['msg'], each['loc'])}"
        for each in error.errors(include_url=False)
    )


def _sentence(message: str, location: tuple[int | str, ...]) -> str:
    if message == "Extra inputs are not permitted":
        known = Settings if len(location) == 1 else Environment
        hint = _did_you_mean(str(location[-1]), known.model_fields)
        return f"it is not a setting. {hint}"
    return message.removeprefix("Value error, ")


def _did_you_mean(word: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    listed = ", ".join(sorted(known))
    return f"Did you mean '{near[0]}'?" if near else f"Known are {listed}."


def _only(environments: Mapping[str, Environment]) -> str | None:
    return next(iter(environments)) if len(environments) == 1 else None
