"""Campaigns copied forward by the command: all or none, valid, nothing replaced, all of it told."""

import json
from pathlib import Path

import pytest

from reconciler.campaigns import new_files
from reconciler.commands import new_like
from reconciler.errors import UsageError
from reconciler.yaml12.document import Document, read_document
from tests.cli.support import SCHEMAS, Project
from tests.cli.test_json_formats import held
from tests.support.repository import campaign

EXAMPLES = Path(__file__).parents[2] / "campaigns"
TWO_ENVIRONMENTS = """
[environments.uat]
sandbox = true
campaigns = "uat"
"""


@pytest.fixture
def examples(project: Project) -> Project:
    """The project with the campaigns of this repository, and the schema."""
    project.write(
        {f"campaigns/{path.name}": path.read_bytes() for path in EXAMPLES.glob("*.yaml")}
        | {"schemas/campaign.schema.json": (SCHEMAS / "campaign.schema.json").read_bytes()}
    )
    return project


def files(project: Project) -> set[str]:
    """The campaign files of all environments."""
    folders = (project.folder / "campaigns", project.folder / "uat")
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(project.folder).as_posix() for path in found}


def test_a_year_of_campaigns_is_copied_at_once(examples: Project) -> None:
    """Into a folder of its own, where it is valid, new to the plan, and led to the schema."""
    before = files(examples)

    ran = examples.run("new", "--like", "*", "--shift", "52w", "--out-dir", "campaigns/2028")

    assert ran.code == 0
    assert ran.err == (
        "left out: 'Monthly points cap' (campaigns/points-cap.yaml). It says no day, so a copy "
        "would be the same campaign beside it, and both would count.\n"
    )
    made = files(examples) - before
    assert len(made) == len(before) - 1
    assert all(path in ran.out for path in made)
    assert "periods / weekend-1 / startDate: 2027-10-02 -> 2028-09-30\n" in ran.out
    assert "7 campaigns copied forward." in ran.out
    assert examples.run("validate", "--format", "json").json["findings"] == []
    summary = examples.run("plan", "--format", "json").json["summary"]
    assert (summary["create"], summary["blocked"]) == (len(before) + len(made), 0)
    for path in made:
        first = (examples.folder / path).read_text().splitlines()[0]
        assert first == "# yaml-language-server: $schema=../../schemas/campaign.schema.json"
    assert examples.run("fmt", "--check").code == 0


def test_a_second_time_nothing_is_written_and_all_that_clashes_is_told(examples: Project) -> None:
    """Files that are there, and names that are taken."""
    copy = ["new", "--like", "*s*", "--shift", "1y"]
    assert examples.run(*copy).code == 0
    before = files(examples)

    again = examples.run("new", "--like", "summer trio 2027", "--like", "Collect*ns", *copy[3:])
    elsewhere = examples.run(
        "new", "--like", "Summer trio 2027", "--shift", "1y", "--out-dir", "campaigns/x"
    )

    assert (again.code, again.out, elsewhere.code, elsewhere.out) == (1, "", 1, "")
    assert "campaigns/summer-trio-2028.yaml is there already." in again.err
    for name in ("Summer trio 2028", "Trio large baskets 2028", "Trio any baskets 2028"):
        assert f"'{name}'" in elsewhere.err
    assert "1 of 1 campaign cannot be copied forward. Nothing was written." in elsewhere.err
    assert "campaigns/summer-trio.yaml: in the copy, line 3:" in elsewhere.err
    assert files(examples) == before
    assert not (examples.folder / "campaigns/x").exists()


def test_one_that_cannot_be_copied_keeps_all_others(examples: Project) -> None:
    """What stands in the way of each is told at once."""
    examples.write({
        "campaigns/ref.yaml": campaign("Ref").replace("name: Ref\n", "name: ${name}\n"),
        "campaigns/broken.yaml": "name: Broken\n",
        "campaigns/no.yaml": "name: [\n",
    })  # fmt: skip
    examples.settings('[environments.sandbox.values]\nname = "Ref"\n')
    before = files(examples)

    like = ["--like", "*", "--like", "campaigns/broken.yaml", "--like", "campaigns/no.yaml"]
    ran = examples.run("new", *like, "--shift", "9000y")

    assert (ran.code, ran.out, files(examples)) == (1, "", before)
    assert "11 of 11 campaigns cannot be copied forward." in ran.err
    assert ran.err.count("it would be past the calendar.") == 9
    assert "'trackingType' is missing" in ran.err
    assert "[syntax]" in ran.err
    ran = examples.run("new", "--like", "Ref", "--shift", "1y")
    assert "name is the value ${name} of the environment, and must be new." in ran.err


def test_a_copy_whose_days_have_passed_is_not_written(examples: Project) -> None:
    """Its last day, or its first one: what customers do before the create never counts."""
    examples.run("sandbox", "clock", "2027-05-10")
    past = examples.run("new", "--like", "campaigns/two-visits.yaml", "--shift=-1y")
    begun = examples.run("new", "--like", "Visit twice*", "--shift", "2d")

    assert (past.code, begun.code) == (1, 1)
    assert "[periods-in-the-past]" in past.err
    assert "[first-day-passed]" in begun.err


def test_what_would_count_twice_is_not_written(examples: Project) -> None:
    """A campaign without days beside itself; the copies of two that are the same."""
    alone = [examples.run("new", "--like", each, "--shift", "1y") for each in (
        "Monthly points cap", "Monthly*", "campaigns/points-cap.yaml")]  # fmt: skip
    assert [each.code for each in alone] == [1, 1, 1]
    assert all("It says no day, so a copy would be the same campaign" in e.err for e in alone)
    assert all("copy its file by hand, with new names" in e.err for e in alone)
    listed = examples.run("new", "--like", "*a*", "--shift", "1y", "--format", "json")
    [left] = held(listed, "new.schema.json")["left_out"]
    assert (left["name"], left["file"]) == ("Monthly points cap", "campaigns/points-cap.yaml")

    twin = campaign("Other", value=500).replace("name: Other", "name: Twin", 1)
    examples.write({"campaigns/a.yaml": campaign("Spring"), "campaigns/b.yaml": twin})
    ran = examples.run("new", "--like", "Spring", "--like", "Twin", "--shift", "1y")
    assert (ran.code, ran.err.count("[same-campaign]")) == (1, 2)

    inactive = (EXAMPLES / "points-cap.yaml").read_text() + "active: false\n"
    examples.write({"campaigns/points-cap.yaml": inactive})
    assert examples.run("new", "--like", "Monthly points cap", "--shift", "1y").code == 1


def test_what_is_found_in_the_original_is_told_of_the_copy(project: Project) -> None:
    """Also where the original acknowledges it: the copy has to do so for itself."""
    text = campaign("Own") + "fromDate: 2027-01-01\n"
    meant = "acknowledge: [{finding: not-verifiable, reason: by design}]\n"
    project.write({"campaigns/own.yaml": text + meant})

    ran = project.run("new", "--like", "own", "--shift", "1y")

    assert ran.code == 0, ran.err
    assert "warning: fromDate is sent, but no read shows it. [not-verifiable], as before" in ran.out
    assert "acknowledge: " in ran.out


def test_what_is_found_more_often_than_in_the_original_stands_in_the_way(
    project: Project,
) -> None:
    """Two days of which the next month has one alone."""
    row = "  - {refCode: may, startDate: 2027-05-01, endDate: 2027-05-31}\n"
    days = "".join(f"  - {{refCode: '{day}', startDate: 2027-01-{day}, endDate: 2027-01-{day}}}\n"
                   for day in (30, 31))  # fmt: skip
    project.write({"campaigns/own.yaml": campaign("Own").replace(
        row, days + row + row.replace("refCode: may", "refCode: too")
    )})  # fmt: skip
    assert project.run("validate").out.count("[periods-overlap]") == 1

    ran = project.run("new", "--like", "Own", "--shift", "1m")

    assert (ran.code, ran.out) == (1, "")
    assert "'31' starts on 2027-02-28, while '30' runs until 2027-02-28" in ran.err
    assert project.run("new", "--like", "Own", "--shift", "4w").code == 0


def test_one_copy_is_printed_or_written_to_a_file(examples: Project) -> None:
    """Its changes are told beside it; quietly, the paths alone."""
    like = ["new", "--like", "Festive spend streak", "--shift", "1y", "--name", "Festive 2028"]
    printed = examples.run(*like, "--out", "-")
    silent = examples.run(*like, "--out", "-", "--quiet")
    written = examples.run(*like, "--out", "campaigns/next/own.yaml", "--quiet")

    assert "\nname: Festive 2028\n" in printed.out
    assert "Festive spend streak -> Festive 2028" in printed.err
    assert (silent.out, silent.err) == (printed.out, "")
    assert written.out == "campaigns/next/own.yaml\n"
    text = (examples.folder / "campaigns/next/own.yaml").read_text()
    assert text.splitlines()[1:] == printed.out.splitlines()[1:]


def test_copies_as_json(examples: Project) -> None:
    """As the schema says; the text where there is no file."""
    like = ["new", "--like", "festive*", "--shift", "52W", "--format", "json"]
    printed = held(examples.run(*like, "--out", "-"), "new.schema.json")
    written = held(examples.run(*like), "new.schema.json")

    assert (printed["shift"], printed["format_version"]) == ("52w", "1.1")
    [one], [other] = printed["copies"], written["copies"]
    assert one["text"].startswith("# yaml-language-server")
    assert (one["file"], other["file"]) == (None, "campaigns/festive-spend-streak-2028.yaml")
    assert one["like"] == {"name": "Festive spend streak", "file": "campaigns/festive-streak.yaml"}
    assert {
        "path": "/periods/weekend-1/startDate",
        "before": "2027-10-02",
        "after": "2028-09-30",
    } in (one["changes"])
    assert one["changes"] == other["changes"]


def test_a_copy_is_checked_in_each_environment_that_it_is_for(project: Project) -> None:
    """A file of another environment stays there; a name that is taken in one is taken."""
    project.settings(TWO_ENVIRONMENTS)
    other = campaign("Spring 2028", target="Other")
    project.write({
        "campaigns/spring.yaml": campaign("Spring 2027"),
        "campaigns/uat-only.yaml": campaign("Only") + "environments: [uat]\n",
        "uat/spring.yaml": campaign("Spring 2027"), "uat/other.yaml": other,
    })  # fmt: skip
    project.write({"reconciler.toml": 'default_environment = "sandbox"\n' + (
        project.folder / "reconciler.toml").read_text()})  # fmt: skip

    in_uat = project.run("new", "--like", "uat/spring.yaml", "--shift", "1y")
    here = project.run("new", "--like", "Spring 2027", "--shift", "1y")
    elsewhere = project.run("new", "--like", "Only", "--shift", "1y")
    named = ["--environment", "uat"]
    outside = project.run("new", "--like", "uat/spring.yaml", "--shift", "2y", *named,
                          "--out-dir", "campaigns")  # fmt: skip

    inside = project.run("new", "--like", "Spring 2027", "--shift", "2y", *named, "-q")

    assert (in_uat.code, here.code, elsewhere.code, outside.code) == (1, 0, 1, 1)
    assert inside.out == "uat/spring-2029.yaml\n"
    assert "'Spring 2028'" in in_uat.err
    assert "Some are for other environments" in elsewhere.err
    assert "campaigns is not within a folder of the campaigns (uat)." in outside.err
    assert files(project) >= {"campaigns/spring-2028.yaml"}


def test_a_file_for_other_environments_is_read_with_their_values(project: Project) -> None:
    """And one that lies outside of all folders is copied into them."""
    project.settings("[environments.uat]\nsandbox = true\n[environments.uat.values]\nt = 7\n")
    text = campaign("Far").replace("preferredTillId: 50679757", "preferredTillId: ${t}")
    assert "${t}" in text
    settings = (project.folder / "reconciler.toml").read_text()
    project.write({
        "reconciler.toml": 'default_environment = "sandbox"\n' + settings,
        "last/far.yaml": text + "environments: [uat]\n",
    })  # fmt: skip

    ran = project.run("new", "--like", "last/far.yaml", "--shift", "1y", "-q")

    assert (ran.code, ran.out, ran.err) == (0, "campaigns/far-2028.yaml\n", "")
    assert project.run("validate").code == 0


def test_files_get_names_of_their_own_and_json_stays_json(project: Project) -> None:
    """Names of two campaigns may differ in signs that no file name has."""
    document = read_document("a.yaml", campaign("A+b").encode())
    assert isinstance(document, Document)
    project.write({
        "campaigns/one.yaml": campaign("A b"), "campaigns/two.yaml": campaign("A-b"),
        "campaigns/three.json": json.dumps(document.data),
    })  # fmt: skip
    ran = project.run("new", "--like", "A?b", "--shift", "1y", "-q")

    assert ran.out.split() == ["campaigns/a-b-2028.yaml", "campaigns/a-b-2028.json",
                               "campaigns/a-b-2028-2.yaml"]  # fmt: skip


def test_if_one_file_cannot_be_written_none_is(
    examples: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those before it are taken away again."""
    before, write = files(examples), new_files.create_file

    def fail_for_one(path: Path, text: str) -> None:
        if path.name.startswith("summer"):
            raise UsageError("No room.")
        write(path, text)

    monkeypatch.setattr(new_like, "create_file", fail_for_one)
    ran = examples.run("new", "--like", "*", "--shift", "1y")

    assert (ran.code, ran.out, files(examples)) == (1, "", before)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--like x", "--like needs --shift, such as --shift 52w, 1y, 3m or 10d."),
        ("--shift 1y", "--shift goes with --like"),
        ("--out-dir campaigns", "--out-dir goes with --like"),
        ("--like x --shift 0y", "'0y' is no time; write it as 1y, 52w, 3m or 10d."),
        ("--like x --shift 1y --bare", "--bare does not go with --like."),
        ("--like x --shift 1y --till 5", "--till does not go with --like."),
        ("--like x --shift 1y --out a.yaml --out-dir b", "Give either --out or --out-dir."),
        ("--like * --shift 1y --name x", "--name is for one campaign; --like names 8."),
        ("--like * --shift 1y --out -", "--out is for one campaign; --like names 8."),
        ("--like * --shift 1y --out-dir other", "other is not within a folder of the campaigns"),
        ("--like x* --shift 1y", "No campaign is named like 'x*'."),
        ("--like Festive-spend-streak --shift 1y", "Did you mean 'Festive spend streak'?"),
        (
            "--like campaigns/no.yaml --like no --shift 1y",
            "There is no file campaigns/no.yaml. No campaign is named 'no'.",
        ),
        ("--like Festive* --shift 1y --out reconciler.toml", "reconciler.toml is there already."),
        ("--like Festive* --shift 1y --out a.txt", "a.txt would not be read as a campaign file."),
    ],
)
def test_what_makes_no_sense_is_said(examples: Project, line: str, message: str) -> None:
    """Before anything is written."""
    before = files(examples)
    ran = examples.run("new", *line.split())
    assert (ran.code, ran.out, files(examples)) == (1, "", before)
    assert message in ran.err


@pytest.mark.parametrize(
    ("like", "said", "hint"),
    [
        ("Sprng", "No campaign is named 'Sprng'.", "Did you mean 'Spring'?"),
        ("Zzz*", "No campaign is named like 'Zzz*'.", "Files with errors, and those that are not"),
        ("Zzz", "No campaign is named 'Zzz'.", "'reconciler import' writes one to copy."),
        ("campaigns/sprng.yaml", "There is no file", "Did you mean 'campaigns/spring.yaml'?"),
        ("campaigns/zzz.yaml", "There is no file", "Name one that is there, by its path from here"),
    ],
)
def test_what_fits_nothing_leads_to_what_can_be_copied(
    project: Project, like: str, said: str, hint: str
) -> None:
    """A file to files, and a name to names, or to a file of what is live."""
    project.write({"campaigns/spring.yaml": campaign()})
    ran = project.run("new", "--like", like, "--shift", "1y")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"error: {said}")
    assert hint in ran.err
    assert ("errors" in ran.err.partition(said)[2]) is ("Zzz" in like)


def test_after_a_copy_it_is_said_what_remains_to_be_done(project: Project) -> None:
    """What no shift can know, and that git is to know the file before live does."""
    names = ("Spring", "Visits A", "Visits B")
    project.write({f"campaigns/{e}.yaml": campaign(e, target=f"{e} goal") for e in names})
    for like, them in (("Spring", "it"), ("Visits ?", "them")):
        told = project.run("new", "--like", like, "--shift", "1y").out.splitlines()[-1]
        assert "Review what has changed, and goals and filters, which are as they were." in told
        assert told.endswith(f"commit {them} before you apply.")
