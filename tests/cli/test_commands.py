"""Every command by itself: what it writes, and the exit code."""

import json
import socket
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reconciler.cli.main import COMMANDS
from reconciler.commands.codes import all_codes
from reconciler.render.audit_words import SUMMARIES
from reconciler.render.topics import TOPICS
from reconciler.target_group.normalisation import RULES
from tests.cli.support import SCHEMAS, Project
from tests.support.repository import campaign
from tests.support.today import SETTINGS, TODAY

WRONG = campaign().replace("name: Spring\n", "nam: Spring\n")
HOSTILE = '"evil \\e[31m \\u202e \\u200b name"'
SHOWN = "evil \\x1b[31m \\u202e \\u200b name"


def check_schema(name: str, data: Any) -> None:  # noqa: ANN401 - any JSON value
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(data)


def is_plain(text: str) -> bool:
    return all(line.isprintable() for line in text.splitlines())


class TestValidate:
    """Campaign files only."""

    def test_right_files_are_0(self, project: Project) -> None:
        """With one line of counts on standard output."""
        project.write({"campaigns/a.yaml": campaign()})
        ran = project.run("validate")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == "1 file checked: 0 errors, 0 create-only, 0 warnings.\n"

    def test_wrong_files_are_3(self, project: Project) -> None:
        """The result is on standard output, since it is what was asked for."""
        project.write({"campaigns/a.yaml": WRONG})
        ran = project.run("validate")
        assert (ran.code, ran.err) == (3, "")
        assert "campaigns/a.yaml:1:1: error: 'nam' is not a field of a campaign." in ran.out

    def test_warnings_are_0(self, project: Project) -> None:
        """They are shown."""
        project.write({"campaigns/a.yaml": campaign().replace("2027-05", "2057-05")})
        ran = project.run("validate")
        assert ran.code == 0
        assert ": warning: " in ran.out

    def test_no_files_are_no_error(self, project: Project) -> None:
        """A start."""
        assert project.run("validate").out.startswith("0 files checked: ")

    def test_a_folder_that_is_missing_is_1(self, project: Project) -> None:
        """It is said which."""
        project.settings('campaigns = "campains"\n')
        ran = project.run("validate")
        assert (ran.code, ran.out) == (1, "")
        assert "There is no file or folder campains." in ran.err

    def test_a_flag_that_is_none_is_told_with_those_that_are(self, project: Project) -> None:
        """Whatever is live, each of them is named."""
        ran = project.run("audit", "--flag", "qqqq")
        assert (ran.code, ran.out) == (1, "")
        known = " ".join(ran.err.split()).partition("Known are ")[2].rstrip(".").split(", ")
        assert known == sorted(SUMMARIES)

    def test_json_fits_its_schema(self, project: Project) -> None:
        """Also names that hide something stay readable for machines."""
        project.write({"campaigns/a.yaml": WRONG, "campaigns/b.yaml": campaign(HOSTILE)})
        ran = project.run("validate", "--format", "json")
        check_schema("findings", ran.json)
        assert ran.json["counts"]["files"] == 2
        assert is_plain(ran.out)

    def test_paths_are_read_instead_of_the_folder(self, project: Project) -> None:
        """Files and folders, with the environment's values."""
        project.settings("[environments.sandbox.values]\ntill = 5\n")
        text = campaign("Other").replace("50679757", "${till}")
        project.write({"campaigns/wrong.yaml": WRONG, "other/a.yaml": text})
        assert project.run("validate", "other").code == 0
        told = project.run("validate", "other/a.yaml", "other").out.splitlines()
        assert "file-not-read" in told[0]
        assert told[1].startswith("1 file checked")

    def test_paths_need_no_settings(self, project: Project) -> None:
        """A single file can be checked anywhere."""
        project.delete("reconciler.toml")
        project.write({"a.yaml": campaign()})
        assert project.run("validate", "a.yaml").code == 0
        assert project.run("validate").code == 1
        assert project.run("--environment", "uat", "validate", "a.yaml").code == 1

    def test_every_environment_is_checked_unless_one_is_named(self, project: Project) -> None:
        """Whatever the default is; a finding that does not hold everywhere says where it does."""
        hosts = "".join(
            f"[environments.{name}]\nurl = 'https://{name}.example'\nvalues = {values}\n"
            for name, values in {"uat": "{till = 5}", "live": "{tlil = 6}"}.items()
        )
        project.write({"reconciler.toml": f"default_environment = 'uat'\n{hosts}"})
        project.write({"campaigns/a.yaml": campaign().replace("50679757", "${till}")})
        ran = project.run("validate")
        assert ran.code == 3
        assert "Did you mean 'tlil'? [unknown-reference] only in live\n" in ran.out
        ran = project.run("validate", "--format", "json", "campaigns/a.yaml")
        check_schema("findings", ran.json)
        assert [each["environments"] for each in ran.json["findings"]] == [["live"]]
        assert project.run("--environment", "uat", "validate").code == 0
        assert project.run("--environment", "live", "validate").code == 3

    def test_no_credentials_are_needed(self, project: Project) -> None:
        """Nor is the network."""
        project.write({"reconciler.toml": "[environments.uat]\nurl = 'https://nowhere.example'\n"})
        project.write({"campaigns/a.yaml": campaign()})
        assert project.run("validate").code == 0


class TestPlan:
    """Read, compare, show."""

    def test_short_forms_and_references_are_shown_as_what_they_stand_for(
        self, project: Project
    ) -> None:
        """In the body of a create, in the paths and values of a drift, and in the audit."""
        project.settings("[environments.sandbox.values]\ntill = 5\ndays = 2\n")
        listed = "  - {refCode: may, startDate: 2027-05-01, endDate: 2027-05-31}"
        schedule = "  {from: 2027-05-01, every: CUSTOM, days: '${days}', count: 3}"
        text = campaign().replace(listed, schedule).replace("50679757", "${till}")
        project.write({"campaigns/a.yaml": text.replace("500", "{start: 500, step: -100}")})

        [change] = project.run("plan", "--format", "json").json["changes"]
        body = change["body"]
        assert (body["preferredTillId"], body["totalPeriods"]) == (5, 3)
        assert body["periods"][2]["startDate"] == "2027-05-05"
        assert [each["defaultValue"] for each in body["targets"][0]["defaultValues"]] == [
            500,
            400,
            300,
        ]

        project.run("apply", "--yes")
        project.run("sandbox", "edit", "Spring", "periods/2/endDate=2027-05-07")
        project.run("sandbox", "edit", "Spring", "preferredTillId=6")
        [change] = project.run("plan", "--format", "json").json["changes"]
        assert [(each["path"], each["desired"]) for each in change["fields"]] == [
            ("/periods/Cycle_3/endDate", "2027-05-06"),
            ("/preferredTillId", 5),
        ]
        [group] = project.run("audit", "--format", "json").json["groups"]
        assert (group["class"], group["starts"]) == ("drifted", "2027-05-01")

    def test_what_is_missing_is_to_be_created(self, project: Project) -> None:
        """Exit code 0, and 2 with the option."""
        project.write({"campaigns/a.yaml": campaign()})
        ran = project.run("plan")
        assert (ran.code, ran.err) == (0, "")
        assert "  + Spring  campaigns/a.yaml:1" in ran.out
        assert project.run("plan", "--detailed-exitcode").code == 2

    def test_nothing_to_do_is_0_with_the_option(self, project: Project) -> None:
        """Unmanaged groups alone are nothing to do."""
        project.write({"campaigns/a.yaml": campaign()})
        assert project.run("apply", "--yes").code == 0
        assert project.run("plan", "--detailed-exitcode").code == 0
        project.delete("campaigns/a.yaml")
        ran = project.run("plan", "--detailed-exitcode")
        assert ran.code == 0
        assert "1 unmanaged" in ran.out

    def test_drift_is_2_with_the_option(self, project: Project) -> None:
        """Field by field, with both values and what can be done."""
        project.write({"campaigns/a.yaml": campaign()})
        project.run("apply", "--yes")
        project.run("sandbox", "edit", "Spring", "targets/0/defaultValues/0/defaultValue=450")
        ran = project.run("plan", "--detailed-exitcode")
        assert ran.code == 2
        assert "        desired  500\n        live     450\n\n    To keep what is live" in ran.out

    def test_wrong_files_are_3_and_nothing_is_read(self, project: Project) -> None:
        """Findings go to stderr, since the result is no plan."""
        project.write({"campaigns/a.yaml": WRONG})
        for command in (["plan"], ["apply", "--yes"], ["plan", "--format", "json"]):
            ran = project.run(*command)
            assert (ran.code, ran.out) == (3, "")
            assert "campaigns/a.yaml:1:1: error: " in ran.err
            assert "nothing was compared or changed" in ran.err
        assert not (project.folder / ".reconciler" / "sandbox.db").exists()

    def test_json_fits_its_schema(self, project: Project) -> None:
        """A create, a block, drift, a group in sync and an unmanaged one."""
        project.git("init", "--quiet")
        project.write({f"campaigns/{k}.yaml": campaign(f"C{k}", value=k) for k in range(1, 4)})
        project.run("apply", "--yes")
        project.delete("campaigns/1.yaml")
        project.run("sandbox", "edit", "C2", "description=changed")
        text = campaign("C2", value=2) + "description: as declared\n"
        project.write({"campaigns/2.yaml": text, "campaigns/4.yaml": campaign("C4", value=9)})
        project.write({"campaigns/5.yaml": campaign("C5", target="C1 target", value=8)})
        ran = project.run("plan", "--format", "json")
        check_schema("plan", ran.json)
        actions = [each["action"] for each in ran.json["changes"]]
        assert actions == ["blocked", "create", "drift", "in-sync", "unmanaged"]
        assert ran.err == ""

    def test_a_saved_plan_is_shown_as_it_was(self, project: Project) -> None:
        """Without settings, files or the API."""
        project.write({"campaigns/a.yaml": campaign()})
        planned = project.run("plan", "--out", "plan.json")
        check_schema("plan", json.loads((project.folder / "plan.json").read_text()))
        project.delete("reconciler.toml")
        shown = project.run("show", "plan.json")
        assert (shown.code, shown.err, shown.out) == (0, "", planned.out)
        as_json = project.run("show", "plan.json", "--format", "json").json
        check_schema("plan", as_json)
        saved = json.loads((project.folder / "plan.json").read_text())
        assert as_json["changes"] == saved["changes"]
        assert sorted(each.name for each in project.folder.iterdir()) == [
            ".reconciler",
            "campaigns",
            "plan.json",
        ]

    def test_a_saved_plan_replaces_the_one_before_also_behind_a_link(
        self, project: Project
    ) -> None:
        """The link stays."""
        project.write({"campaigns/a.yaml": campaign(), "plans/1.json": ""})
        (project.folder / "plan.json").symlink_to("plans/1.json")
        for _ in range(2):
            assert project.run("plan", "--out", "plan.json").code == 0
            assert (project.folder / "plan.json").is_symlink()
        assert json.loads((project.folder / "plans/1.json").read_text())["summary"]["create"] == 1

    def test_a_plan_can_be_saved_into_a_device(self, project: Project) -> None:
        """What is no file is written to and not replaced."""
        assert project.run("plan", "--out", "/dev/null").code == 0
        assert not Path("/dev/null").is_file()

    def test_a_plan_that_cannot_be_saved_is_1(self, project: Project) -> None:
        """Before it is shown."""
        ran = project.run("plan", "--out", "nowhere/plan.json")
        assert (ran.code, ran.out) == (1, "")
        assert "nowhere/plan.json cannot be written: No such file or directory." in ran.err

    def test_names_that_hide_something_are_written_out(self, project: Project) -> None:
        """Escapes of terminals, marks of direction, characters without width."""
        project.write({"campaigns/a.yaml": campaign(HOSTILE, target="Spend")})
        commands = {"plan": 0, "apply --yes": 6, "plan --format json": 0, "validate": 0}
        for command, code in commands.items():
            ran = project.run(*command.split())
            assert ran.code == code, ran.err
            assert is_plain(ran.out)
        assert SHOWN in project.run("plan").out

    def test_a_file_name_that_is_no_text_is_written_out(self, project: Project) -> None:
        """Bytes that are not UTF-8 do not end the run."""
        (project.folder / "campaigns" / "caf\udce9.yaml").write_text(campaign())
        assert "campaigns/caf\\udce9.yaml:1" in project.run("plan", "--out", "plan.json").out
        assert project.run("plan", "--format", "json").json["changes"][0]["file"].startswith("camp")
        assert project.run("show", "plan.json").code == 0


class TestShow:
    """Plans that cannot be used."""

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ('"defaultValue": 500', '"defaultValue": 5000', "the file was edited"),
            ('"format_version": "1', '"format_version": "2', "make a new plan"),
            ('"changes"', '"chances"', "it is not a saved plan"),
            ("{", "[", "plan.json cannot be used: it is not JSON."),
            ("[]", "[1,]", "plan.json cannot be used: it is not JSON."),
            ("[]", "[" * 10**5 + "]" * 10**5, "plan.json cannot be used: it is nested too deeply."),
        ],
    )
    def test_an_edited_plan_is_7(self, project: Project, old: str, new: str, why: str) -> None:
        """Also for apply, and nothing is sent."""
        project.write({"campaigns/a.yaml": campaign()})
        project.run("plan", "--out", "plan.json")
        text = (project.folder / "plan.json").read_text()
        project.write({"plan.json": text.replace(old, new, 1)})
        for command in (["show", "plan.json"], ["apply", "plan.json", "--yes"]):
            ran = project.run(*command)
            assert (ran.code, ran.out) == (7, "")
            assert why in ran.err
        assert "POST /v3/targetGroups" not in project.asked()

    def test_a_plan_that_no_longer_fits_is_7(self, project: Project) -> None:
        """Its campaign was changed, or it is for another environment."""
        project.write({"campaigns/a.yaml": campaign()})
        project.run("plan", "--out", "plan.json")
        project.write({"campaigns/a.yaml": campaign(value=600)})
        ran = project.run("apply", "plan.json", "--yes")
        assert (ran.code, ran.out) == (7, "")
        assert "'Spring' has changed in its file: targets." in ran.err
        project.write({"campaigns/a.yaml": campaign()})
        project.write({"reconciler.toml": "[environments.other]\nsandbox = true\n"})
        ran = project.run("apply", "plan.json", "--yes")
        assert (ran.code, ran.out) == (7, "")
        assert "It was made for environment sandbox, not other." in ran.err

    def test_a_plan_that_cannot_be_read_is_1(self, project: Project) -> None:
        """Missing, or no text."""
        project.write({"binary.json": b"\xff"})
        missing, binary = project.run("show", "nowhere.json"), project.run("show", "binary.json")
        assert (missing.code, binary.code) == (1, 1)
        assert "nowhere.json cannot be read: No such file or directory." in missing.err
        assert "it is not UTF-8 text" in binary.err


class TestEnvironments:
    """What is configured."""

    def test_they_are_listed_with_the_default(self, project: Project) -> None:
        """One a line, in columns."""
        uat = '[environments.uat-2]\nurl = "https://x.example"\norg_id = 5\ncampaigns = "u"\n'
        project.write({"reconciler.toml": f'default_environment = "uat-2"\n{uat}'})
        project.write({"reconciler.toml": f'default_environment = "uat-2"\n{uat}'
                       "[environments.sandbox]\nsandbox = true\n"})  # fmt: skip
        ran = project.run("environments")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.splitlines() == [
            "* uat-2    https://x.example, organisation 5, files in u",
            "  sandbox  embedded sandbox, files in campaigns",
            "* is used when no --environment is named.",
        ]

    def test_json_feeds_a_matrix(self, project: Project) -> None:
        """The only environment is the default."""
        ran = project.run("environments", "--format", "json")
        assert ran.json["environments"] == [
            {
                "name": "sandbox",
                "sandbox": True,
                "url": None,
                "org_id": None,
                "campaigns": "campaigns",
                "folders": ["campaigns"],
                "default": True,
            }
        ]

    def test_without_a_default_none_is_marked(self, project: Project) -> None:
        """Two environments, and neither is preferred."""
        project.settings("[environments.b]\nsandbox = true\n")
        assert "*" not in project.run("environments").out

    def test_what_new_files_say_is_told(self, project: Project) -> None:
        """In the words of a file; as JSON, by its fields."""
        project.settings('[defaults]\npreferredTillId = "${till}"\nmetadata = {owner = "crm"}\n')
        told = project.run("environments").out.splitlines()[-1]
        assert told == "New files say preferredTillId: ${till}, metadata: {owner: crm}."
        found = project.run("environments", "--format", "json").json
        assert found["defaults"] == {"preferredTillId": "${till}", "metadata": {"owner": "crm"}}


class TestSchema:
    """Generated schemas."""

    def test_the_written_schemas_are_up_to_date(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Those of this repository."""
        monkeypatch.chdir(SCHEMAS.parent)
        ran = project.run("schema", "--check")
        assert (ran.code, ran.out) == (0, "The schemas in schemas are up to date.\n")

    def test_what_is_written_is_up_to_date_until_it_is_edited(self, project: Project) -> None:
        """The check names the files."""
        written = project.run("schema", "--folder", "made")
        assert "wrote made/plan.schema.json" in written.out
        assert project.run("schema", "--check", "--folder", "made").code == 0
        project.write({"made/plan.schema.json": "{}"})
        project.delete("made/receipt.schema.json")
        ran = project.run("schema", "--check", "--folder", "made")
        assert (ran.code, ran.out) == (1, "")
        assert "plan.schema.json, receipt.schema.json" in ran.err
        assert "reconciler schema --folder made" in ran.err

    def test_a_folder_that_is_missing_or_cannot_be_made_is_1(self, project: Project) -> None:
        """A wrong folder is another fault than an old schema."""
        ran = project.run("schema", "--check", "--folder", "nowhere")
        told = "There is no folder nowhere that could be checked.\n  'reconciler schema' writes the"
        assert (ran.code, told in ran.err) == (1, True)
        project.write({"file": ""})
        ran = project.run("schema", "--folder", "file")
        assert (ran.code, "file cannot be written: File exists." in ran.err) == (1, True)

    def test_every_schema_is_a_schema(self) -> None:
        """Of the draft that it names."""
        for path in SCHEMAS.glob("*.json"):
            jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))


class TestExplain:
    """What codes mean."""

    @pytest.mark.parametrize("code", [each.slug for each in all_codes()])
    def test_every_code_is_explained(self, project: Project, code: str) -> None:
        """What it is, why it matters, what to do; lines that fit a terminal."""
        ran = project.run("explain", code)
        assert project.run("explain", code.upper()).out == ran.out
        assert (ran.code, ran.err) == (0, "")
        head, summary, *parts = ran.out.rstrip("\n").split("\n\n")
        assert head.startswith(f"{code} (")
        assert summary.startswith("  ")
        headings = [part.split("\n")[0] for part in parts if not part.startswith(" ")]
        assert headings[:2] == ["Why", "What to do"]
        assert {*headings[2:]} <= {"Example", "Acknowledge"}
        assert all(part.endswith((".", ".)", "'")) for part in (summary, *parts[:2]))
        assert max(map(len, ran.out.splitlines())) <= 100

    @pytest.mark.parametrize("name", RULES)
    def test_every_rule_of_comparison_is_explained(self, project: Project, name: str) -> None:
        """With where it is known from."""
        ran = project.run("explain", name)
        assert ran.code == 0
        assert "\n\nKnown from\n  " in ran.out

    def test_codes_are_different(self) -> None:
        """One word for one thing."""
        slugs = [each.slug for each in all_codes()] + list(RULES)
        assert len(slugs) == len(set(slugs))

    def test_all_codes_are_listed(self, project: Project) -> None:
        """One a line, with what kind it is."""
        lines = project.run("explain").out.splitlines()
        listed = [*(e.slug for e in all_codes()), *RULES, *TOPICS]
        assert [line.split()[0] for line in lines] == listed
        assert len(set(listed)) == len(listed)

    def test_what_is_announced_about_the_api(self, project: Project) -> None:
        """Since when, what it meant where, and that nobody has said when it ends."""
        ran = project.run("explain", "api-retirement")
        assert (ran.code, ran.err) == (0, "")
        said = " ".join(ran.out.split())
        for part in ("since November 2025", "organisations made since January 2026", "no date is"):
            assert part in said
        assert "Did you mean 'api-retirement'?" in project.run("explain", "api-retired").err

    def test_an_unknown_code_is_1_with_the_nearest(self, project: Project) -> None:
        """Or with where to find them all."""
        ran = project.run("explain", "likely-renamed")
        assert (ran.code, ran.out) == (1, "")
        assert "Did you mean 'likely-rename'?" in ran.err
        assert "lists all codes" in project.run("explain", "qqqq").err

    @pytest.mark.parametrize(
        ("word", "hint"),
        [
            ("missing", "'reconciler explain \"*missing*\"' lists the codes that hold this word."),
            ("*qqqq*", "'reconciler explain' lists all codes."),
            ("strek-count", "Did you mean 'streak-count'?"),
            ("STREAK_COUNTS", "Did you mean 'streak-count'?"),
            ("streak-coun", "Did you mean 'streak-count'?"),
            (" ", "'reconciler explain' lists all codes."),
        ],
    )
    def test_a_word_that_is_no_code_leads_to_those_there_are(
        self, project: Project, word: str, hint: str
    ) -> None:
        """To all that hold it, where there are several."""
        ran = project.run("explain", word)
        like = "like " if "*" in word else ""
        told = f"error: There is no code named {like}'{word}'.\n  {hint}\n"
        assert (ran.code, ran.out, ran.err) == (1, "", told)

    @pytest.mark.parametrize(
        "code", ["[till-missing]", "till_missing", " Till missing ", "ti*miss*"]
    )
    def test_a_code_is_known_as_people_write_it(self, project: Project, code: str) -> None:
        """In brackets as findings show it, in words, or as a pattern that fits it alone."""
        assert project.run("explain", code).out == project.run("explain", "till-missing").out

    def test_a_pattern_lists_the_codes_that_it_fits(self, project: Project) -> None:
        """As the list of all does, and in JSON with all that is to be said."""
        listed = project.run("explain", "streak*").out.splitlines()
        fitting = [e.slug for e in all_codes() if e.slug.startswith("streak")]
        assert [line.split()[0] for line in listed] == fitting
        told = json.loads(project.run("explain", "streak*", "--format", "json").out)["explained"]
        assert [each["code"] for each in told] == fitting
        assert all(each["why"] for each in told)


class TestSandbox:
    """The API on this machine."""

    def test_edit_changes_and_reset_forgets(self, project: Project) -> None:
        """Behind the tool's back."""
        project.write({"campaigns/a.yaml": campaign()})
        project.run("apply", "--yes")
        ran = project.run("sandbox", "edit", "Spring", "description=x", "active=false")
        assert ran.code == 0
        assert "description=x, active=false" in ran.out
        with project.store() as store:
            assert store.groups()[0]["active"] is False
        assert project.run("sandbox", "reset").out == ".reconciler/sandbox.db is empty.\n"
        with project.store() as store:
            assert store.groups() == []

    def test_calls_are_switched_off_and_on(self, project: Project) -> None:
        """Each by a status; a plan then reads in another way."""
        project.write({"campaigns/a.yaml": campaign()})
        ran = project.run("sandbox", "calls", "milestones=404", "create=503", "milestones=410")
        assert ran.code == 0
        assert "milestones  off, HTTP 410\n" in ran.out
        assert "list        on\n" in ran.out
        assert project.run("plan", "--format", "json").json["source"] == "target-groups"
        assert project.run("sandbox", "calls", "milestones=on").out.count("off") == 1
        assert project.run("plan", "--format", "json").json["source"] == "milestones"

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ("milestone=404", "There is no call 'milestone'. Calls: token, milestones"),
            ("milestones", "Write milestones=on, or a status from 400 to 599"),
            ("milestones=off", "Write milestones=on, or a status from 400 to 599"),
            ("list=200", "'list=200' is not understood"),
            ("list=40400", "'list=40400' is not understood"),
            ("list=٤٠٤", "is not understood"),
        ],
    )
    def test_other_words_switch_nothing(self, project: Project, change: str, said: str) -> None:
        """Not even what stands beside them."""
        ran = project.run("sandbox", "calls", "token=404", change)
        assert (ran.code, ran.out) == (1, "")
        assert said in ran.err
        assert "off" not in project.run("sandbox", "calls").out

    def test_a_year_passes(self, project: Project) -> None:
        """The clock decides what is past, in the sandbox and for the command; reset forgets it."""
        project.write({"campaigns/a.yaml": campaign()})
        project.run("apply", "--yes")

        def seen() -> tuple[str, str, bool]:
            audit = project.run("audit", "--format", "json").json
            found = project.run("validate", "--format", "json").json["findings"]
            codes = {each["code"] for each in found}
            (group,) = audit["groups"]
            return audit["today"], group["lifecycle"], "periods-in-the-past" in codes

        start = (TODAY.isoformat(), "upcoming", False)
        assert seen() == start
        for day, lifecycle in (("2027-05-31", "running"), ("2027-06-01", "ended")):
            ran = project.run("sandbox", "clock", day)
            assert (ran.code, ran.out) == (0, f"It is {day} in the sandbox.\n")
            assert seen() == (day, lifecycle, lifecycle == "ended")
        assert project.run("sandbox", "clock").out == "It is 2027-06-01 in the sandbox.\n"
        project.run("sandbox", "clock", "--unset")
        assert seen() == start
        project.run("sandbox", "clock", "2028-02-29")
        project.run("sandbox", "reset")
        assert project.run("sandbox", "clock").out == f"It is {TODAY} in the sandbox.\n"

    def test_the_settings_say_where_the_clock_stands_at_first(self, project: Project) -> None:
        """Everything that happens there carries that day; a command moves it on."""
        project.settings("[sandbox]\nclock = 2026-02-03\n")
        project.write({"campaigns/a.yaml": campaign()})
        assert project.run("sandbox", "clock").out == "It is 2026-02-03 in the sandbox.\n"
        project.run("apply", "--yes")
        project.run("sandbox", "clock", "2026-03-04")
        audit = project.run("audit", "--format", "json").json
        assert audit["today"] == "2026-03-04"
        with project.store() as store:
            (group,) = store.groups()
        assert group["attribution"]["createdOn"].startswith("2026-02-03T12:00:00")

    def test_the_clock_is_that_of_sandboxes_alone(self, project: Project) -> None:
        """A real organisation goes by the machine, whatever the sandbox says."""
        project.write({"campaigns/a.yaml": campaign()})
        project.settings(
            "[sandbox]\nclock = 2027-06-01\n"
            '[environments.uat]\nurl = "https://host.example"\ntime_zone = "Etc/GMT-14"\n'
        )
        found = project.run("validate", "--format", "json").json["findings"]
        assert [(each["code"], each["environments"]) for each in found] == [
            ("periods-in-the-past", ["sandbox"])
        ]
        project.run("sandbox", "clock", "2027-01-31")
        assert project.run("validate", "--format", "json").json["findings"] == []

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["2027-02-30"], "'2027-02-30' is not a day; write it as 2027-01-31."),
            (["--", ""], "There is an empty argument."),
            (["1999-12-31"], "set to 1999-12-31. Write a day from 2000-01-01 to 2999-12-31."),
            (["3000-01-01"], "set to 3000-01-01. Write a day from 2000-01-01 to 2999-12-31."),
            (["2027-02-01", "--unset"], "Give either a DAY or --unset."),
        ],
    )
    def test_a_clock_that_cannot_be_set_is_1(
        self, project: Project, arguments: list[str], message: str
    ) -> None:
        """And stays where it is."""
        ran = project.run("sandbox", "clock", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert message in ran.err
        assert project.run("sandbox", "clock").out == f"It is {TODAY} in the sandbox.\n"

    @pytest.mark.parametrize("day", ["2000-01-01", "2028-02-29", "2038-01-20", "2999-12-31"])
    def test_campaigns_that_begin_today_can_be_made_on_any_day(
        self, project: Project, day: str
    ) -> None:
        """They last for years from then on."""
        cyclic = SETTINGS.with_name("campaigns") / "points-cap.yaml"
        project.write({"campaigns/a.yaml": cyclic.read_bytes()})
        project.run("sandbox", "clock", day)
        ran = project.run("apply", "--yes", "--format", "json")
        outcomes = {each["outcome"] for each in ran.json["outcomes"]}
        assert (ran.code, outcomes, ran.json["converged"]) == (0, {"created"}, True)
        assert project.run("audit", "--format", "json").json["today"] == day

    def test_a_file_of_an_older_version_has_no_day(self, project: Project) -> None:
        """Nor has one that is no database, which only who opens it complains of."""
        project.write({"campaigns/a.yaml": campaign(), ".reconciler/sandbox.db": b""})
        assert project.run("validate").code == 0
        project.write({".reconciler/sandbox.db": b"no database" * 100})
        assert project.run("validate").code == 0

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["Sprng", "active=false"], "The sandbox has no group 'Sprng'."),
            (["Spring", "targets/7/name=x"], "The group cannot be changed like that"),
            (["Spring", "nothing/deep=x"], "The group cannot be changed like that"),
        ],
    )
    def test_an_edit_that_does_not_fit_is_1(
        self, project: Project, arguments: list[str], message: str
    ) -> None:
        """And changes nothing."""
        project.write({"campaigns/a.yaml": campaign()})
        project.run("apply", "--yes")
        ran = project.run("sandbox", "edit", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert message in ran.err
        assert project.run("plan", "--detailed-exitcode").code == 0

    def test_a_port_or_zone_that_cannot_be_used_is_1(self, project: Project) -> None:
        """Before anything is served."""
        ran = project.run("sandbox", "serve", "--zone", "somewhere")
        assert (ran.code, ran.out) == (1, "")
        assert "The sandbox cannot be served" in ran.err
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            ran = project.run("sandbox", "serve", "--twins", "--port", port)
        assert (ran.code, ran.out) == (1, "")
        assert "in use" in ran.err


def test_every_command_is_tested_here_or_beside() -> None:
    """A new command asks for its tests."""
    tested = {"validate", "plan", "show", "environments", "schema", "explain", "sandbox", "apply"}
    tested |= {
        "accept",
        "audit",
        "comment",
        "compare",
        "customer",
        "doctor",
        "fmt",
        "import",
        "init",
        "issue",
        "new",
    }
    tested |= {"expressions"}
    assert set(COMMANDS) == tested
