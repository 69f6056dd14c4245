"""The line of a plan that says how much was checked, and through what the rest was hidden."""

import pytest

from reconciler.core.comparison import Coverage, FieldChange, Seen
from reconciler.core.plan import Change, Drift, InSync, Plan
from reconciler.render.plan_text import plan_lines
from reconciler.render.terminal import to_text

DATES = ("/periods/p/startDate", "/periods/p/endDate")
VALUE = "/targets/t/defaultValues/p"
CHANGED = FieldChange("/active", True, False, editable=True, hint="do it")


def text_of(*changes: Change, source: str = "target-groups") -> str:
    """A plan as people see it."""
    plan = Plan("uat", source, None, None, len(changes), changes)
    return to_text(plan_lines(plan), color=False)


def in_sync(*unverified: str, uncertain: tuple[str, ...] = (), declared: int = 10) -> InSync:
    """A campaign of so many declared values."""
    seen = Coverage(declared, declared - len(unverified))
    return InSync("a", "a.yaml", 1, 1, Seen(unverified, uncertain, seen))


def coverage_line(text: str) -> str:
    """The one line that begins with what was checked."""
    [line] = [line for line in text.splitlines() if line.startswith("  Checked")]
    return line.strip()


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ([in_sync()], "Checked 10 of 10 declared values."),
        ([in_sync(declared=1)], "Checked 1 of 1 declared value."),
        (
            [in_sync("/description")],
            ("Checked 9 of 10 declared values; 1 is not visible through target-groups: "
            "descriptions 1."),
        ),
        (
            [
                in_sync(*DATES),
                Drift("b", "b.yaml", 1, 2, (CHANGED,), Seen(("/description",), (), Coverage(5, 4))),
            ],
            ("Checked 12 of 15 declared values; 3 are not visible through target-groups: "
            "period dates 2, descriptions 1."),
        ),
        (
            [in_sync(*DATES, VALUE, uncertain=(VALUE,))],
            ("Checked 7 of 10 declared values; 2 are not visible through target-groups: "
            "period dates 2; 1 is perhaps the customer's own."),
        ),
        (
            [in_sync(VALUE, uncertain=(VALUE,))],
            "Checked 9 of 10 declared values; 1 is perhaps the customer's own.",
        ),
    ],
)  # fmt: skip
def test_one_line_says_what_was_checked(changes: list[Change], line: str) -> None:
    """Grouped in plain words, most frequent first."""
    assert coverage_line(text_of(*changes)) == line


def test_rare_kinds_are_counted_together() -> None:
    """The line stays a line; the campaigns list what they lack, and JSON all of it."""
    fields = ("active", "description", "frequency", "frequencyType", "recurringCycles", "name",
              "preferredTillId", "trackingType", "combinationType", "userCreated")  # fmt: skip
    line = coverage_line(text_of(in_sync(*(f"/{field}" for field in fields))))

    assert line.endswith("recurring cycles 1, others 2.")


def test_where_nothing_is_live_nothing_was_checked() -> None:
    """Neither is it counted where an older plan did not."""
    assert "Checked" not in text_of()
    assert "Checked" not in text_of(InSync("a", "a.yaml", 1, 1, Seen(("/active",))))


def test_a_collection_as_a_whole_is_listed_and_not_counted() -> None:
    """Nothing is declared in it."""
    change = InSync("a", "a.yaml", 1, 1, Seen(("/periods",), (), Coverage(4, 4)))

    assert coverage_line(text_of(change)) == "Checked 4 of 4 declared values."
    assert "not visible through target-groups, so not checked: periods" in text_of(change)


def test_a_campaign_says_why_a_value_was_not_checked() -> None:
    """What was not shown, and apart from it what was shown and proves nothing."""
    text = text_of(in_sync("/active", VALUE, uncertain=(VALUE,)), source="customer")
    lines = [line.strip() for line in text.splitlines() if "not checked" in line]

    assert lines == [
        "not visible through customer, so not checked: active",
        (
            "perhaps the customer's own [customers-own-value], so not checked: "
            "targets/t/defaultValues/p"
        ),
    ]
