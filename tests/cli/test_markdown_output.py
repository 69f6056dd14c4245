"""``--format markdown`` of plan, show and apply, through the real commands."""

from tests.cli.support import Project
from tests.support.markdown_page import read
from tests.support.repository import campaign


def test_a_plan_its_saved_form_and_the_receipt_are_comments(project: Project) -> None:
    """The saved plan shows as the plan did; nothing else is written to standard output."""
    project.write({"campaigns/a.yaml": campaign("Spring @team"), "campaigns/b.yaml": campaign("B")})
    ran = project.run("plan", "--format", "markdown", "--out", "plan.json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("## Plan for `sandbox`\n")
    assert "**2 to create" in ran.out
    assert "Spring @team" in read(ran.out).code
    assert project.run("show", "plan.json", "--format", "markdown").out == ran.out
    applied = project.run("apply", "plan.json", "--yes", "--format", "markdown")
    assert applied.code == 0
    assert applied.out.startswith("## Applied to `sandbox`\n\n**2 created.**\n")
    assert read(applied.out).cells[::4] == ["B", "Spring @team"]


def test_an_apply_of_nothing_is_a_comment_too(project: Project) -> None:
    """Without files nothing is asked, and the receipt says so."""
    ran = project.run("apply", "--yes", "--format", "markdown")
    assert ran.code == 0
    assert "## Nothing was to be created in `sandbox`\n" in ran.out
