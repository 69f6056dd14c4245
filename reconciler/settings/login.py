"""Logins: which of the environment variables sign the requests of an environment.

Each variable has a plain name and one for each environment: ``RECONCILER_PASSWORD``, and
``RECONCILER_UAT_PASSWORD`` for the environment uat. An environment that has variables of its own
is served by them alone, the plain ones serve all others, and the two are never mixed: a login is
never sent to a host that it was not named for.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from reconciler.errors import SettingsError

PLAIN: Final = "RECONCILER_"
USERNAME: Final = "USERNAME"
PASSWORD: Final = "PASSWORD"  # noqa: S105 - a name
PASSWORD_MD5: Final = "PASSWORD_MD5"  # noqa: S105 - a name
CLIENT_KEY: Final = "CLIENT_KEY"
CLIENT_SECRET: Final = "CLIENT_SECRET"  # noqa: S105 - a name
NAMES: Final = (USERNAME, PASSWORD, PASSWORD_MD5, CLIENT_KEY, CLIENT_SECRET)
_WAYS: Final = ((USERNAME, PASSWORD), (USERNAME, PASSWORD_MD5), (CLIENT_KEY, CLIENT_SECRET))
_PLACEHOLDER: Final = re.compile(r"\{\{[^{}]*\}\}")
_LIKE_A_LOGIN: Final = re.compile(f"{PLAIN}\\w*_(?:{'|'.join(NAMES)})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Login:
    """Credentials as the environment variables give them, in exactly one way.

    Attributes:
        prefix: with what the names of the variables begin that hold them.
    """

    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    password_md5: str | None = field(default=None, repr=False)
    client_key: str | None = field(default=None, repr=False)
    client_secret: str | None = field(default=None, repr=False)
    prefix: str = field(default=PLAIN, repr=False)

    def in_its_names(self, text: str) -> str:
        """A text that speaks of the plain variables, as one about those of this login."""
        return _renamed(text, self.prefix)

    @property
    def doubt(self) -> str:
        """What may be wrong with it although it is complete; empty where nothing is seen."""
        given = {name: getattr(self, name.lower()) or "" for name in NAMES}
        names = [f"{self.prefix}{name}" for name, text in given.items() if text != text.strip()]
        if not names:
            return ""
        begins = "begins or ends" if len(names) == 1 else "begin or end"
        return f"{_listed(names)} {begins} with a space, which is sent as part of it."


def prefix_of(environment: str) -> str:
    """With what the names of an environment's own variables begin: ``RECONCILER_EU_1_``.

    Letters and digits of ASCII stay, as capitals; all else becomes ``_``.
    """
    return f"{PLAIN}{re.sub('[^A-Za-z0-9_]', '_', environment).upper()}_"


def check_names(environments: Collection[str]) -> None:
    """Whether each environment can have variables of its own.

    Raises:
        ValueError: two have the same ones, so that a login could go to the wrong host.
    """
    seen = dict[str, str]()
    for name in environments:
        other = seen.setdefault(prefix_of(name), name)
        if other != name:
            message = (
                f"'{other}' and '{name}' would both log in with {prefix_of(name)}{USERNAME}. "
                "Rename one, so that they differ in letters or digits, ignoring case."
            )
            raise ValueError(message)


def read_login(
    variables: Mapping[str, str],
    environment: str,
    hosts: Mapping[str, str],
    *,
    together_with: Collection[str] = (),
) -> Login:
    """Find the credentials of an environment among the environment variables.

    A line break at the end of a variable is dropped, as files and ``echo`` leave one there. Blanks
    stay, as they may be a part of a password. What is empty then counts as not set.

    Args:
        variables: the environment variables.
        environment: its name.
        hosts: the url of each environment that has one, by name.
        together_with: other environments that the same run reads, which a person has therefore not
            named one by one.

    Raises:
        SettingsError: there are none, they are not complete or hold nothing but blanks, several
            ways are mixed, or plain ones would go to several hosts.
    """
    own = prefix_of(environment)
    prefix = own if any(_given(variables, own)) else PLAIN
    given = dict(_given(variables, prefix))
    if tuple(given) not in _WAYS:
        raise _refusal(variables, environment, hosts, prefix, tuple(given))
    for name, text in given.items():
        if not text.strip():
            raise SettingsError(
                f"{prefix}{name} holds nothing but blanks; nothing was sent.",
                hint="Give it the value itself, or unset it.",
            )
        if _PLACEHOLDER.fullmatch(text):
            raise SettingsError(
                f"{prefix}{name} holds a placeholder that Postman fills in, and nobody here.",
                hint="Give it the value itself.",
            )
    if prefix == PLAIN:
        _check_host(variables, environment, hosts, together_with)
    return Login(**{name.lower(): text for name, text in given.items()}, prefix=prefix)


def secrets_of(variables: Mapping[str, str]) -> Iterator[Login]:
    """Give what any variable that looks like one of a login holds, however they go together."""
    ends = sorted(NAMES, key=len, reverse=True)  # PASSWORD_MD5 before what it might be taken for
    prefixes = {
        next(name.removesuffix(end) for end in ends if name.endswith(end))
        for name in variables
        if _LIKE_A_LOGIN.fullmatch(name)
    }
    for prefix in {PLAIN} | prefixes:
        given = {name.lower(): text for name, text in _given(variables, prefix)}
        yield Login(**given, prefix=prefix)


def _given(variables: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    for name in NAMES:
        text = variables.get(f"{prefix}{name}", "").rstrip("\r\n")
        if text:
            yield name, text


def _check_host(
    variables: Mapping[str, str],
    environment: str,
    hosts: Mapping[str, str],
    together_with: Collection[str],
) -> None:
    """Whether plain variables can only mean one host."""
    mine = _host(hosts.get(environment, ""))
    for other in together_with:
        if not any(_given(variables, prefix_of(other))) and other in hosts:
            theirs = _host(hosts[other])
            if theirs != mine:
                raise SettingsError(
                    f"The login is not named for a host: {environment} is at {mine}, and {other} "
                    f"at {theirs}.",
                    hint=f"Name it for each, as {prefix_of(environment)}{USERNAME} and so on.",
                )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url).lower()
    except ValueError:
        return url


def _refusal(
    variables: Mapping[str, str],
    environment: str,
    hosts: Mapping[str, str],
    prefix: str,
    given: Sequence[str],
) -> SettingsError:
    names = [f"{prefix}{name}" for name in given]
    if not given:
        message = f"The environment variables hold no credentials for {environment}."
    elif any(set(way) <= set(given) for way in _WAYS):
        message = f"Too many credentials: {_listed(names)} are set, and one way must be chosen."
    else:
        are = "is" if len(given) == 1 else "are"
        message = f"The credentials are not complete: only {_listed(names)} {are} set."
    hint = _renamed(
        "Set RECONCILER_USERNAME with RECONCILER_PASSWORD (clear text) or RECONCILER_PASSWORD_MD5, "
        "or else RECONCILER_CLIENT_KEY with RECONCILER_CLIENT_SECRET, and nothing more.",
        prefix,
    )
    if prefix != PLAIN:
        hint += f" Plain names such as {PLAIN}{PASSWORD} are not mixed with these."
    else:
        hint += f" For {environment} alone, begin the names with {prefix_of(environment)}."
        # Variables that look like a login may be named for no environment.
        prefixes = {PLAIN, *map(prefix_of, hosts)}
        known = {f"{prefix}{name}" for prefix in prefixes for name in NAMES}
        likely = [name for name in variables if _LIKE_A_LOGIN.fullmatch(name)]
        lost = sorted(name for name in likely if name not in known and variables[name].strip())
        hint += f" No environment matches {_listed(lost)}." if lost and not given else ""
    return SettingsError(message, hint=hint)


def _renamed(text: str, prefix: str) -> str:
    return re.sub(f"{PLAIN}(?=(?:{'|'.join(NAMES)})\\b)", prefix, text)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
