"""Plans and receipts as comments: golden files, what stands first, what gives when it is long."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.comparison import Coverage, FieldChange, Seen
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.exact_json import Json
from reconciler.core.origin import Origin
from reconciler.core.outcome import (
    AlreadyExists,
    Created,
    Failed,
    Outcome,
    Receipt,
    Skipped,
    Trouble,
    Unconfirmed,
)
from reconciler.core.plan import (
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Summary,
    Unmanaged,
)
from reconciler.render.comment import MOST_BYTES, fitting, run_link
from reconciler.render.plan_markdown import plan_to_markdown
from reconciler.render.plan_text import plan_lines
from reconciler.render.receipt_markdown import receipt_to_markdown
from reconciler.render.receipt_text import receipt_lines
from reconciler.render.terminal import to_text
from tests.render.test_plan_text import MANY_OVER, OVER
from tests.support.answers import TRUE_TREE, comparison_tree
from tests.support.loading import load_campaigns
from tests.support.markdown_page import read

ROOT: Final = Path(__file__).parents[2]
CASES: Final = ROOT / "tests" / "cases" / "markdown"
TOOL: Final = "reconciler 0.1.0"
RUN: Final = "https://github.com/org/campaigns/actions/runs/42"
EDIT: Final = "change it in the console, or with PUT /v3/targetGroups/{groupId}/targets/{targetId}"
NO_EDIT: Final = (
    "the API has no way to change it on a live group; take the live value into the file"
)
DATES: Final = [{"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}]


def visits(name: str, **more: Json) -> Create:
    """Two visits in May."""
    target = {
        "name": f"{name} visits",
        "targetEntity": "TRANSACTION",
        "targetType": "VISIT",
        "enrolmentMethod": "TRANSACTION",
        "expression": "true",
        "defaultValues": [{"defaultValue": 2}],
    }
    body = {"name": name, "trackingType": "DEFAULT", "periods": DATES, "targets": [target], **more}
    return Create(name, f"campaigns/{name}.yaml", 3, body)


def drift(name: str, number: int) -> Drift:
    """A description that somebody changed, and a level that cannot be."""
    fields = (
        FieldChange("/description", "As declared", f"As live {number}", editable=True, hint=EDIT),
        FieldChange("/streaks/A/targetCountOfSequence", 2, 3, editable=False, hint=NO_EDIT),
    )
    hidden = ("/aggregateWindow/windowType",)
    file = f"campaigns/{name}.yaml"
    return Drift(name, file, 2, number, fields, Seen(hidden, coverage=Coverage(21, 20)))


def blocked(name: str) -> Blocked:
    message = f"The live group 1001, '{name} old', has the same target names. Write its name."
    return Blocked(name, f"campaigns/{name}.yaml", 1, Reason("likely-rename", message), {})


def plan(*changes: Change, **more: Json) -> Plan:
    return replace(Plan("uat", "milestones", 100001, 100001, 450, changes), **more)


def examples() -> list[Change]:
    """Every kind of campaign."""
    loaded = load_campaigns([ROOT / "campaigns"], base=ROOT, today=dt.date(2026, 1, 1))
    return [Create(each.name, each.file, each.line, dict(each.body)) for each in loaded.campaigns]


TOO_MANY: Final = Diagnostic(
    "",
    0,
    0,
    "max-creates",
    Severity.WARNING,
    "The plan creates 40 campaigns; one apply may create 25.",
    "If they are all meant, run apply with --max-creates and the number.",
)
IN_A_FILE: Final = Diagnostic("a.yaml", 3, 7, "x", Severity.WARNING, "Odd.", "Look.")
QUIET: Final = InSync("Quiet", "q.yaml", 1, 1004, Seen(coverage=Coverage(30, 30)))
DELETED: Final = Reason("file-deleted", "old.yaml declared it and was deleted. Deactivate it.")
PULL_REQUEST: Final = Origin(
    commit="0123456789abcdef0123456789abcdef01234567",
    base="origin/main",
    changed_files=("campaigns/Drifted 1.yaml", "campaigns/New 01.yaml"),
    run_url=RUN,
)
MANY: Final = plan(
    *(visits(f"New {k:02}") for k in range(40)),
    *(drift(f"Drifted {k}", 2000 + k) for k in range(3)),
    blocked("Renamed"),
    QUIET,
    Unmanaged("Old", 1007, DELETED),
    *(Unmanaged(f"Other {k}", 3000 + k) for k in range(2)),
    diagnostics=(TOO_MANY, IN_A_FILE),
    origin=PULL_REQUEST,
)
FAILED: Final = Failed(
    "Refused", "campaigns/refused.yaml", Trouble("310033", "The combination is wrong", 400, "r-1")
)
OUTCOMES: Final[tuple[Outcome, ...]] = (
    Created("Spring", "campaigns/spring.yaml", 1001),
    AlreadyExists("Taken", "t.yaml", None, Trouble("310069", "Name exists", 400)),
    FAILED,
    Failed("Late", "l.yaml", Trouble("out-of-time", "The deadline left no time for it.")),
    Unconfirmed("Lost", "lost.yaml", Trouble("unavailable", "No answer")),
    Skipped("Renamed", "renamed.yaml", Trouble("likely-rename", "It is live. Write its name.")),
    Skipped("Stopped", "s.yaml", Trouble("interrupted", "The run was interrupted.")),
)
WRITTEN: Final[Mapping[str, Callable[[], str]]] = {
    "no-change": lambda: plan_to_markdown(plan(QUIET), tool=TOOL),
    "nothing-at-all": lambda: plan_to_markdown(
        Plan("uat", "milestones", None, None, 0, ()), tool=TOOL
    ),
    "one-of-each-kind": lambda: plan_to_markdown(plan(*examples()), tool=TOOL),
    "many": lambda: plan_to_markdown(MANY, tool=TOOL),
    "over": lambda: plan_to_markdown(OVER, tool=TOOL),
    "many-over": lambda: plan_to_markdown(MANY_OVER, tool=TOOL),
    "drift-alike": lambda: plan_to_markdown(plan(drift("A", 1), drift("B", 2)), tool=TOOL),
    "receipt": lambda: receipt_to_markdown(
        Receipt("uat", "c0ffee", OUTCOMES, remaining=Summary(create=3, drift=1)),
        tool=TOOL,
        run_url=RUN,
    ),
    "receipt-converged": lambda: receipt_to_markdown(
        Receipt("uat", "c0ffee", OUTCOMES[:1], converged=True, remaining=Summary(in_sync=1)),
        tool=TOOL,
    ),
    "receipt-of-nothing": lambda: receipt_to_markdown(Receipt("uat", "c0ffee", ()), tool=TOOL),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_a_comment_reads_like_this(case: str, golden: Callable[[Path, str], None]) -> None:
    """The same value gives the same text, every time."""
    text = WRITTEN[case]()
    golden(CASES / f"{case}.txt", text)
    assert WRITTEN[case]() == text
    assert len(text.encode()) <= MOST_BYTES
    read(text)


def test_what_must_not_be_missed_stands_before_the_first_fold() -> None:
    """Blocked campaigns, guards, deleted files, and drift of what the change touches."""
    before, _, _ = plan_to_markdown(MANY, tool=TOOL).partition("<details>")
    positions = [
        before.index(text)
        for text in (
            "## Plan for `uat`",
            "**40 to create · 3 drifted · 1 blocked · 1 in sync · 3 unmanaged**",
            "**`Renamed`**",
            "one apply may create 25",
            "**`Old`** (group 1007)",
            "**`Drifted 1`**",
        )
    ]
    assert positions == sorted(positions)
    assert "Drifted 2" not in before


def test_drift_is_told_apart_only_where_the_change_is_known() -> None:
    """Nothing is said of a change that nobody knows."""
    text = plan_to_markdown(replace(MANY, origin=Origin()), tool=TOOL)
    assert "touch" not in text
    assert text.count("```diff") == 3
    text = plan_to_markdown(replace(MANY, origin=Origin(changed_files=())), tool=TOOL)
    assert text.count("```diff") == 0
    assert "<details><summary>3 campaigns</summary>" in text


def test_findings_are_shown_of_the_files_that_a_change_touches() -> None:
    """Of all others there is one number, with the command that lists them."""
    found = [
        Diagnostic(f"{k}.yaml", k, 1, "till-missing", Severity.WARNING, "No till.", "Declare it.")
        for k in range(1, 10)
    ]
    changed = ("1.yaml", "2.yaml")
    made = plan(diagnostics=tuple(found), origin=Origin(changed_files=changed))
    text = plan_to_markdown(made, tool=TOOL)
    told = "- **warning**: `1.yaml:1:1`: No till. Declare it. (`till-missing`) 2 times, also at "
    assert f"{told}`2.yaml:2:1`.\n" in text
    assert "7 findings in files that this change does not touch: 'reconciler validate'" in text
    assert text.count("No till.") == 1

    reasons = [replace(each, severity=Severity.CREATE_ONLY) for each in found]
    waiting = [Blocked("A", "1.yaml", 1, Reason("till-missing", "No till."), {})]
    blocked_too = replace(made, changes=tuple(waiting), diagnostics=tuple(reasons))
    text = plan_to_markdown(blocked_too, tool=TOOL)
    assert "- **create-only**: `2.yaml:2:1`: No till." in text
    assert "`1.yaml:1:1`" not in text

    text = plan_to_markdown(replace(made, origin=Origin()), tool=TOOL)
    assert "9 findings in campaign files: 'reconciler validate' lists them." in text
    assert "No till." not in text


def test_very_many_notes_are_counted() -> None:
    """They stand above all that can be folded."""
    found = [
        Diagnostic("", 0, 0, f"code-{k}", Severity.WARNING, f"Note {k}.", "Look.")
        for k in range(40)
    ]
    text = plan_to_markdown(plan(diagnostics=tuple(found)), tool=TOOL)
    assert text.count("Note ") == 30
    assert "- and 10 more\n" in text


def test_a_reason_that_many_share_is_told_once() -> None:
    """With all that it keeps back."""
    reason = Reason("enrolment-audience", "It is set in the console.")
    shared = [Blocked(f"B{k}", f"{k}.yaml", 1, reason, {}) for k in range(3)]
    made = plan(*shared, blocked("Other"))
    text = plan_to_markdown(made, tool=TOOL)
    called = ", ".join(f"**`B{k}`** (`{k}.yaml:1`)" for k in range(3))
    assert f"- {called}: It is set in the console. (`enrolment-audience`)\n" in text
    assert "**`Other`**" in text

    plain = to_text(plan_lines(made), color=False)
    assert plain.count("It is set in the console.") == 1
    assert all(f"! B{k}  {k}.yaml:1\n" in plain for k in range(3))


def test_trees_are_compared_as_expressions() -> None:
    """Where both can be read."""
    fields = tuple(
        FieldChange(f"/targets/{name}/expressionJson", tree, other, editable=True, hint=EDIT)
        for name, tree, other in [
            ("A", comparison_tree(number="500"), comparison_tree(number="600")),
            ("B", TRUE_TREE, '{"arity":"any"}'),
        ]
    )
    page = read(plan_to_markdown(plan(Drift("a", "a.yaml", 1, 1, fields)), tool=TOOL))
    first, second = page.blocks[0].split("@@ targets / B")
    assert first == (
        "@@ targets / A / expressionJson (the tree, as an expression) @@\n"
        '- live     "currentTxn.value>600"\n'
        '+ desired  "currentTxn.value>500"\n'
    )
    assert second.startswith(" / expressionJson @@\n")
    assert "arity" in second


def test_tables_are_cut_where_they_grow_without_end() -> None:
    """A hundred periods of eight targets are counted, and so are levels and fields."""
    periods = [{**DATES[0], "refCode": f"p{k}"} for k in range(100)]
    values = [{"defaultValue": k} for k in range(100)]
    targets = [{"name": f"t{k}", "defaultValues": values, "filters": [{"a": 1}]} for k in range(8)]
    levels = [{"name": f"l{k}", "targetCountOfSequence": k} for k in range(32)]
    fields = tuple(
        FieldChange(f"/description{k}", k, "x", editable=True, hint=EDIT) for k in range(101)
    )
    create = visits("a", periods=periods, targets=targets, streaks=levels)
    text = plan_to_markdown(plan(create, Drift("b", "b.yaml", 1, 1, fields)), tool=TOOL)
    assert "and 69 more periods" in text
    assert "and 1 more level\n" in text
    assert "Values of 2 more targets are not shown here." in text
    assert "and 1 more field\n" in text
    page = read(text)
    assert "p30" in page.code
    assert not {"p31", "l31"} & set(page.code)
    assert '{"a": 1}' in page.cells


def test_bodies_that_no_file_gave_are_shown_all_the_same() -> None:
    """A saved plan may hold anything; periods without values, values without periods."""
    odd: list[dict[str, Json]] = [
        {"periods": "May", "targets": 7, "streaks": [1]},
        {"periods": [{}], "targets": [{"name": 1, "defaultValues": [{}, {"defaultValue": None}]}]},
        {"periods": DATES, "targets": [{"filters": [{"entityType": "STORE", "entityIds": 3}]}]},
        {"targets": [{"defaultValues": [{"defaultValue": 1}, {"defaultValue": 2}]}]},
    ]
    creates = [Create("", f"{k}.yaml", 1, body) for k, body in enumerate(odd)]
    page = read(plan_to_markdown(plan(*creates), tool=TOOL))
    assert page.texts.count("(no name)") == len(odd)
    assert [page.cells[-4], page.cells[-2]] == ["1", "2"]


DECIMALS: Final = st.decimals(allow_nan=False, allow_infinity=False)
keys = st.sampled_from(
    [
        "name",
        "periods",
        "targets",
        "streaks",
        "filters",
        "entityType",
        "entityIds",
        "defaultValues",
        "defaultValue",
        "refCode",
        "startDate",
        "targetCountOfSequence",
        "a|b",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | DECIMALS | st.sampled_from(["a|b", "`", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=5))
def test_any_body_is_shown(body: dict[str, Json]) -> None:
    """As tables whose rows all have their cells."""
    read(plan_to_markdown(plan(Create("a", "a.yaml", 1, body)), tool=TOOL))


def of_every_kind(count: int, width: int = 0) -> Plan:
    """So many campaigns of each kind, with names of some width."""
    changes: list[Change] = []
    for k in range(count):
        name = f"{'ß' * width} {k}"
        changes += [visits(name), drift(name, k), blocked(name), Unmanaged(name, k, DELETED)]
    origin = Origin(changed_files=tuple(f"campaigns/{'ß' * width} {k}.yaml" for k in range(10)))
    return plan(*changes, diagnostics=(TOO_MANY,), origin=origin)


@pytest.mark.parametrize(
    ("given_plan", "left_out"),
    [
        (
            plan(*(visits(f"New {k}") for k in range(150))),
            "the values of campaigns to create are left out.",
        ),
        (plan(*(drift(f"{k}", k) for k in range(180))), "all values are left out."),
        (of_every_kind(400), "all but 50 campaigns of each kind"),
        (of_every_kind(60, width=70), "all but 10 campaigns of each kind"),
    ],
)
def test_a_plan_that_is_too_long_loses_details_and_says_so(given_plan: Plan, left_out: str) -> None:
    """It keeps its counts, whatever must not be missed, and its end, and nothing is cut in two."""
    text = plan_to_markdown(given_plan, tool=TOOL)
    assert len(text.encode()) <= MOST_BYTES
    assert left_out in text
    assert "reconciler show PLAN" in text
    assert f"{given_plan.summary.create} to create" in text
    assert given_plan.plan_id in text
    page = read(text)
    assert not page.calls
    assert page.names >= {"h2", "h3", "strong", "hr"}


def test_of_5000_creates_the_first_50_are_shown_and_the_rest_is_counted() -> None:
    """One line each, with the sentence; none with its values."""
    given_plan = plan(*(visits(f"New {k:04}") for k in range(5000)), diagnostics=(TOO_MANY,))
    page = read(plan_to_markdown(given_plan, tool=TOOL))
    note, *items, last = page.items
    assert note.startswith("warning: The plan creates 40 campaigns")
    assert [item[:8] for item in items] == [f"New {k:04}" for k in range(50)]
    assert all("customers reach the milestone when they make 2 visits." in item for item in items)
    assert last == "and 4,950 more"
    assert "details" not in page.names


def test_a_plan_of_nothing_but_monsters_is_counted() -> None:
    """When not even ten of each kind fit there are the counts, and where the rest is."""
    given_plan = replace(
        of_every_kind(12, width=40_000), environment="ß" * 90_000, source="ß" * 90_000
    )
    text = plan_to_markdown(given_plan, tool="ß" * 90_000)
    assert len(text.encode()) <= MOST_BYTES
    assert "it shows only the counts" in text
    assert "12 to create" in text


@settings(max_examples=25)
@given(
    st.integers(0, 60),
    st.integers(0, 300),
    st.sampled_from(["a", "ß", "|", "`", "\u202e", "🎉", "@"]),
)
def test_no_plan_is_ever_too_long(count: int, width: int, letter: str) -> None:
    """However many campaigns, and however their names are written."""
    name = letter * width
    changes: list[Change] = []
    for k in range(count):
        changes += [visits(f"{name}{k}"), drift(f"{name}{k}", k), blocked(f"{name}{k}")]
    assert len(plan_to_markdown(plan(*changes), tool=TOOL).encode()) <= MOST_BYTES


def test_the_cost_is_that_of_what_is_shown() -> None:
    """A form is given up where it gets too long, and none is made after the one that fits."""
    made: list[str] = []

    def form(name: str, *lines: str) -> Iterator[str]:
        for line in lines:
            made.append(name)
            yield line

    long = "x" * MOST_BYTES
    forms = [partial(form, "a", long, "-"), partial(form, "b", "short"), partial(form, "c", "-")]
    assert fitting(forms) == "short\n"
    assert fitting([*forms[:1], *forms[2:]]) == "-\n"
    assert made == ["a", "b", "a", "c"]


@pytest.mark.parametrize(("count", "shown"), [(400, None), (3000, 50), (10_000, 50)])
def test_a_receipt_that_is_too_long_is_counted(count: int, shown: int | None) -> None:
    """Failures stand first, also then."""
    outcomes: tuple[Outcome, ...] = (
        *(Created(f"New {k}", f"{k}.yaml", k) for k in range(count)),
        FAILED,
    )
    text = receipt_to_markdown(Receipt("uat", "c0ffee", outcomes), tool=TOOL, run_url=RUN)
    assert len(text.encode()) <= MOST_BYTES
    assert text.index("Refused") < text.index("New 0")
    assert f"**{count} created, 1 failed.**" in text
    assert len(read(text).cells) == 4 * (shown or count)
    assert ("too long" in text) == (shown is not None)


def test_a_receipt_of_monsters_is_counted() -> None:
    """Whatever the API says, a comment is never too long."""
    trouble = Trouble("x" * 900, "ß" * 9000, 400, "r")
    outcomes = [
        Failed("ß" * 900, "ß" * 900, replace(trouble, request_id=str(k))) for k in range(60)
    ]
    text = receipt_to_markdown(Receipt("uat", "c0ffee", tuple(outcomes)), tool=TOOL)
    assert len(text.encode()) <= MOST_BYTES
    assert "**60 failed.**" in text
    assert "it shows the first 10 of each outcome" in text
    assert "- and 50 more" in text


@pytest.mark.parametrize(("count", "shown"), [(60, 60), (6000, 50)])
def test_a_trouble_that_many_outcomes_share_is_told_once(count: int, shown: int) -> None:
    """With the campaigns that it kept from being made, or the first of very many."""
    trouble = Trouble("deadline", "The deadline passed.")
    outcomes = [Skipped(f"Campaign {k}", f"{k}.yaml", trouble) for k in range(count)]
    text = receipt_to_markdown(Receipt("uat", "c0ffee", tuple(outcomes)), tool=TOOL)
    assert text.count("The deadline passed") == 1
    assert text.count("**`Campaign ") == shown
    assert (f" and {count - shown:,} more: deadline" in text) is (shown < count)

    plain = to_text(receipt_lines(Receipt("uat", "c0ffee", tuple(outcomes))), color=False)
    assert text.startswith("## Nothing applied to `uat`\n")
    assert plain.startswith("Nothing applied to uat\n")
    assert (plain.count("The deadline passed"), plain.count("skipped  ")) == (1, count)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (None, ""),
        ("", ""),
        (RUN, f"[run]({RUN})"),
        (
            "https://ghe.example:8443/o/r/actions/runs/1",
            "[run](https://ghe.example:8443/o/r/actions/runs/1)",
        ),
        ("http://github.com/x", "run `http://github.com/x`"),
        ("https://github.com/x)[y](https://z", "run `https://github.com/x)[y](https://z`"),
        ("https://github.com@evil.example/x", "run `https://github.com@evil.example/x`"),
        (f"https://github.com/{'x' * 300}", f"run `https://github.com/{'x' * 180}…`"),
    ],
)
def test_a_run_is_linked_if_a_link_can_hold_it(url: str | None, link: str) -> None:
    """Nothing ends the link early, and no other host hides behind a familiar one."""
    assert run_link(url) == link
