"""Whether two groups are the same but for their names."""

import copy

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing.align import VALUES
from reconciler.target_group.comparing.outline import (
    content,
    counts_by_buying,
    days,
    is_same_but_for_names,
    outline,
    signature,
    traits,
    without_filled_in,
)
from reconciler.target_group.expressions.nodes import MOST_CHARACTERS
from reconciler.target_group.fields import SERVER_PERIODS
from tests.support.specs import live_of, row_of, spec_of
from tests.target_group.test_normalisation import CAMPAIGN

SHOP = {"entityType": "STORE", "entityIds": [7]}
STORE = {"entityType": "STORE", "entityIds": [7, 8]}
COUNT_OF_2 = {"targetCountOfSequence": 2}


def campaign(**fields: Json) -> Json:
    """The plain campaign with two like targets, and other fields."""
    data: Json = copy.deepcopy(CAMPAIGN)
    data["targets"].append(data["targets"][0] | {"name": "Visits", "targetType": "VISIT"})
    return data | fields


def renamed(row: Json) -> Json:
    """The row under other names, its parts in another order."""
    row = copy.deepcopy(row) | {"name": "Another name"}
    for k, (target, period) in enumerate(zip(row["targets"], row["periods"], strict=False)):
        target["name"], period["refCode"] = f"Target {9 - k}", f"Cycle_{9 - k}"
    row["targets"].reverse()
    row["periods"].reverse()
    return row


def is_same(data: Json, row: Json) -> bool:
    """Whether the campaign and the row are told apart by names alone."""
    found = live_of(row, Source.TARGET_GROUPS).spec
    same = is_same_but_for_names(spec_of(data), found)
    if same:
        assert signature(spec_of(data)) == signature(found)
        ours, theirs = traits(spec_of(data)), traits(found)
        assert all(ours[key] == theirs[key] for key in ours.keys() & theirs.keys())
    return same


def test_a_renamed_group_is_the_same() -> None:
    """Other names of the group, its targets and its periods are no other campaign."""
    assert is_same(campaign(), renamed(row_of(campaign())))


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row["targets"].pop(),
        lambda row: row["periods"].pop(),
        lambda row: row["targets"][0].update(eventName="spinTheWheel"),
        lambda row: row["periods"][0].update(endDate="2028-01-01"),
        lambda row: row["targets"][0]["defaultValues"][0].update(defaultValue=7),
        lambda row: row["streaks"].append({"name": "x", "targetCountOfSequence": 1}),
        lambda row: row.pop("targets"),
        lambda row: row.pop("trackingType"),
    ],
)
def test_one_other_value_makes_another_campaign(change: Json) -> None:
    """Nothing that differs but names is overlooked, and nothing unseen is taken for the same."""
    row = renamed(row_of(campaign())) | {"streaks": []}
    change(row)

    assert not is_same(campaign(), row)


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("preferredTillId", lambda row: row.update(preferredTillId=7)),
        ("periods/endDate", lambda row: row["periods"][0].update(endDate="2028-01-01")),
        ("targets/eventName", lambda row: row["targets"][0].update(eventName="spin")),
        ("targets/filters", lambda row: row["targets"][0].update(filters=[STORE])),
        ("targets/expression", lambda row: row["targets"][0].update(expression="a>1")),
        ("streaks/targetCountOfSequence", lambda row: row["streaks"][0].update(COUNT_OF_2)),
        (VALUES, lambda row: row["targets"][0]["defaultValues"][0].update(defaultValue=7)),
    ],
)
def test_one_other_value_is_another_trait(key: str, change: Json) -> None:
    """What tells campaigns of one make apart is looked up, not searched for."""
    levels = [{"name": "Once", "targetCountOfSequence": 1}]
    data = campaign(trackingType="STREAKS", streaks=levels, preferredTillId=5)
    data["targets"] = [each | {"expression": "b>1", "filters": [SHOP]} for each in data["targets"]]
    row = renamed(row_of(data))
    ours = traits(spec_of(data))
    assert is_same(data, row)
    change(row)
    theirs = traits(live_of(row, Source.TARGET_GROUPS).spec)

    assert [each for each in ours.keys() & theirs.keys() if ours[each] != theirs[each]] == [key]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("currentTxn.value > (500.0)", "currentTxn.value>500"),
        ("x" * MOST_CHARACTERS + ">1", "x" * MOST_CHARACTERS + ">1"),
    ],
)
def test_spellings_of_one_expression_have_one_trait(one: str, other: str) -> None:
    """Blanks, parentheses and zeros mean nothing; what is too long to be read is as written."""
    data, shown = campaign(), campaign()
    for target, theirs in zip(data["targets"], shown["targets"], strict=True):
        target["expression"], theirs["expression"] = one, other

    assert is_same(data, renamed(row_of(shown)))


def test_the_longest_expression_that_is_read_is_roughened_for_its_trait() -> None:
    """One character more, and it is looked up as it is written."""

    def trait(expression: str) -> object:
        targets = [CAMPAIGN["targets"][0] | {"expression": expression}]
        return traits(spec_of(campaign(targets=targets)))["targets/expression"]

    longest = f"{'a' * (MOST_CHARACTERS - 4)} > 1"
    assert trait(longest) == trait(longest.replace(" ", ""))
    assert trait(f"a{longest}") != trait(f"a{longest}".replace(" ", ""))
    assert trait("a>1") != trait("a>2")


def test_what_some_parts_lack_is_no_trait() -> None:
    """A field that one target declares and another does not says nothing of the group."""
    data = campaign()
    data["targets"][0]["description"] = "x"
    data["targets"][1].pop("description", None)

    assert "targets/description" not in traits(spec_of(data))
    assert VALUES not in traits(spec_of(data), with_values=False)


def test_parts_that_declare_little_are_paired_where_they_fit() -> None:
    """A target without a description fits two; it gives way to the one that fits only one."""
    vague = CAMPAIGN["targets"][0]
    data = campaign(targets=[vague | {"name": "a"}, vague | {"name": "b", "description": "x"}])
    row = row_of(data)
    row["targets"][0]["description"] = "y"

    for targets in (row["targets"], row["targets"][::-1]):
        assert is_same(data, renamed(row | {"targets": targets}))


def test_two_parts_that_fit_the_same_one_alone_are_not_the_same() -> None:
    """Every part needs one of its own."""
    wanted = CAMPAIGN["targets"][0]
    data = campaign(targets=[wanted | {"name": "a"}, wanted | {"name": "b"}])
    row = renamed(row_of(data))
    row["targets"][0]["targetType"] = "VISIT"

    assert not is_same(data, row)


def test_a_signature_is_what_a_group_tracks_and_its_targets_count() -> None:
    """In whatever order; a measure that was not shown is none. Twins do not count."""
    sales, visits = ("TRANSACTION", "SALES"), ("TRANSACTION", "VISIT")
    data = campaign(targets=campaign()["targets"][::-1])
    assert signature(spec_of(data)) == ("DEFAULT", (sales, visits))
    row = row_of(data, twins=True)
    assert signature(live_of(row).spec) == ("DEFAULT", (sales, visits))
    del row["targets"][0]["targetType"], row["targets"][1]["targetEntity"]
    assert signature(live_of(row).spec) == ("DEFAULT", (("", "SALES"), ("TRANSACTION", "")))


@pytest.mark.parametrize("lacking", ["trackingType", "targets"])
def test_a_group_of_which_too_little_was_shown_has_no_signature(lacking: str) -> None:
    """Nothing can be looked up by what is not known."""
    spec = spec_of(campaign())

    assert signature({key: value for key, value in spec.items() if key != lacking}) is None


def test_twins_are_no_targets_of_their_own() -> None:
    """A renamed group with return-bill twins is still the same."""
    row = row_of(CAMPAIGN, twins=True)

    assert is_same(CAMPAIGN | {"name": "New"}, row)


def test_without_periods_the_cycle_dates_tell() -> None:
    """The first and the last day of what was not shown follow from the cycle."""
    row = renamed(row_of(campaign()))
    del row["periods"]
    assert is_same(campaign(), row)

    row["targetCycleEndDate"] = "2027-12-31T23:59:59.000Z"
    assert not is_same(campaign(), row)


def test_declared_cycle_dates_speak_for_themselves() -> None:
    """A declared cycle is compared as such and need not fit the periods."""
    data = campaign(targetCycleEndDate="2027-12-31T23:59:59.000Z")
    row = renamed(row_of(data))
    del row["periods"]

    assert is_same(data, row)


@pytest.mark.parametrize(
    ("cycle", "is_found"),
    [
        ({}, True),
        ({"targetCycleEndDate": "2031-11-01T23:59:59.999Z"}, True),
        ({"targetCycleEndDate": "2031-10-30"}, False),
        ({"targetCycleEndDate": "2027-02-30"}, False),
    ],
)
def test_cycle_dates_tell_where_the_server_makes_the_periods(cycle: Json, is_found: bool) -> None:
    """As days, which may be written as their last second or the first one after it."""
    data = campaign(targetEvaluationType="CYCLIC_WINDOW", totalPeriods=2)
    del data["periods"]
    row = renamed(row_of(data) | {"periods": []})

    assert is_same(data | cycle, row) == is_found
    shown = without_filled_in(live_of(row).spec, spec_of(data))
    assert is_same_but_for_names(spec_of(data | cycle), shown)


def test_a_group_without_periods_is_told_by_its_own_days() -> None:
    """There is nothing else that says when it runs."""
    data = campaign(targetCycleEndDate="2027-12-31", fromDate="2027-01-01")
    del data["periods"]
    row = renamed(row_of(data))

    assert is_same(data, row)
    assert not is_same(data | {"targetCycleEndDate": "2027-12-01"}, row)
    assert content(spec_of(data)) != content(spec_of(data | {"fromDate": "2027-02-01"}))


def test_a_campaign_without_targets_is_like_no_other() -> None:
    """Too little is declared to call anything the same."""
    data = campaign(targets=[])

    assert not is_same(data, row_of(data))


def test_values_that_were_not_shown_keep_nobody_apart() -> None:
    """A likely rename is better blocked than paid out twice."""
    row = renamed(row_of(campaign()))
    del row["targets"][0]["defaultValues"]

    assert is_same(campaign(), row)


def test_streak_levels_are_paired_by_their_count() -> None:
    """Renamed levels are the same levels."""
    levels = [{"name": "Once", "targetCountOfSequence": 1}]
    data = campaign(trackingType="STREAKS", streaks=levels)
    row = renamed(row_of(data))
    row["streaks"][0]["name"] = "Another level"

    assert is_same(data, row)


@pytest.mark.parametrize("window", sorted(SERVER_PERIODS))
def test_server_made_periods_are_no_part_of_the_likeness(window: str) -> None:
    """Cyclic groups are told apart by their targets and values; no trait is of their periods."""
    data = campaign(targetEvaluationType=window, totalPeriods=2)
    del data["periods"]
    row = row_of(data, first_id=5) | {"name": "x"}

    assert is_same(data, row)
    for spec in (spec_of(data), live_of(row).spec):
        assert not [key for key in traits(spec) if key.startswith("periods/") or key == VALUES]


def test_periods_of_the_same_days_keep_their_goals() -> None:
    """By their own names, in whatever order they are shown; else one after the other."""
    days = {"startDate": "2027-10-02", "endDate": "2027-10-03"}
    data = campaign(periods=[{"refCode": "one", **days}, {"refCode": "two", **days}])
    row = row_of(data) | {"name": "x"}
    row["periods"].reverse()
    assert is_same(data, row)

    row["periods"].reverse()
    for period, ref in zip(row["periods"], ("first", "second"), strict=True):
        period["refCode"] = ref
    assert is_same(data, row)


def test_cycle_dates_say_nothing_beside_periods_that_are_shown() -> None:
    row = renamed(row_of(campaign())) | {"targetCycleEndDate": "2027-12-31T23:59:59.000Z"}

    assert is_same(campaign(), row)


def test_parts_give_way_to_each_other_as_far_as_it_takes() -> None:
    """Of three, the last fits one alone, which the first has, which fits what the second has."""

    def target(name: str, info: Json) -> Json:
        return CAMPAIGN["targets"][0] | {"name": name, "extendedFieldInfo": info}

    p, q, r = {"name": "p", "programId": 1}, {"name": "q", "programId": 1}, {"name": "q"}
    wanted = target("a", {"programId": 1}), target("b", {"name": "q"}), target("c", p)
    data = campaign(targets=[*wanted])
    shown = [target("x", p), target("y", q), target("z", r)]

    assert is_same(data, row_of(campaign(targets=shown)))
    shown[0]["extendedFieldInfo"] = r
    assert not is_same(data, row_of(campaign(targets=shown)))


def fixed(**fields: Json) -> Json:
    """A row of fixed periods with one goal, and other fields."""
    row = {
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "periods": [{"startDate": "2027-01-01", "endDate": "2027-01-31"}],
        "targets": [{"defaultValues": [{"defaultValue": "500.0"}, {"defaultValue": 500}]}],
    }
    return row | fields


APRIL = {"startDate": "2027-04-01", "endDate": "2027-04-30"}
MAY = {"startDate": "2027-05-01", "endDate": "2027-05-31"}
CYCLE = {
    "targetCycleStartDate": "2026-01-01T00:00:00Z",
    "targetCycleEndDate": "2027-12-31T23:59:59Z",
}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (fixed(), "2027-01-01 2027-01-31 500"),
        (fixed(periods=[], **CYCLE), ""),
        (fixed(periods=[]), ""),
        (fixed(periods=[{"startDate": "2027-01-01"}]), ""),
        (fixed(targetEvaluationType="CYCLIC_WINDOW"), "cyclic 500"),
        (fixed(targetEvaluationType=None), ""),
        (fixed(targets=[{}]), ""),
        (fixed(targets=[{"defaultValues": [{"defaultValue": None}]}]), ""),
        (fixed(targets=[{"defaultValues": [{"defaultValue": None}, {"defaultValue": 5}]}]), ""),
        (fixed(periods=[MAY, {"startDate": "2027-01-01"}]), ""),
        (fixed(periods=[MAY, APRIL]), "2027-04-01 2027-05-31 500"),
        (fixed(periods=[APRIL, MAY]), "2027-04-01 2027-05-31 500"),
        (fixed(**CYCLE), "2027-01-01 2027-01-31 500"),
    ],
)
def test_an_outline_is_told_where_enough_is_known(row: Json, expected: str) -> None:
    """Days and goals; cycle dates can be declared otherwise than the periods' days."""
    assert outline(row) == expected


ANY, ALL = '{"arity": "any"}', '{"arity": "all"}'


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"expression": "a.b>1"}, {"expression": "( a.b > 1.0 )"}, True),
        ({"expression": "a.b>1"}, {"expression": "a.b>1", "expressionJson": ANY}, True),
        ({"expression": "a.b>1||c.d>2&&e.f>3"}, {"expression": "a.b>1||(c.d>2&&e.f>3)"}, True),
        ({"expression": "a.b>1"}, {"expression": "a.b>2"}, False),
        ({"expression": "a.b>1"}, {}, False),
        ({"expression": "(a.b>1||c.d>2)&&e.f>3"}, {"expression": "a.b>1||(c.d>2&&e.f>3)"}, False),
        ({"expression": 'a.b=="New York"'}, {"expression": 'a.b=="NewYork"'}, False),
        ({"expression": "a ? b"}, {"expression": "a ? b"}, True),
        (
            {"expression": "a ? b", "expressionJson": ANY},
            {"expression": "a ? b", "expressionJson": ALL},
            False,
        ),
        ({"expressionJson": ANY}, {"expressionJson": ALL}, False),
    ],
)
def test_expressions_make_one_content_if_they_say_the_same(
    one: Json, other: Json, is_same: bool
) -> None:
    """A tree says what its text says, or nothing is made of it; the unreadable is as written."""
    plain = CAMPAIGN["targets"][0]
    contents = {content(spec_of(campaign(targets=[plain | each]))) for each in (one, other)}

    assert (len(contents) == 1) is is_same


def test_a_content_is_what_is_sent_but_for_names() -> None:
    """Goals follow their periods, and an expression stands for its tree; a tree alone counts."""
    plain = spec_of(campaign())
    named = spec_of(campaign(name="New", description="x", active=False))
    assert content(named) == content(plain)
    for key, value in {"expression": "a>1", "expressionJson": '{"a": 1}'}.items():
        changed = copy.deepcopy(dict(plain))
        target = next(iter(changed["targets"].values()))
        target.pop("expression", None)
        target[key] = value
        assert content(changed) != content(plain)
    without_goals = copy.deepcopy(dict(plain))
    for target in without_goals["targets"].values():
        target.pop(VALUES)
    assert content(without_goals) != content(plain)


def test_goals_of_a_content_follow_their_periods_whatever_these_are_called() -> None:
    """In whatever order they are declared; where the server makes them, by position."""
    one, two = CAMPAIGN["periods"]
    goals = {"defaultValues": [500, 1000]}, {"defaultValues": [1000, 500]}
    forth, back = ([CAMPAIGN["targets"][0] | each] for each in goals)
    made = campaign(periods=[one, two], targets=forth)
    turned = [two | {"refCode": "A"}, one | {"refCode": "Z"}]

    assert content(spec_of(campaign(periods=turned, targets=back))) == content(spec_of(made))
    assert content(spec_of(campaign(periods=turned, targets=forth))) != content(spec_of(made))
    cyclic = {"targetEvaluationType": "CYCLIC_WINDOW", "totalPeriods": 2, "periods": []}
    first = [CAMPAIGN["targets"][0] | {"defaultValues": [700, 1000]}]
    targets = (forth, back, first)
    assert len({content(spec_of(campaign(targets=each, **cyclic))) for each in targets}) == 3


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("2027-10-02", "2027-10-10")),
        ({"periods": [], "targetEvaluationType": "CYCLIC_WINDOW"}, ("", "")),
    ],
)
def test_the_days_of_a_group_are_those_of_its_periods(
    fields: dict[str, Json], expected: tuple[str, str]
) -> None:
    assert days(spec_of(campaign(**fields))) == expected


@pytest.mark.parametrize(
    ("methods", "user_created", "by_buying"),
    [
        (["TRANSACTION"], False, True),
        (["IMPORT"], False, False),
        (["IMPORT", "TRANSACTION"], False, True),
        (["AUDIENCE_FILTER"], False, False),
        ([None], False, False),
        (["TRANSACTION"], True, False),
        ([], False, False),
    ],
)
def test_customers_take_part_by_buying_where_one_target_enrols_them(
    methods: list[str | None], user_created: bool, by_buying: bool
) -> None:
    """Left out, they are imported; whoever sets a target of his own has asked for it."""
    targets = [
        CAMPAIGN["targets"][0] | {"name": f"{k}", "enrolmentMethod": method}
        for k, method in enumerate(methods)
    ]
    for target in targets:
        if target["enrolmentMethod"] is None:
            del target["enrolmentMethod"]
    data = campaign(targets=targets, userCreated=user_created)

    assert counts_by_buying(spec_of(data)) is by_buying
    assert counts_by_buying(live_of(row_of(data, twins=True)).spec) is by_buying
    assert not counts_by_buying({})
