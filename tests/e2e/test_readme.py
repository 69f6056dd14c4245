"""The README's first campaign, as a newcomer who copies it sees it, in whatever year that is."""

import re
import shlex
from pathlib import Path

from tests.support.server import ROOT, run

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(heading: str, language: str) -> list[str]:
    """The blocks of a section, to the next heading."""
    section = re.split(r"^#{2,} ", README.partition(f"\n{heading}\n")[2], flags=re.MULTILINE)[0]
    found = re.findall(rf"^```{language}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    assert found, f"{heading} has no block of {language}"
    return found


def newcomer(folder: Path) -> None:
    """Write the files of the section, each with the name that its first line has."""
    for language in ("toml", "yaml"):
        for text in blocks("## Your first campaign", language):
            first, _, rest = text.partition("\n")
            path = folder / first.removeprefix("# ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(rest, encoding="utf-8")


def commands(heading: str) -> list[list[str]]:
    """Command lines of a section, without the name of the command and without comments."""
    lines = (line for text in blocks(heading, "console") for line in text.splitlines())
    return [shlex.split(line, comments=True)[1:] for line in lines if line.strip()]


def test_the_first_campaign_goes_as_the_readme_says(tmp_path: Path) -> None:
    """No finding, no warning, nothing that has gone; created, and then in sync."""
    newcomer(tmp_path)
    said = {}
    for number, command in enumerate(commands("## Your first campaign")):
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


def test_the_first_new_file_is_as_the_readme_says(tmp_path: Path) -> None:
    """What 'new' writes has no finding, and its days are to come."""
    newcomer(tmp_path)
    (command,) = commands("### Starting a campaign")
    assert run(tmp_path, *command).returncode == 0
    ran = run(tmp_path, "plan")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "warning" not in ran.stdout
    assert "2 to create" in ran.stdout
