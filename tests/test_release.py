"""What a release is made of: its notes, its version, and the hooks that others take from it."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from reconciler import __version__
from tests.support.pages import PAGES
from tests.support.repository import SANDBOX, campaign, write
from tests.support.server import ROOT, run

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CHANGELOG = """# Changelog

## Unreleased

## 1.2.0

### Added

- Something.

## 1.1.0

- Something else.
"""


def notes(place: Path, tag: str, version: str, changelog: str) -> subprocess.CompletedProcess[str]:
    """Ask for the notes of a tag in a project of some version."""
    script = place / ".ci" / "release-notes"
    script.parent.mkdir()
    shutil.copy(ROOT / ".ci" / "release-notes", script)
    write(
        place,
        {"reconciler/__init__.py": f'__version__ = "{version}"\n', "CHANGELOG.md": changelog},
    )
    return subprocess.run([script, tag], capture_output=True, text=True, check=False)


def test_notes_are_what_the_changelog_says_of_the_version(tmp_path: Path) -> None:
    """Of that one alone."""
    ran = notes(tmp_path, "v1.2.0", "1.2.0", CHANGELOG)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.strip() == "### Added\n\n- Something."


@pytest.mark.parametrize(
    ("tag", "version", "said"),
    [
        ("v1.2.0", "1.1.0", "The tag says 1.2.0, and reconciler/__init__.py 1.1.0."),
        ("v1.3.0", "1.3.0", "CHANGELOG.md says nothing of 1.3.0."),
        ("v1", "1", "CHANGELOG.md says nothing of 1."),
    ],
)
def test_what_does_not_fit_together_is_not_released(
    tmp_path: Path, tag: str, version: str, said: str
) -> None:
    """A tag of another version, or one that nobody has described."""
    ran = notes(tmp_path, tag, version, CHANGELOG)
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (1, "", said)


def test_this_version_could_be_released() -> None:
    """The changelog has it, and the documentation names no other."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", changelog, re.MULTILINE)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        named = re.findall(r"campaign[_-]reconciler(?:-|==)(\d+\.\d+\.\d+)", text)
        assert {*named} <= {__version__}, page.name


def test_hooks_see_what_other_files_hold(tmp_path: Path) -> None:
    """They get the files that change, as pre-commit gives them."""
    write(
        tmp_path,
        {
            "reconciler.toml": SANDBOX,
            "campaigns/old.yaml": campaign("Spring"),
            "campaigns/new.yaml": campaign("spring").replace("  - {ref", "  -   {ref"),
        },
    )
    entries = {each["id"]: shlex.split(each["entry"])[1:] for each in HOOKS}
    ran = run(tmp_path, *entries["reconciler-validate"], "campaigns/new.yaml")
    assert (ran.returncode, "duplicate-campaign" in ran.stdout) == (3, True)
    ran = run(tmp_path, *entries["reconciler-fmt"], "campaigns/new.yaml")
    assert ran.returncode == 0
    assert "  - {ref" in (tmp_path / "campaigns" / "new.yaml").read_text(encoding="utf-8")
    for each in HOOKS:
        assert re.search(each["files"], "campaigns/spring.yaml")
