"""Writes the lock, and installs what a range allows at its two ends.

``python -m tests.lock_files renew`` writes ``.ci/lock/`` anew; ``newest FOLDER`` and
``oldest FOLDER`` make an environment there for the suite. Each says what moved.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = ROOT / ".ci" / "lock"
UV: Final = Path(sys.executable).with_name("uv")
SETS: Final[Mapping[str, tuple[str, ...]]] = {
    "develop": ("build", "dev", "serve"),
    "run": ("build",),
    "fuzz": ("fuzz",),
}
"""What each file of the lock holds beside the run-time dependencies: extras of the project.

The largest comes first, and the others take their versions from it."""
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS: Final = ("linux", "macos", "windows")
PIN: Final = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^\s;\\]+)", re.M)
NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
Pins = Mapping[str, tuple[str, ...]]


def pins(text: str) -> Pins:
    """The versions of each package of a lock; more than one where they differ by platform."""
    found: dict[str, tuple[str, ...]] = {}
    for pin in PIN.finditer(text):
        found[pin["name"]] = (*found.get(pin["name"], ()), pin["version"])
    return {name: tuple(sorted(set(versions))) for name, versions in sorted(found.items())}


def moved(old: Pins, new: Pins) -> list[str]:
    """What differs between two locks, one line for each package."""
    return [
        f"{name} {_shown(old, name)} → {_shown(new, name)}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def renew(only: Sequence[str] = ()) -> list[str]:
    """Write the lock anew.

    Args:
        only: packages that may move, with what they ask for; all of them if empty.

    Returns:
        What moved.

    Raises:
        SystemExit: something is not built for one of the systems and releases of Python.
    """
    upgrade = [f"--upgrade-package={name}" for name in only] or ["--upgrade"]
    before = _locked()
    done: list[str] = []
    for name, extras in SETS.items():
        _resolve(LOCK / f"{name}.txt", extras, *upgrade, *done)
        done.append(f"--constraint={(LOCK / f'{name}.txt').relative_to(ROOT)}")
    with TemporaryDirectory() as nowhere:
        for name, system, python in product(SETS, SYSTEMS, PYTHONS):
            _try(name, system, python, nowhere)
    return moved(before, _locked())


def newest(folder: Path) -> Path:
    """Resolve to the newest versions that the ranges allow, of the tools as well."""
    lock = folder / "lock.txt"
    _resolve(lock, SETS["develop"], "--upgrade")
    return lock


def oldest(folder: Path) -> Path:
    """Resolve to the lowest versions that the package asks for by itself.

    What these bring along, and the tools, stay as they are locked, as far as they go together.
    """
    lowest = folder / "lowest.txt"
    _resolve(lowest, (), "--resolution=lowest-direct", "--no-annotate")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {_name_in(each) for each in project["dependencies"]}
    lines = lowest.read_text(encoding="utf-8").splitlines()
    kept = [line.rstrip(" \\") for line in lines if PIN.match(line) and _name_in(line) in direct]
    floor = folder / "floor.txt"
    floor.write_text("\n".join(kept) + "\n", encoding="utf-8")
    lock = folder / "lock.txt"
    shutil.copy(LOCK / "develop.txt", lock)  # preferred, where nothing speaks against it
    _resolve(lock, SETS["develop"], f"--constraint={floor}")
    return lock


RANGES: Final[Mapping[str, Callable[[Path], Path]]] = {"newest": newest, "oldest": oldest}


def install(folder: Path, resolve: Callable[[Path], Path]) -> None:
    """Make an environment with the versions that one end of the ranges resolves to.

    ``moved.txt`` in it says what is not as it is locked. It is written first: what
    cannot be installed has moved, too.
    """
    _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
    lock = resolve(folder)
    lines = moved(pins((LOCK / "develop.txt").read_text(encoding="utf-8")), _pins_in(lock))
    (folder / "moved.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    say(lines)
    into = ("pip", "install", "--quiet", "--link-mode=copy", "--python", str(folder))
    _uv(*into, "--require-hashes", "--requirement", str(lock))
    _uv(*into, "--no-deps", "--no-build-isolation", "--editable", ".")


def say(lines: Sequence[str]) -> None:
    """Print what moved."""
    text = "".join(f"  {line}\n" for line in lines)
    sys.stdout.write(f"Moved against the lock:\n{text}" if lines else "Nothing moved.\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    """Run one of the commands."""
    command, *rest = arguments
    if command == "renew":
        say(renew(rest))
    else:
        install(Path(*rest), RANGES[command])


def _locked() -> Pins:
    files = [LOCK / f"{name}.txt" for name in SETS]
    return pins("".join(path.read_text(encoding="utf-8") for path in files if path.exists()))


def _pins_in(path: Path) -> Pins:
    return pins(path.read_text(encoding="utf-8"))


def _shown(found: Pins, name: str) -> str:
    return ", ".join(found.get(name, ("none",)))


def _name_in(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _resolve(out: Path, extras: Sequence[str], *options: str) -> None:
    # No header, as it holds the command with its folders; no addresses, as everyone has their own.
    _uv(
        *("pip", "compile", "--quiet", "--universal", "--python-version=3.11"),
        *("--generate-hashes", "--annotation-style=line"),
        *("--no-header", "--no-emit-index-url", "--no-emit-find-links"),
        *(f"--extra={extra}" for extra in extras),
        *options,
        f"--output-file={out}",
        "pyproject.toml",
    )


def _try(name: str, system: str, python: str, nowhere: str) -> None:
    # That a version allows a release of Python does not say that it was built for it.
    where = ("--python-platform", system, "--python-version", python, "--target", nowhere)
    how = ("--dry-run", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes")
    try:
        _uv("pip", "install", *how, *where, "--requirement", str(LOCK / f"{name}.txt"))
    except subprocess.CalledProcessError:
        sys.exit(
            f"{name}.txt cannot be installed on {system} with Python {python}, as said above. "
            "Narrow the range in pyproject.toml, by a marker for one release, and lock again."
        )


def _uv(*arguments: str) -> None:
    subprocess.run([UV, *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
