"""``reconciler compare``: from test to production, and what two environments do not have alike."""

import contextlib
from collections.abc import Sequence

import pytest

from reconciler.api.pacing import Pacer
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Options, Store
from tests.cli.support import Project, Ran
from tests.cli.test_json_formats import held
from tests.support.markdown_page import read
from tests.support.repository import campaign
from tests.support.server import served

SETTINGS = """\
[environments.uat]
sandbox = "uat"
campaigns = ["campaigns/shared", "campaigns/uat"]
[environments.uat.values]
default_till = 70000001
goal = 5
[environments.prod]
sandbox = "prod"
campaigns = ["campaigns/shared", "campaigns/prod"]
[environments.prod.values]
default_till = 80000002
goal = 5000
"""
PAIR = ("uat", "prod")


def shared(name: str, environments: str, *, month: int = 5) -> str:
    """A campaign with the environment's own till and goal."""
    text = campaign(name, value=1).replace("defaultValues: 1", "defaultValues: ${goal}")
    text = text.replace("50679757", "${default_till}").replace("2027-05-31", "2027-05-28")
    return text.replace("2027-05", f"2027-{month:02}") + f"environments: {environments}\n"


@pytest.fixture
def project(project: Project) -> Project:
    """Two environments, each with values of its own, that share a folder."""
    files = {f"campaigns/{name}/.gitkeep": "" for name in ("uat", "prod")}
    project.write({"reconciler.toml": SETTINGS, **files})
    project.write({"campaigns/shared/spring.yaml": shared("Spring", "[uat, prod]")})
    return project


def apply(project: Project, environment: str) -> None:
    ran = project.run("--environment", environment, "apply", "--yes")
    assert ran.code == 0, ran.out + ran.err


def edit(project: Project, environment: str, *change: str) -> None:
    """Change what is live, as somebody in the console does."""
    assert project.run("--environment", environment, "sandbox", "edit", *change).code == 0


def compare(project: Project, *more: str, names: Sequence[str] = PAIR) -> Ran:
    return project.run("compare", *names, "--detailed-exitcode", *more)


def test_a_campaign_goes_from_test_to_production(project: Project) -> None:
    """Its file first names uat alone, and then both; values that differ are no difference."""
    path = "campaigns/shared/summer.yaml"
    project.write({path: shared("Summer", "[uat]", month=6)})
    for name in PAIR:
        apply(project, name)
    ran = compare(project)
    assert ran.code == 2
    assert "1 alike · 0 not alike · 1 only in uat · 0 only in prod" in ran.out
    assert "Only in uat\n  + Summer  group" in ran.out
    assert "name that one under 'environments' in its file" in " ".join(ran.out.split())
    assert project.run("compare", *PAIR).code == 0

    project.write({path: shared("Summer", "[uat, prod]", month=6)})
    assert "No changes." in project.run("--environment", "uat", "plan").out
    apply(project, "prod")
    alike = compare(project)
    assert alike.code == 0
    assert "2 alike · 0 not alike · 0 only in uat · 0 only in prod" in alike.out
    assert "The environments are alike, as far as they were seen." in alike.out

    edit(project, "prod", "Summer", "targets/0/defaultValues/0/defaultValue=4999")
    ran = compare(project)
    assert ran.code == 2
    assert "        uat   5\n        prod  4999\n" in ran.out
    assert "Not alike\n  ~ Summer  group" in ran.out


def mixed(project: Project) -> None:
    """One that is not alike, one in each alone, one twice, one not seen in full, one known."""
    apply(project, "uat")
    apply(project, "prod")
    own = {name: campaign(f'"=1 & |@all Of {name}"', target=f"Of {name}") for name in PAIR}
    project.write({f"campaigns/{name}/own.yaml": text for name, text in own.items()})
    known = '[[environments.prod.known]]\nname = "Clicked"\nreason = "an agency\'s"\n'
    project.write({"reconciler.toml": SETTINGS + known})
    for name in PAIR:
        apply(project, name)
    edit(project, "uat", "Spring", "description=|one|\x1b")
    project.write({"campaigns/prod/clicked.yaml": campaign("Clicked")})
    apply(project, "prod")
    project.delete("campaigns/prod/clicked.yaml")


def test_every_format_says_the_same(project: Project) -> None:
    """As text, JSON, CSV, Markdown, and a page."""
    mixed(project)
    data = held(compare(project, "--format", "json"), "compare.schema.json")
    assert data["environments"] == [*PAIR]
    assert [each["name"] for each in data["only_in"]["uat"]] == ["=1 & |@all Of uat"]
    of_prod, clicked = data["only_in"]["prod"]
    assert clicked["known"] == {"reason": "an agency's"}
    assert of_prod["file"] == "campaigns/prod/own.yaml"
    [spring] = data["differs"]
    assert spring["fields"][0]["path"] == "/description"
    assert spring["fields"][0]["values"]["uat"] == "|one|\x1b"
    assert spring["files"] == dict.fromkeys(PAIR, "campaigns/shared/spring.yaml")

    for form in ("text", "csv", "markdown", "html"):
        ran = compare(project, "--format", form)
        assert ran.code == 2
        assert "\x1b" not in ran.out
        for word in ("Spring", "Of uat", "Of prod", "Clicked", "an agency's", "description"):
            assert word in ran.out.replace("&#x27;", "'"), (form, word)
    assert "1 only in uat · 2 only in prod (1 of them meant)" in compare(project).out
    assert "  · Clicked  group" in compare(project).out
    page = compare(project, "--format", "html").out
    assert "<title>Comparison of uat and prod</title>" in page
    assert "<script" not in page
    assert "=1 &amp; |@all Of uat</th>" in page
    markdown = read(compare(project, "--format", "markdown").out)
    assert {"Spring", "=1 & |@all Of uat"} <= {*markdown.code}
    lines = compare(project, "--format", "csv").out.splitlines()
    assert lines[0] == (
        "finding,name,environment,path,uat value,prod value,uat id,prod id,file,remark"
    )
    assert lines[1].startswith("only-in,'=1 & |@all Of uat,uat,")
    assert [line.split(",")[0] for line in lines[1:]] == [*["only-in"] * 3, "differs"]


def test_what_was_not_seen_is_said(project: Project) -> None:
    """The list of groups shows no periods of one that is deactivated."""
    project.write({"campaigns/shared/spring.yaml": campaign()})
    through_list = ("--source", "target-groups")
    for name in PAIR:
        apply(project, name)
    edit(project, "prod", "Spring", "active=false")
    data = held(compare(project, *through_list, "--format", "json"), "compare.schema.json")
    [spring] = data["differs"]
    assert [each["path"] for each in spring["fields"]] == ["/active"]
    assert "/periods" in spring["unverified"]

    edit(project, "uat", "Spring", "active=false")
    ran = compare(project, *through_list)
    assert ran.code == 0
    assert "Alike, but not seen in full\n  = Spring  group" in ran.out
    data = held(compare(project, *through_list, "--format", "json"), "compare.schema.json")
    assert [each["unverified"] for each in data["not_verified"]] == [["/periods"]]
    for form in ("text", "csv", "markdown", "html"):
        ran = compare(project, *through_list, "--format", form)
        assert ran.code == 0
        assert "periods" in ran.out


def test_groups_that_no_file_declares_are_compared_in_full(project: Project) -> None:
    """Through the list as well, which takes a request for the periods of each."""
    project.write({"campaigns/shared/spring.yaml": campaign()})
    for name in PAIR:
        apply(project, name)
    project.delete("campaigns/shared/spring.yaml")
    (project.folder / "campaigns/shared/.gitkeep").touch()
    edit(project, "prod", "Spring", "periods/0/endDate=2027-06-30")
    ran = compare(project, "--source", "target-groups", "--format", "json")
    [spring] = ran.json["differs"]
    assert "/periods/may/endDate" in [each["path"] for each in spring["fields"]]
    assert spring["unverified"] == []


def test_what_could_not_be_compared_counts_as_not_alike(project: Project) -> None:
    """Words that no document knows, in both."""
    for name in PAIR:
        apply(project, name)
        edit(project, name, "Spring", "trackingType=NEW", f"description={name}")
    for form in ("text", "csv", "markdown", "html"):
        ran = compare(project, "--format", form)
        assert ran.code == 2
        assert "NEW" in ran.out
    assert "Not compared\n  ! Spring  group" in compare(project).out
    data = held(compare(project, "--format", "json"), "compare.schema.json")
    assert [[*each["gaps"]] for each in data["not_compared"]] == [[*PAIR]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["uat", "uat"], "'uat' is named twice. Name two environments."),
        (["uat", "pord"], "There is no environment 'pord' in reconciler.toml."),
        (["uat"], "Missing argument 'OTHER'."),
        (["uat", "prod", "--source", "customer"], "does not show every campaign of uat"),
        (["uat", "prod", "--environment", "uat"], "Name both environments after compare"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_read(
    project: Project, line: list[str], said: str
) -> None:
    """Whatever variable names the environment of other commands."""
    ran = project.run("compare", *line)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert not (project.folder / ".reconciler/sandbox-uat.db").exists()


def test_a_variable_that_names_an_environment_gives_way(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there for every command."""
    monkeypatch.setenv("RECONCILER_ENVIRONMENT", "prod")
    assert compare(project).code == 0


@pytest.mark.parametrize(
    ("off", "code", "told"),
    [
        ({"prod": "milestones=401"}, 4, ["prod: "]),
        ({"uat": "milestones=500"}, 5, ["uat: "]),
        ({"uat": "milestones=401", "prod": "milestones=500"}, 5, ["prod: ", "uat: "]),
    ],
)
def test_an_environment_that_cannot_be_read_is_named(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    off: dict[str, str],
    code: int,
    told: list[str],
) -> None:
    """With what is wrong with the other one, if something is."""
    monkeypatch.setattr(Pacer, "backoff", lambda *_: 0.0)
    for name, change in off.items():
        project.run("--environment", name, "sandbox", "calls", change)
    ran = compare(project)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"error: {told[0]}")
    assert [name for name in PAIR if f"{name}: " in ran.err] == sorted(off, reverse=True)


def test_each_is_read_with_its_own_login(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not named for a host goes to none of two."""
    urls = {"uat": "https://a.example", "prod": "https://b.example"}
    text = "".join(f'[environments.{name}]\nurl = "{url}"\n' for name, url in urls.items())
    project.write({"reconciler.toml": text})
    project.delete("campaigns/shared/spring.yaml")
    monkeypatch.setenv("RECONCILER_USERNAME", "somebody")
    monkeypatch.setenv("RECONCILER_PASSWORD", "secret")
    ran = compare(project)
    assert ran.code == 1
    assert (
        "The login is not named for a host: uat is at a.example, and prod at b.example" in ran.err
    )
    monkeypatch.setenv("RECONCILER_UAT_USERNAME", "somebody")
    ran = compare(project)
    assert "only RECONCILER_UAT_USERNAME is set" in ran.err


def test_each_is_asked_with_the_login_that_is_named_for_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Side by side, and neither ever sees the other's."""
    project.delete("campaigns/shared/spring.yaml")
    text = ""
    with contextlib.ExitStack() as stack:
        for name in PAIR:
            store = stack.enter_context(Store(":memory:", Options(password=f"of {name}")))
            url = stack.enter_context(served(make_app(store)))
            text += f'[environments.{name}]\nurl = "{url}"\n'
            monkeypatch.setenv(f"RECONCILER_{name.upper()}_USERNAME", "sandbox")
            monkeypatch.setenv(f"RECONCILER_{name.upper()}_PASSWORD", f"of {name}")
        project.write({"reconciler.toml": text, "campaigns/.gitkeep": ""})
        assert compare(project).code == 0
        monkeypatch.setenv("RECONCILER_PROD_PASSWORD", "of uat")
        ran = compare(project)
    assert ran.code == 4
    assert ran.err.startswith("error: prod: ")
    assert "RECONCILER_PROD_PASSWORD" in ran.err


def test_files_with_errors_are_told_first(project: Project) -> None:
    """As everywhere: what they declare is needed to know what is meant."""
    project.write({"campaigns/prod/broken.yaml": "name: [\n"})
    ran = compare(project)
    assert (ran.code, ran.out) == (3, "")
    assert "campaigns/prod/broken.yaml" in ran.err
