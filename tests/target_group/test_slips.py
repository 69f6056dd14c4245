"""Names in quotes that are a part of them, in whatever quotes people have."""

import pytest

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.target_group.rules.slips import is_plain, slips

SINGLE = ("\u2018\u2019", "\u201a\u2018", "\u201a\u2019", "\u2019\u2019", "\u2018\u2018")
ANGLES = ("\u00ab\u00bb", "\u00bb\u00ab", "\u2039\u203a", "\u203a\u2039")
DOUBLE = ("\u201c\u201d", "\u201e\u201c", "\u201e\u201d", "\u201d\u201d", '""')
TYPED = ("''", "``", "`'", "\u00b4\u00b4", "`\u00b4")
PAIRS = (*SINGLE, *ANGLES, *DOUBLE, *TYPED)


def codes(name: str) -> list[str]:
    """What is found in the name of a campaign."""
    return [each.code.slug for each in slips({"name": name})]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_name_within_quotes_is_found_with_what_stands_between_them(pair: str) -> None:
    """Also with blanks around it."""
    [finding] = slips({"name": f" {pair[0]}Festive spend{pair[1]}"})

    assert finding.code.slug == "name-in-quotes"
    assert finding.hint == "Write it without them: Festive spend"


@pytest.mark.parametrize(
    "name",
    [
        *("McDonald's", "'n Sync", "Rock 'n' Roll", "'90s and '00s hits'", "The 80s'", "'", "''"),
        *(
            "Spend \u201c500\u201d more",
            "\u201cOne\u201d and \u201ctwo\u201d",
            "'One' and 'two'",
            "6' to 7'",
            '5" pizza',
            "`",
        ),
    ],
)
def test_quotes_and_apostrophes_within_a_name_are_fine(name: str) -> None:
    """Where they are not one pair around all of it."""
    assert codes(name) == []


@pytest.mark.parametrize(
    ("data", "route", "what"),
    [
        ({"periods": [{"refCode": "TODO"}]}, ("periods", 0, "refCode"), "refCode of the period"),
        ({"streaks": [{"name": "TODO"}]}, ("streaks", 0, "name"), "name of the streak level"),
        ({"targets": [{"name": "TODO"}]}, ("targets", 0, "name"), "name of the target"),
        (
            {"targets": [{"name": "A", "targetMilestoneTriggers": [{"triggerName": "TODO"}]}]},
            ("targets", 0, "targetMilestoneTriggers", 0, "triggerName"),
            "name of the trigger",
        ),
    ],
)
def test_all_by_which_parts_are_told_apart_is_looked_at(
    data: dict[str, Json], route: Route, what: str
) -> None:
    """Wherever it stands, and the route and the words say where."""
    [finding] = slips({"name": "Festive", **data})

    assert (finding.code.slug, finding.route) == ("name-unfinished", route)
    assert finding.message.startswith(f"The {what} holds 'TODO'")


@pytest.mark.parametrize(
    "name",
    [
        *("Bad One // draft, do not show", "X -- internal", "X <!-- internal -->"),
        *("X ; internal", "X /* internal */", "X //internal"),
    ],
)
def test_a_comment_of_another_language_in_a_name_is_found(name: str) -> None:
    """It would be a part of the live name."""
    assert codes(name) == ["name-perhaps-unfinished"]
    assert not is_plain({"name": name})


@pytest.mark.parametrize(
    "name",
    ["24//7", "A/B", "Buy 1; get 1", "Spring - Summer", "https://a.example", "X --"],
)
def test_signs_without_a_remark_behind_them_are_fine(name: str) -> None:
    assert codes(name) == []
