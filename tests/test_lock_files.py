"""The lock: it holds everything, for everyone, and goes with what the project asks for."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.lock_files import LOCK, ROOT, SETS, Pins, moved, pins

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FILES = {name: (LOCK / f"{name}.txt").read_text(encoding="utf-8") for name in SETS}


def asked_for(name: str) -> Iterator[Requirement]:
    """What a set has to hold by pyproject.toml."""
    extras = PROJECT["project"]["optional-dependencies"]
    lists = (PROJECT["project"]["dependencies"], *(extras[extra] for extra in SETS[name]))
    yield from (Requirement(line) for lines in lists for line in lines)


@pytest.mark.parametrize("name", SETS)
def test_all_that_is_asked_for_is_locked_within_its_range(name: str) -> None:
    """Whoever changes a range renews the lock: make lock."""
    locked = pins(FILES[name])
    for each in asked_for(name):
        found = locked.get(canonicalize_name(each.name), ())
        assert found, f"{each.name} is not in the lock"
        assert any(each.specifier.contains(one, prereleases=True) for one in found), each


def test_what_builds_the_package_is_locked() -> None:
    """Where it is installed from the source, the lock is all there is."""
    build = {Requirement(line).name for line in PROJECT["build-system"]["requires"]}
    assert build <= pins(FILES["run"]).keys()


@pytest.mark.parametrize("name", SETS)
def test_every_version_comes_with_hashes_and_without_addresses(name: str) -> None:
    """Everybody has a package index of their own; what is in it must be the same."""
    blocks = re.split(r"^(?=[a-z0-9])", FILES[name], flags=re.M)[1:]
    assert len(blocks) > len(list(asked_for(name))) // 2
    for block in blocks:
        assert re.match(r"[a-z0-9.-]+==\S+", block), block
        assert " --hash=sha256:" in block, block
    assert not re.search(r"://|file:|@ |^-|^#", FILES[name], flags=re.M)


def test_the_sets_agree() -> None:
    """What is tested is what runs."""
    everything = pins(FILES["develop"])
    for name in ("run", "fuzz"):
        others = pins(FILES[name])
        assert {each: others[each] for each in others.keys() & everything} == {
            each: everything[each] for each in others.keys() & everything
        }
    assert pins(FILES["run"]).keys() <= everything.keys()


NAMES = st.sampled_from(["click", "rich", "pyyaml", "jsonschema-specifications"])
VERSIONS = st.sampled_from(["1.0", "1.1", "2026.10.19.post1", "3!1.0rc1"])
PINS = st.dictionaries(NAMES, st.sets(VERSIONS, min_size=1).map(lambda found: tuple(sorted(found))))


@given(PINS, PINS)
def test_what_moved_is_what_differs(old: Pins, new: Pins) -> None:
    """One line for each package that came, went or changed, and no other."""
    lines = moved(old, new)
    assert {line.split()[0] for line in lines} == {
        name for name in {*old, *new} if old.get(name) != new.get(name)
    }
    assert moved(old, old) == []


@given(PINS)
def test_pins_are_read_as_they_are_written(found: Pins) -> None:
    """With several versions of one package, each for a platform of its own."""
    text = "".join(
        f"{name}=={one} ; sys_platform == '{number}' \\\n    --hash=sha256:00\n    # via {name}\n"
        for name, versions in found.items()
        for number, one in enumerate(versions)
    )
    assert pins(text) == found


def test_what_moved_reads_as_old_and_new() -> None:
    """The words of the weekly run, and of make lock."""
    old = {"pyyaml": ("6.0.3",), "gone": ("1",), "same": ("2",)}
    new = {"pyyaml": ("6.0.4",), "came": ("1", "2"), "same": ("2",)}
    assert moved(old, new) == ["came none → 1, 2", "gone 1 → none", "pyyaml 6.0.3 → 6.0.4"]


def where_the_lock_is(*, path: Path) -> str:
    """As a shell asks for it, with nothing installed but Python."""
    command = [sys.executable, "-S", "-P", "-m", "reconciler.lock"]
    done = subprocess.run(command, env={"PYTHONPATH": str(path)}, capture_output=True, check=True)
    return done.stdout.decode()


def test_a_checkout_says_where_its_lock_is() -> None:
    assert where_the_lock_is(path=ROOT) == f"{LOCK / 'run.txt'}\n"


def test_the_package_carries_its_lock(tmp_path: Path) -> None:
    """Built as it is built for others, also by way of a source distribution."""
    assert version("hatchling")
    build = [sys.executable, "-m", "hatchling", "build"]
    subprocess.run(
        [*build, "-t", "sdist", "-d", tmp_path], cwd=ROOT, check=True, capture_output=True
    )
    subprocess.run(["tar", "-xf", *tmp_path.glob("*.tar.gz")], cwd=tmp_path, check=True)
    (source,) = (path for path in tmp_path.iterdir() if path.is_dir())
    subprocess.run(
        [*build, "-t", "wheel", "-d", tmp_path], cwd=source, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with ZipFile(wheel) as archive:
        archive.extractall(installed)
    said = where_the_lock_is(path=installed)
    assert said == f"{installed / 'reconciler' / 'lock.txt'}\n"
    assert Path(said.strip()).read_text(encoding="utf-8") == FILES["run"]
