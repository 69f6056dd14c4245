"""Expressions that are declared alone, from the file to the sandbox and back."""

import json
from pathlib import Path

import pytest

from tests.cli.support import Project
from tests.support.answers import comparison_tree
from tests.support.repository import SANDBOX, campaign

OVER_500 = "currentTxn.value>500"
SYMBOLS = """\
[expressions.symbols]
currentCustomer = "customer:object:primitive"
"currentCustomer.points" = "real:object:primitive"
"""


def declaring(expression: str) -> str:
    """A campaign file with an expression and no tree."""
    return f"{campaign()}    expression: {expression}\n"


def as_json(tree: str) -> str:
    """A change of the stored tree, as ``sandbox edit`` takes it."""
    return f"targets/0/expressionJson={json.dumps(tree)}"


@pytest.fixture
def made(project: Project) -> Project:
    """A project whose campaign was created."""
    project.write({"campaigns/spring.yaml": declaring(OVER_500)})
    assert project.run("apply", "--yes").code == 0
    return project


def test_what_is_sent_is_what_documents_send(project: Project) -> None:
    """Both fields, the tree as text."""
    project.write({"campaigns/spring.yaml": declaring(OVER_500)})

    [create] = project.run("plan", "--format", "json").json["changes"]

    assert create["body"]["targets"][0]["expression"] == OVER_500
    assert create["body"]["targets"][0]["expressionJson"] == comparison_tree()


def test_a_changed_expression_is_one_difference_until_it_is_accepted(made: Project) -> None:
    """Plan shows it once, accept writes the expression alone, and all is in sync."""
    change = "targets/0/expression=currentTxn.value>600"
    made.run("sandbox", "edit", "Spring", change, as_json(comparison_tree(number="600")))

    shown = made.run("plan").out
    assert shown.count("desired ") == 1
    assert 'live     "currentTxn.value>600"' in shown

    assert made.run("accept", "Spring", "--yes").code == 0
    file = Path("campaigns/spring.yaml").read_text(encoding="utf-8")
    assert file == declaring("currentTxn.value>600")
    assert made.run("plan", "--detailed-exitcode").code == 0


def test_a_changed_tree_is_shown_as_an_expression(made: Project) -> None:
    """To people; the JSON of the plan holds the trees."""
    made.run("sandbox", "edit", "Spring", as_json(comparison_tree(number="600")))

    shown = made.run("plan").out
    [drift] = made.run("plan", "--format", "json").json["changes"]

    assert "Spring target / expressionJson (the tree, as an expression)" in shown
    assert f'desired  "{OVER_500}"' in shown
    assert 'live     "currentTxn.value>600"' in shown
    assert json.loads(drift["fields"][0]["live"]) == json.loads(comparison_tree(number="600"))


def test_an_expression_without_a_known_tree_is_blocked(project: Project) -> None:
    """It says which part of it is not known, and what to do."""
    project.write({"campaigns/spring.yaml": declaring("currentTxn.value>=500")})

    ran = project.run("plan", "--format", "json").json

    [blocked] = ran["changes"]
    assert (blocked["action"], blocked["reason"]["code"]) == ("blocked", "expression-json-missing")
    assert "'>='" in blocked["reason"]["message"]


def test_every_command_knows_the_symbols_of_the_settings(project: Project) -> None:
    """They come with the settings file, for all of its environments."""
    project.write({"campaigns/spring.yaml": declaring("currentCustomer.points>5")})
    assert "1 create-only" in project.run("validate").out
    assert "currentCustomer" in project.run("plan").out

    project.write({"reconciler.toml": SYMBOLS + SANDBOX})

    assert "0 create-only" in project.run("validate").out
    assert "0 create-only" in project.run("validate", "campaigns").out
    assert "0 create-only" in project.run("--environment", "sandbox", "validate", "campaigns").out
    assert project.run("apply", "--yes").code == 0
    assert project.run("plan", "--detailed-exitcode").code == 0
    made = "targets/0/expression=currentCustomer.points<5"
    project.run("sandbox", "edit", "Spring", made)
    assert project.run("accept", "Spring", "--yes").code == 0
    assert project.run("plan", "--detailed-exitcode").code == 0
    project.run("sandbox", "reset")
    project.write({"campaigns/spring.yaml": declaring("currentCustomer.points>5")})
    assert project.run("apply", "--yes").code == 0
    project.delete("campaigns/spring.yaml")
    assert project.run("import").code == 0
    [file] = Path("campaigns").iterdir()
    assert "expressionJson" not in file.read_text(encoding="utf-8")
    assert project.run("plan", "--detailed-exitcode").code == 0
