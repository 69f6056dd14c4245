"""``expressions``: from groups that were made in the console to expressions that compile."""

import json
from pathlib import Path
from typing import Final

import pytest
from jsonschema import Draft202012Validator

from reconciler.commands.session import Session
from reconciler.core.exact_json import Json
from tests.cli.support import SCHEMAS, Project
from tests.support.expression_trees import BOOL, leaf, number, operation, store, value
from tests.support.repository import SANDBOX, campaign

BOTH: Final = 'currentTxn.value>=500&&currentTxn.store=="S1"'
SETTINGS: Final = f"# ours\n{SANDBOX}"
WRITTEN: Final = f"""{SETTINGS}
[expressions.literals]
text = "string:primitive" # group 9002

[expressions.operators]
"boolean:primitive && boolean:primitive" = "boolean:primitive" # group 9003
"real:object:primitive >= number:primitive" = "boolean:primitive" # group 9001
"string:object:primitive == string:primitive" = "boolean:primitive" # group 9002

[expressions.events.TransactionAdd]
"currentTxn.store" = "string:object:primitive" # group 9002
"""


def over(operator: str, amount: str) -> Json:
    """The tree of an amount compared with a number."""
    return operation(value(), operator, number(amount))


def group(number_: int, expression: str, tree: Json) -> Json:
    """A group as the list shows one that was made in the console."""
    target = {
        "id": number_ * 10,
        "name": f"Target {number_}",
        "targetEntity": "TRANSACTION",
        "targetType": "SALES",
        "expression": expression,
        "expressionJson": "\n" + json.dumps(tree, indent=2),
    }
    period = {"id": number_ * 10 + 1, "refCode": "may", "startDate": "2027-05-01",
              "endDate": "2027-05-31"}  # fmt: skip
    return {"id": number_, "name": f"Console | {number_}", "trackingType": "DEFAULT",
            "targets": [target], "periods": [period]}  # fmt: skip


RIGHT: Final = [
    group(9001, "currentTxn.value>=100", over(">=", "100")),
    group(9002, 'currentTxn.store=="S9"', store("S9")),
    group(9003, "currentTxn.value>5&&currentTxn.value<9",
          operation(over(">", "5"), "&&", over("<", "9"))),
]  # fmt: skip
WRONG: Final = [
    group(9004, "currentCustomer.lifetimePoints>2000", leaf("literal", "true", BOOL)),
    group(9005, "currentTxn.value<=5", over("<", "5")),
    group(9006, "currentTxn.value<=5", over("<=", "5")),
]


def seeded(project: Project, groups: Json) -> Project:
    """A project whose sandbox holds groups that were made in the console."""
    project.write({"reconciler.toml": SETTINGS, "seed.json": json.dumps(groups)})
    assert project.run("sandbox", "seed", "seed.json").code == 0
    return project


def settings() -> str:
    """The settings file as it is now."""
    return Path("reconciler.toml").read_text(encoding="utf-8")


def test_from_the_console_to_a_campaign_in_sync(project: Project) -> None:
    """Learned, reviewed, checked, created, and shown again as it was declared."""
    seeded(project, RIGHT + WRONG)
    project.write({"campaigns/spring.yaml": f"{campaign()}    expression: {BOTH}\n"})
    project.git("init", "-q")
    project.git("add", "-A")
    project.git("commit", "-qm", "all of it")
    assert "expression-json-missing" in project.run("validate").out

    ran = project.run("expressions", "--write")

    assert ran.code == 0
    assert "5 parts of expressions written into reconciler.toml" in ran.err
    assert settings() == WRITTEN
    assert "0 create-only" in project.run("validate").out
    changes = project.run("plan", "--out", "plan.json", "--format", "json").json["changes"]
    [create] = [each for each in changes if each["action"] == "create"]
    sent = create["body"]["targets"][0]["expressionJson"]
    assert json.loads(sent) == operation(over(">=", "500"), "&&", store("S1"))
    assert project.run("apply", "plan.json", "--yes").code == 0
    assert project.run("plan", "--detailed-exitcode").code == 0
    again = project.run("expressions", "--write")
    assert "nothing was written" in again.err
    assert settings() == WRITTEN


def test_what_is_declared_no_more_is_remembered_no_more(project: Project) -> None:
    """Nor is a plan carried out that rests on it."""
    seeded(project, RIGHT)
    project.write({"campaigns/spring.yaml": f"{campaign()}    expression: {BOTH}\n"})
    project.git("init", "-q")
    project.git("add", "-A")
    project.git("commit", "-qm", "all of it")
    project.run("expressions", "--write")
    assert project.run("plan", "--out", "plan.json").code == 0

    project.write({"reconciler.toml": SETTINGS})

    assert "expression-json-missing" in project.run("validate").out
    assert project.run("apply", "plan.json", "--yes").code == 7


def test_text_says_what_is_new_what_contradicts_and_what_is_set_aside(project: Project) -> None:
    """With the groups."""
    out = seeded(project, RIGHT + WRONG).run("expressions").out

    assert "6 pairs of text and tree, 3 agree; 5 parts new, 1 contradiction, 2 pairs set" in out
    assert "  + literals: text = string:primitive\n      group 9002 (Console | 9002)\n" in out
    assert (
        "  ! operators: real:object:primitive <= number:primitive is shown in several ways\n"
        "      boolean:primitive in group 9006 (Console | 9006)\n"
        "      the operator '<' in group 9005 (Console | 9005)\n"
    ) in out
    assert "  - group 9004 (Console | 9004), target Target 9004: Where the text says" in out
    assert out.endswith("'reconciler expressions --write' declares what is new in the settings.\n")
    assert settings() == SETTINGS


def test_json_is_as_its_schema_says(project: Project) -> None:
    """All of it, contradictions of what is known as well."""
    wrong = [*WRONG, group(9007, "currentTxn.value>5", over("<", "5"))]
    ran = seeded(project, RIGHT + wrong).run("expressions", "--format", "json")

    schema = json.loads((SCHEMAS / "expressions.schema.json").read_bytes())
    Draft202012Validator(schema).validate(ran.json)
    assert (ran.json["pairs"], ran.json["kept"], ran.json["written"]) == (7, 3, False)
    assert ran.json["learned"][-1] == {
        "sort": "symbols",
        "event": "TransactionAdd",
        "key": "currentTxn.store",
        "form": "string:object:primitive",
        "groups": [{"id": 9002, "name": "Console | 9002"}],
    }
    known = {each["key"]: each.get("known") for each in ran.json["contradictions"]}
    assert known == {
        "real:object:primitive <= number:primitive": None,
        "real:object:primitive > number:primitive": BOOL,
    }
    assert [each["id"] for each in ran.json["set_aside"]] == [9004, 9005, 9007]


def test_markdown_shows_names_as_they_are(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a table could end; it is the summary of a job as well."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    out = seeded(project, RIGHT + WRONG).run("expressions", "--format", "markdown").out

    assert out.startswith("## Expressions in `sandbox`\n")
    assert "| `literals: text` | `string:primitive` | group 9002 (Console &#124; 9002) |" in out
    assert "<br>the operator '&#60;' in group 9005" in out
    assert "- group 9004 (Console &#124; 9004), target Target 9004: Where" in out
    assert Path("summary.md").read_text(encoding="utf-8") == out


def test_many_groups_are_counted(project: Project) -> None:
    """Not all of them are listed."""
    many = [group(9000 + k, "currentTxn.value>=100", over(">=", "100")) for k in range(1, 8)]
    out = seeded(project, many).run("expressions").out

    assert "9005 (Console | 9005) and 2 more\n" in out


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_where_nothing_is_live_nothing_is_learned(project: Project, form: str) -> None:
    """And it is said."""
    ran = seeded(project, []).run("expressions", "--write", "--format", form)

    assert ran.code == 0
    assert "0 pairs of text and tree" in ran.out
    assert ("nothing to learn from" in ran.out) is (form == "text")
    assert settings() == SETTINGS


def test_one_customer_shows_no_expressions(project: Project) -> None:
    """So that source is refused, before anything is asked."""
    ran = project.run("expressions", "--source", "customer")

    assert ran.code == 1
    assert "The source customer shows no expressions" in ran.err
    assert project.run("expressions", "--source", "target-groups").code == 0


def test_another_organisation_teaches_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its types may be others."""
    seeded(project, RIGHT)
    monkeypatch.setattr(Session, "sandbox_org_id", None)  # else the groups are of that one
    project.write({"reconciler.toml": f"{SETTINGS}org_id = 7\n"})

    ran = project.run("expressions", "--write")

    assert ran.code == 6
    assert settings() == f"{SETTINGS}org_id = 7\n"


def test_settings_that_say_something_else_are_a_contradiction(project: Project) -> None:
    """They stay, and what live groups show is listed beside it."""
    seeded(project, RIGHT)
    declared = f"{SETTINGS}\n[expressions.literals]\ntext = 'text:primitive'\n"
    project.write({"reconciler.toml": declared})

    out = project.run("expressions", "--write").out

    assert "      known as text:primitive\n      string:primitive in group 9002" in out
    assert "text = 'text:primitive'" in settings()
    assert "currentTxn.store" not in settings()
