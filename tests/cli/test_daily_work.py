"""Parts of what a folder declares: some creates alone, and all drift at once."""

import pytest

from reconciler.core.exact_json import encode
from tests.cli.support import Project
from tests.support.promotions import a_promotion
from tests.support.repository import campaign, commit

NAMES = ("Autumn", "Spring", "Summer")
GOAL = "targets/0/defaultValues/0/defaultValue=77"


@pytest.fixture
def three(project: Project) -> Project:
    """Three campaigns that differ in their goals, none of them live."""
    project.write(
        {f"campaigns/{each}.yaml": campaign(each, value=k) for k, each in enumerate(NAMES, 1)}
    )
    return project


def live(project: Project) -> list[str]:
    with project.store() as store:
        return sorted(group["name"] for group in store.groups())


class TestOnly:
    """``apply --only``: the campaigns that are named, and no other."""

    @pytest.mark.parametrize("names", [("Spring",), ("sPRING", "Autumn"), ("Spring", "spring")])
    def test_creates_what_is_named_and_says_what_is_left(
        self, three: Project, names: tuple[str, ...]
    ) -> None:
        given = [part for each in names for part in ("--only", each)]
        due = sorted({each.title() for each in names})
        ran = three.run("apply", "--yes", "--format", "json", *given)
        assert ran.code == 0
        assert live(three) == due
        assert [each["name"] for each in ran.json["outcomes"]] == due
        assert ran.json["converged"] is False
        assert ran.json["remaining"]["create"] == len(NAMES) - len(due)

    def test_takes_a_pattern(self, three: Project) -> None:
        ran = three.run("apply", "--yes", "--only", "s*", "--only", "Spring")
        assert ran.code == 0
        assert live(three) == ["Spring", "Summer"]

    def test_is_the_plan_of_these_names(self, three: Project) -> None:
        plan = three.run("plan", "--only", "Spring", "--format", "json").json
        assert three.run("apply", "--yes", "--expect", plan["plan_id"]).code == 7
        assert live(three) == []
        ran = three.run("apply", "--yes", "--only", "Spring", "--expect", plan["plan_id"])
        assert ran.code == 0
        assert "2 campaigns not as declared (2 to create)" in ran.out
        assert live(three) == ["Spring"]

    def test_counts_them_alone(self, three: Project) -> None:
        assert three.run("apply", "--yes", "--max-creates", "1").code == 6
        assert three.run("apply", "--yes", "--max-creates", "1", "--only", "Spring").code == 0

    def test_a_name_that_is_nowhere_sends_nothing(self, project: Project, three: Project) -> None:
        ran = three.run("apply", "--yes", "--only", "Spring", "--only", "Sumer")
        assert ran.code == 1
        assert "No campaign is named 'Sumer'" in ran.err
        assert "Did you mean 'Summer'?" in ran.err
        assert live(three) == []
        for each in NAMES:
            three.delete(f"campaigns/{each}.yaml")
        assert project.run("apply", "--yes", "--only", "Spring").code == 1

    def test_does_not_go_with_a_saved_plan(self, three: Project) -> None:
        three.run("plan", "--out", "plan.json")
        ran = three.run("apply", "plan.json", "--yes", "--only", "Spring")
        assert ran.code == 1
        assert "A saved plan is carried out whole" in ran.err
        assert live(three) == []


class TestAll:
    """``accept --all``: all that drifted, but for what is meant or of a promotion."""

    def test_takes_all_that_drifted(self, three: Project) -> None:
        three.run("apply", "--yes")
        for each in ("Autumn", "Summer"):
            three.run("sandbox", "edit", each, GOAL)
        assert three.run("plan", "--format", "json").json["summary"]["drift"] == len(NAMES) - 1
        ran = three.run("accept", "--all", "--yes")
        assert ran.code == 0
        assert three.run("plan", "--detailed-exitcode").code == 0
        again = three.run("accept", "--all", "--yes")
        assert (again.code, again.out) == (0, "")
        assert "nothing has drifted that a file can take" in again.err

    def test_a_pattern_takes_what_it_means(self, three: Project) -> None:
        three.run("apply", "--yes")
        for each in NAMES:
            three.run("sandbox", "edit", each, GOAL)
        ran = three.run("accept", "s*", "Spring", "--yes", "--format", "json")
        assert ran.code == 0
        assert [each["name"] for each in ran.json["campaigns"]] == ["Spring", "Summer"]
        three.delete("campaigns/Autumn.yaml")
        assert "is live as group" in three.run("accept", "Aut*", "--yes").out
        wrong = three.run("accept", "Sumer*", "--yes")
        assert wrong.code == 1
        assert "No campaign is named like 'Sumer*', neither in a file nor live." in wrong.err
        assert "Did you mean 'Summer'?" in wrong.err

    def test_leaves_what_is_acknowledged(self, three: Project) -> None:
        three.run("apply", "--yes")
        path = "/targets/Autumn target/defaultValues"
        meant = f"acknowledge:\n  - {{drift: {path}, reason: the console owns it}}\n"
        three.write({"campaigns/Autumn.yaml": campaign("Autumn", value=1) + meant})
        for each in ("Autumn", "Summer"):
            three.run("sandbox", "edit", each, GOAL)
        ran = three.run("accept", "--all", "--yes", "--format", "json")
        assert ran.code == 0
        assert [each["name"] for each in ran.json["campaigns"]] == ["Summer"]
        assert three.run("plan", "--format", "json").json["summary"]["acknowledged"] == 1

    def test_leaves_what_a_promotion_owns(self, three: Project) -> None:
        three.run("apply", "--yes")
        with three.store() as store:
            ids = {group["name"]: group["id"] for group in store.groups()}
        three.write({"p.json": encode([a_promotion(1, "Boost", groups=[ids["Autumn"]])])})
        three.run("sandbox", "seed", "p.json")
        for each in ("Autumn", "Summer"):
            three.run("sandbox", "edit", each, GOAL)
        ran = three.run("accept", "--all", "--yes")
        assert ran.code == 0
        assert "'Autumn': The live group" in ran.out
        assert "left as it is" in ran.out
        left = three.run("plan", "--format", "json").json
        assert [e["name"] for e in left["changes"] if e["action"] == "drift"] == ["Autumn"]

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ((), "Name the campaigns to accept, or take all that drifted with --all."),
            (
                ("Spring", "--all"),
                "--all takes every campaign that drifted: leave it out, or Spring.",
            ),
        ],
    )
    def test_either_names_or_all(self, three: Project, given: tuple[str, ...], told: str) -> None:
        ran = three.run("accept", *given)
        assert ran.code == 1
        assert f"error: {told}\n" in ran.err


NEW = "Back to school"
LEFT = "nothing-to-accept"


class TestRenamed:
    """``accept`` of a group that was renamed in the console."""

    @pytest.fixture
    def renamed(self, three: Project) -> Project:
        """One of three that are live has a new name, and a new goal."""
        three.run("apply", "--yes")
        three.run("sandbox", "edit", "Autumn", f"name={NEW}", GOAL)
        return three

    @pytest.mark.parametrize("source", ["milestones", "target-groups"])
    @pytest.mark.parametrize(
        "given", ["autumn", NEW, "campaigns/Autumn.yaml", "--all", "Aut*", "back*"]
    )
    def test_writes_the_new_name(self, renamed: Project, given: str, source: str) -> None:
        plan = renamed.run("plan", "--source", source)
        assert "'reconciler accept NAME'" in " ".join(plan.out.split())
        ran = renamed.run("accept", given, "--yes", "--source", source)
        assert (ran.code, ran.err) == (0, "")
        assert "-name: Autumn\n+name: Back to school\n" in ran.out
        assert ran.out.endswith(
            f"'{NEW}' is in sync with group 1001 now: campaigns/Autumn.yaml; its file said "
            "'Autumn' before\n"
        )
        assert renamed.run("plan", "--detailed-exitcode").code == 0

    def test_says_it_as_json(self, renamed: Project) -> None:
        [taken] = renamed.run("accept", NEW, "--yes", "--format", "json").json["campaigns"]
        assert (taken["name"], taken["outcome"], taken["id"]) == (NEW, "accepted", 1001)
        assert "its file said 'Autumn' before" in taken["message"]

    @pytest.mark.parametrize("source", ["milestones", "target-groups"])
    def test_is_meant_by_a_pattern_that_fits_others_as_well(
        self, renamed: Project, source: str
    ) -> None:
        """What a pattern fits is what any of its campaigns is called, in a file or live."""
        ran = renamed.run("accept", "*s*", "--yes", "--format", "json", "--source", source)
        told = {each["name"]: each["outcome"] for each in ran.json["campaigns"]}
        assert told == {NEW: "accepted", "Spring": LEFT, "Summer": LEFT}
        assert renamed.run("plan", "--detailed-exitcode").code == 0

    def test_leaves_other_campaigns_alone(self, renamed: Project) -> None:
        ran = renamed.run("accept", "Spring", "--yes")
        assert "'Spring' is in sync" in ran.out
        assert renamed.run("plan", "--detailed-exitcode").code == 2

    def test_refuses_what_is_not_certain(self, three: Project) -> None:
        """By name; all that drifted is taken without it."""
        three.run("apply", "--yes")
        twin = campaign("Fall", value=1)
        three.write({"campaigns/Fall.yaml": twin.replace("Fall target", "Fall goal")})
        three.run("sandbox", "edit", "Autumn", f"name={NEW}", "targets/0/name=New goal")
        three.run("sandbox", "edit", "Spring", GOAL)
        before = (three.folder / "campaigns/Autumn.yaml").read_text()

        ran = three.run("accept", "Autumn", "--yes")
        assert ran.code == 1
        assert "'Autumn' cannot be accepted; campaigns/Autumn.yaml stays as it is." in ran.err
        assert f"The live group 1001, '{NEW}', may be this campaign, and may as well" in ran.err
        assert "write its name into the file, then accept again" in ran.err
        ran = three.run("accept", "--all", "--yes")
        assert ran.code == 0
        assert "'Autumn' is left as it is. The live group 1001" in ran.out
        assert "'Fall' is left as it is." in ran.out
        assert "'Spring' is in sync" in ran.out
        assert (three.folder / "campaigns/Autumn.yaml").read_text() == before

    def test_knows_from_git_what_was_renamed_in_the_file(self, renamed: Project) -> None:
        """And given other targets and another goal since."""
        file = renamed.folder / "campaigns/Autumn.yaml"
        renamed.run("accept", "Autumn", "--yes")
        commit(renamed.folder)
        text = file.read_text().replace(NEW, "Holidays").replace("Autumn target", "Other target")
        renamed.write({"campaigns/Autumn.yaml": text.replace(": 77", ": 78")})
        [change, *_] = renamed.run("plan", "--format", "json").json["changes"]
        assert "In an earlier commit this file declared" in change["reason"]["message"]
        assert renamed.run("accept", "Holidays", "--yes").code == 0
        assert renamed.run("plan", "--detailed-exitcode").code == 0
        assert "name: Back to school\n" in file.read_text()


class TestMovedDay:
    """``accept`` of a day that was moved in periods that a schedule says."""

    def test_writes_the_periods_out_and_says_so(self, project: Project) -> None:
        written = "  - {refCode: may, startDate: 2027-05-01, endDate: 2027-05-31}"
        schedule = "  from: 2027-05-01\n  every: MONTHLY\n  count: 2  # as the shops want it"
        project.write({"campaigns/Spring.yaml": campaign().replace(written, schedule)})
        project.run("apply", "--yes")
        project.run("sandbox", "edit", "Spring", "periods/1/endDate=2027-06-29")
        assert "reconciler accept NAME writes it" in project.run("plan").out.replace("'", "")

        ran = project.run("accept", "Spring", "--yes")

        assert ran.code == 0
        assert ran.out.endswith(
            "campaigns/Spring.yaml; its periods are written out, as no schedule says what is live\n"
        )
        text = (project.folder / "campaigns/Spring.yaml").read_text()
        assert (
            "periods:\n"
            "  # as the shops want it\n"
            "  - {refCode: Cycle_1, startDate: 2027-05-01, endDate: 2027-05-31}\n"
            "  - {refCode: Cycle_2, startDate: 2027-06-01, endDate: 2027-06-29}\n"
        ) in text
        assert project.run("plan", "--detailed-exitcode").code == 0
        assert project.run("validate").code == 0


class TestImport:
    """``import``: some of what is live, into a folder of its own, as the environment writes it."""

    @pytest.fixture
    def clicked(self, three: Project) -> Project:
        """All three live, and in no file."""
        three.run("apply", "--yes")
        for each in NAMES:
            three.delete(f"campaigns/{each}.yaml")
        return three

    @pytest.mark.parametrize(
        ("pattern", "due"),
        [
            ("s*", ["spring", "summer"]),
            ("*u*m*", ["autumn", "summer"]),
            ("SPRING", ["spring"]),
        ],
    )
    def test_patterns_choose_groups(self, clicked: Project, pattern: str, due: list[str]) -> None:
        assert clicked.run("import", pattern).code == 0
        files = (clicked.folder / "campaigns").iterdir()
        assert sorted(path.stem for path in files) == due

    def test_a_pattern_that_fits_nothing_is_an_error(self, clicked: Project) -> None:
        ran = clicked.run("import", "Winter*")
        assert ran.code == 1
        assert "No live group is named like 'Winter*'" in ran.err

    def test_goes_to_a_folder_with_its_owner_and_the_names_of_values(
        self, clicked: Project
    ) -> None:
        clicked.settings("values = {till = 50679757, goal = 1}\n")
        ran = clicked.run("import", "--to", "campaigns/team-a", "--owner", "Team A")
        assert ran.code == 0
        for each in NAMES:
            path = clicked.folder / "campaigns" / "team-a" / f"{each.lower()}.yaml"
            text = path.read_text(encoding="utf-8")
            assert "preferredTillId: ${till}" in text
            assert "owner: Team A" in text
            assert "${goal}" not in text
        assert clicked.run("plan", "--detailed-exitcode").code == 0
        groups = clicked.run("audit", "--format", "json").json["groups"]
        assert {each["owner"] for each in groups} == {"Team A"}

    @pytest.mark.parametrize("folder", ["elsewhere", "..", "campaigns/../x"])
    def test_a_folder_that_nobody_reads_is_refused(self, clicked: Project, folder: str) -> None:
        ran = clicked.run("import", "--to", folder)
        assert ran.code == 1
        assert "is not within a folder of the campaigns (campaigns)" in ran.err
        assert not any((clicked.folder / "campaigns").iterdir())
