"""Next steps that name commands of ours lead back to where this run was."""

import pytest

from reconciler.commands import apply
from reconciler.render.next_steps import address, addressed
from tests.cli.support import Project
from tests.support.repository import campaign


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "reconciler plan"),
        ({"environment": "prod"}, "reconciler --environment prod plan"),
        ({"config": "a b.toml"}, "reconciler --config 'a b.toml' plan"),
        (
            {"environment": "prod", "config": "x.toml"},
            "reconciler --environment prod --config x.toml plan",
        ),
    ],
)
def test_commands_carry_what_the_run_was_given(given: dict[str, str], said: str) -> None:
    """Once, and commands that are about no environment do without."""
    address(**given)
    try:
        text = addressed("Review: reconciler plan. 'reconciler explain x'; reconciler planned it.")
        assert text == f"Review: {said}. 'reconciler explain x'; reconciler planned it."
        assert addressed(text) == text
    finally:
        address()


def test_steps_of_a_run_for_another_environment_are_for_that_one(project: Project) -> None:
    """Of an error and of a plan; the next run begins anew."""
    project.settings('max_creates = 1\n[environments.prod]\nsandbox = "prod"\nmax_creates = 1\n')
    files = {f"campaigns/{k}.yaml": campaign(f"Campaign {k}", value=k + 1) for k in range(2)}
    project.write(files)
    ran = project.run("--environment", "prod", "apply", "--yes")
    assert "If they are all meant, run the same command with --max-creates 2." in ran.err
    ran = project.run("apply", "--environment", "prod", "--only", "Campaign 1", "--expect", "x")
    assert (
        "  Review the new plan: reconciler --environment prod plan --only 'Campaign 1'" in ran.err
    )
    ran = project.run("--environment", "prod", "apply", "--yes", "--max-creates", "2")
    assert (ran.code, "[max-creates]" in ran.out + ran.err) == (0, False)
    edit = "targets/0/defaultValues/0/defaultValue=450"
    assert project.run("--environment", "prod", "sandbox", "edit", "Campaign 1", edit).code == 0
    for form, mark in (("text", "'"), ("markdown", "`")):
        ran = project.run("--environment", "prod", "plan", "--format", form)
        assert f"{mark}reconciler --environment prod accept NAME{mark}" in ran.out
    assert addressed("reconciler plan") == "reconciler plan"
    ran = project.run("show", "missing.json")
    assert "reconciler plan --out FILE" in ran.err


def test_a_number_that_is_allowed_is_no_warning_before_the_question(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown on the terminal goes by --max-creates, as the guard does."""
    project.settings("max_creates = 1\n")
    project.write({f"campaigns/{k}.yaml": campaign(f"C {k}", value=k + 1) for k in range(2)})
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(apply, "agrees", lambda _: False)
    assert "may create 1." in project.run("plan").out
    ran = project.run("apply", "--max-creates", "2")
    assert "Not applied" in ran.err
    assert "2 to create" in ran.err
    assert "may create" not in ran.err
