"""One layout for campaign files: what changes, what stays, and what is left alone."""

from pathlib import Path

import pytest

from reconciler.campaigns.format import WORTH
from reconciler.yaml12 import format as formatting
from tests.cli.support import Project

MESSY = """\
# The head stays on top.
trackingType:   'DEFAULT'
"targets":
- defaultValues: [ 500,1.50,
    2 ]   # behind the values
  # above the name
  name: "A target"
  filters: [{entityIds: [1,2],
     entityType: STORE}]

  # at the end of the target


# above the name of the campaign
name: Spring   # behind the name
metadata:
      ticket: "010"
      code: 010
      when: "2027-01-01T00:00:00Z"
      text: |
           kept
             as it is

description: >-   # folded
    first
    second
# the last word
"""
TIDY = """\
# The head stays on top.

# above the name of the campaign
name: Spring  # behind the name
description: >-  # folded
  first
  second
trackingType: DEFAULT

targets:
  # above the name
  - name: A target
    filters: [{entityType: STORE, entityIds: [1, 2]}]
    defaultValues: [500, 1.50, 2]  # behind the values

    # at the end of the target

metadata:
  ticket: "010"
  code: 010
  when: "2027-01-01T00:00:00Z"
  text: |
    kept
      as it is

# the last word
"""
EXAMPLES = Path(__file__).parents[2] / "campaigns"


def test_a_file_is_put_into_canonical_layout(project: Project) -> None:
    """Fields in the order of the table, each with its comments; a second run finds nothing."""
    project.write({"campaigns/a.yaml": MESSY})

    ran = project.run("fmt")

    assert (ran.code, ran.out, ran.err) == (0, "campaigns/a.yaml\n", "1 file, 1 changed.\n")
    assert (project.folder / "campaigns/a.yaml").read_text() == TIDY
    assert (project.run("fmt").out, project.run("fmt", "--check").code) == ("", 0)


def test_check_names_the_files_and_writes_nothing(project: Project) -> None:
    """With --diff it shows what would change."""
    project.write({"campaigns/a.yaml": MESSY, "campaigns/b.yaml": TIDY})

    ran = project.run("fmt", "--check", "--diff", "campaigns")

    assert (ran.code, ran.err) == (1, "2 files, 1 to change.\n")
    assert ran.out.startswith("campaigns/a.yaml\n--- campaigns/a.yaml (as it is)\n")
    assert "\n+name: Spring  # behind the name\n" in ran.out
    alone = project.run("fmt", "--diff", "campaigns")
    assert (alone.code, alone.out, alone.err) == (0, ran.out, ran.err)
    assert (project.folder / "campaigns/a.yaml").read_text() == MESSY


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"name":"a"}'),
        ("a.yaml", '{"name":"a"}'),
        ("a.yaml", "{name:  a}  # in braces\n"),
        ("a.yaml", "name: &n a\n\ntargets:\n  - {name: *n}\n\ndescription: *n\n"),
        ("a.yaml", "name: a\r\nmetadata:\r\n  x: 1\r\n".replace("metadata", "\r\nmetadata")),
        ("a.yaml", "%YAML 1.2\n---\nname: a\n...\n"),
    ],
)
def test_what_has_a_layout_of_its_own_is_left_alone(project: Project, name: str, text: str) -> None:
    """JSON, braces around all, anchors before their aliases, line ends, markers."""
    project.write({f"campaigns/{name}": text})
    assert project.run("fmt").code == 0
    assert (project.folder / "campaigns" / name).read_bytes() == text.encode()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("name:\n  # why\n  a\n", "# why\nname: a\n"),
        ("name: a\ntargets:\n  -  # dash\n    # key\n    x: 1\n",
         "name: a\n\ntargets:\n  # dash\n  # key\n  - x: 1\n"),
        ("name: a\ntargets:\n- - - 1 # c\n  - 2\n",
         "name: a\n\ntargets:\n  - - - 1  # c\n    - 2\n"),
        ("name: \"a\n   b\"\n", "name: \"a\n  b\"\n"),
        ("name: |2-\n     a\n", "name: |2-\n     a\n"),
        ("name:   |+\n    a\n\n\n", "name: |+\n  a\n\n\n"),
        ("metadata: [  # c\n      a,\n       b]\nname: a",
         "name: a\nmetadata: [  # c\n  a,\n   b]\n"),
        ("metadata: &m\n    a: &x  1\nname: a\n", "metadata: &m\n  a: &x 1\n\nname: a\n"),
        ("name: a\nmetadata: {'b': , c: \"d: e\"}\n",
         "name: a\nmetadata: {b: null, c: \"d: e\"}\n"),
    ],
)  # fmt: skip
def test_every_way_of_writing_has_its_place(project: Project, written: str, canonical: str) -> None:
    project.write({"campaigns/a.yaml": written})
    ran = project.run("fmt")
    assert (project.folder / "campaigns/a.yaml").read_text() == canonical, ran.err
    assert project.run("fmt", "--check").code == 0


def test_a_file_that_would_not_be_the_same_is_left(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the reason is; the others are written."""
    project.write({"campaigns/a.yaml": "? name\n: a\n", "campaigns/b.yaml": MESSY})
    ran = project.run("fmt")
    assert (ran.code, ran.out) == (1, "campaigns/b.yaml\n")
    assert "error: campaigns/a.yaml is left as it is. It is written in a way" in ran.err
    project.write({"campaigns/a.yaml": MESSY})
    for broken, why in {"name: other\n": "what it says", TIDY[25:]: "losing a comment"}.items():
        lines = broken.splitlines()
        monkeypatch.setattr(formatting, "put_together", lambda *_, lines=lines: lines)
        ran = project.run("fmt", "campaigns/a.yaml")
        assert (ran.code, ran.out) == (1, "")
        assert why in ran.err
        assert (project.folder / "campaigns/a.yaml").read_text() == MESSY


def test_a_file_that_cannot_be_read_is_named(project: Project) -> None:
    """With all that is wrong with it."""
    project.write({"campaigns/a.yaml": "name: [\n"})
    ran = project.run("fmt")
    assert (ran.code, ran.out) == (3, "")
    assert "campaigns/a.yaml:" in ran.err


def test_the_examples_are_in_canonical_layout(project: Project) -> None:
    """They are what people start from."""
    ran = project.run("fmt", "--check", str(EXAMPLES))
    assert (ran.code, ran.out) == (0, "")


def test_without_settings_it_formats_what_is_named(project: Project) -> None:
    project.write({"elsewhere/a.yaml": MESSY})
    project.delete("reconciler.toml")
    assert project.run("fmt", "elsewhere").out == "elsewhere/a.yaml\n"


def test_many_files_are_formatted_as_one_by_one(project: Project) -> None:
    """On several cores; what is told stands in the order of the files, whatever became of each."""
    kinds = {"tidy": TIDY, "messy": MESSY, "odd": "? name\n: a\n", "wrong": "name: [\n"}
    names = [f"campaigns/{n:03}-{kind}.yaml" for n in range(2 * WORTH // 3) for kind in kinds]
    project.write({name: kinds[name[14:-5]] for name in names})

    ran = project.run("fmt")

    changed = [name for name in names if "messy" in name]
    assert (ran.code, ran.out.splitlines()) == (3, changed)
    assert [line for line in ran.err.splitlines() if "is left as it is" in line] == [
        f"error: {name} is left as it is. It is written in a way of YAML whose layout is not "
        "known here."
        for name in names
        if "odd" in name
    ]
    assert ran.err.endswith(f"{len(names)} files, {len(changed)} changed.\n")
    assert {(project.folder / name).read_text() for name in changed} == {TIDY}


def test_what_is_in_layout_is_remembered_by_what_it_says(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by its name: another content is looked at, and so is all with --no-cache."""
    project.write({"campaigns/a.yaml": TIDY})
    assert project.run("fmt", "--check").code == 0
    monkeypatch.setattr(formatting, "put_together", lambda *_: ["name: other"])

    assert project.run("fmt", "--check").code == 0
    assert project.run("fmt", "--check", "--no-cache").code == 1
    project.write({"campaigns/a.yaml": MESSY})
    assert project.run("fmt", "--check").code == 1
