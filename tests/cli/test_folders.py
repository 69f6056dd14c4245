"""Folders of campaign files: which files are read, and what is said of the others."""

from tests.cli.support import Project
from tests.support.every_command import LINES, check_lines

READS = {"accept", "apply", "audit", "fmt", "plan", "validate"}
"""Commands that read the folder of an environment."""
MAKES = {"import", "new"}
"""Commands that make it where it is not there."""
READS_NO_CAMPAIGNS = {
    *("comment", "customer", "doctor", "environments", "explain", "issue", "schema", "show"),
    *("sandbox calls", "sandbox clock", "sandbox edit", "sandbox reset", "sandbox seed"),
    "sandbox serve",
}


def test_a_folder_that_is_not_there_is_an_error_where_it_is_read(project: Project) -> None:
    """A mistyped folder holds no campaigns: it would be in order for ever."""
    check_lines(dict.fromkeys(READS | MAKES | READS_NO_CAMPAIGNS))
    for words in READS:
        for environment in ([], ["--environment", "sandbox"]):
            project.settings('campaigns = "campagins"\n')
            ran = project.run(*words.split(), *LINES[words], *environment)
            assert (words, ran.code, ran.out) == (words, 1, "")
            assert "error: There is no file or folder campagins." in ran.err
    for words in MAKES:
        assert project.run(*words.split(), *LINES[words]).code == 0
    assert (project.folder / "campagins" / "new.yaml").is_file()
