"""The first line of a campaign file: where it leads, when it is mended, when it is left alone."""

from pathlib import Path

import pytest

from reconciler.campaigns.schema_line import depends_on_others, with_schema_line
from reconciler.campaigns.schema_places import NAME, Schemas
from reconciler.yaml12.document import Document, read_document
from tests.support.repository import write

DEAD = f"# yaml-language-server: $schema=../nowhere/{NAME}"
LEADS = f"# yaml-language-server: $schema=../schemas/{NAME}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a schema, one of its own, and one in a folder of another name."""
    files = {
        f"schemas/{NAME}": "{}",
        f"editor/{NAME}": "{}",
        "own/loyalty.json": "{}",
        "campaigns/2027/.keep": "",
    }
    write(tmp_path, files)
    return tmp_path


def led(folder: Path, text: str, place: str = "campaigns", name: str = "a.yaml") -> str:
    document = read_document(name, text.encode())
    assert isinstance(document, Document)
    return with_schema_line(document, folder / place, Schemas(folder))


@pytest.mark.parametrize(
    ("written", "place", "wanted"),
    [
        ("", "campaigns", LEADS),
        (LEADS, "campaigns", LEADS),
        (LEADS, "campaigns/2027", LEADS.replace("=", "=../")),
        (DEAD, "campaigns", LEADS),
        (f"# yaml-language-server: $schema={NAME}", "campaigns", LEADS),
        (f"#  yaml-language-server : $schema=../x/{NAME}", "campaigns",
         f"#  yaml-language-server : $schema=../schemas/{NAME}"),
        (f"# $schema: ../x/{NAME}", "campaigns", f"# $schema: ../schemas/{NAME}"),
        (LEADS.replace("schemas", "editor"), "campaigns", LEADS.replace("schemas", "editor")),
        (LEADS.replace("schemas", "editor"), "campaigns/2027",
         LEADS.replace("../schemas", "../../editor")),
        ("# yaml-language-server: $schema=../own/loyalty.json", "campaigns", None),
        ("# yaml-language-server: $schema=../own/gone.json", "campaigns", None),
        ("# yaml-language-server: $schema=https://example.com/campaign.schema.json", "campaigns",
         None),
        (f"# yaml-language-server: $schema=file:///opt/{NAME}", "campaigns", None),
        (f"# yaml-language-server: $schema=/opt/{NAME}", "campaigns", None),
        (f"# yaml-language-server: $schema=C:/opt/{NAME}", "campaigns", None),
        ("# yaml-language-server: something else", "campaigns", None),
    ],
)  # fmt: skip
def test_a_line_is_mended_where_it_leads_nowhere(
    folder: Path, written: str, place: str, wanted: str | None
) -> None:
    """One that leads elsewhere on purpose stays; a schema of another folder is followed."""
    text = f"{written}\nname: a\n" if written else "name: a\n"
    assert led(folder, text, place) == f"{wanted or written}\nname: a\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# about\n# more\n\nname: a\n", f"{LEADS}\n# about\n# more\n\nname: a\n"),
        (f"# about\n{DEAD}\nname: a\n", f"# about\n{LEADS}\nname: a\n"),
        (f"---\n{DEAD}\nname: a\n", f"---\n{LEADS}\nname: a\n"),
        ("%YAML 1.2\n---\nname: a\n", f"{LEADS}\n%YAML 1.2\n---\nname: a\n"),
        (f"name: a\n{DEAD}\ndescription: b\n", f"{LEADS}\nname: a\ndescription: b\n"),
        (f"name: a\n{LEADS}", f"{LEADS}\nname: a\n"),
        (f"name: a\r\n{DEAD}\r\n", f"{LEADS}\r\nname: a\r\n"),
        (f"name: a\ntargets:\n  {DEAD}\n  - x: 1\n", f"{LEADS}\nname: a\ntargets:\n  - x: 1\n"),
        (f"name: a {DEAD}\n", f"{LEADS}\nname: a {DEAD}\n"),
        (f"name: |\n  {DEAD}\n", f"{LEADS}\nname: |\n  {DEAD}\n"),
    ],
)
def test_it_stands_above_the_first_field(folder: Path, text: str, wanted: str) -> None:
    """Where it does already it stays there; what only looks like one is none."""
    assert led(folder, text) == wanted


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"name": "a"}'),
        ("a.yaml", '{"name": "a"}'),
        ("a.yaml", "{name: a}\n"),
    ],
)
def test_json_and_braces_stay(folder: Path, name: str, text: str) -> None:
    """JSON names its schema in a field."""
    assert led(folder, text, name=name) == text


def test_without_a_schema_nothing_changes(tmp_path: Path) -> None:
    """Nor where its way cannot be written in a comment."""
    for text in ("name: a\n", f"{DEAD}\nname: a\n", f"name: a\n{DEAD}\n"):
        wanted = f"{DEAD}\nname: a\n" if DEAD in text else text
        assert led(tmp_path, text) == wanted
    for odd in ("two words", "a\nb"):
        write(tmp_path / odd, {f"schemas/{NAME}": ""})
        schemas = Schemas(tmp_path, tmp_path / odd / "schemas")
        assert schemas.path_from(tmp_path / "campaigns") is None


def test_the_nearest_schema_counts(folder: Path) -> None:
    """Up to the folder of the settings; what is outside has its own beside it, or theirs."""
    write(folder, {f"campaigns/schemas/{NAME}": "{}"})
    schemas = Schemas(folder)
    assert schemas.path_from(folder / "campaigns" / "2027") == f"../schemas/{NAME}"
    assert schemas.path_from(folder / "campaigns") == f"../schemas/{NAME}"
    inner = Schemas(folder / "campaigns")
    assert inner.path_from(folder / "campaigns") == f"schemas/{NAME}"
    assert inner.path_from(folder / "drafts") == f"../campaigns/schemas/{NAME}"
    assert Schemas(folder / "own").path_from(folder / "drafts") == f"../schemas/{NAME}"


def test_what_is_remembered_depends_on_the_file_alone() -> None:
    """A way to another schema may come to be there, or be gone."""
    own = f"../schemas/{NAME}"
    assert not depends_on_others("name: a\n", own)
    assert not depends_on_others(f"{LEADS}\nname: a\n", own)
    assert not depends_on_others("# $schema: https://example.com/s.json\nname: a\n", own)
    assert depends_on_others(f"{DEAD}\nname: a\n", own)
    assert depends_on_others(f"{LEADS}\nname: a\n", None)
