"""Rows of live groups as an answer may show them: odd ones that a file can declare, and others.

A row starts as the answer to a campaign without errors. Oddities change it one after the other;
each says the code by which an import must refuse the group, or nothing if it must take it.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from reconciler.core.exact_json import Json
from tests.support.answers import TRUE_TREE
from tests.support.specs import row_of
from tests.support.strategies import campaigns, unlike, words

Row = dict[str, Json]
Oddity = Callable[[st.DrawFn, Row], None]
Fault = Callable[[st.DrawFn, Row], str | None]

TEXTS = (
    *("", " Target", "tail ", "NO", "on", "~", "null", "True", "010", "1.5", "1e3", ".inf"),
    *("0x1F", "12:30", "-687", "2027-10-02", "2027-10-02T00:00:00Z", "<<", "=", "- a", "? a"),
    *("---", "...", "a: b", "a:b", "a #b", "#a", "&a", "*a", "!a", "%a", "@a", "`a", "|", ">#1"),
    *("{a}", "[a", "a, b", "user>name", "'", '"', "it's", 'a "b"', "a\\b", "${x} y", "$x", "${}"),
    *("{{ x }}", "con", "NUL", "a\nb", "a\nb\n", "a\n", "\na", "a\n\nb", " a\n b", "a\n\n"),
    *("a\tb", "a\rb", "\x1b[31m", "\x00", "\x85", "\u2028", "\xa0", "\ufeff", "\ufffe", "é", "ﬁ"),
    *("双十一", "😀", "👍: yes", "x" * 150, "many words " * 12 + "in one line"),
)
TREES = (
    "\n" + TRUE_TREE.replace(",", ",\n  "),
    '{"value": "é 双 😀", "n": [1.50, 1e400, null]}',
    '{"half": "\\ud800", "line": "a\\u2028b"}',
    "{oops",
    "",
    "null",
)
WINDOWS = ("CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW", "CALENDAR_CYCLIC_WINDOW")
CAN_LACK = (
    *("description", "preferredTillId", "targetEvaluationType", "frequencyType", "frequency"),
    *("recurringCycles", "userCreated", "leaderboardEnabled", "targetCycleStartDate", "active"),
    *("targetCycleEndDate", "combinationType", "unifiedTargetExpression", "orgId"),
)
TARGET_CAN_LACK = (
    *("description", "active", "enrolmentMethod", "expression", "expressionJson", "filters"),
    *("defaultValues", "targetMilestoneTriggers"),
)


@dataclass(frozen=True)
class Odd:
    """A row, and the code by which an import must refuse it, or None."""

    row: Row
    code: str | None


def _is_fixed(row: Row) -> bool:
    return row.get("targetEvaluationType") not in WINDOWS


def _odd_name(draw: st.DrawFn, row: Row) -> None:
    row["name"] = draw(st.sampled_from(TEXTS))


def _odd_text(draw: st.DrawFn, row: Row) -> None:
    text = draw(st.sampled_from(TEXTS) | st.text(max_size=6))
    holder = draw(st.sampled_from([row, *row["targets"], *row["periods"]]))
    holder["description"] = text.encode(errors="replace").decode()


def _base(row: Row) -> Row:
    """A target that is no return-bill twin."""
    return min(row["targets"], key=lambda target: bool(target["name"].endswith("_ReturnBill")))


def _odd_target_name(draw: st.DrawFn, row: Row) -> None:
    if row["targets"]:
        old = _base(row)["name"]
        new = f"{draw(st.sampled_from(TEXTS))}{row['id']}"
        for target in row["targets"]:
            if target["name"] in {old, f"{old}_ReturnBill"}:
                target["name"] = new + target["name"].removeprefix(old)


def _odd_ref_code(draw: st.DrawFn, row: Row) -> None:
    if row["periods"] and _is_fixed(row):
        usable = [text for text in TEXTS if text.strip()]
        row["periods"][0]["refCode"] = f"{draw(st.sampled_from(usable))}!"


def _audience(draw: st.DrawFn, row: Row) -> None:
    for target in row["targets"]:
        target["enrolmentMethod"] = "AUDIENCE_FILTER"


def _fewer_values(draw: st.DrawFn, row: Row) -> None:
    if row["periods"]:
        period = draw(st.sampled_from(row["periods"]))["id"]
        for target in row["targets"]:
            values = target.get("defaultValues") or []
            target["defaultValues"] = [each for each in values if each["periodId"] != period]


def _no_targets(draw: st.DrawFn, row: Row) -> None:
    if not row.get("userCreated"):
        row["targets"] = []


def _two_targets(draw: st.DrawFn, row: Row) -> None:
    if row["targets"] and not row.get("userCreated"):
        second = copy.deepcopy(row["targets"][0])
        row["targets"].append(second | {"id": row["id"] + 500, "name": f"second of {row['id']}"})


def _large_numbers(draw: st.DrawFn, row: Row) -> None:
    row["preferredTillId"] = draw(st.integers(-(2**63), 2**63 - 1))
    for target in row["targets"]:
        for each in target.get("defaultValues") or []:
            each["defaultValue"] = draw(
                st.sampled_from([2**70, Decimal("9007199254740993.125"), "1.00", Decimal(0)])
            )


def _deactivated(draw: st.DrawFn, row: Row) -> None:
    row["active"] = draw(st.booleans())
    for target in row["targets"]:
        target["active"] = row["active"] and draw(st.booleans())


def _lacking(draw: st.DrawFn, row: Row) -> None:
    for name in draw(st.lists(st.sampled_from(CAN_LACK), max_size=4)):
        is_needed = name == "combinationType" and row["trackingType"] == "UNIFIED"
        if not is_needed and (name != "targetEvaluationType" or row.get(name) not in WINDOWS):
            _take_away(draw, row, name)
    for target in row["targets"]:
        for name in draw(st.lists(st.sampled_from(TARGET_CAN_LACK), max_size=4)):
            _take_away(draw, target, name)


def _take_away(draw: st.DrawFn, holder: Row, name: str) -> None:
    if draw(st.booleans()):
        holder[name] = None
    else:
        holder.pop(name, None)


def _odd_tree(draw: st.DrawFn, row: Row) -> None:
    for target in row["targets"]:
        target["expressionJson"] = draw(st.sampled_from(TREES))
        target["expression"] = draw(st.sampled_from(["true", "false", "True", "", "a > 1 && b"]))


def _odd_filters(draw: st.DrawFn, row: Row) -> None:
    for target in row["targets"]:
        target["filters"] = [
            {"entityType": "STORE", "entityIds": list(range(draw(st.sampled_from([0, 2, 90]))))},
            {"entityType": "STORE", "entityIds": [2**60, 7]},
            {"entityType": "ZONE", "entityIds": []},
        ]


def _odd_cycle(draw: st.DrawFn, row: Row) -> None:
    edges = [
        "2024-02-29T05:04:45.500Z",
        "2029-02-28T05:04:46.000Z",
        "2024-05-31",
        "2024-01-01 12:00",
    ]
    row["targetCycleStartDate"] = draw(st.sampled_from(edges))
    row["targetCycleEndDate"] = draw(st.sampled_from(edges))


def _own_trigger(draw: st.DrawFn, row: Row) -> None:
    for target in row["targets"]:
        own = {"triggerName": draw(st.sampled_from(TEXTS)), "triggerValue": Decimal("1500.000000")}
        target["targetMilestoneTriggers"] = [own | {"triggerType": None, "isActive": False}]


def _odd_cycles(draw: st.DrawFn, row: Row) -> None:
    row["recurringCycles"] = draw(st.sampled_from([-10, -1, 0, 2, 100]))
    row["frequency"] = -10


def _levels_on_any_kind(draw: st.DrawFn, row: Row) -> None:
    row["streaks"] = [
        {"id": 1, "name": "far", "targetCountOfSequence": 9},
        {"id": 2, "name": draw(st.sampled_from(TEXTS)), "targetCountOfSequence": 2},
    ]
    if row["trackingType"] == "STREAKS":
        row["trackingType"] = draw(st.sampled_from(["STREAKS", "NON_CONTINUOUS_STREAKS"]))


def _odd_info(draw: st.DrawFn, row: Row) -> None:
    for target in row["targets"]:
        info = target.get("extendedFieldInfo")
        if info is None:
            target["extendedFieldInfo"] = draw(st.sampled_from([{}, {"name": "points"}]))


def _shuffled(draw: st.DrawFn, row: Row) -> None:
    for rows in (row["periods"], row["targets"], *(t.get("defaultValues") for t in row["targets"])):
        if rows:
            rows[:] = draw(st.permutations(rows))


def _servers_names(draw: st.DrawFn, row: Row) -> None:
    """Periods of the server beside others, on a window of either kind."""
    if row["periods"] and _is_fixed(row):
        row["periods"][-1]["refCode"] = f"PERIOD_G_{row['id']}_9"
    elif row["periods"]:
        row["periods"][-1]["refCode"] = "own"


ODDITIES: tuple[Oddity, ...] = (
    *(_odd_name, _odd_text, _odd_target_name, _odd_ref_code, _audience, _fewer_values),
    *(_no_targets, _two_targets, _large_numbers, _deactivated, _lacking, _odd_tree, _odd_filters),
    *(_odd_cycle, _own_trigger, _odd_cycles, _levels_on_any_kind, _odd_info, _shuffled),
    _servers_names,
)


def _without_periods(draw: st.DrawFn, row: Row) -> str | None:
    if not _is_fixed(row):
        return None
    _take_away(draw, row, "periods")
    return "shown-in-part"


def _without_targets(draw: st.DrawFn, row: Row) -> str | None:
    _take_away(draw, row, "targets")
    return "shown-in-part"


def _without_levels(draw: st.DrawFn, row: Row) -> str | None:
    if row["trackingType"] != "STREAKS":
        return None
    _take_away(draw, row, "streaks")
    return "shown-in-part"


def _without_day(draw: st.DrawFn, row: Row) -> str | None:
    if not (_is_fixed(row) and row["periods"]):
        return None
    _take_away(draw, draw(st.sampled_from(row["periods"])), "endDate")
    return "shown-in-part"


def _one_ref_code_twice(draw: st.DrawFn, row: Row) -> str | None:
    if not (_is_fixed(row) and row["periods"]):
        return None
    row["periods"].append(row["periods"][0] | {"id": 77})
    return "duplicate-ref-code"


def _empty_ref_code(draw: st.DrawFn, row: Row) -> str | None:
    if not (_is_fixed(row) and row["periods"]):
        return None
    row["periods"][0]["refCode"] = draw(st.sampled_from(["", " "]))
    return "empty-ref-code"


def _one_target_twice(draw: st.DrawFn, row: Row) -> str | None:
    if not row["targets"] or row.get("userCreated"):
        return None
    first = _base(row)
    row["targets"].append(first | {"id": 77, "name": draw(st.sampled_from([
        first["name"], f"{first['name']} ".upper(),
    ]))})  # fmt: skip
    return "duplicate-target-name"


def _unknown_word(draw: st.DrawFn, row: Row) -> str:
    row[draw(st.sampled_from(["trackingType", "frequencyType"]))] = "SOMETIMES"
    return "unknown-value"


def _reference(draw: st.DrawFn, row: Row) -> str:
    row[draw(st.sampled_from(["name", "description"]))] = "${default_till}"
    return "reads-as-reference"


def _half_character(draw: st.DrawFn, row: Row) -> str:
    row["description"] = "half \ud83d of a smile"
    return "lone-surrogate"


def _value_of_no_period(draw: st.DrawFn, row: Row) -> str | None:
    if not (_is_fixed(row) and row["targets"]):
        return None
    values = _base(row).get("defaultValues") or []
    _base(row)["defaultValues"] = [*values, {"id": 9, "periodId": 7, "defaultValue": 1}]
    return "value-without-period"


def _odd_form(draw: st.DrawFn, row: Row) -> str:
    row["description"] = ["not", "text"]
    return "answer-set-aside"


def _no_such_day(draw: st.DrawFn, row: Row) -> str | None:
    if not (_is_fixed(row) and row["periods"]):
        return None
    day, code = draw(st.sampled_from([("2027-02-30", "bad-date"), ("in spring", "bad-form")]))
    row["periods"][0] |= {"startDate": day, "endDate": day}
    return code


def _long_name(draw: st.DrawFn, row: Row) -> str:
    row["name"] = "n" * 201
    return "name-too-long"


def _wild_number(draw: st.DrawFn, row: Row) -> str | None:
    values = _base(row).get("defaultValues") or [] if row["targets"] else []
    own = [each for each in row["periods"] if not each["refCode"].startswith("PERIOD_G_")]
    known = {period["id"] for period in (row["periods"] if _is_fixed(row) else own)}
    values = [each for each in values if each["periodId"] in known or not known]
    if not values:
        return None
    number, code = draw(
        st.sampled_from([(Decimal("0.0001"), "too-many-decimals"), (10**120, "number-too-long")])
    )
    values[0]["defaultValue"] = number
    return code


def _without_combination(draw: st.DrawFn, row: Row) -> str | None:
    if row["trackingType"] != "UNIFIED":
        return None
    _take_away(draw, row, "combinationType")
    return "combination-missing"


def _beyond_64_bits(draw: st.DrawFn, row: Row) -> str:
    row["preferredTillId"] = draw(st.sampled_from([2**63, -(2**63) - 1]))
    return "beyond-64-bits"


FAULTS: tuple[Fault, ...] = (
    *(_without_periods, _without_targets, _without_levels, _without_day, _one_ref_code_twice),
    *(_empty_ref_code, _one_target_twice, _unknown_word, _reference, _half_character),
    *(_value_of_no_period, _odd_form, _no_such_day, _long_name, _wild_number),
    *(_without_combination, _beyond_64_bits),
)


@st.composite
def odd_rows(draw: st.DrawFn, *, most: int = 4, with_faults: bool = True) -> list[Odd]:
    """Rows of one organisation, each with its ids; names may clash."""
    return [
        _odd(draw, name, first_id=k * 1000, with_faults=with_faults)
        for k, name in enumerate(draw(unlike(words, most=most)), 1)
    ]


def _odd(draw: st.DrawFn, name: str, *, first_id: int, with_faults: bool) -> Odd:
    data = draw(campaigns(words.map(lambda word: f"{name} of {word}"))) | {"name": name}
    row = copy.deepcopy(row_of(data, first_id=first_id, twins=draw(st.booleans())))
    for oddity in draw(st.lists(st.sampled_from(ODDITIES), max_size=4, unique=True)):
        oddity(draw, row)
    if with_faults and draw(st.integers(0, 2)) == 0:
        return Odd(row, draw(st.sampled_from(FAULTS))(draw, row))
    return Odd(row, None)
