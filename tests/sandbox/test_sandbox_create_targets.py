"""How the targets of a create are stored and answered."""

from collections.abc import Callable

import httpx
import pytest

from reconciler.sandbox.store import Options
from reconciler.sandbox.wire import Json, decode, encode

Open = Callable[[Options], httpx.Client]


def create(client: httpx.Client, body: Json) -> Json:
    response = client.post("/v3/targetGroups", content=encode(body))
    assert response.status_code == 201, response.text
    return decode(response.content)["data"]


@pytest.mark.parametrize(
    ("sent", "stored"), [(True, "true"), (False, "false"), ("currentTxn.value>500",) * 2]
)
def test_an_expression_becomes_text(
    sent: Json, stored: str, client: httpx.Client, body: Json
) -> None:
    body["targets"][0]["expression"] = sent
    assert create(client, body)["targets"][0]["expression"] == stored


@pytest.mark.parametrize(
    ("sent", "printed"),
    [
        ('"1.00"', "1.000"),
        ("500", "500.000"),
        ("9007199254740993", "9007199254740993.000"),
        ("1.235", "1.235"),
        ("1.2345", "1.235"),
        ("1e3", "1000.000"),
        ("0", "0.000"),
        ("-2", "-2.000"),
    ],
)
def test_default_values_are_printed_with_three_decimals(
    sent: str, printed: str, client: httpx.Client, body: Json
) -> None:
    body["targets"][0]["defaultValues"] = [{"defaultValue": 123456}]
    text = encode(body).replace("123456", sent)
    response = client.post("/v3/targetGroups", content=text)
    assert f'"defaultValue": {printed}}}' in response.text
    assert f'"defaultValue": {printed}}}' in client.get("/v3/targetGroups").text


def test_default_values_belong_to_periods_by_position(client: httpx.Client, body: Json) -> None:
    body["periods"].reverse()
    answer = create(client, body)
    june, may = answer["periods"]
    first, second = answer["targets"][0]["defaultValues"]
    assert (june["refCode"], first["periodId"]) == ("june", june["id"])
    assert second["periodId"] == may["id"] == june["id"] + 1
    by_period = answer["targets"][0]["targetPeriodDefaultValuesMap"]
    assert by_period == {str(june["id"]): first, str(may["id"]): second}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_fewer_or_more_default_values_than_periods_pass(
    count: int, client: httpx.Client, body: Json
) -> None:
    body["targets"][0]["defaultValues"] = [{"defaultValue": 1}] * count
    assert len(create(client, body)["targets"][0]["defaultValues"]) == min(count, 2)


@pytest.mark.parametrize(("combination", "sign"), [("ALL", "&"), ("ANY", "|")])
def test_a_unified_group_gets_a_rule_of_its_targets(
    combination: str, sign: str, open_sandbox: Open, body: Json
) -> None:
    body |= {"trackingType": "UNIFIED", "combinationType": combination}
    body["targets"].append({**body["targets"][0], "name": "second"})
    answer = create(open_sandbox(Options(return_bill_twins=True)), body)
    first, second = [target["id"] for target in answer["targets"][:2]]
    expected = {
        "aggregation": None,
        "thresholdValue": None,
        "ruleExpression": f"({first} {sign} {second})",
    }
    assert answer["unifiedTargetExpression"] == expected
    assert answer["combinationType"] == combination


@pytest.mark.parametrize("threshold", [5000, "5000"])
def test_a_threshold_is_kept(threshold: Json, client: httpx.Client, body: Json) -> None:
    unified = {"aggregation": "SUM", "thresholdValue": threshold}
    body |= {"trackingType": "UNIFIED", "combinationType": "ALL"}
    answer = create(client, {**body, "unifiedTargetExpression": unified})
    assert answer["unifiedTargetExpression"]["aggregation"] == "SUM"
    assert answer["unifiedTargetExpression"]["thresholdValue"] == 5000


def test_twins_follow_all_declared_targets(open_sandbox: Open, body: Json) -> None:
    base = {**body["targets"][0], "description": "d", "expression": True}
    visits = {"name": "visits", "targetEntity": "EVENT", "targetType": "VISIT"}
    body["targets"] = [base, visits, {**base, "name": "third"}]
    answer = create(open_sandbox(Options(return_bill_twins=True)), body)
    names = [target["name"] for target in answer["targets"]]
    expected = ["Spring spend", "visits", "third"]
    assert names == [*expected, "Spring spend_ReturnBill", "third_ReturnBill"]
    first, twin = answer["targets"][0], answer["targets"][3]
    assert twin["eventName"] == "ReturnBill"
    own = {"id", "emfRuleSetId", "name", "eventName", "attribution", "defaultValues"}
    own |= {"targetPeriodDefaultValuesMap"}
    assert {key: twin[key] for key in twin if key not in own} == {
        key: first[key] for key in first if key not in own
    }
    values = [(value["periodId"], value["defaultValue"]) for value in first["defaultValues"]]
    assert values == [(value["periodId"], value["defaultValue"]) for value in twin["defaultValues"]]
    assert not {value["id"] for value in first["defaultValues"]} & {
        value["id"] for value in twin["defaultValues"]
    }


@pytest.mark.parametrize(
    ("entity", "kind", "rulesets"),
    [
        ("TRANSACTION", "SALES", {"emfRuleSetId"}),
        ("LINEITEM", "QUANTITY", {"emfRuleSetId", "emfUnrolledRulesetId"}),
        ("POINTS", "ALL_POINTS", set()),
        ("REWARDS", "ALL_POINTS", set()),
    ],
)
def test_rulesets_depend_on_the_entity(
    entity: str, kind: str, rulesets: set[str], client: httpx.Client, body: Json
) -> None:
    body["targets"][0] |= {"targetEntity": entity, "targetType": kind}
    (target,) = create(client, body)["targets"]
    assert {"emfRuleSetId", "emfUnrolledRulesetId"} & target.keys() == rulesets
