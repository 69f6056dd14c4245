"""What the tool accepts, the published schema accepts: an editor never marks what is right."""

import copy
import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reconciler.core.exact_json import Json, encode
from reconciler.target_group.columns import Field
from reconciler.target_group.fields import GROUP, SCHEDULE, TARGET
from reconciler.target_group.kinds import Kind
from reconciler.target_group.schema.conditions import published_schema
from tests.laws.test_shape_laws import at, mutated_campaigns, places
from tests.support.short_forms import short_campaigns
from tests.support.specs import load_text
from tests.support.strategies import campaigns

TODAY = dt.date(2026, 11, 1)
VALIDATOR = Draft202012Validator(published_schema())
EVENTS = ("ReturnBill", "spinTheWheel", 5, "")
INFOS: tuple[Json, ...] = (
    {},
    {"name": "points"},
    {"name": "points", "aggregateFunction": "SUM"},
    {"name": "", "aggregateFunction": "SUM"},
    {"name": 7, "aggregateFunction": "COUNT"},
    {"alternateCurrencyIdentifier": "stars", "programId": 5},
    {"alternateCurrencyIdentifier": "", "programId": 5},
)
LEVELS: tuple[Json, ...] = ([], [{"name": "a", "targetCountOfSequence": 1}])
NAMES = ("n" * 200, "n" * 201, "\U0001f381" * 150, "${" + "n" * 220 + "}", 10**210)


def words(field: Field) -> st.SearchStrategy[Json]:
    """Any word of a choice in any spelling."""
    return st.sampled_from([*field.values, *field.spellings])


def choices(fields: dict[str, Field]) -> dict[str, st.SearchStrategy[Json]]:
    return {name: words(each) for name, each in fields.items() if each.kind is Kind.CHOICE}


OF_GROUP = choices(dict(GROUP.fields)) | {
    "name": st.sampled_from(NAMES),
    "streaks": st.sampled_from(LEVELS),
    "userCreated": st.booleans(),
    "leaderboardEnabled": st.booleans(),
}
OF_TARGET = choices(dict(TARGET.fields)) | {
    "name": st.sampled_from(NAMES),
    "eventName": st.sampled_from(EVENTS),
    "extendedFieldInfo": st.sampled_from(INFOS),
}
OF_SCHEDULE = choices(dict(SCHEDULE.fields)) | {
    "count": st.sampled_from([-1, 0, 1, 2, 1000, 1001]),
    "until": st.sampled_from(["2027-12-31", "2028-12-31"]),
    "days": st.sampled_from([-1, 0, 1, 30]),
}


def change(draw: st.DrawFn, holder: Json, known: dict[str, st.SearchStrategy[Json]]) -> None:
    """Declare a field, or take it away."""
    name = draw(st.sampled_from(sorted(known)))
    if draw(st.integers(0, 3)):
        holder[name] = draw(known[name])
    else:
        holder.pop(name, None)


@st.composite
def doubtful_campaigns(draw: st.DrawFn) -> Json:
    """A campaign whose fields may or may not go together."""
    data = copy.deepcopy(draw(campaigns() | short_campaigns()))
    for _ in range(draw(st.integers(1, 3))):
        change(draw, data, OF_GROUP)
    for target in data.get("targets", []):
        for _ in range(draw(st.integers(0, 3))):
            change(draw, target, OF_TARGET)
    if isinstance(data.get("periods"), dict):
        change(draw, data["periods"], OF_SCHEDULE)
    return data


@st.composite
def values_elsewhere(draw: st.DrawFn, data: Json) -> tuple[Json, dict[str, Json]]:
    """The same campaign with some of its values looked up, and where they are found."""
    data, values = copy.deepcopy(data), {}
    single = [
        place
        for place in places(data)
        if isinstance(at(data, place), str | int | Decimal)
        and not isinstance(at(data, place), bool)
    ]
    for k, place in enumerate(draw(st.lists(st.sampled_from(single), max_size=3, unique=True))):
        *above, last = place
        values[f"v{k}"] = at(data, tuple(above))[last]
        at(data, tuple(above))[last] = f"${{v{k}}}"
    return data, values


@given(doubtful_campaigns() | mutated_campaigns(), st.data())
def test_what_the_tool_accepts_the_schema_accepts(data: Json, draw: st.DataObject) -> None:
    """Fields that go together or do not, in every spelling, as references and in short forms."""
    data, values = draw.draw(values_elsewhere(data))
    if not load_text("a.json", encode(data).encode(), values=values, today=TODAY).has_errors:
        assert list(VALIDATOR.iter_errors(data)) == []
