"""Files checked for several environments: each finding once, with where it holds."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from reconciler.campaigns import examine_all, source_files
from reconciler.campaigns.circumstances import Circumstances, Homes
from reconciler.campaigns.everywhere import Checked, check_everywhere
from reconciler.campaigns.examine import Content, Examined, examine
from reconciler.campaigns.load import load_files
from reconciler.core.exact_json import Json
from reconciler.files import read_file
from reconciler.memory import Memory
from reconciler.target_group.expressions.symbols import DOCUMENTED, REAL
from tests.support.repository import campaign, write

TODAY = date(2027, 1, 1)
REFERRING = campaign("Refers").replace("50679757", "${till}")
WRONG = campaign("Wrong").replace("trackingType", "trakingType")


def check(
    folder: Path,
    environments: Mapping[str, Mapping[str, Json]],
    *paths: str,
    folders: Mapping[str, str] | None = None,
    days: Mapping[str, date] | None = None,
) -> Checked:
    """Check for environments with their values; their files are in 'campaigns' unless said."""
    homes = Homes(
        {name: (folder / (folders or {}).get(name, "campaigns"),) for name in environments}
    )
    around = [
        Circumstances(values, DOCUMENTED, (days or {}).get(name, TODAY), name, names, homes=homes)
        for names in [tuple(environments)]
        for name, values in environments.items()
    ]
    return check_everywhere(around, base=folder, paths=[folder / path for path in paths])


def told(checked: Checked) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.file, each.code, each.environments) for each in checked.findings]


def test_a_finding_of_all_environments_is_told_once(tmp_path: Path) -> None:
    """Nothing is said about environments then."""
    write(tmp_path, {"campaigns/a.yaml": WRONG, "campaigns/b.yaml": campaign()})
    checked = check(tmp_path, {"uat": {}, "live": {"till": 5}})
    assert [each[1:] for each in told(checked)] == [("unknown-field", ())]
    assert (checked.files, checked.has_errors) == (2, True)


def test_a_value_that_one_environment_lacks_names_it(tmp_path: Path) -> None:
    """Also where the nearest name, and so the hint, is another in each environment."""
    write(tmp_path, {"campaigns/a.yaml": REFERRING})
    checked = check(tmp_path, {"uat": {"till": 5}, "live": {"tills": 5}, "test": {}})
    [finding] = checked.findings
    assert finding.environments == ("live", "test")
    assert finding.hint == "Did you mean 'tills'?"
    assert check(tmp_path, {"uat": {"till": 5}, "live": {"till": 6}}).findings == ()


def test_a_file_is_checked_for_the_environments_that_use_it(tmp_path: Path) -> None:
    """What holds for all of these holds everywhere."""
    write(tmp_path, {"campaigns/a.yaml": campaign(), "campaigns/eu/b.yaml": REFERRING})
    environments: dict[str, Mapping[str, Json]] = {"uat": {"till": 5}, "eu": {}}
    checked = check(tmp_path, environments, folders={"eu": "campaigns/eu"})
    assert told(checked) == [("campaigns/eu/b.yaml", "unknown-reference", ("eu",))]
    apart = check(tmp_path, environments, folders={"uat": "campaigns/eu", "eu": "campaigns/eu"})
    assert told(apart) == [("campaigns/eu/b.yaml", "unknown-reference", ("eu",))]
    assert apart.files == 1


def test_named_files_are_checked_for_the_environments_whose_folder_they_are_in(
    tmp_path: Path,
) -> None:
    """A file that is in no such folder is checked for all."""
    write(
        tmp_path,
        {"uat/a.yaml": REFERRING, "new/b.yaml": campaign("B").replace("50679757", "${till}")}
        | {"live/.keep": ""},
    )
    environments: dict[str, Mapping[str, Json]] = {"uat": {"till": 5}, "live": {}}
    folders = {"uat": "uat", "live": "live"}
    assert check(tmp_path, environments, "uat", folders=folders).findings == ()
    checked = check(tmp_path, environments, "uat/a.yaml", "new", folders=folders)
    assert told(checked) == [
        ("new/b.yaml", "file-not-read", ()),
        ("new/b.yaml", "unknown-reference", ("live",)),
    ]
    assert checked.files == 2


def test_names_clash_as_each_environment_reads_them(tmp_path: Path) -> None:
    """A name may be a reference."""
    named = campaign("${name}", target="Another target")
    write(tmp_path, {"campaigns/a.yaml": campaign(), "campaigns/b.yaml": named})
    checked = check(tmp_path, {"uat": {"name": "SPRING"}, "live": {"name": "Autumn"}})
    assert told(checked) == [("campaigns/b.yaml", "duplicate-campaign", ("uat",))]


def test_what_was_found_with_other_symbols_is_not_taken_for_known(tmp_path: Path) -> None:
    """The types of symbols decide which trees are filled in."""
    declaring = f"{campaign()}    expression: currentCustomer.points>5\n"
    write(tmp_path, {"a.yaml": declaring})
    [file] = source_files.files_at([tmp_path / "a.yaml"], base=tmp_path)
    types = {"currentCustomer": "c:object:primitive", "currentCustomer.points": REAL}
    memory = Memory()

    found = [
        load_files([file], Circumstances({}, vocabulary, TODAY), memory=memory).findings
        for vocabulary in (DOCUMENTED, DOCUMENTED.extended(types), DOCUMENTED.extended(types))
    ]

    assert [[each.code for each in some] for some in found] == [["expression-json-missing"], [], []]
    assert len(memory.shelf("files", Examined).entries()) == 2


def test_a_day_may_be_over_in_one_time_zone_only(tmp_path: Path) -> None:
    """The periods end on the last of May."""
    write(tmp_path, {"campaigns/a.yaml": campaign()})
    days = {"east": date(2027, 6, 1), "west": date(2027, 5, 31)}
    checked = check(tmp_path, {"east": {}, "west": {}}, days=days)
    assert told(checked) == [
        ("campaigns/a.yaml", "periods-in-the-past", ("east",)),
        ("campaigns/a.yaml", "first-day-passed", ("west",)),
    ]


def test_files_are_read_once_and_those_without_references_examined_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many environments there are, with the same values or without need of them."""
    write(tmp_path, {"campaigns/a.yaml": REFERRING, "campaigns/b.yaml": campaign()})
    read: list[str] = []
    examined: list[str] = []

    def reading(path: Path, most: int) -> bytes:
        read.append(path.relative_to(tmp_path).as_posix())
        return read_file(path, most=most)

    def examining(path: str, raw: bytes, around: Circumstances, content: Content) -> object:
        examined.append(path)
        return examine(path, raw, around, content)

    monkeypatch.setattr(source_files, "read_file", reading)
    monkeypatch.setattr(examine_all, "examine", examining)
    check(tmp_path, {"a": {"till": 5}, "b": {"till": 5}, "c": {"till": 6}})
    assert read == ["campaigns/a.yaml", "campaigns/b.yaml"]
    assert sorted(examined) == ["campaigns/a.yaml"] * 2 + ["campaigns/b.yaml"]
