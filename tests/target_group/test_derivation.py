"""Where values come from that a file does not say as they stand."""

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Source
from reconciler.target_group.derivation import Derived, How, account_for, why_unseen
from reconciler.target_group.expressions.compiler import compiled
from reconciler.target_group.fields import GROUP
from reconciler.target_group.normalisation import RULES

PERIODS = [
    {"refCode": "a", "startDate": "2035-01-01T10:00:00Z", "endDate": "2035-01-31"},
    {"refCode": "b", "startDate": "2035-02-01", "endDate": "2035-02-28", "active": False},
]


def data(*targets: dict[str, Json], **more: Json) -> dict[str, Json]:
    """A campaign that leaves out all it can."""
    rows = [
        {"name": f"T{k}", "targetEntity": "EVENT", "targetType": "COUNT", **each}
        for k, each in enumerate(targets)
    ]
    return {"name": "Spring", "trackingType": "DEFAULT", "targets": rows, **more}


def derived(how: How, written: dict[str, Json], resolved: Json = None) -> dict[str, Derived]:
    """What was filled in one way, by path."""
    account = account_for(written, resolved or written)
    return {each.path: each for each in account.derived if each.how is how}


def test_values_of_the_environment_are_told_wherever_they_stand() -> None:
    """With the reference; notes are never sent, so theirs are not told."""
    filters = [{"entityType": "STORE", "entityIds": "${stores}"}]
    written = data({"filters": filters}, preferredTillId="${till}", metadata={"x": "${till}"})
    resolved = data(
        {"filters": [{"entityType": "STORE", "entityIds": [1]}]},
        preferredTillId=7,
        metadata={"x": 7},
    )

    found = derived(How.ENVIRONMENT, written, resolved)

    assert {path: (each.value, each.why) for path, each in found.items()} == {
        "/preferredTillId": (7, "${till}"),
        "/targets/T0/filters/1/entityIds": ([1], "${stores}"),
    }


@pytest.mark.parametrize(
    ("more", "filled"),
    [
        ({}, {"/periods", "/frequencyType", "/frequency"}),
        ({"frequencyType": "CUSTOM", "frequency": 3}, {"/periods"}),
    ],
)
def test_a_schedule_tells_its_periods_and_what_follows(
    more: dict[str, Json], filled: set[str]
) -> None:
    """Only where the file says nothing of its own."""
    schedule = {"from": "2035-01-01", "every": "DAILY", "count": 2}
    found = derived(How.SHORT_FORM, data(periods=schedule, **more))
    assert found.keys() == filled
    assert found["/periods"].why == "{from: 2035-01-01, every: DAILY, count: 2}"
    assert found["/periods"].value == [
        "Cycle_1 2035-01-01 to 2035-01-01",
        "Cycle_2 2035-01-02 to 2035-01-02",
    ]


def test_of_many_periods_the_first_and_the_last_are_told() -> None:
    schedule = {"from": "2035-01-01", "every": "DAILY", "count": 5}
    spans = derived(How.SHORT_FORM, data(periods=schedule))["/periods"].value
    assert [span.split()[0] for span in spans] == ["Cycle_1", "Cycle_2", "…", "Cycle_5"]


def test_values_by_ref_code_are_told_in_the_order_of_periods() -> None:
    """A list or a number stands in the file as it is."""
    by_code = {"defaultValues": {"b": 2, "a": 1}}
    written = data(by_code, {"defaultValues": [3, 4]}, periods=PERIODS)
    found = derived(How.SHORT_FORM, written)
    assert [(path, each.value) for path, each in found.items()] == [
        ("/targets/T0/defaultValues", [1, 2])
    ]


def test_documented_defaults_are_told_where_something_lacks_them() -> None:
    """Of parts it is said how many; of a campaign without parts, none."""
    found = derived(How.DEFAULT, data({"eventName": "x"}, {}, periods=PERIODS, active=True))
    assert found["/periods/active"].why.startswith("Left out in 1 of 2. ")
    assert found["/targets/eventName"].value == "TransactionAdd"
    assert found["/userCreated"].why == GROUP.fields["userCreated"].help
    assert "/active" not in found
    assert not any(path.startswith("/periods") for path in derived(How.DEFAULT, data()))


def test_what_left_out_filters_and_expressions_mean_is_told() -> None:
    """A tree alone says which events count, so that nothing is left out."""
    written = data({"filters": [], "expressionJson": "[]"}, {"expression": "a>1"}, {})
    found = derived(How.DEFAULT, written)
    assert found["/targets/expression"].value is True
    assert found["/targets/expression"].why.startswith("Left out in 1 of 3. ")
    assert found["/targets/filters"].value == "none"
    assert found["/targets/filters"].why.startswith("Left out in 2 of 3. ")


def test_what_a_request_fills_in_is_told() -> None:
    """The count, plain days, one value for each period, the tree of true."""
    written = data({"defaultValues": 5, "expression": True}, periods=PERIODS)
    found = derived(How.REQUEST, written)
    assert {path: each.value for path, each in found.items()} == {
        "/totalPeriods": 2,
        "/periods/a/startDate": "2035-01-01",
        "/targets/T0/defaultValues": 5,
        "/targets/T0/expressionJson": compiled("true"),
    }
    own = {"expression": True, "expressionJson": "{}", "defaultValues": [1, 2]}
    assert derived(How.REQUEST, data(own, periods=PERIODS[1:], totalPeriods=1)) == {}


def test_where_nobody_said_how_many_periods_there_are_nothing_is_counted() -> None:
    """The server makes them."""
    window = {"targetEvaluationType": "CYCLIC_WINDOW"}
    written = data({"defaultValues": 5}, **window)
    assert derived(How.REQUEST, written) == {}
    assert account_for(written, written).rules[-1] == "cyclic-periods-are-the-servers"


def test_what_is_left_out_is_told_with_its_rule() -> None:
    """Fields that no part declares; all rules that are named exist."""
    written = data({}, periods=PERIODS, frequency=1)
    account = account_for(written, written)
    left_out = dict(account.left_out)
    assert left_out["/frequencyType"] == "frequency-type-only-if-declared"
    assert left_out["/preferredTillId"] == ""
    assert "/targets/filters" not in left_out
    assert "/frequency" not in left_out
    assert "/targets/active" not in left_out
    named = {*account.rules, *left_out.values(), *(each.rule for each in account.derived)} - {""}
    assert named <= RULES.keys()


@pytest.mark.parametrize(
    ("path", "source", "why"),
    [
        ("/fromDate", Source.MILESTONES, "no read shows it"),
        ("/aggregateWindow/windowType", Source.MILESTONES, "no read shows it"),
        ("/targets/a/extendedFieldInfo/aggregateWindow", Source.CUSTOMER, "no read shows it"),
        ("/active", Source.CUSTOMER, "the read through customer does not show it, milestones"),
        ("/targets/a/filters/STORE", Source.CUSTOMER, "the read through customer does not"),
        ("/streaks", Source.TARGET_GROUPS, "the answer of target-groups lacked it"),
        ("/targets/a", Source.CUSTOMER, "the answer of customer lacked it"),
        ("/targets/a/defaultValues/may", Source.MILESTONES, "the answer of milestones lacked it"),
        ("/streaks/a/unknown", Source.MILESTONES, "the answer of milestones lacked it"),
    ],
)
def test_it_is_told_why_a_value_was_not_seen(path: str, source: Source, why: str) -> None:
    """As deep as the table of fields knows."""
    assert why_unseen(path, source).startswith(why)
