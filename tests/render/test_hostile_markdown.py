"""Names and values from files and answers cannot break out of a comment or call anybody."""

import random
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.comparison import FieldChange, Seen
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.diff import pointer, steps
from reconciler.core.exact_json import Json
from reconciler.core.origin import Origin
from reconciler.core.outcome import AlreadyExists, Created, Failed, Receipt, Skipped, Trouble
from reconciler.core.plan import Blocked, Create, Drift, Plan, Reason, Unmanaged
from reconciler.render import comment
from reconciler.render.audit_markdown import audit_markdown
from reconciler.render.markdown import code, diff_block, escaped, table, to_markdown
from reconciler.render.plan_markdown import plan_to_markdown
from reconciler.render.plan_words import sides
from reconciler.render.receipt_markdown import receipt_to_markdown
from reconciler.render.safe import NAMELESS, visible
from tests.support.audits import a_campaign, a_file, a_row, audited
from tests.support.markdown_page import read

PIECES: Final = (
    *"`|<>&\"'\\*_~[]()!#-+=:$@./ \n\t\r{}^0123456789aZé日",
    *("``", "```", "~~~", "**", "||", "\\|", "-->", "<!--", "]]>", "  \n", "\n\n", "\r\n", "&amp;"),
    *("@octocat", "@org/team", "#123", "GH-1", "org/repo#1", "deadbeef", "a" * 40, ":tada:"),
    *("https://evil.example/x", "http://e.x", "www.evil.example", "ftp://e.x", "a@evil.example"),
    *("mailto:a@b.c", "[x](https://e.x)", "![x](https://e.x)", "<https://e.x>", "[x]: https://e.x"),
    *("<script>alert(1)</script>", "</details>", "</summary>", "<img src=x onerror=y>", "<b>"),
    *("<!-- x -->", "<?php ?>", "<![CDATA[x]]>", "# h", "\n# h", "\n===", "\n---", "\n- x", "> q"),
    *("1. x", "1) x", "- x", "- [ ] x", "+ x", "* x", "\n```\n", "\n~~~\n", "    code", "[^1]"),
    *(
        "| a | b |\n| - | - |",
        "$x$",
        "$$x$$",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\u2028",
        "\x00",
        "\x1b[2J",
    ),
    *("\ud800", "\u00ad", "\xa0", "\u3000", "🎉", "ـ", "%0A", "::warning::x", "fixes #1", "/close"),
)
PLAIN_TAGS: Final = {"h2", "h3", "p", "strong", "code", "pre", "hr", "ul", "li"}
FOLDS: Final = {"details", "summary"}
TABLES: Final = {"table", "thead", "tbody", "tr", "th", "td"}
RUN: Final = "https://github.com/org/repo/actions/runs/1"
HINT: Final = "change it in the console"

names = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6).map("".join)


def fuzzed(count: int, seed: int) -> list[str]:
    """Names made of what Markdown and GitHub give a meaning."""
    chance = random.Random(seed)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) + f" {k}" for k in range(count)]


def body(name: str) -> dict[str, Json]:
    """A create with the name wherever text may stand."""
    return {
        "name": name,
        "trackingType": name,
        name: name,
        "periods": [{"refCode": name, "startDate": name, "endDate": name}],
        "targets": [
            {
                "name": name,
                "expression": name,
                "filters": [{"entityType": name, "entityIds": [name]}],
                "defaultValues": [{"defaultValue": name}],
                name: [name],
            }
        ],
        "streaks": [{"name": name, "targetCountOfSequence": name}],
    }


def a_plan(given_names: Sequence[str], *, origin: Origin = Origin()) -> Plan:  # noqa: B008 (frozen)
    """Every kind of change for every fourth name, with the name wherever text may stand."""
    changes = []
    for k, name in enumerate(given_names):
        reason = Reason(name, f"The name '{name}' is taken by {name}.")
        path = pointer(("targets", name, "description"))
        field = FieldChange(path, name, f"{name}!", editable=True, hint=name)
        changes.append(
            (
                Blocked(name, name, 1, reason, {}),
                Create(name, name, 1, body(name)),
                Drift(name, name, 1, k, (field,), Seen((f"/periods/{name}/description",))),
                Unmanaged(name, k, reason),
            )[k % 4]
        )
    notes = [
        Diagnostic("", 0, 0, f"{k}", Severity.WARNING, f"See {name}.", name)
        for k, name in enumerate(given_names[:50])
    ]
    first = given_names[0]
    return Plan(first, first, 1, 1, 1, tuple(changes), tuple(notes), origin)


def a_receipt(given_names: Sequence[str]) -> Receipt:
    """Every kind of outcome for every fourth name."""
    outcomes = []
    for k, name in enumerate(given_names):
        trouble = Trouble(name, f"It says '{name}'.", 400, name)
        outcomes.append(
            (
                Created(name, name, k),
                AlreadyExists(name, name, None, trouble),
                Failed(name, name, trouble),
                Skipped(name, name, trouble),
            )[k % 4]
        )
    return Receipt(given_names[0], given_names[0], tuple(outcomes))


def shown(name: str) -> str:
    """A name as a comment shows it."""
    return comment.shortened(name, 200) or NAMELESS


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a comment be as long as it takes."""
    monkeypatch.setattr(comment, "MOST_BYTES", 10**9)


@pytest.mark.parametrize("seed", range(4))
def test_2500_names_each_show_in_a_plan_and_nothing_else_does(unlimited: None, seed: int) -> None:
    """The only tags, attributes and links are those of the template; names are code spans."""
    given_names = fuzzed(2500, seed)
    plan = a_plan(given_names, origin=Origin("a" * 40, given_names[0], None, "", RUN))
    page = read(plan_to_markdown(plan, tool=given_names[0]))

    assert page.names == PLAIN_TAGS | FOLDS | TABLES | {"a"}
    assert {(tag, *given) for tag, given in page.tags if given} == {
        ("a", ("href", RUN)),
        ("pre", ("lang", "diff")),
    }
    assert page.calls == []
    assert {shown(name) for name in given_names} <= set(page.code)
    assert {told(each) for each in plan.changes if isinstance(each, Blocked)} <= set(page.items)
    cells = {comment.shortened(create.name, 120) for create in plan.creates}
    assert cells <= set(page.cells)
    fields = [each.fields[0] for each in plan.changes if isinstance(each, Drift)]
    assert page.blocks == [f"{compared(field, f' ({k})')}\n" for k, field in enumerate(fields, 1)]


def told(blocked: Blocked) -> str:
    """A line of the list of blocked campaigns."""
    place = f"{comment.shortened(blocked.file, 300)}:1"
    name = shown(blocked.name)
    return f"{name} ({place}): {visible(blocked.reason.message)} ({name})"


def compared(field: FieldChange, mark: str = "") -> str:
    """A block with the two values of a field."""
    desired, live = sides(field)
    where = " / ".join(visible(step) for step in steps(field.path))
    return f"@@ {where}{mark} @@\n- live     {live}\n+ desired  {desired}"


def test_names_show_in_a_receipt_and_nothing_else_does(unlimited: None) -> None:
    """The same for what became of creates, and for an address that is none."""
    given_names = fuzzed(400, 5)
    page = read(receipt_to_markdown(a_receipt(given_names), tool="x", run_url=f"{RUN})@octocat"))

    assert page.names == PLAIN_TAGS - {"pre"} | TABLES
    assert not [given for _, given in page.tags if given]
    assert page.calls == []
    assert {shown(name) for name in given_names} <= set(page.code)


@given(st.lists(names, min_size=1, max_size=4))
def test_no_names_break_out_of_a_plan(given_names: list[str]) -> None:
    """Whatever they are, also where the plan is too long for them."""
    origin = Origin(given_names[0], given_names[0], (given_names[0],), "", f"x{given_names[0]}")
    page = read(plan_to_markdown(a_plan(given_names * 4, origin=origin), tool=given_names[0]))

    assert page.names <= PLAIN_TAGS | FOLDS | TABLES
    assert {given for _, given in page.tags if given} <= {(("lang", "diff"),)}
    assert page.calls == []


@given(st.lists(names, min_size=1, max_size=4))
def test_no_names_break_out_of_an_audit(given_names: list[str]) -> None:
    """It is made of the same safe parts."""
    rows = [a_row(a_campaign(name), 10 * k + 1) for k, name in enumerate(given_names)]
    page = read(
        to_markdown(
            audit_markdown(
                audited([a_file(a_campaign(f"x{each}")) for each in {*given_names}], rows)
            )
        )
    )

    assert page.names <= PLAIN_TAGS | TABLES
    assert not [given for _, given in page.tags if given]
    assert page.calls == []


@given(names)
def test_text_shows_as_it_is_everywhere(text: str) -> None:
    """In a paragraph, a heading, a list and a table, as text and as code."""
    seen = visible(text)
    cells = list(table(["a", "b"], [[code(text), escaped(text)]]))
    page = read("\n".join([f"- {escaped(text)}", f"- {code(text)}", "", *cells]))

    assert page.calls == []
    assert page.items == [seen, seen]
    # A parser may drop the blanks around a cell.
    assert [each.strip() for each in page.cells] == [seen.strip(), seen.strip()]
    for line in (escaped(text), f"## {escaped(text)}", f"## {code(text)}"):
        page = read(line)
        assert page.names <= {"p", "h2", "code"}
        assert page.calls == []


@given(names)
def test_an_entry_to_be_copied_is_one_piece_of_code(name: str) -> None:
    """Whoever is named in it; and what stands around it shows as it is as well."""
    entry = f'acknowledge: [{{finding: x, of: "{name}", reason: …}}]'
    text = f"Write: {entry}. {name}"
    page = read(f"- {escaped(text)}")
    assert page.calls == []
    assert page.items == [visible(text)]
    if "}]" not in name:
        assert f" {code(entry)}." in escaped(text)


@given(st.lists(names.map("- {}".format), min_size=1))
def test_no_line_ends_a_block(lines: list[str]) -> None:
    """However many ticks it holds."""
    page = read("\n".join(diff_block(lines)))

    assert page.names == {"pre", "code"}
    assert page.blocks == ["".join(f"{visible(line)}\n" for line in lines)]
