"""The settings file changed in place: it says what is wanted, and all else as before."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import SettingsError
from reconciler.settings import edit as settings_edit
from reconciler.settings.edit import Entry, with_calls, with_environment, with_known, with_proofs
from reconciler.settings.model import Settings, load_settings
from reconciler.target_group.expressions.learning import Pair, Proof
from reconciler.target_group.expressions.symbols import Part, Sort

CALLS = ["milestones", "list"]
WRITTEN = 'calls = ["milestones", "list"]'
FORMS = {
    "a table": ('[environments.uat]\nurl = "https://x" # u\n',
                f'[environments.uat]\nurl = "https://x" # u\n{WRITTEN}\n'),
    "no line break at the end": ('[environments.uat]\nurl = "https://x"',
                                 f'[environments.uat]\nurl = "https://x"\n{WRITTEN}\n'),
    "tables below it": (
        '[environments.uat]\nurl = "https://x"\n\n# values\n[environments.uat.values]\na = 1\n',
        (f'[environments.uat]\nurl = "https://x"\n{WRITTEN}\n\n# values\n'
        "[environments.uat.values]\na = 1\n"),
    ),
    "a comment about the next one": (
        '[environments.uat]\nurl = "https://x"\n\n# next\n[environments.b]\nsandbox = true\n',
        (f'[environments.uat]\nurl = "https://x"\n{WRITTEN}\n\n# next\n'
        "[environments.b]\nsandbox = true\n"),
    ),
    "dots": ('[environments]\nuat.url = "https://x"\nb.sandbox = true\n',
             f'[environments]\nuat.url = "https://x"\nuat.{WRITTEN}\nb.sandbox = true\n'),
    "another order": (
        '[environments.uat]\nurl = "https://x"\ncalls = [ "list", "milestones" ]\n',
        '[environments.uat]\nurl = "https://x"\ncalls = [ "list", "milestones" ]\n',
    ),
    "other calls": (
        ('[environments.uat]\nurl = "https://x"\ncalls = [\n  "list", # why\n  "periods", # gone\n'
        "  # the main one\n]\n"),
        None,
    ),
    "on one line": ('environments = {uat = {url = "https://x"}}\n', None),
    "indented": ('[environments]\n  [environments.uat]\n  url = "https://x"\n', None),
    "in two places": (
        ('[environments.uat]\nurl = "https://x"\n[environments.b]\nsandbox = true\n'
        "[environments.uat.values]\na = 1\n"),
        None,
    ),
    "values first": ('[environments.uat.values]\na = 1\n[environments.uat]\nurl = "https://x"\n',
                     None),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_way_to_write_an_environment(form: str, ends: str) -> None:
    """Comments, order and line breaks stay, and a second time changes nothing."""
    before, after = FORMS[form]
    text = before.replace("\n", ends)
    changed = with_calls(text, "uat", CALLS)
    if after is not None:
        assert changed == after.replace("\n", ends)
    assert changed.count("\r\n") == (changed.count("\n") if ends == "\r\n" else 0)
    found, wanted = tomllib.loads(changed), tomllib.loads(text)
    assert sorted(found["environments"]["uat"].pop("calls")) == sorted(CALLS)
    wanted["environments"]["uat"].pop("calls", None)
    assert found == wanted
    assert with_calls(changed, "uat", CALLS[::-1]) == changed
    assert [line for line in before.split("\n") if "# " in line and "gone" not in line] == [
        line for line in changed.replace(ends, "\n").split("\n") if "# " in line
    ]


def test_no_call_at_all_is_written_as_well() -> None:
    """It is not the same as nobody having looked."""
    changed = with_calls('[environments.uat]\nurl = "https://x"\n', "uat", [])
    assert tomllib.loads(changed)["environments"]["uat"]["calls"] == []


@pytest.mark.parametrize("made", ["", "[environments.uat]\n", "= no TOML"])
def test_a_text_that_would_say_something_else_is_not_given(
    monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    """Whatever the library makes of an unusual file."""
    monkeypatch.setattr(settings_edit, "_changed", lambda *_: made)
    with pytest.raises(SettingsError, match="could not be written") as raised:
        with_calls('[environments.uat]\nurl = "https://x"\n', "uat", CALLS)
    assert raised.value.hint == 'Write calls = ["milestones", "list"] there by hand.'


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=8)
WORDS = ["token", "milestones", "list", "periods", "name-check", "customer", "promotions"]
SOME = st.lists(st.sampled_from(WORDS), unique=True)


@given(
    names=st.lists(NAMES, min_size=1, max_size=3, unique=True), rounds=st.lists(SOME, max_size=3)
)
def test_whatever_environments_are_called(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], rounds: list[list[str]]
) -> None:
    """All others stay as they are, however often one is written."""
    quoted = ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' for name in names]
    text = "".join(
        f"[environments.{name}] # {k}\nsandbox = true\n\n" for k, name in enumerate(quoted)
    )
    for calls in rounds:
        text = with_calls(text, names[0], calls)
        found = tomllib.loads(text)["environments"]
        assert sorted(found[names[0]]["calls"]) == sorted(calls)
        assert all(found[name] == {"sandbox": True} for name in names[1:])
    assert all(f"# {k}\n" in text for k in range(len(names)))


def test_the_settings_take_what_is_written(tmp_path: Path) -> None:
    """As calls of the environment."""
    path = tmp_path / "reconciler.toml"
    path.write_text(with_calls("[environments.uat]\nsandbox = true\n", "uat", WORDS), "utf-8")
    settings: Settings = load_settings(path)
    assert settings.environments["uat"].calls == WORDS


ENTRIES: list[Entry] = [
    {"name": 'a "q" \\ ü', "reason": "an agency's"},
    {"id": 12, "reason": "a test", "until": date(2027, 3, 1)},
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "listed",
    [
        "",
        'known = [\n  # first\n  {name = "z", reason = "r"},\n]\n',
        '[[environments.uat.known]]\nname = "z" # why\nreason = "r"\n\n# other\n',
    ],
)
def test_known_groups_join_those_that_are_listed(form: str, ends: str, listed: str) -> None:
    """Whatever the form of the settings; what is not added stays as it was."""
    before = FORMS[form][0]
    if listed and "[environments.uat]\n" in before:
        at = before.index("[environments.uat]\n") + len("[environments.uat]\n")
        text = before[:at] + listed + before[at:] if "[[" not in listed else f"{before}\n{listed}"
    else:
        text = before
    text = text.replace("\n", ends)
    changed = with_known(text, "uat", ENTRIES)
    found, wanted = tomllib.loads(changed), tomllib.loads(text)
    known = wanted["environments"]["uat"].pop("known", [])
    assert found["environments"]["uat"].pop("known") == [*known, *ENTRIES]
    assert found == wanted
    assert changed.count("\r\n") == (changed.count("\n") if ends == "\r\n" else 0)
    assert [line for line in text.split(ends) if "#" in line] == [
        line for line in changed.split(ends) if "#" in line
    ]
    assert with_known(changed, "uat", []) == changed


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"on one line"}))
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_another_environment_stands_below_all_else(form: str, ends: str) -> None:
    """Whatever the form of the settings; nothing before it changes."""
    text = FORMS[form][0].replace("\n", ends)
    entries, values = {"url": "https://y", "time_zone": "UTC"}, {"till": 1}
    wanted = tomllib.loads(text)
    wanted["environments"]["new one"] = {**entries, "values": values}
    changed = with_environment(text, "new one", entries, values)
    assert tomllib.loads(changed) == wanted
    assert changed.startswith(text.rstrip())
    assert changed.count("\r\n") == (changed.count("\n") if ends == "\r\n" else 0)


def test_known_groups_that_cannot_be_written_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a person can write them."""
    monkeypatch.setattr(settings_edit, "_more_known", lambda *_: "= no TOML")
    with pytest.raises(SettingsError, match="could not be written") as raised:
        with_known('[environments.uat]\nurl = "https://x"\n', "uat", ENTRIES[1:])
    assert raised.value.hint == (
        "Write this there by hand:\n"
        '[[environments.uat.known]]\nid = 12\nreason = "a test"\nuntil = 2027-03-01'
    )


def _pair(k: int) -> Pair:
    return Pair(k, "Group", "Spend", "a.b", "true", "{}")


LEARNED = (
    Proof(Part(Sort.SYMBOLS, "currentTxn.store", "a.b"), "s:primitive", (_pair(1), _pair(1))),
    Proof(Part(Sort.LITERALS, "text"), "t:primitive", tuple(map(_pair, range(1, 6)))),
)
EXPRESSIONS = {
    "nothing of it": ("", """
[expressions.events."a.b"]
"currentTxn.store" = "s:primitive" # group 1

[expressions.literals]
text = "t:primitive" # groups 1, 2, 3 and 2 more
"""),
    "one of the tables": (
        "\n[expressions.literals] # by hand\nfalse = 'b:primitive' # why\n\n# next\n[sandbox]\n",
        """
[expressions.literals] # by hand
false = 'b:primitive' # why
text = "t:primitive" # groups 1, 2, 3 and 2 more

# next
[sandbox]

[expressions.events."a.b"]
"currentTxn.store" = "s:primitive" # group 1
"""),
    "in several places": (
        """
[expressions.events."a.b"] # first
currentTxn = "tx:object:primitive"
[sandbox]
[expressions.literals]
[expressions.symbols]
""", None),
    "dots": ("\n[expressions]\nliterals.false = 'b:primitive'\nsymbols.x = 'x:primitive'\n", None),
    "inside": ("\n[expressions]\nliterals = {false = 'b:primitive'} # why\n", None),
    "indented": ("\n[expressions]\n  [expressions.literals]\n  false = 'b:primitive'\n", None),
}  # fmt: skip


@pytest.mark.parametrize("form", EXPRESSIONS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_way_to_write_expressions(form: str, ends: str, tmp_path: Path) -> None:
    """What was learned is added with what proves it, and all else stays."""
    above = "# ours\n[environments.b]\nsandbox = true\n"
    below, after = EXPRESSIONS[form]
    before = (above + below).replace("\n", ends)

    written = with_proofs(before, LEARNED)

    if after is not None:
        assert written == (above + after).replace("\n", ends)
    (tmp_path / "reconciler.toml").write_bytes(written.encode())
    declared = load_settings(tmp_path / "reconciler.toml").expressions
    assert declared.events["a.b"]["currentTxn.store"] == "s:primitive"
    assert declared.literals["text"] == "t:primitive"
    kept = [line for line in before.splitlines() if line.strip() and "{" not in line]
    assert [line for line in written.splitlines() if line in kept] == kept
    assert with_proofs(written, ()) == written


def test_expressions_on_one_line_stay_on_one_line() -> None:
    """No table of its own may stand beside it."""
    above = "environments = {b = {sandbox = true}}\nexpressions = {symbols = {}}\n"

    written = with_proofs(above, LEARNED)

    assert tomllib.loads(written)["expressions"] == {
        "symbols": {},
        "events": {"a.b": {"currentTxn.store": "s:primitive"}},
        "literals": {"text": "t:primitive"},
    }


def test_expressions_that_cannot_be_written_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the library makes of a text, nothing else is changed."""
    for wrong in ("", "= no TOML"):
        monkeypatch.setattr(settings_edit, "_more_parts", lambda *_, text=wrong: text)
        with pytest.raises(SettingsError) as refused:
            with_proofs("[environments.b]\nsandbox = true\n", LEARNED)
        assert '[expressions.literals]\ntext = "t:primitive"' in str(refused.value.hint)
