"""The progress of a customer on a screen and as JSON."""

from decimal import Decimal

import jsonschema
from msgspec.structs import replace

from reconciler.core.exact_json import Json, decode, encode
from reconciler.render.customer import customer_lines, customer_to_json
from reconciler.render.schemas import OUTPUT_SCHEMAS
from reconciler.render.terminal import to_text
from reconciler.target_group.answers.progress import (
    CampaignProgress,
    StreakProgress,
    SubGoal,
    TargetProgress,
)

NOW = TargetProgress(
    target="Spend",
    period="may",
    starts="2027-05-01",
    ends="2027-05-31",
    is_current=True,
    is_enrolled=True,
    reached=Decimal("450.5"),
    wanted=500,
    achieved_at=None,
)
UNSAID = TargetProgress("買い物\x1b[31m", "p", None, None, None, False, None, None, None)
LEVEL = StreakProgress("Twice", "ACHIEVED", 2, 2, "2027-05-09T10:00:00.000+0530")
SILENT = StreakProgress("Thrice", None, None, None, None)
CAMPAIGNS = (
    CampaignProgress(7, "Spring", "STREAKS", (NOW, UNSAID), (LEVEL, SILENT)),
    CampaignProgress(8, "Empty", None, (), ()),
)


def text_of(*campaigns: CampaignProgress) -> str:
    """The progress on a screen without colours."""
    return to_text(customer_lines(campaigns, customer_id=5, environment="uat"), color=False)


def data_of(*campaigns: CampaignProgress) -> Json:
    """The progress as JSON text, read again."""
    return decode(encode(customer_to_json(campaigns, customer_id=5, environment="uat")))


def test_a_table_shows_each_target_and_level() -> None:
    """Columns line up, also beside wide letters; what steers a terminal is spelled out."""
    assert text_of(*CAMPAIGNS).splitlines() == [
        "Customer 5 in uat: 2 campaigns",
        "",
        "Spring  STREAKS, group 7",
        "  target          period  from        to          now  enrolled  reached       achieved",
        "  Spend           may     2027-05-01  2027-05-31  yes  yes       450.5 of 500  -",
        "  買い物\\x1b[31m  p       -           -           -    no        ? of ?        -",
        "  streak level  status    in a row  achieved",
        "  Twice         ACHIEVED  2 of 2    2027-05-09T10:00:00.000+0530",
        "  Thrice        -         ? of ?    -",
        "",
        "Empty  group 8",
    ]


def test_sub_goals_have_a_table_of_their_own() -> None:
    """Values on the way to that of the target; what was not said is no "no"."""
    goals = (SubGoal("3", Decimal("3.0"), is_achieved=True), SubGoal("5", 5, is_achieved=None))
    campaign = CampaignProgress(9, "Way", None, (replace(NOW, sub_goals=goals),), ())

    assert text_of(campaign).splitlines()[-3:] == [
        "  sub-goal  of target  period  at   achieved",
        "  3         Spend      may     3.0  yes",
        "  5         Spend      may     5    -",
    ]
    data = data_of(campaign)
    jsonschema.validate(data, OUTPUT_SCHEMAS["customer.schema.json"])
    assert data["campaigns"][0]["targets"][0]["sub_goals"] == [
        {"name": "3", "value": Decimal("3.0"), "is_achieved": True},
        {"name": "5", "value": 5},
    ]


def test_no_campaign_is_said_in_words() -> None:
    """An empty screen would look like a failure."""
    assert text_of() == "Customer 5 in uat: no campaign is shown\n"


def test_json_leaves_out_what_was_not_said() -> None:
    """Numbers keep every digit; the published schema fits."""
    data = data_of(*CAMPAIGNS)
    jsonschema.validate(data, OUTPUT_SCHEMAS["customer.schema.json"])

    assert data["customer_id"] == 5
    assert data["campaigns"][0]["targets"][0]["reached"] == Decimal("450.5")
    unsaid = data["campaigns"][0]["targets"][1]
    assert unsaid.keys() == {"target", "period", "is_enrolled", "sub_goals"}
    assert data["campaigns"][0]["streaks"][1] == {"name": "Thrice"}
    assert data["campaigns"][1] == {"id": 8, "name": "Empty", "targets": [], "streaks": []}
