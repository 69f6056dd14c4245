"""``plan --explain``: why a plan says what it says of one campaign, as people read it."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.cli.support import Project
from tests.support.repository import campaign

FOLDER: Final = Path(__file__).parents[1] / "cases" / "plan_explain"
VALUES: Final = "[environments.sandbox.values]\ndefault_till = 70000001\nstores = [50679757]\n"
SHORT: Final = """\
name: Monthly spend
trackingType: Default
preferredTillId: ${default_till}
recurringCycles: 0
targetEvaluationType: FIXED_CALENDAR_WINDOW
periods: {from: 2035-01-31, every: MONTHLY, count: 6}
targets:
  - name: Monthly baskets
    targetEntity: TRANSACTION
    targetType: SALES
    enrolmentMethod: TRANSACTION
    expression: true
    filters:
      - {entityType: STORE, entityIds: "${stores}"}
    defaultValues: {start: 500, step: 100}
metadata: {note: "${default_till}"}
"""
UNSEEN: Final = """\
aggregateWindow: {windowType: MAX, windowTimeUnit: DAY, windowValue: "1"}
streaks:
  - {name: Two months, targetCountOfSequence: 2}
"""


def test_explanations_read_like_this(project: Project, golden: Callable[[Path, str], None]) -> None:
    """One for each action, made by the real command."""

    def explained(case: str, name: str, *more: str) -> None:
        ran = project.run("plan", "--explain", name, *more)
        assert (ran.code, ran.err) == (0, "")
        golden(FOLDER / f"{case}.txt", ran.out)

    project.settings(f"customer_id = 900000001\n{VALUES}")
    project.write({"campaigns/short.yaml": SHORT, "campaigns/spring.yaml": campaign("Spring")})
    explained("create", "MONTHLY SPEND")

    streak = SHORT.replace("Default", "STREAKS") + UNSEEN
    project.write({"campaigns/short.yaml": streak})
    assert project.run("apply", "--yes").code == 0
    explained("in-sync", "Monthly spend")
    explained("customer", "Monthly spend", "--source", "customer")

    project.write({"campaigns/short.yaml": streak.replace("step: 100", "step: 150")})
    explained("drift", "Monthly spend")

    project.write({"campaigns/short.yaml": streak.replace("Monthly spend", "Monthly spent")})
    explained("blocked", "Monthly spent")
    explained("unmanaged", "Monthly spend")


def test_a_name_is_looked_up_as_only_looks_it_up(project: Project) -> None:
    """With the nearest one named."""
    project.write({"campaigns/spring.yaml": campaign("Spring")})
    ran = project.run("plan", "--explain", "Sprin")
    assert (ran.code, ran.out) == (1, "")
    assert "Did you mean 'Spring'?" in ran.err


@pytest.mark.parametrize(
    "more", [["--format", "json"], ["--only", "Spring"], ["--out", "plan.json"]]
)
def test_an_explanation_is_text_alone(project: Project, more: list[str]) -> None:
    """It is no plan that could be saved or carried out."""
    ran = project.run("plan", "--explain", "Spring", *more)
    assert (ran.code, ran.out) == (1, "")
    assert "--explain NAME is of one campaign, as text: leave out" in ran.err


def test_the_exit_code_is_that_of_the_plan(project: Project) -> None:
    """For the campaign that was asked for."""
    project.write({"campaigns/spring.yaml": campaign("Spring")})
    assert project.run("plan", "--explain", "Spring", "--detailed-exitcode").code == 2
    project.run("apply", "--yes")
    assert project.run("plan", "--explain", "Spring", "--detailed-exitcode").code == 0
