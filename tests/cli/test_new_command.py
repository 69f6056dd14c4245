"""Starting a campaign: the file that comes out is valid, commented, and replaces nothing."""

import io
import re
import sys

import pytest

from reconciler.campaigns import new_campaign
from reconciler.cli import new
from reconciler.commands import new as command
from reconciler.target_group.fields import FREQUENCIES, GROUP
from reconciler.yaml12.document import Document, read_document
from tests.cli.support import Project
from tests.support.repository import commit

MONTHS = ["--from", "2035-01-31", "--every", "MONTHLY", "--count", "3"]
TILL = ["--till", "50679757"]
BY_KIND = {
    "milestone": ["--from", "2035-01-01", "--until", "2035-02-10"],
    "streak": [
        "--from",
        "2035-01-01",
        "--every",
        "CUSTOM",
        "--days",
        "10",
        "--until",
        "2035-01-30",
    ],
    "unified": MONTHS,
    "capping": ["--every", "MONTHLY", "--count", "12"],
    "leaderboard": MONTHS,
    "user-created": MONTHS,
    "event": [*MONTHS, "--event", "spinTheWheel"],
    "currency": [*MONTHS, "--currency", "0nzyDx", "--program", "46"],
}
OF_A_COUNT = {"event": "12"}
"""Goals of the kinds that count things, of which there is no half."""


class _Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def start(kind: str, *more: str) -> list[str]:
    """The command that starts a campaign of a kind."""
    goal = OF_A_COUNT.get(kind, "99.5")
    return ["new", "--kind", kind, *BY_KIND[kind], "--value", goal, *TILL, *more]


def test_every_kind_is_valid_commented_and_to_be_created(project: Project) -> None:
    """Nothing to find in any of the files, and each is made by the next apply."""
    assert tuple(new_campaign.KINDS) == new.KINDS == tuple(BY_KIND)
    for kind in BY_KIND:
        ran = project.run(*start(kind, "--name", f"A {kind}"))
        assert (ran.code, ran.out, ran.err) == (0, f"campaigns/a-{kind}.yaml\n", "")

    found = project.run("validate", "--format", "json").json
    plan = project.run("plan", "--format", "json").json

    assert found["findings"] == []
    assert {each["name"]: each["action"] for each in plan["changes"]} == {
        f"A {kind}": "create" for kind in BY_KIND
    }
    assert project.run("apply", "--yes").code == 0
    assert project.run("plan", "--format", "json").json["summary"]["in_sync"] == len(BY_KIND)


def test_each_field_is_explained_once_in_the_words_of_the_table(project: Project) -> None:
    """Also where several targets have it; the notes that one may add are offered."""
    text = project.run(*start("unified", "--name", "Trio", "--out", "-")).out

    words = re.sub(r"\n *# +", " ", text)
    for name in ("name", "trackingType", "periods", "targets", "combinationType", "metadata"):
        assert words.count(GROUP.fields[name].help) == 1, name
    assert words.count("What is counted.") == 1
    assert text.count("    targetEntity: TRANSACTION\n") == 2
    assert text.endswith("# metadata: {owner: crm-team, ticket: LOY-42}\n")
    assert max(map(len, text.splitlines())) <= 100


def test_the_first_line_leads_editors_to_the_schema(project: Project) -> None:
    """From where the file goes; without a schema it says how to get one."""
    ask = start("milestone", "--name", "A", "--out")
    assert project.run(*ask, "-").out.startswith("# 'reconciler schema' writes the schema")
    project.run("schema")
    project.write({"campaigns/spring/.keep": ""})
    for out, line in {
        "-": "../schemas/campaign.schema.json",
        "campaigns/spring/a.yaml": "../../schemas/campaign.schema.json",
    }.items():
        text = project.run(*ask, out).out if out == "-" else ""
        if out != "-":
            assert project.run(*ask, out).out == f"{out}\n"
            text = (project.folder / out).read_text()
        assert text.startswith(f"# yaml-language-server: $schema={line}\n")


def test_nothing_is_ever_replaced(project: Project) -> None:
    """A name that is taken gets a number; a file that was named is left alone."""
    project.write({"campaigns/spring.yaml": "name: Other\n"})
    assert project.run(*start("milestone", "--name", "Spring")).out == "campaigns/spring-2.yaml\n"

    ran = project.run(*start("milestone", "--name", "S", "--out", "campaigns/spring.yaml"))

    assert (ran.code, ran.out) == (1, "")
    assert "campaigns/spring.yaml is there already." in ran.err
    assert (project.folder / "campaigns/spring.yaml").read_text() == "name: Other\n"


def test_what_validate_would_find_is_not_written(project: Project) -> None:
    """All of it is told, each with what to do."""
    project.run(*start("milestone", "--name", "Spring"))

    ran = project.run(*start("streak", "--name", " spring"))

    assert (ran.code, ran.out) == (1, "")
    assert "' spring' looks the same as 'Spring' in campaigns/spring.yaml:6." in ran.err
    assert "[duplicate-campaign]" in ran.err
    assert "[name-blank]" in ran.err
    assert len([*(project.folder / "campaigns").iterdir()]) == 1


def test_a_campaign_that_another_file_makes_is_not_written(project: Project) -> None:
    """Its names alone differ; what differs in its goal is another one."""
    assert project.run(*start("milestone", "--name", "Spring spend")).code == 0

    ran = project.run(*start("milestone", "--name", "Spring spendz"))

    assert (ran.code, ran.out) == (1, "")
    assert "'Spring spend' (campaigns/spring-spend.yaml" in ran.err
    assert "[same-campaign]" in ran.err
    assert len([*(project.folder / "campaigns").iterdir()]) == 1
    assert project.run(*start("milestone", "--name", "Spring spendz", "--value", "7")).code == 0
    assert project.run("validate", "--format", "json").json["findings"] == []


def test_a_copy_that_may_be_meant_is_written_and_said_as_validate_says_it(
    project: Project,
) -> None:
    """Where customers do not take part by buying, nobody here knows whether they are the same."""
    assert project.run(*start("user-created", "--name", "One")).code == 0
    commit(project.folder)
    ran = project.run(*start("user-created", "--name", "Two"))
    assert (ran.code, ran.out) == (0, "campaigns/two.yaml\n")
    assert "[same-campaign]" in ran.err
    assert "[same-campaign]" in project.run("validate").out


def test_a_file_is_checked_for_every_environment_that_reads_it(project: Project) -> None:
    """Unless one is named; a value that only one of them has is missing in the other."""
    project.settings("[environments.sandbox.values]\nshop = 7\n[environments.prod]\nsandbox = true")
    settings = (project.folder / "reconciler.toml").read_text()
    project.write({"reconciler.toml": f'default_environment = "sandbox"\n{settings}\n'})
    ask = ["new", "--kind", "milestone", *BY_KIND["milestone"], "--value", "5", "--name", "A"]
    ask += ["--till", "${shop}"]
    ran = project.run(*ask)
    assert (ran.code, ran.out) == (1, "")
    assert "In prod: The environment has no value 'shop'." in ran.err
    assert project.run("--environment", "sandbox", *ask).code == 0


def test_half_of_what_is_counted_is_not_written(project: Project) -> None:
    """Though half of what is spent would be."""
    ran = project.run(*start("event", "--name", "Wheel", "--value", "99.5"))

    assert (ran.code, ran.out) == (1, "")
    assert "The value to reach is 99.5, but what counts here grows by one at a time." in ran.err
    assert "Nothing was written." in ran.err
    assert not [*(project.folder / "campaigns").iterdir()]


@pytest.mark.parametrize(
    ("arguments", "lacking"),
    [
        ([], "--kind, --name, --every, --from, --count, --value, --till (--until can replace"),
        (["--kind", "event", "--until", "2035-01-01"], "--name, --from, --event, --value, --till."),
        (["--kind", "capping"], "--name, --every, --count, --value, --till (--until"),
        (["--every", "custom"], "--kind, --name, --from, --days, --count, --value, --till."),
        (["--every", "ONCE"], "--kind, --name, --from, --until, --value, --till."),
    ],
)
def test_scripts_are_told_all_that_is_missing(
    project: Project, arguments: list[str], lacking: str
) -> None:
    """In one go, by the names of the options."""
    ran = project.run("new", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert f"There is no terminal to ask on; add {lacking}" in ran.err


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        ("milestone", ["--count", "3"], "--count does not go with --until 2035-02-10."),
        ("milestone", ["--event", "x"], "--event does not go with --kind milestone."),
        ("unified", ["--days", "3"], "--days does not go with --every MONTHLY."),
        ("capping", ["--from", "2035-01-01"], "--from does not go with --kind capping."),
        ("capping", ["--every", "CUSTOM"], "--every does not go with --kind capping."),
        ("milestone", ["--from", "2035-02-30"], "'2035-02-30' is not a day"),
        ("milestone", ["--value", "1e9"], "'1e9' is not a number"),
        ("milestone", ["--till", "default"], "'default' is neither an id nor like ${default_till}"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(
    project: Project, kind: str, more: list[str], message: str
) -> None:
    ran = project.run(*start(kind, "--name", "A", *more))
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err


def test_on_a_terminal_it_asks_for_what_is_left_out(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question names its choices; the environment's till is proposed, and kept by Enter."""
    project.settings("[environments.sandbox.values]\ndefault_till = 70000001\n")
    answers = ["Streak", "Weekends", "weekly", "tomorrow", "2035-01-06", "4", "500", "", ""]
    monkeypatch.setattr("sys.stdin", _Terminal("\n".join(answers)))

    ran = project.run("new")

    assert (ran.code, ran.out) == (0, "campaigns/weekends.yaml\n"), ran.err
    assert "(milestone, streak, unified" in ran.err
    assert "'tomorrow' is not a day; write it as 2027-01-31." in ran.err
    text = (project.folder / "campaigns/weekends.yaml").read_text()
    assert "preferredTillId: ${default_till}\n" in text
    assert "periods: {from: 2035-01-06, every: WEEKLY, count: 4}\n" in text
    assert project.run("validate").code == 0


DEFAULTS = """
[environments.sandbox.values]
default_till = 70000001

[defaults]
preferredTillId = "${default_till}"
active = false
environments = ["sandbox"]
metadata = {owner = "crm-team", share = 1.50}
"""


def test_what_the_settings_say_is_written_into_new_files(project: Project) -> None:
    """It need not be said again, and what is said comes first; a file that is read gets nothing."""
    project.settings(DEFAULTS)
    ask = ["new", "--kind", "milestone", "--value", "5", *BY_KIND["milestone"], "--bare"]

    own = project.run(*ask, "--name", "Own", "--till", "7", "--out", "-").out
    assert (project.run(*ask, "--name", "Usual").code, "Id of the till" in own) == (0, False)
    text = (project.folder / "campaigns/usual.yaml").read_text()

    for line in ("active: false", "environments: [sandbox]"):
        assert f"\n{line}\n" in text
        assert f"\n{line}\n" in own
    assert "\npreferredTillId: ${default_till}\n" in text
    assert "\npreferredTillId: 7\n" in own
    assert "metadata: {owner: crm-team, share: 1.50}\n" in text
    project.write({"campaigns/usual.yaml": text.replace("preferredTillId: ${default_till}\n", "")})
    assert "preferredTillId is left out" in project.run("validate").out


def test_a_bare_file_explains_nothing(project: Project) -> None:
    """But it leads editors to the schema, and says the same."""
    project.run("schema")
    for kind in BY_KIND:
        told = project.run(*start(kind, "--name", "A", "--out", "-")).out
        bare = project.run(*start(kind, "--name", "A", "--out", "-", "--bare")).out
        assert [line for line in bare.splitlines() if line.startswith("#")] == [
            "# yaml-language-server: $schema=../schemas/campaign.schema.json"
        ]
        documents = [read_document("a.yaml", text.encode()) for text in (told, bare)]
        assert [each.data for each in documents if isinstance(each, Document)] == [
            documents[1].data if isinstance(documents[1], Document) else None
        ] * 2


def test_the_words_of_the_options_are_those_of_the_files() -> None:
    """They are written twice, so that help needs nothing slow."""
    assert set(new.RHYTHMS) == {new_campaign.ONCE, *FREQUENCIES}


@pytest.mark.parametrize(
    ("first", "until", "code"),
    [
        ("2047-01-01", "2047-01-31", "year-unlikely"),
        ("2027-01-02", "2034-01-31", "window-too-long"),
        ("2026-12-01", "2027-01-31", "first-day-passed"),
    ],
)
def test_days_that_may_be_meant_are_said_as_validate_says_them(
    project: Project, monkeypatch: pytest.MonkeyPatch, first: str, until: str, code: str
) -> None:
    """Before the file is written."""
    ask = start("milestone", "--name", "A")
    ask[ask.index("--from") + 1], ask[ask.index("--until") + 1] = first, until
    found = project.run(*ask, "--format", "json", "--out", "-").json["findings"]
    assert [each["code"] for each in found] == [code]

    with monkeypatch.context() as patch:
        patch.setattr(command, "create_file", lambda *_: sys.exit(9))
        ran = project.run(*ask)
    assert (ran.code, ran.out) == (9, "")
    assert ran.err == f"warning: {found[0]['message']} {found[0]['hint']} [{code}]\n"

    assert project.run(*ask).code == 0
    told = project.run("validate", "--format", "json").json["findings"]
    assert [{**each, "file": "-"} for each in told] == found


def test_a_file_that_the_environment_does_not_read_is_said_to_be_that(project: Project) -> None:
    """And which environments read it, if any does."""
    project.settings('[environments.prod]\nsandbox = true\ncampaigns = "prod"\n')
    for out, told in {
        "campaigns/below/a.yaml": "",
        "else/a.yaml": "(campaigns): no environment reads it.\n",
        "prod/a.yaml": "(campaigns): only prod can read it.\n",
    }.items():
        ask = start("milestone", "--name", "A", "--out", out)
        ran = project.run(*ask, "--environment", "sandbox")
        assert (ran.code, ran.out) == (0, f"{out}\n")
        head = f"warning: {out} is in no folder of the campaigns of sandbox "
        assert ran.err == (head + told if told else "")
        project.delete(out)
