"""Where GitHub is, which repository is meant, and who asks: from the variables of a CI job."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from reconciler.errors import SettingsError
from reconciler.http import is_loopback
from reconciler.lean.httpx import httpx

PUBLIC_API: Final = "https://api.github.com"
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_DOTS: Final = frozenset({".", ".."})


@dataclass(frozen=True, slots=True)
class Access:
    """A repository on GitHub, and the token that may write to it.

    Attributes:
        api_url: of the REST API, which on GitHub Enterprise has a path.
        repository: owner and name, with a slash between them.
        token: is sent to ``api_url`` and shown nowhere.
    """

    api_url: httpx.URL
    repository: str
    token: str = field(repr=False)

    @property
    def graphql_url(self) -> httpx.URL:
        """Where the same host answers GraphQL: on GitHub Enterprise beside the REST API."""
        path = self.api_url.path.rstrip("/").removesuffix("/v3")
        return self.api_url.copy_with(path=f"{path}/graphql")

    @property
    def user_url(self) -> httpx.URL:
        """Where the REST API says whose token it is, to tokens of people."""
        return self.api_url.copy_with(path=f"{self.api_url.path.rstrip('/')}/user")


def read_access(variables: Mapping[str, str]) -> Access:
    """Read the variables that every job of GitHub Actions has, and the token it was handed.

    Raises:
        SettingsError: one of them is missing, or cannot be used.
    """
    url = _read_url(variables.get("GITHUB_API_URL") or PUBLIC_API)
    repository = variables.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository) or _DOTS & set(repository.split("/")):
        raise SettingsError(
            "The environment variable GITHUB_REPOSITORY names no repository.",
            hint="Set it to owner/name; a workflow has it by itself.",
        )
    token = variables.get("GITHUB_TOKEN", "").strip()
    if not token:
        raise SettingsError(
            "The environment variable GITHUB_TOKEN is not set.",
            hint="In a workflow: env: {GITHUB_TOKEN: ${{ github.token }}}",
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        # Not quoted: most of it may be a good token.
        raise SettingsError(
            "The environment variable GITHUB_TOKEN does not hold a token.",
            hint="Set it to the token alone, without spaces or line breaks.",
        )
    return Access(url, repository, token)


def _read_url(text: str) -> httpx.URL:
    """Read the address of the API.

    Nothing of it is quoted in complaints, since a password may stand there.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL("")
    is_address = url.scheme in {"http", "https"} and bool(url.host)
    if not is_address or url.userinfo or url.query or url.fragment:
        raise SettingsError(
            "The environment variable GITHUB_API_URL is not the address of an API.",
            hint=f"Like {PUBLIC_API} or https://host.name/api/v3.",
        )
    if url.scheme == "http" and not is_loopback(url.host):
        raise SettingsError(
            "GITHUB_API_URL must begin with https: the token would be sent in clear.",
            hint=f"Like {PUBLIC_API} or https://host.name/api/v3.",
        )
    return url
