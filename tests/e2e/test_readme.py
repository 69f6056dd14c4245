"""The first campaign as a newcomer who copies it sees it, in whatever year that is."""

from pathlib import Path

from tests.support.pages import commands, section
from tests.support.server import ROOT, run

README = ROOT / "README.md"
DAILY_WORK = ROOT / "docs" / "daily-work.md"


def newcomer(folder: Path) -> None:
    """Write the files of the section, each with the name that its first line has."""
    for block in section(README, "Your first campaign"):
        if block.language in ("toml", "yaml"):
            first, _, rest = block.text.partition("\n")
            path = folder / first.removeprefix("# ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(rest, encoding="utf-8")


def lines(page: Path, heading: str) -> list[list[str]]:
    """The commands of a section."""
    found = [words for block in section(page, heading) for words in commands(block)]
    assert found, heading
    return found


def test_the_first_campaign_goes_as_the_readme_says(tmp_path: Path) -> None:
    """No finding, no warning, nothing that has gone; created, and then in sync."""
    newcomer(tmp_path)
    said = {}
    for number, command in enumerate(lines(README, "Your first campaign")):
        yes = ["--yes"] if command == ["apply"] else []
        ran = run(tmp_path, *command, *yes)
        assert (ran.returncode, ran.stderr) == (0, ""), command
        said[number, command[0]] = ran.stdout
    assert [name for _, name in said] == ["schema", "validate", "plan", "apply", "plan"]
    text = "\n".join(said.values())
    assert "0 errors, 0 create-only, 0 warnings" in text
    assert "warning" not in text.replace("0 warnings", "")
    assert "Festive spend streak  created" in text
    assert "No changes." in said[4, "plan"]


def test_the_first_new_file_is_as_the_docs_say(tmp_path: Path) -> None:
    """What 'new' writes has no finding, and its days are to come."""
    newcomer(tmp_path)
    command = lines(DAILY_WORK, "Starting a campaign")[0]
    assert run(tmp_path, *command).returncode == 0
    ran = run(tmp_path, "plan")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "warning" not in ran.stdout
    assert "2 to create" in ran.stdout
