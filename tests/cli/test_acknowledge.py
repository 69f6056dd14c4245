"""What a campaign file acknowledges, sentence by sentence, as a user meets it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from reconciler import __version__
from reconciler.commands.codes import all_codes
from tests.cli.support import SCHEMAS, Project
from tests.support.repository import campaign, commit

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
CASES: Final = Path(__file__).parents[1] / "cases" / "acknowledge"
GOAL: Final = "/targets/Spring target/defaultValues"
LONG_GONE: Final = "2001-01-31"
FAR_OFF: Final = "2998-12-31"


def saying(text: str, *entries: str) -> str:
    """A campaign file that acknowledges something."""
    return text + "acknowledge:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def drifted(project: Project, *entries: str) -> None:
    """A live campaign whose goal and description somebody has changed in the console."""
    text = campaign() + "description: Spend 500\n"
    project.write({"campaigns/spring.yaml": text})
    assert project.run("apply", "--yes").code == 0
    changes = ("description=Spend 700", "targets/0/defaultValues/0/defaultValue=700")
    assert project.run("sandbox", "edit", "Spring", *changes).code == 0
    project.write({"campaigns/spring.yaml": saying(text, *entries) if entries else text})


def acknowledged(path: str, *, until: str = "") -> str:
    """An entry about drift."""
    return f"drift: {path}, reason: the console owns it{f', until: {until}' if until else ''}"


BOTH: Final = (acknowledged(GOAL, until=FAR_OFF), acknowledged("/description"))


def codes(project: Project, *options: str) -> list[str]:
    """The codes of what a plan says besides."""
    return [
        each["code"]
        for each in project.run("plan", "--format", "json", *options).json["diagnostics"]
    ]


@pytest.mark.parametrize(
    ("entries", "counts", "code"),
    [
        ((), (1, 0, 0), 2),
        ((BOTH[0],), (1, 0, 1), 2),
        (BOTH, (0, 1, 1), 0),
        ((BOTH[0], acknowledged("/description", until=LONG_GONE)), (1, 0, 1), 2),
        ((acknowledged(GOAL, until=LONG_GONE), acknowledged("/description")), (1, 0, 1), 2),
        ((acknowledged(f"{GOAL}/may"), BOTH[1]), (0, 1, 1), 0),
        ((acknowledged("/targets/Spring target"), BOTH[1]), (0, 1, 1), 0),
        ((acknowledged("/targets/Spring"), BOTH[1]), (1, 0, 1), 2),
    ],
)
def test_acknowledged_drift_counts_as_in_sync_and_stays_in_the_id(
    project: Project, entries: tuple[str, ...], counts: tuple[int, int, int], code: int
) -> None:
    """The file and the clock change counts and exit codes, never an id."""
    drifted(project)
    plain = project.run("plan", "--format", "json").json
    drifted_file = (project.folder / "campaigns/spring.yaml").read_text()
    project.write(
        {"campaigns/spring.yaml": saying(drifted_file, *entries) if entries else drifted_file}
    )

    ran = project.run("plan", "--format", "json", "--detailed-exitcode")
    summary = ran.json["summary"]

    assert ran.code == code
    assert (summary["drift"], summary["in_sync"], summary["acknowledged"]) == counts
    assert ran.json["plan_id"] == plain["plan_id"]


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("drift", BOTH),
        ("expired", (acknowledged(GOAL, until=LONG_GONE), acknowledged("/description"))),
    ],
)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_plan_reads_like_this(
    project: Project,
    golden: Callable[[Path, str], None],
    name: str,
    entries: tuple[str, ...],
    form: str,
) -> None:
    """What is meant stands beside its reason; what has expired is told first."""
    drifted(project, *entries)
    shown = project.run("plan", "--format", form).out.replace(__version__, "VERSION")
    golden(CASES / f"{name}-{form}.txt", shown)


def test_an_audit_has_it_among_the_managed_with_a_flag(project: Project) -> None:
    """In all formats; nobody has to look at it."""
    drifted(project, *BOTH)
    audit = project.run("audit", "--format", "json").json
    [group] = audit["groups"]

    assert (group["class"], [each["code"] for each in group["flags"]]) == (
        "managed",
        ["acknowledged"],
    )
    assert group["flags"][0]["message"] == (
        f"/description differs: the console owns it; {GOAL}/may differs: the console owns it "
        f"(until {FAR_OFF})."
    )
    assert (audit["totals"]["coverage"], audit["totals"]["flagged"]) == (100, 0)
    assert audit["totals"]["acknowledged"] == 1
    for form in ("text", "csv", "markdown", "html"):
        assert "acknowledged" in project.run("audit", "--format", form).out


def test_a_part_that_is_not_acknowledged_is_still_drift_in_an_audit(project: Project) -> None:
    """With what differs and is not meant, and the flag."""
    drifted(project, BOTH[1])
    [group] = project.run("audit", "--format", "json").json["groups"]

    assert (group["class"], group["fields"]) == ("drifted", [f"{GOAL}/may"])
    assert [each["code"] for each in group["flags"]] == ["acknowledged"]


def test_flags_of_an_audit_are_acknowledged_by_their_codes(project: Project) -> None:
    """One of two files that speak of each other is enough; the own flag of each is answered."""
    entry = "finding: near-duplicate-name, of: Winter *, reason: two branches"
    first = saying(campaign("Winter gala", target="Gala a"), entry)
    project.write(
        {"campaigns/a.yaml": first, "campaigns/b.yaml": campaign("Winter galas", target="B")}
    )
    project.run("apply", "--yes")
    groups = project.run("audit", "--format", "json").json["groups"]

    assert [[each["code"] for each in group["flags"]] for group in groups] == [["acknowledged"]] * 2


@needs_git
def test_an_acknowledged_block_is_created_and_spent(project: Project) -> None:
    """The plan says so to whoever reviews it; once live, nothing is unused."""
    project.write({"campaigns/a.yaml": campaign("Spring")})
    project.run("apply", "--yes")
    commit(project.folder)
    entry = "finding: likely-rename, of: spring, reason: two shops share one goal"
    project.write(
        {"campaigns/a.yaml": saying(campaign("Summer", target="Summer goal", value=7), entry)}
    )
    commit(project.folder)

    [create, _] = project.run("plan", "--format", "json").json["changes"]
    said = "acknowledged likely-rename of 'Spring': two shops share one goal."
    assert create["acknowledged"][0]["code"] == "likely-rename"
    assert said in project.run("plan").out
    assert "two shops share one goal" in project.run("plan", "--format", "markdown").out
    assert said in project.run("plan", "--explain", "Summer").out.replace("\n  ", " ")
    assert project.run("apply", "--yes").code == 0
    assert codes(project) == []


@needs_git
@pytest.mark.parametrize("of", ["Winter", "[Winter, Autumn]", "Sprin", "*z*"])
def test_a_block_of_another_name_stays(project: Project, of: str) -> None:
    """And it is said that nobody is called that: there is none that it could be about."""
    project.write({"campaigns/a.yaml": campaign("Spring")})
    project.run("apply", "--yes")
    commit(project.folder)
    entry = f"finding: likely-rename, of: {json.dumps(of) if '[' not in of else of}, reason: no"
    project.write(
        {"campaigns/a.yaml": saying(campaign("Summer", target="Summer goal", value=7), entry)}
    )

    plan = project.run("plan", "--format", "json").json
    assert plan["summary"]["blocked"] == 1
    [note] = plan["diagnostics"]
    assert note["code"] == "acknowledgement-unused"
    assert "No campaign in a file and no live group has such a name." in note["message"]
    assert ("Did you mean" in note["hint"]) == (of == "Sprin")


@pytest.mark.parametrize(
    ("entries", "unused"),
    [
        (BOTH, []),
        ((*BOTH, acknowledged("/streaks")), ["acknowledgement-unused"]),
        ((*BOTH, "finding: several-targets, reason: by design"), ["acknowledgement-unused"]),
        ((*BOTH, "finding: likely-rename, reason: it was live soon"), []),
        ((*BOTH, "finding: ends-soon, reason: only an audit says so"), []),
        ((*BOTH, acknowledged("/periods/may/description")), []),
        ((*BOTH, acknowledged("/streaks", until=LONG_GONE)), ["acknowledgement-expired"]),
    ],
)
def test_what_nothing_needs_is_told_by_a_plan_of_all(
    project: Project, entries: tuple[str, ...], unused: list[str]
) -> None:
    """Never for a spent block, nor for what this plan could not have shown."""
    drifted(project, *entries)
    if any("/periods" in entry for entry in entries):
        path = project.folder / "campaigns/spring.yaml"
        path.write_text(path.read_text().replace("05-31}", "05-31, description: no}"))

    known = {"acknowledgement-unused", "acknowledgement-expired"}
    assert [code for code in codes(project) if code in known] == unused
    if unused == ["acknowledgement-unused"]:
        assert codes(project, "--only", "Spring") == []
        assert "acknowledgement-unused" not in project.run("validate").out
        assert "acknowledgement-unused" in project.run("plan").out


def test_an_unused_block_is_told_while_its_campaign_is_to_be_created(project: Project) -> None:
    """Once everything that speaks against it was asked for."""
    entry = "finding: likely-rename, of: Wintr, reason: mistyped"
    project.write({"campaigns/a.yaml": saying(campaign(), entry)})

    assert codes(project) == ["acknowledgement-unused"]
    assert "campaigns/a.yaml:17:5: Nothing here" in project.run("plan").out


def test_nothing_of_it_is_sent(project: Project) -> None:
    """What is made is what is made without it."""
    project.write({"campaigns/a.yaml": saying(campaign(), BOTH[1])})
    [create] = project.run("plan", "--format", "json").json["changes"]

    assert "acknowledge" not in create["body"]
    assert project.run("apply", "--yes").code == 0


def test_a_saved_plan_holds_whether_or_not_it_is_acknowledged(project: Project) -> None:
    """Drift stays what it is; the review of the rest stands."""
    drifted(project, *BOTH)
    project.write({"campaigns/b.yaml": campaign("Summer", value=3)})
    assert project.run("plan", "--out", "plan.json").code == 0
    project.write({"campaigns/spring.yaml": campaign() + "description: Spend 500\n"})

    assert "the console owns it" in project.run("show", "plan.json").out
    ran = project.run("apply", "plan.json", "--yes", "--format", "json")
    assert (ran.code, ran.json["outcomes"][0]["outcome"]) == (0, "created")
    assert ran.json["remaining"]["drift"] == 1


def test_an_apply_says_what_is_acknowledged(project: Project) -> None:
    """Live equals the files but for that."""
    drifted(project, *BOTH)
    project.write({"campaigns/b.yaml": campaign("Summer", value=3)})
    ran = project.run("apply", "--yes")

    assert ran.code == 0
    assert "live equals the files, but for 1 acknowledged" in ran.out


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_receipt_keeps_why_a_campaign_was_made_all_the_same(project: Project, form: str) -> None:
    """Whoever looks at it later sees that somebody meant it, and what."""
    text = campaign("Spring", value=7)
    meant = saying(text, "finding: same-campaign, of: Summer, reason: two shops")
    project.write({"campaigns/a.yaml": meant, "campaigns/b.yaml": campaign("Summer", value=7)})
    ran = project.run("apply", "--yes", "--format", form)

    assert ran.code == 0
    if form == "json":
        told = [each["acknowledged"][0]["reason"] for each in ran.json["outcomes"]]
        assert told == ["two shops", "two shops"]
        return
    assert "acknowledged same-campaign of 'Summer': two shops." in ran.out
    assert "acknowledged same-campaign of 'Spring': two shops." in ran.out


def test_accept_leaves_alone_what_is_acknowledged(project: Project) -> None:
    """The rest is written, and the campaign is in sync."""
    drifted(project, BOTH[0])
    ran = project.run("accept", "Spring", "--yes")

    assert (ran.code, "is in sync" in ran.out) == (0, True)
    text = (project.folder / "campaigns/spring.yaml").read_text()
    assert "Spend 700" in text
    assert "defaultValues: 500" in text
    assert f"drift: {GOAL}" in text
    ran = project.run("accept", "Spring", "--yes")
    assert (ran.code, "only where its file acknowledges it" in ran.out) == (0, True)


def test_findings_of_files_are_counted_and_not_listed(project: Project) -> None:
    """In each format of validate, and in a plan."""
    text = campaign().replace("preferredTillId: 50679757\n", "")
    project.write({"campaigns/a.yaml": saying(text, "finding: till-missing, reason: by design")})

    assert project.run("validate").out == (
        "1 file checked: 0 errors, 0 create-only, 0 warnings; 1 acknowledged.\n"
    )
    found = project.run("validate", "--format", "json").json
    assert (found["counts"]["warning"], found["counts"]["acknowledged"]) == (0, 1)
    assert found["findings"][0]["acknowledged"] == {"reason": "by design"}
    assert (
        project.run("validate", "--format", "github").out == "1 acknowledged finding not shown.\n"
    )
    [run] = project.run("validate", "--format", "sarif").json["runs"]
    assert (run["results"], run["properties"]["acknowledged"]) == ([], 1)
    assert "1 finding acknowledged." in project.run("plan").out


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("duplicate-campaign", "is an error, and errors cannot be acknowledged"),
        ("name-too-long", "is an error, and errors cannot be acknowledged"),
        ("name-taken", "is a block that has to be resolved"),
        ("look-alike-name", "is a block that has to be resolved"),
        ("max-creates", "is not about what a campaign is"),
        ("acknowledgement-expired", "is not about what a campaign is"),
        ("till-mising", "Did you mean 'till-missing'?"),
        ("nothing-like-any", "'reconciler explain' lists the codes."),
    ],
)
def test_what_cannot_be_acknowledged_is_an_error(project: Project, code: str, why: str) -> None:
    """With where it stands, why, and what to do."""
    project.write({"campaigns/a.yaml": saying(campaign(), f"finding: {code}, reason: no")})
    ran = project.run("validate")

    assert ran.code == 3
    assert f"campaigns/a.yaml:17:15: error: '{code}'" in ran.out
    assert why in ran.out


def test_layout_and_import_keep_it(project: Project) -> None:
    """fmt writes it at the end, and import declares nothing twice."""
    drifted(project, *BOTH)
    before = project.run("plan", "--format", "json").json["summary"]

    assert project.run("fmt").code == 0
    assert project.run("fmt", "--check").code == 0
    assert project.run("import").code == 0
    assert project.run("plan", "--format", "json").json["summary"] == before


def test_explain_says_what_can_be_acknowledged(project: Project) -> None:
    """And how; what cannot be is not offered."""
    assert "acknowledge: [{finding: till-missing," in project.run("explain", "till-missing").out
    assert "acknowledge:" not in project.run("explain", "name-taken").out
    drifted(project)
    said = " ".join(project.run("plan", "--explain", "Spring").out.split())
    assert 'acknowledge: [{drift: "/description", reason: …}]' in said


def test_every_code_that_can_be_acknowledged_is_offered() -> None:
    """Wherever it is declared: else no file could answer it."""
    wanted = {code.slug for code in all_codes() if code.can_be_acknowledged}
    schema = json.loads((SCHEMAS / "campaign.schema.json").read_text(encoding="utf-8"))
    entry = schema["properties"]["acknowledge"]["items"]["properties"]["finding"]
    words = entry["anyOf"][0]

    assert {*words["enum"]} == wanted
    assert len(words["enumDescriptions"]) == len(words["enum"])


def test_a_filter_that_somebody_has_added_can_be_acknowledged(project: Project) -> None:
    """What a file leaves out can be meant as well."""
    text = campaign()
    project.write({"campaigns/spring.yaml": text})
    project.run("apply", "--yes")
    added = '[{"entityType":"STORE","entityIds":[5]}]'
    assert project.run("sandbox", "edit", "Spring", f"targets/0/filters={added}").code == 0
    [drift] = project.run("plan", "--format", "json").json["changes"]
    [field] = drift["fields"]
    assert field["path"].startswith("/targets/Spring target/filters")
    entry = acknowledged("/targets/Spring target/filters")
    project.write({"campaigns/spring.yaml": saying(text, entry)})

    assert project.run("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("goal", ["0", "-800", "[-800]", "-0.5", "{may: 0}"])
def test_a_goal_reached_from_the_start_is_created_only_if_it_is_acknowledged(
    project: Project, goal: str
) -> None:
    """Everybody would be paid at once; of a group that is live it is said, and hinders nothing."""
    text = campaign().replace("defaultValues: 500", f"defaultValues: {goal}")
    assert goal in text
    project.write({"campaigns/spring.yaml": text})
    (change,) = project.run("plan", "--format", "json").json["changes"]
    assert (change["action"], change["reason"]["code"]) == ("blocked", "value-not-positive")
    assert project.run("apply", "--yes", "-q").code != 0
    said = saying(text, "finding: value-not-positive, reason: each member has a goal")
    project.write({"campaigns/spring.yaml": said})
    assert project.run("apply", "--yes", "-q").code == 0

    project.write({"campaigns/spring.yaml": text})
    summary = project.run("plan", "--format", "json").json["summary"]
    assert (summary["in_sync"], summary["blocked"]) == (1, 0)
