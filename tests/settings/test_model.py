"""Settings: what the file may say, what is said of a wrong one, and where credentials come from."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reconciler.errors import ExitCode, SettingsError
from reconciler.settings.model import Settings, known_zone, load_settings

FULL = """
default_environment = "uat"

[environments.sandbox]
sandbox = true

[environments.uat]
url = "https://eu.api.example.com"
campaigns = ["files/uat", "files/shared"]
org_id = 100001
time_zone = "Europe/Paris"
source = "target-groups"
customer_id = 900000001
requests_per_second = 2.5
concurrency = 2
max_creates = 10
name_checks = 5
attribution = {type = "TILL", code = "till.main"}

[defaults]
preferredTillId = "${default_till}"
active = false
environments = ["uat"]
metadata = {owner = "crm-team", notes = [1.50, {seen = true}]}

[expressions.symbols]
currentCustomer = "customer:object:primitive"
"currentCustomer.points" = "real:object:primitive"

[sandbox]
clock = 2027-01-31

[environments.uat.values]
default_till = 7998987987986876867
share = 1.50
flag = true
words = ["a", 1]
"""


def load(folder: Path, text: str | bytes) -> Settings:
    path = folder / "reconciler.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(path)


def complaint(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        load(folder, text)
    assert raised.value.exit_code is ExitCode.FAILURE
    told = f"{raised.value.message}\n{raised.value.hint}".rstrip("\n")
    return told.replace(str(folder / "reconciler.toml"), "FILE").split("\n")


def test_a_full_file_is_read(tmp_path: Path) -> None:
    """Every setting, with numbers exact and of their own type."""
    settings = load(tmp_path, FULL)
    name, uat = settings.environment(None)
    assert (name, uat.url, uat.folders) == (
        "uat",
        "https://eu.api.example.com",
        (Path("files/uat"), Path("files/shared")),
    )
    assert (uat.requests_per_second, uat.concurrency, uat.max_creates) == (2.5, 2, 10)
    assert uat.attribution is not None
    assert uat.attribution.type == "TILL"
    assert uat.values["default_till"] == 7998987987986876867
    assert str(uat.values["share"]) == "1.50"
    assert isinstance(uat.values["share"], Decimal)
    assert uat.values["flag"] is True
    assert uat.values["words"] == ["a", 1]
    assert settings.vocabulary.types["currentCustomer.points"] == "real:object:primitive"
    assert settings.sandbox.clock == date(2027, 1, 31)
    assert settings.defaults.as_file() == {
        "preferredTillId": "${default_till}",
        "active": False,
        "environments": ["uat"],
        "metadata": {"owner": "crm-team", "notes": [Decimal("1.50"), {"seen": True}]},
    }
    assert settings.vocabulary.types["currentTxn"] == "tx:object:primitive"


def test_a_usual_file_needs_no_slow_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading pydantic takes as long as all else of a short run."""
    monkeypatch.setitem(sys.modules, "pydantic", None)  # not to be imported
    assert load(tmp_path, FULL).default_environment == "uat"


def test_the_sandbox_needs_nothing_else(tmp_path: Path) -> None:
    """What is left out has a value that harms nobody."""
    _, sandbox = load(tmp_path, "[environments.sandbox]\nsandbox = true").environment(None)
    assert (sandbox.source, sandbox.time_zone, sandbox.max_creates) == ("auto", "UTC", 25)
    assert (sandbox.folders, sandbox.name_checks, sandbox.org_id) == (
        (Path("campaigns"),),
        100,
        None,
    )


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    """Some editors write one."""
    assert load(tmp_path, b"\xef\xbb\xbf" + FULL.encode()).default_environment == "uat"


SANDBOX = "[environments.a]\nsandbox = true\n"
OF_A_SANDBOX = (
    "Write true or false, or for a sandbox of its own a name in quotes, of letters, digits, '_' "
    "and '-'."
)
ENVIRONMENT_FAULTS = {
    "campains = 'x'": "environments.a.campains: It is not a setting. Did you mean 'campaigns'?",
    "url = 'https://x'": (
        "environments.a: It has both url and sandbox. Write either url, or sandbox = true."
    ),
    "org_id = 'x'": "environments.a.org_id: Write a whole number.",
    "max_creates = true": "environments.a.max_creates: Write a whole number.",
    "max_creates = -1": "environments.a.max_creates: Write at least 0.",
    "concurrency = 0": "environments.a.concurrency: Write at least 1.",
    "requests_per_second = 0": "environments.a.requests_per_second: Write more than 0.",
    "requests_per_second = 'five'": "environments.a.requests_per_second: Write a number.",
    "known = [{reason = 'x'}]": "environments.a.known.0: Name the group either by name or by id.",
    "known = [{name = 'a', id = 1, reason = 'x'}]": (
        "environments.a.known.0: Name the group either by name or by id."
    ),
    "known = [{name = 'a'}]": "environments.a.known.0.reason: It is missing.",
    "known = [{name = 'a', reason = ' '}]": (
        "environments.a.known.0: The reason is empty. "
        "Write why the group is meant to be in no file."
    ),
    "known = [{name = ' ', reason = 'x'}]": (
        "environments.a.known.0: The name is empty. Write the name of the live group, or its id."
    ),
    "known = [{name = 'a', reason = 'x', until = '2027-01-31'}]": (
        "environments.a.known.0.until: Write a day without quotes, such as 2027-01-31."
    ),
    "known = [{name = 'a', reason = 'x'}, {name = 'A', reason = 'y'}]": (
        "environments.a.known: 'A' is listed more than once. Take out all entries but one."
    ),
    **dict.fromkeys(
        ("campaigns = 3", "campaigns = []", "campaigns = ['a', 3]", "campaigns = {a = 'b'}"),
        "environments.a.campaigns: Write a folder in quotes, or a list of folders.",
    ),
    "campaigns = ['a', 'b/../a/']": (
        "environments.a.campaigns: The files in 'b/../a/' are read with 'a' already. Take one out."
    ),
    "campaigns = ['a/b', 'c', './a']": (
        "environments.a.campaigns: The files in 'a/b' are read with './a' already. Take one out."
    ),
    "campaigns = ['a', '']": (
        "environments.a.campaigns: The files in 'a' are read with '' already. Take one out."
    ),
    "source = 'milestone'": (
        "environments.a.source: This value is not known here. Did you mean 'milestones'?"
    ),
    "time_zone = 'Europa/Paris'": (
        "environments.a.time_zone: 'Europa/Paris' is not a time zone. Did you mean 'Europe/Paris'?"
    ),
    "time_zone = 'xyz123'": (
        "environments.a.time_zone: 'xyz123' is not a time zone. "
        "Write the zone of a place, such as Asia/Kolkata or Europe/Paris, or UTC."
    ),
    "time_zone = '../x'": (
        "environments.a.time_zone: '../x' is not a time zone. "
        "Write the zone of a place, such as Asia/Kolkata or Europe/Paris, or UTC."
    ),
    "attribution = {type = 'TIL', code = 'x'}": (
        "environments.a.attribution.type: This value is not known here. Did you mean 'TILL'?"
    ),
    "attribution = {type = 'TILL', code = 'x', cod = 1}": (
        "environments.a.attribution.cod: It is not a setting. Did you mean 'code'?"
    ),
    "url = ' '": (
        "environments.a.url: It is empty. Write the url of the API, or sandbox = true in its place."
    ),
    "known = [{name = 'x', reason = 'y'}, {name = 'z', reason = 'y', util = 1}]": (
        "environments.a.known.1.util: It is not a setting. Did you mean 'until'?"
    ),
    "attribution = {type = 'TILL'}": "environments.a.attribution.code: It is missing.",
    "attribution = 'TILL'": "environments.a.attribution: Write a table.",
    "values = {day = 2027-01-01}": (
        "environments.a.values.day: Write text, a number, true, false, or a list of these."
    ),
    "values = {limit = inf}": (
        "environments.a.values.limit: Write text, a number, true, false, or a list of these."
    ),
    "values = {'a b' = 1}": (
        "environments.a.values: 'a b' cannot be used as ${a b}. Write a name of letters, digits, "
        "'_' and '-' that begins with a letter or '_'."
    ),
}


@pytest.mark.parametrize(("line", "sentence"), ENVIRONMENT_FAULTS.items())
def test_a_wrong_setting_is_a_sentence_with_its_place(
    tmp_path: Path, line: str, sentence: str
) -> None:
    """The place, what to write, and the nearest name."""
    assert complaint(tmp_path, SANDBOX + line) == ["FILE cannot be used.", sentence]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[environments]\na = 3", "environments.a: Write a table."),
        ("environments = 3", "environments: Write a table."),
        ("folder = 'x'\n" + SANDBOX, ("folder: It is not a setting. Known are "
         "default_environment, defaults, environments, expressions, sandbox.")),
        (SANDBOX + "[defaults]\npreferedTillId = 1",
         "defaults.preferedTillId: It is not a setting. Did you mean 'preferredTillId'?"),
        (SANDBOX + "[defaults]\nname = 'x'", ("defaults.name: It is not a setting. Known are "
         "active, environments, metadata, preferredTillId.")),
        *((SANDBOX + f"[defaults]\npreferredTillId = {each}", (
            "defaults.preferredTillId: Write an id, or a value of the environments such as "
            '"${default_till}".')) for each in ("'till'", "true", "1.5")),
        *((SANDBOX + f"[defaults.metadata]\nsince = {each}", (
            "defaults.metadata.since: Write text, numbers, true, false, or lists and tables of "
            "these.")) for each in ("2027-01-01", "[{a = inf}]")),
        (SANDBOX + "[defaults]\nenvironments = ['uat']", (
            "the file: defaults.environments names 'uat', which is not there. Known are a.")),
        *((f"[sandbox]\nclock = {each}\n" + SANDBOX, (
         "sandbox.clock: Write a day without quotes, such as 2027-01-31."))
         for each in ("'2027-01-31'", "2027", "true", "2027-01-31T10:00:00", "10:00:00")),
        *((f"[sandbox]\nclock = {each}\n" + SANDBOX, (
         "sandbox.clock: Write a day from 2000-01-01 to 2999-12-31."))
         for each in ("1999-12-31", "3000-01-01")),
        ("[sandbox]\nday = 2027-01-31\n" + SANDBOX, ("sandbox.day: It is not a setting. "
         "Known are clock.")),
        ("[expressions.symbols]\ncurrentTxn.points = 'real:object:primitive'\n" + SANDBOX, (
         'expressions.symbols: Put the name in quotes: "currentTxn.points".')),
        ("[expressions.symbols]\n'currentTxn.points' = 'real'\n" + SANDBOX, ("expressions.symbols: "
         "'real' is not a type. Copy it from a tree of the API, such as real:object:primitive.")),
        ("[expressions.symbols]\ncurrentTxn = 7\n" + SANDBOX, ("expressions.symbols.currentTxn: "
         "Write text in quotes.")),
        ("[expressions]\nsymbols = 7\n" + SANDBOX, "expressions.symbols: Write a table."),
        ("[expressions]\nsymbol = 7\n" + SANDBOX, ("expressions.symbol: It is not a setting. "
         "Did you mean 'symbols'?")),
        ("[expressions.events.E]\nx.y = 'x:primitive'\n" + SANDBOX, (
         'expressions.events.E: Put the name in quotes: "x.y".')),
        ("[expressions.events.E]\n'x.y' = 'x:primitive'\n" + SANDBOX, (
         "expressions: Of E: 'x.y' belongs to an object without a type. Declare 'x' too.")),
        ("[expressions]\nevents = {E = 'x:primitive'}\n" + SANDBOX, (
         "expressions.events.E: Write a table.")),
        ("[expressions.literals]\ntxt = 'string:primitive'\n" + SANDBOX, (
         "expressions.literals: 'txt' is no kind of literals. Did you mean 'text'?")),
        ("[expressions.operators]\n'>=' = 'boolean:primitive'\n" + SANDBOX, (
         "expressions.operators: '>=' is not an operator between two types. Write it as in "
         "'real:object:primitive > number:primitive'.")),
        ("[expressions.nesting]\n'a && b && c' = 'a && (b && c)'\n" + SANDBOX, (
         "expressions.nesting: 'a && b && c' can only be read as '(a && b) && c'. Write that.")),
        ("expressions = 7\n" + SANDBOX, "expressions: Write a table."),
        ("default_enviroment = 'a'\n" + SANDBOX, ("default_enviroment: It is not a setting. "
         "Did you mean 'default_environment'?")),
        ("default_environment = 'ab'\n" + SANDBOX, ("the file: default_environment names 'ab', "
         "which is not there. Did you mean 'a'?")),
        ("[environments.a]\n", ("environments.a: It has neither url nor sandbox. Write either url, "
         "or sandbox = true.")),
        ("", ("environments: It is missing. To start, write [environments.sandbox] and below it "
            "sandbox = true.")),
        ("[environments]", ("environments: It is missing. To start, write [environments.sandbox] "
            "and below it sandbox = true.")),
    ],
)  # fmt: skip
def test_a_wrong_file_is_a_sentence_with_its_place(
    tmp_path: Path, text: str, sentence: str
) -> None:
    """The same for what stands outside the environments."""
    assert complaint(tmp_path, text) == ["FILE cannot be used.", sentence]


@pytest.mark.parametrize("value", ["1", "'a b'", "''", "'True'", "'../x'"])
def test_a_sandbox_of_its_own_has_a_plain_name(tmp_path: Path, value: str) -> None:
    """That becomes part of a file's name, and is no slip of a flag."""
    told = complaint(tmp_path, f"[environments.a]\nsandbox = {value}\n")
    assert told == ["FILE cannot be used.", f"environments.a.sandbox: {OF_A_SANDBOX}"]


def test_every_wrong_setting_is_told_at_once(tmp_path: Path) -> None:
    """Nobody corrects one line only to hear of the next."""
    text = SANDBOX + "org_id = 'x'\nconcurrency = 0\n[environments.b]\nsandbox = 'yes'\n"
    assert complaint(tmp_path, text)[1:] == [
        "environments.a.org_id: Write a whole number.",
        "environments.a.concurrency: Write at least 1.",
        f"environments.b.sandbox: {OF_A_SANDBOX}",
    ]


def test_text_that_is_not_toml(tmp_path: Path) -> None:
    """With the line, as the reader of TOML gives it."""
    message, _ = complaint(tmp_path, "a = 1\nx =\n")
    assert message == "FILE is not TOML: Invalid value (at line 2, column 4)."


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """Missing, a folder, or no text."""
    with pytest.raises(SettingsError, match="There is no settings file") as raised:
        load_settings(tmp_path / "nowhere.toml")
    assert "--config" in raised.value.hint
    with pytest.raises(SettingsError, match=r"cannot be read: Is a directory\."):
        load_settings(tmp_path)
    assert complaint(tmp_path, b"\xff") == ["FILE is not UTF-8 text.", "Save it as UTF-8."]


def test_a_url_with_a_password_is_refused_and_not_quoted(tmp_path: Path) -> None:
    """Secrets stand in the environment variables, and in no message."""
    (_, message) = complaint(tmp_path, "[environments.a]\nurl = 'https://ada:s3cret@host'")
    assert "user or password" in message
    assert "s3cret" not in message


def test_an_environment_is_chosen_by_name(tmp_path: Path) -> None:
    """Named, or the default, or the only one; else the names are listed."""
    several = load(tmp_path, FULL)
    assert several.environment("sandbox")[1].sandbox
    assert several.environment(None)[0] == "uat"
    only = load(tmp_path, SANDBOX)
    assert (only.environment(None)[0], only.default_name) == ("a", "a")
    with pytest.raises(SettingsError, match="There is no environment 'sandbx'") as raised:
        several.environment("sandbx")
    assert raised.value.hint == "Did you mean 'sandbox'?"
    nameless = load(tmp_path, SANDBOX + "[environments.b]\nsandbox = true\n")
    with pytest.raises(SettingsError, match="No environment is named") as raised:
        nameless.environment(None)
    assert raised.value.hint == "Name one with --environment: a, b."


@pytest.mark.parametrize(
    "zone", ["IST", "PST", "BST", "EDT", "CST", "Z", "India", "GMT+5:30", "Etc/GMT+5:30", "local"]
)
def test_nothing_is_proposed_for_an_abbreviation_or_an_offset(zone: str) -> None:
    """What is like it by its letters is hours away."""
    with pytest.raises(ValueError, match="Write the zone of a place, such as Asia/Kolkata"):
        known_zone(zone)


@pytest.mark.parametrize(
    ("one", "other", "prefix"),
    [("uat", "UAT", "UAT"), ("eu-1", "eu_1", "EU_1"), ("eu.1", "EU 1", "EU_1"), ("é", "_", "_")],
)
def test_environments_that_would_share_a_login_are_refused(
    tmp_path: Path, one: str, other: str, prefix: str
) -> None:
    """One of the two hosts would get what is meant for the other one."""
    text = "".join(f'[environments."{name}"]\nsandbox = true\n' for name in (one, other))
    said = complaint(tmp_path, text)
    assert len(said) == 2
    assert f"'{one}' and '{other}' would both log in with RECONCILER_{prefix}_USERNAME" in said[1]
    assert "Rename one" in said[1]


def test_the_folder_of_the_sandbox_is_no_settings_file_that_was_meant(tmp_path: Path) -> None:
    """It is there wherever a sandbox was opened, and its name is near."""
    (tmp_path / ".reconciler").mkdir()
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path / "reconciler.toml")
    assert "Did you mean" not in raised.value.hint
    (tmp_path / "reconciler.tml").touch()
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path / "reconciler.toml")
    assert raised.value.hint == f"Did you mean '{tmp_path / 'reconciler.tml'}'?"
