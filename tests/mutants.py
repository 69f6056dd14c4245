"""Would the tests notice? Changes one detail of a module at a time, and runs the tests of it.

``python -m tests.mutants [--again] [FILES]`` works in ``.mutants/``, one folder for each module,
says how many changes (mutants) its tests notice (kill), shows those that survive, and fails where
fewer than ``ENOUGH`` are noticed. ``--again`` tries only what survived last time.

mutmut makes the mutants. It changes no function that has a decorator, properties among them.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PLACE: Final = ROOT / ".mutants"
ENOUGH: Final = 0.97
CHILDREN: Final = "2"

_PLANNING: Final = (
    "tests/core/test_acknowledge.py",
    "tests/core/test_partial_plan.py",
    "tests/core/test_planner.py",
    "tests/core/test_reasons.py",
)
_BY_TRAITS: Final = "test_a_look_up_by_traits_finds_what_a_comparison_with_every_group_finds"
_ALIGNING: Final = (
    *("tests/target_group/test_align.py", "tests/target_group/test_align_in_part.py"),
    *("tests/target_group/test_missing_keys.py", "tests/target_group/test_normalisation.py"),
    *("tests/target_group/test_samples.py", "tests/target_group/test_visibility.py"),
)
_LIKENESS: Final = (
    "tests/target_group/test_outline.py",
    "tests/laws/test_outline_laws.py",
    "tests/laws/test_same_campaign_laws.py",
)
_QUICK: Final = tuple(
    f"tests/laws/test_diff_laws.py::test_the_quick_comparison_{each}"
    for each in ("says_what_the_thorough_one_says", "looks_at_every_default_value")
)
GUARDS: Final[Mapping[str, tuple[str, ...]]] = {
    "reconciler/core/planner.py": _PLANNING,
    "reconciler/core/suspicion.py": (*_PLANNING, f"tests/laws/test_plan_laws.py::{_BY_TRAITS}"),
    "reconciler/core/pairing.py": ("tests/core/test_planner.py",),
    "reconciler/core/guards.py": ("tests/core/test_guards.py",),
    "reconciler/core/same_campaign.py": (
        "tests/core/test_same_campaign.py",
        "tests/laws/test_same_campaign_laws.py",
    ),
    "reconciler/core/likely_renames.py": (
        *(f"tests/core/test_{each}.py" for each in ("edited_renames", "moved_campaigns")),
        *("tests/core/test_redeclared.py", "tests/core/test_planner.py"),
        "tests/core/test_reasons.py",
    ),
    "reconciler/core/acknowledge.py": _PLANNING,
    "reconciler/core/resource_kind.py": ("tests/core/test_planner.py",),
    "reconciler/core/diff.py": ("tests/core/test_diff.py", "tests/core/test_values.py"),
    "reconciler/apply.py": ("tests/apply/test_apply.py", "tests/apply/test_outcomes.py"),
    "reconciler/api/gateway.py": ("tests/api/test_gateway.py",),
    "reconciler/target_group/comparing/compare.py": (
        "tests/target_group/test_compare.py",
        *_ALIGNING,
        *_QUICK,
    ),
    "reconciler/target_group/comparing/align.py": _ALIGNING,
    "reconciler/target_group/canonical.py": (
        "tests/target_group/test_canonical.py",
        *_ALIGNING,
    ),
    "reconciler/target_group/comparing/effect.py": (
        "tests/target_group/test_effect.py",
        *_LIKENESS,
    ),
    "reconciler/target_group/comparing/outline.py": (
        *_LIKENESS,
        f"tests/laws/test_plan_laws.py::{_BY_TRAITS}",
    ),
    "reconciler/target_group/expressions/agreement.py": (
        "tests/laws/test_expression_laws.py",
        "tests/target_group/test_expressions.py",
    ),
    "reconciler/target_group/create_body.py": ("tests/target_group/test_create_body.py",),
    "reconciler/target_group/resource_kind.py": ("tests/target_group/test_resource_kind.py",),
}
"""The modules that decide about money, and the tests that are to notice when one goes wrong."""

BESIDE: Final = (".ci", ".github", "campaigns", "schemas", "docs", "README.md", "reconciler.toml")
"""What tests read beside the package and themselves."""
COPIED: Final = ("reconciler", "tests", *BESIDE)
CONFIGURATION: Final = """
[tool.mutmut]
source_paths = ["reconciler"]
only_mutate = [{module}]
also_copy = {beside}
pytest_add_cli_args = ["--hypothesis-profile=mutants", "-p", "no:cacheprovider", "-p", "no:xdist"]
pytest_add_cli_args_test_selection = {tests}
# What is written to the log of a developer decides nothing.
do_not_mutate_patterns = ["log\\\\.debug"]
on_dependency_change = "ignore"
"""


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the mutants of one module."""

    module: str
    noticed: int
    total: int
    survivors: tuple[str, ...]

    def __str__(self) -> str:
        share = 100 * self.noticed / max(self.total, 1)
        return f"{self.module}: {self.noticed} of {self.total} noticed ({share:.1f} %)"


def folder_of(module: str) -> Path:
    """Where the mutants of a module are."""
    return PLACE / module.removesuffix(".py").replace("/", ".")


def try_module(module: str, *, again: bool) -> Score:
    """Make the mutants of one module and run its tests on each.

    Raises:
        CalledProcessError: the tests fail without any mutant, or mutmut does.
    """
    folder = folder_of(module)
    before = survivors(folder) if again and is_as_it_was(folder, module) else {}
    if not before:
        shutil.rmtree(folder, ignore_errors=True)
    set_up(folder, module)
    mutmut(folder, "run", "--max-children", CHILDREN, *before)
    mutmut(folder, "export-cicd-stats", quiet=True)
    stats = json.loads((folder / "mutants/mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    noticed = stats["killed"] + stats["timeout"] + stats["segfault"]
    return Score(module, noticed, stats["total"], tuple(survivors(folder)))


def is_as_it_was(folder: Path, module: str) -> bool:
    """Whether neither a module nor what is configured for it has changed since its last run."""
    settings, source = folder / "pyproject.toml", folder / module
    return (
        settings.exists()
        and settings.read_text(encoding="utf-8") == settings_for(module)
        and source.read_bytes() == (ROOT / module).read_bytes()
    )


def settings_for(module: str) -> str:
    """The project's settings, with those of mutmut for one module."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tests, beside = json.dumps(GUARDS[module]), json.dumps(BESIDE)
    return settings + CONFIGURATION.format(module=json.dumps(module), tests=tests, beside=beside)


def set_up(folder: Path, module: str) -> None:
    """Copy the project into a folder, with a configuration for this module.

    No links: hatchling goes through a folder once, under the first name that it meets, and would
    leave the package out of what it builds from here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        place, source = folder / name, ROOT / name
        if source.is_dir():
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, place)
    (folder / "pyproject.toml").write_text(settings_for(module), encoding="utf-8")


def survivors(folder: Path) -> dict[str, str]:
    """What became of each mutant that was not noticed, by its name."""
    lines = mutmut(folder, "results", quiet=True).splitlines()
    found = dict(line.strip().rsplit(": ", 1) for line in lines)
    return {name: end for name, end in found.items() if end not in {"timeout", "segfault"}}


def mutmut(folder: Path, *arguments: str, quiet: bool = False) -> str:
    """Run mutmut in a folder; its words where it is to be quiet."""
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    out = subprocess.PIPE if quiet else None
    done = subprocess.run(command, cwd=folder, stdout=out, check=True, encoding="utf-8")
    return done.stdout or ""


def shown(score: Score) -> Iterator[str]:
    """The score of a module, and what survived, as differences."""
    yield str(score)
    for name in score.survivors:
        yield mutmut(folder_of(score.module), "show", name, quiet=True)


def main(arguments: Sequence[str]) -> int:
    """Try the modules that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--again", action="store_true", help="only what survived last time")
    parser.add_argument("modules", nargs="*", metavar="FILES", help="default: all that are guarded")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.modules) - GUARDS.keys())
    if unknown:
        known = "\n  ".join(GUARDS)
        parser.error(f"no tests are named here for {', '.join(unknown)}; known are:\n  {known}")
    scores = []
    for module in asked.modules or GUARDS:
        scores.append(try_module(module, again=asked.again))
        sys.stdout.write("\n".join(shown(scores[-1])) + "\n")
        sys.stdout.flush()
    sys.stdout.write("\n" + "\n".join(map(str, scores)) + "\n")
    return 0 if all(each.noticed >= ENOUGH * each.total for each in scores) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
