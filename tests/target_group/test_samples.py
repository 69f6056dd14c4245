"""The requests and answers that the API documents show."""

from decimal import Decimal
from pathlib import Path

import pytest

from reconciler.core.exact_json import Json, decode, encode
from reconciler.target_group.columns import Source
from reconciler.target_group.reading import is_campaign
from tests.support.specs import body_of, compared, paths, read_groups, row_of, spec_of

SAMPLES = Path(__file__).parents[1] / "contract" / "samples"
REQUESTS = sorted(path.name for path in SAMPLES.glob("create-*.request.json"))


def sample(name: str) -> Json:
    """A documented body."""
    return decode((SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", ["count-two-periods", "user-created", "unified"])
def test_a_true_pair_compares_without_any_field(name: str) -> None:
    """Request and answer of one run differ in nothing, however the server rewrote them."""
    found = compared(
        sample(f"create-{name}.request.json"), sample(f"create-{name}.response.json")["data"]
    )

    assert paths(found.fields) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("behavioural-event", ["/description", "/name", "/targets/Opp111", "/targets/UCC"]),
        ("leaderboard", ["/name", "/targets/target-", "/targets/target-"]),
        ("streak", []),
        (
            "alternate-currency",
            [
                "/description",
                "/periods/firstperiod",
                "/periods/vbn",
                "/targets/alternatecuurency_target/description",
            ],
        ),
    ],
)
def test_a_pair_of_two_runs_differs_in_what_was_another_run(name: str, expected: list[str]) -> None:
    """Names that the runs chose are all that differs; a flag that the answer lost is unverified."""
    found = compared(
        sample(f"create-{name}.request.json"), sample(f"create-{name}.response.json")["data"]
    )

    assert len(found.fields) == len(expected)
    for path, start in zip(paths(found.fields), expected, strict=True):
        assert path.startswith(start)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_documented_body_is_in_sync_once_it_was_created(name: str) -> None:
    """The documented create bodies compare with their own answers without any field."""
    data = sample(name)

    assert is_campaign(data)
    assert compared(data, row_of(data, twins=True)).fields == ()


@pytest.mark.parametrize("name", ["milestones.response.json", "list.response.json"])
def test_a_documented_page_reads_completely(name: str) -> None:
    """No value of the page has another form than expected."""
    rows = sample(name)["data"]
    reading = read_groups(rows, Source.MILESTONES)

    assert [group.name for group in reading.groups] == [row["name"] for row in rows]
    assert reading.set_aside == ()


def test_large_numbers_survive_canonical_form_body_and_json() -> None:
    """No digit of a decimal or of an id is lost on any way."""
    data = sample("create-count-two-periods.request.json")
    data["preferredTillId"] = 7998987987986876867
    data["targets"][0]["defaultValues"][0]["defaultValue"] = Decimal("9007199254740993.000")
    data["targets"][0]["defaultValues"][1]["defaultValue"] = "9007199254740993.125"
    body = decode(encode(body_of(data)))
    target = spec_of(data)["targets"]["uat_target_group_821"]

    assert '"defaultValue": 9007199254740993.000' in encode(body)
    assert '"defaultValue": 9007199254740993.125' in encode(body)
    assert body["preferredTillId"] == spec_of(data)["preferredTillId"] == 7998987987986876867
    assert list(target["defaultValues"].values()) == [
        9007199254740993,
        Decimal("9007199254740993.125"),
    ]
