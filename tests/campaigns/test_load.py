"""Loading folders of campaign files: which are read, what clashes, what is handed on."""

import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reconciler.campaigns import load, source_files
from reconciler.campaigns.load import Loaded
from reconciler.campaigns.source_files import find_files
from reconciler.core.diagnostic import Severity
from reconciler.core.exact_json import Json, encode
from reconciler.errors import UsageError
from reconciler.files import read_file
from reconciler.render.findings import MOST_OF_A_FILE, findings_lines, findings_to_json
from reconciler.render.terminal import to_text
from tests.support.loading import load_campaigns
from tests.support.many_processes import let_others_work
from tests.support.repository import campaign, write

HERE = os.getpid()


def loaded(
    folder: Path, files: Mapping[str, str | bytes], values: Mapping[str, Json] | None = None
) -> Loaded:
    write(folder, files)
    return load_campaigns([folder], base=folder, values=values, today=date(2027, 1, 1))


def told(found: Loaded) -> list[str]:
    return [f"{each.file}:{each.line}:{each.column} {each.code}" for each in found.findings]


def test_a_campaign_file_becomes_a_campaign(tmp_path: Path) -> None:
    """Name, file and line of the name; the body has what the file says."""
    found = loaded(tmp_path, {"sub/spring.yaml": campaign("Spring")})
    (spring,) = found.campaigns
    assert (spring.name, spring.file, spring.line) == ("Spring", "sub/spring.yaml", 1)
    assert spring.body["targets"][0]["defaultValues"] == [{"defaultValue": 500}]
    assert (found.findings, found.files, found.has_errors) == ((), 1, False)


def test_campaigns_come_in_the_order_of_their_files(tmp_path: Path) -> None:
    """The order does not depend on the file system."""
    names = ["b.yaml", "a/z.yml", "a.yaml", "c.json"]
    texts = {name: campaign(f"Campaign {k}") for k, name in enumerate(names[:3])}
    found = loaded(tmp_path, {**texts, "c.json": as_json("Campaign 3")})
    assert [each.file for each in found.campaigns] == ["a/z.yml", "a.yaml", "b.yaml", "c.json"]


def test_many_files_say_what_each_of_them_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process has read stays packed, and is unpacked for whoever asks."""
    files = {f"{k}.yaml": campaign(f"Campaign {k}") for k in range(3)}
    few = loaded(tmp_path, files).campaigns
    let_others_work(monkeypatch, load)
    many = loaded(tmp_path, files).campaigns
    assert all(each.give_data() is each.give_data() for each in few)
    assert all(each.give_data() is not each.give_data() for each in many)
    assert [dict(each.data) for each in many] == [dict(each.data) for each in few]
    assert [dict(each.spec) for each in many] == [dict(each.spec) for each in few]
    assert [dict(each.body) for each in many] == [dict(each.body) for each in few]


def as_json(name: str) -> str:
    return encode(
        {
            "name": name,
            "trackingType": "DEFAULT",
            "periods": [{"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}],
            "targets": [
                {
                    "name": f"{name} target",
                    "targetEntity": "TRANSACTION",
                    "targetType": "SALES",
                    "defaultValues": Decimal("1.000"),
                }
            ],
        }
    )


def test_a_json_file_is_a_campaign_with_its_digits(tmp_path: Path) -> None:
    """Decimals keep every digit that they were written with."""
    (spring,) = loaded(tmp_path, {"spring.json": as_json("Spring")}).campaigns
    assert str(spring.body["targets"][0]["defaultValues"][0]["defaultValue"]) == "1.000"


def test_every_file_is_read_though_others_are_wrong(tmp_path: Path) -> None:
    """All findings of all files in one run, in the order of files and lines."""
    found = loaded(
        tmp_path,
        {
            "a.yaml": "name: [",
            "b.yaml": campaign("Spring").replace("name: Spring\n", "nam: Spring\n"),
            "c.yaml": campaign("Summer"),
            "d.json": "{]",
            "e.yaml": b"\xff\xfe",
        },
    )
    assert told(found) == [
        "a.yaml:1:7 syntax",
        "b.yaml:1:1 unknown-field",
        "d.json:1:2 json-syntax",
        "e.yaml:0:0 not-utf-8",
    ]
    assert [each.name for each in found.campaigns] == ["Summer"]
    assert (found.files, found.has_errors) == (5, True)


def test_hidden_files_and_other_files_are_left_out(tmp_path: Path) -> None:
    """What an editor or git keeps is no campaign, nor is a note beside them."""
    found = loaded(
        tmp_path,
        {
            ".a.yaml": "x",
            ".git/b.yaml": "x",
            "sub/.idea/c.json": "x",
            "README.md": "x",
            "d.yaml.orig": "x",
            "UPPER.YAML": campaign(),
        },
    )
    assert ([each.file for each in found.campaigns], found.files) == (["UPPER.YAML"], 1)


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    """Who names a file means it; who names it twice means it once."""
    write(tmp_path, {".hidden.txt": campaign()})
    path = tmp_path / ".hidden.txt"
    twice = [path, tmp_path / "sub" / ".." / ".hidden.txt"]
    (tmp_path / "sub").mkdir()
    assert find_files(twice) == [path]
    found = load_campaigns(twice, base=tmp_path, today=date(2027, 1, 1))
    assert [each.name for each in found.campaigns] == ["Spring"]


def test_a_file_named_beside_its_folder_is_read_once(tmp_path: Path) -> None:
    """A campaign does not clash with itself."""
    write(tmp_path, {"a.yaml": campaign()})
    assert find_files([tmp_path / "a.yaml", tmp_path]) == [tmp_path / "a.yaml"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """A wrong path must not look like a folder without campaigns."""
    with pytest.raises(UsageError, match="There is no file or folder") as raised:
        load_campaigns([tmp_path / "nowhere"], base=tmp_path, today=date(2027, 1, 1))
    assert "reconciler.toml" in raised.value.hint


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere.yml", "nowhere.json"])
def test_a_missing_file_is_not_told_as_a_folder(tmp_path: Path, name: str) -> None:
    """Nobody is to make a folder of that name."""
    with pytest.raises(UsageError, match="There is no file or folder") as raised:
        find_files([tmp_path / name])
    assert raised.value.hint is not None
    assert raised.value.hint.startswith("Name one that is there, by its path from here.")


def test_a_folder_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its campaigns would look as if nobody had declared them."""
    write(tmp_path, {"sub/a.yaml": campaign()})

    def scandir(path: str) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(UsageError, match=r"cannot be read: Permission denied\."):
        find_files([tmp_path])


def test_an_unreadable_file_is_a_finding(tmp_path: Path) -> None:
    """A link that leads nowhere is told, and the other files are read."""
    (tmp_path / "broken.yaml").symlink_to(tmp_path / "nowhere")
    found = loaded(tmp_path, {"a.yaml": campaign()})
    assert told(found) == ["broken.yaml:0:0 unreadable-file"]
    assert found.findings[0].message == "The file cannot be read: No such file or directory."
    assert len(found.campaigns) == 1


def test_an_unreadable_file_that_is_named_is_a_finding(tmp_path: Path) -> None:
    """A link that leads nowhere exists."""
    link = tmp_path / "broken.yaml"
    link.symlink_to(tmp_path / "nowhere")
    found = load_campaigns([link], base=tmp_path, today=date(2027, 1, 1))
    assert told(found) == ["broken.yaml:0:0 unreadable-file"]


def test_a_file_outside_is_shown_as_it_was_named(tmp_path: Path) -> None:
    """Paths are relative to the base, unless they are absolute and lie elsewhere."""
    write(tmp_path, {"here/a.yaml": campaign("A"), "there/b.yaml": campaign("B")})
    here, there = tmp_path / "here", tmp_path / "there"
    found = load_campaigns([here, there], base=here, today=date(2027, 1, 1))
    assert [each.file for each in found.campaigns] == ["a.yaml", (there / "b.yaml").as_posix()]


def test_a_relative_path_outside_leads_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder beside the settings is shown relative to them."""
    write(tmp_path, {"ops/x": "", "campaigns/b.yaml": campaign("B")})
    monkeypatch.chdir(tmp_path)
    ops = Path("ops")
    found = load_campaigns([ops / "../campaigns"], base=ops, today=date(2027, 1, 1))
    assert [each.file for each in found.campaigns] == ["../campaigns/b.yaml"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Spring", "Spring"),
        ("Spring", "SPRING"),
        ("Spring sale", "'  Spring   sale '"),
        ("Café", "Cafe\u0301"),
        ("Straße", "STRASSE"),
        ("Level ①", "Level 1"),
    ],
)
def test_two_campaigns_of_one_name_clash(tmp_path: Path, first: str, second: str) -> None:
    """Names that a person takes for the same: case, spaces, Unicode form."""
    found = loaded(
        tmp_path,
        {
            "a.yaml": campaign(first, target="One"),
            "b.yaml": f"# second\n{campaign(second, target='Two')}",
        },
    )
    assert "b.yaml:2:7 duplicate-campaign" in told(found)
    message = next(e.message for e in found.findings if e.code == "duplicate-campaign")
    assert "a.yaml:1" in message
    assert [each.file for each in found.campaigns] == ["a.yaml"]


def test_two_targets_of_one_name_in_two_files_clash(tmp_path: Path) -> None:
    """Target names are unique in the organisation; the finding stands at the second."""
    found = loaded(
        tmp_path,
        {
            "a.yaml": campaign("Spring", target="Spend"),
            "b.yaml": campaign("Summer", target='"SPEND "'),
        },
    )
    assert "b.yaml:11:11 duplicate-target" in told(found)
    assert [each.file for each in found.campaigns] == ["a.yaml"]


def test_at_most_a_hundred_findings_of_a_file_are_shown_and_the_rest_is_counted(
    tmp_path: Path,
) -> None:
    """A file of the wrong kind does not bury the findings of others."""
    wrong = "".join(f"field{k}: 1\n" for k in range(130))
    found = loaded(tmp_path, {"a.yaml": wrong, "b.yaml": "name: 1.5\n" + campaign()[13:]})
    shown = findings_to_json(found.findings, found.files)
    of_a = [each for each in shown["findings"] if each["file"] == "a.yaml"]
    assert len(of_a) == MOST_OF_A_FILE
    assert [each["file"] for each in shown["findings"][-1:]] == ["b.yaml"]
    assert shown["counts"]["not_listed"] == 39
    assert shown["counts"]["error"] == 133
    text = to_text(findings_lines(found.findings, found.files), color=False)
    assert "39 more findings not listed: 100 of a file are." in text
    assert "2 files checked: 133 errors" in text


def test_a_plain_number_with_a_leading_zero_keeps_it(tmp_path: Path) -> None:
    """A refCode 010 is neither 8 nor 10; that it is text is a warning."""
    text = campaign().replace("refCode: may", "refCode: 010").replace("Spring\n", "007\n", 1)
    found = loaded(tmp_path, {"a.yaml": text})
    (spring,) = found.campaigns
    assert (spring.name, spring.body["periods"][0]["refCode"]) == ("007", "010")
    assert {each.severity for each in found.findings} == {Severity.WARNING}
    assert 'is read as "010"' in found.findings[1].message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (campaign(), 1),
        ("# name: no\n\n" + campaign(), 3),
        ("\n".join([*campaign().splitlines()[1:], "name: Spring"]) + "\n", 15),
        (campaign().replace("name: Spring", '"name": "Spring"', 1), 1),
        (campaign().replace("name: Spring", "name:\n  Spring", 1), 1),
        (campaign().replace("name: Spring", "? name\n: Spring", 1), 1),
        (campaign().replace("name: Spring", "name: 'Spring'  # the season", 1), 1),
        (campaign().replace("name: Spring", "name: &n Spring", 1), 1),
        ("description: |2\n  a\n  name: Spring\n" + campaign(), 4),
        ('description: "a\n\n  name: Spring"\n' + campaign(), 4),
        ("metadata:\n  name: Spring\n" + campaign(), 3),
        (as_json("Spring"), 1),
        ("\n\n" + as_json("Spring").replace('"name"', '\n"name"', 1), 4),
        ("{periods: [], targets: [],\nname: Spring, trackingType: CAPPING}\n", 2),
    ],
)
def test_the_line_of_the_name_is_found_in_any_layout(tmp_path: Path, text: str, line: int) -> None:
    """Names first or last, quoted, in flow style, after look-alikes in comments and texts."""
    (spring,) = loaded(tmp_path, {"a.yaml": text}).campaigns
    assert (spring.name, spring.line) == ("Spring", line)


def test_create_only_findings_go_with_the_campaign(tmp_path: Path) -> None:
    """They stand against creating it, not against its being live, so the file is not refused."""
    text = campaign().replace("enrolmentMethod: TRANSACTION", "enrolmentMethod: AUDIENCE_FILTER")
    found = loaded(tmp_path, {"a.yaml": text.replace("Spring\n", '" Spring"\n', 1)})
    (spring,) = found.campaigns
    assert not found.has_errors
    assert len(spring.create_only) == 2
    assert {each.severity for each in spring.create_only} == {Severity.CREATE_ONLY}
    assert set(spring.create_only) <= set(found.findings)


def test_ten_files_of_ten_findings_are_ten_times_ten(tmp_path: Path) -> None:
    """The limit counts for each file alone."""
    extra = "".join(f"extra{k}: 1\n" for k in range(10))
    files = {f"{k}.yaml": campaign(f"c{k}", target=f"t{k}") + extra for k in range(10)}
    found = loaded(tmp_path, files)
    assert findings_to_json(found.findings, found.files)["counts"]["error"] == 100


def test_names_clash_also_where_a_file_has_errors(tmp_path: Path) -> None:
    """One run shows both, the error and the clash."""
    found = loaded(
        tmp_path,
        {"a.yaml": campaign("Spring") + "extra: 1\n", "b.yaml": campaign("SPRING", target="Two")},
    )
    assert [each for each in told(found) if "warning" not in each][:2] == [
        "a.yaml:16:1 unknown-field",
        "b.yaml:1:7 duplicate-campaign",
    ]


def test_files_are_the_same_whoever_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many are read by several processes: in their order, with what cannot be read among them."""
    files = {f"{k}.yaml": campaign(f"Campaign {k}", target=f"Target {k}") for k in range(7)}
    files["5.yaml"] += "extra: 1\n"
    (tmp_path / "8.yaml").symlink_to("/nowhere")
    alone = loaded(tmp_path, files)
    let_others_work(monkeypatch, load)
    monkeypatch.setattr(source_files, "read_file", only_elsewhere)
    shared = loaded(tmp_path, files)
    assert [dict(each.body) for each in shared.campaigns] == [
        dict(each.body) for each in alone.campaigns
    ]
    assert (shared.findings, shared.digest) == (alone.findings, alone.digest)
    assert {each.file for each in alone.findings} >= {"5.yaml", "8.yaml"}


def only_elsewhere(path: Path, *, most: int) -> bytes:
    assert os.getpid() != HERE
    return read_file(path, most=most)
