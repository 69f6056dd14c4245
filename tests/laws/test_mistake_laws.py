"""Laws of mistakes: whatever people write, type or set is told in words, with its exit code."""

import contextlib
import io
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from unittest import mock

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.cli.main import main
from reconciler.errors import ExitCode
from tests.support.every_command import LINES, commands
from tests.support.repository import SANDBOX, campaign, write

SERVES: Final = "sandbox serve"
"""It would not end by itself; what it is given is tried in its own tests."""
COMMANDS: Final = {words: command for words, command in commands() if words != SERVES}
ODD: Final = (
    *("0", "-1", "5", "nan", "1e999", "9" * 400, "x", " ", "*", "[", "{{x}}", "é" * 300, "NO"),
    *("Spring", "spring", "../..", "/", "nowhere/file", "campaigns", "campaigns/a.yaml", "-"),
    *("reconciler.toml", "a.xlsx", "plan.md", "2027-02-30", "\x1b[31m", "a\udcffb", "sandbox"),
    *("json", "/dev/null", "HEAD", "--", "http://x.test", "//", "id=5", "targets/0=x", "CET"),
)
VARIABLES: Final = (
    *("RECONCILER_ENVIRONMENT", "RECONCILER_USERNAME", "RECONCILER_PASSWORD", "COLUMNS", "TERM"),
    *("RECONCILER_PASSWORD_MD5", "RECONCILER_CLIENT_KEY", "RECONCILER_CLIENT_SECRET", "LANG"),
    *("RECONCILER_SANDBOX_USERNAME", "RECONCILER_AUTHOR", "NO_COLOR", "FORCE_COLOR", "TZ"),
    *("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_TOKEN", "GITHUB_REPOSITORY", "NO_PROXY"),
    *("GITHUB_API_URL", "HTTPS_PROXY", "SSL_CERT_FILE", "XDG_CACHE_HOME", "GITHUB_ACTIONS"),
)
TEXTS: Final = (
    campaign(),
    SANDBOX + 'time_zone = "Europe/Paris"\nmax_creates = 5\n[environments.sandbox.values]\na = 5\n',
    '{"name": "Spring", "targets": [], // note\n "till": {{till}}}',
    '{"data": [{"id": 1, "name": "a"}], "errors": null, "warnings": null}',
    "[]",
    "",
)
PIECES: Final = (
    *"{}[]:,-?&*!|>'\"%@`#\n \\=<.~0x$é\u202e\x00",
    *("//", "/* ", "{{a}}", "---\n", "null", "1e5", "${a}", "CET", "[environments.x]\n", "sandbox"),
    *('url = "http://127.0.0.1:9"\n', "name: ", "true", "2027-01-04", "campaigns = 5\n", "\xff"),
)


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A file that somebody has spoilt, or taken from elsewhere."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text.encode(draw(st.sampled_from(["utf-8", "utf-16", "latin-1"])), errors="replace")


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command with options and arguments of which any may be odd."""
    words = draw(st.sampled_from(sorted(COMMANDS)))
    line = [*words.split(), *draw(st.sampled_from([LINES[words], []]))]
    options = [each for each in COMMANDS[words].params if isinstance(each, click.Option)]
    for option in draw(st.lists(st.sampled_from(options), max_size=3)):
        line.append(option.opts[0])
        if not option.is_flag:
            line.append(draw(st.sampled_from(ODD)))
    return line + draw(st.lists(st.sampled_from(ODD), max_size=2))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which all is well, with one group that is live."""
    folder = tmp_path_factory.mktemp("project")
    write(folder, {"reconciler.toml": SANDBOX, "campaigns/a.yaml": campaign()})
    with contextlib.chdir(folder), pytest.raises(SystemExit, match="0"):
        main(["apply", "--yes"])
    return folder


@contextlib.contextmanager
def a_place(template: Path, variables: Mapping[str, str]) -> Iterator[Path]:
    """A copy of the project as the current folder, with variables set and nothing typed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RECONCILER_", "GITHUB_"))}
    logger = logging.getLogger("reconciler")
    level = logger.level
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "project"
        shutil.copytree(template, place)
        quiet = {"GIT_CEILING_DIRECTORIES": "/", "XDG_CACHE_HOME": f"{folder}/cache"}
        typed = io.TextIOWrapper(io.BytesIO(b"x\n"))
        with (
            mock.patch.dict(os.environ, kept | quiet | dict(variables), clear=True),
            mock.patch.object(sys, "stdin", typed),
            contextlib.chdir(place),
        ):
            yield place
    logger.setLevel(level)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    line=lines(),
    files=st.dictionaries(
        st.sampled_from(["reconciler.toml", "campaigns/a.yaml", "campaigns/b.json", "plan.json"]),
        texts(),
        max_size=2,
    ),
    variables=st.dictionaries(
        st.sampled_from(VARIABLES),
        st.sampled_from([each for each in ODD if "\0" not in each]),
        max_size=2,
    ),
)
def test_no_mistake_is_called_a_bug(
    template: Path,
    capsys: pytest.CaptureFixture[str],
    line: list[str],
    files: Mapping[str, bytes],
    variables: Mapping[str, str],
) -> None:
    """Nor is there a traceback, or an exit code that stands nowhere."""
    with a_place(template, variables) as place:
        write(place, files)
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(line)
        said = capsys.readouterr()
    assert left.value.code in set(ExitCode)
    for word in ("Unexpected failure", "Traceback", "a bug"):
        assert word not in said.err
        assert word not in said.out or line[0] == "explain"
    if left.value.code == ExitCode.FAILURE:
        assert said.err.strip() or said.out.strip()
