"""Parts of what a folder declares: some creates alone, and all drift at once."""

import pytest

from reconciler.core.exact_json import encode
from tests.cli.support import Project
from tests.support.promotions import a_promotion
from tests.support.repository import campaign

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

    @pytest.mark.parametrize("given", [(), ("Spring", "--all")])
    def test_either_names_or_all(self, three: Project, given: tuple[str, ...]) -> None:
        ran = three.run("accept", *given)
        assert ran.code == 1
        assert "Name the campaigns to accept, or take all that drifted with --all" in ran.err


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
