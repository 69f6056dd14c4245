"""What is said on standard error: log lines and failures, without secrets and control characters.

Nothing that signs a request should ever come here. Should a library put it into a message all the
same, it is masked: the secrets are known, as are the forms in which they are sent.
"""

import errno
import hashlib
import logging
import os
import sys
import traceback
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Final

import click

from reconciler.render.safe import visible
from reconciler.settings.login import secrets_of
from reconciler.words import cut

HIDDEN: Final = "***"
SHORTEST_SECRET: Final = 4
"""Masking anything shorter would only garble messages."""
LONGEST_NAME: Final = 200
"""Characters of the name of a file that are said."""
_TOKENS: Final = ("GITHUB_TOKEN", "GH_TOKEN")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Why a stream that is open cannot be written to."""
_LOGGER: Final = "reconciler"
_FORMAT: Final = "%(levelname)s %(name)s: %(message)s"


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return shown(super().format(record))


def log_to_stderr(level: str) -> None:
    """Say on standard error what is logged from this level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(_FORMAT))
    logger = logging.getLogger(_LOGGER)
    logger.handlers[:] = [handler]
    logger.setLevel(level)


def is_debugging() -> bool:
    """Whether tracebacks are wanted."""
    return logging.getLogger(_LOGGER).isEnabledFor(logging.DEBUG)


def report_unexpected(error: Exception) -> None:
    """Say that the program failed and what helps to find out why.

    The text of the error is left to the traceback: it may quote what must not be shown.
    """
    if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
        click.echo(f"error: The output cannot be written: {error.strerror}.", err=True)
        click.echo("  Everything up to that point was done: 'reconciler plan' shows it.", err=True)
        # It would be tried once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    if isinstance(error, OSError) and error.filename is not None and not is_debugging():
        # Of a file that a person has named, or of one that somebody else has changed meanwhile.
        is_path = isinstance(error.filename, str | bytes)
        name = visible(os.fsdecode(error.filename)) if is_path else "A file"
        click.echo(f"error: {cut(name, LONGEST_NAME)} cannot be used: {error.strerror}.", err=True)
        click.echo("  Check its name and who may read and write it; --debug says more.", err=True)
        return
    place = _place(error)
    click.echo(f"error: Unexpected failure ({type(error).__name__}{place}).", err=True)
    if is_debugging():
        lines = traceback.format_exception(error)
        click.echo(shown("".join(lines).rstrip("\n")), err=True)
        hint = "This is a bug in reconciler: please report it with the lines above."
    else:
        hint = "This is a bug in reconciler: run it again with --debug, and report what it says."
    click.echo(f"  {hint}", err=True)


def shown(text: str, variables: Mapping[str, str] | None = None) -> str:
    """Lines with secrets masked and what steers a terminal written out."""
    forms = _forms(os.environ if variables is None else variables)
    secrets = {each for each in forms if len(each) >= SHORTEST_SECRET}
    for secret in sorted(secrets, key=len, reverse=True):  # one may hold another
        text = text.replace(secret, HIDDEN)
    return "\n".join(map(visible, text.split("\n")))


def _forms(variables: Mapping[str, str]) -> Iterator[str]:
    """Every form in which a secret is sent."""
    yield from (variables.get(name, "") for name in _TOKENS)
    for login in secrets_of(variables):
        yield from (login.client_key or "", login.client_secret or "")
        password = (login.password or "").encode(errors="replace")
        digest = hashlib.md5(password, usedforsecurity=False).hexdigest() if password else ""
        for sent in (digest, login.password_md5, login.password):
            if sent:
                yield from (sent, sent.lower())
                pair = f"{login.username or ''}:{sent.lower()}"
                yield b64encode(pair.encode(errors="replace")).decode()


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}reconciler{os.sep}" in frame.filename]
    if not ours:
        return ""
    file = ours[-1].filename.rpartition(f"{os.sep}reconciler{os.sep}")[2]
    return f" at {visible(file)}:{ours[-1].lineno}"
