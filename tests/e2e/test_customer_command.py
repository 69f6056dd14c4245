"""``reconciler customer``: what a test customer has reached, over HTTP."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from reconciler.core.exact_json import Json, decode, encode
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store
from tests.e2e.support import run
from tests.support.server import ROOT, Between, served, write_settings

CUSTOMER = "900000001"
ACHIEVED = "2027-10-02T10:00:00.000+0530"
STREAK = "Festive spend streak"
SUCCESSOR = "Get Details of all Loyalty Promotions"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A server's storage."""
    with Store(tmp_path / "server.db") as store:
        yield store


@pytest.fixture
def place(tmp_path: Path, store: Store) -> Iterator[Path]:
    """A repository whose one campaign is live on the server."""
    folder = tmp_path / "repository"
    (folder / "campaigns").mkdir(parents=True)
    shutil.copy(ROOT / "campaigns" / "festive-streak.yaml", folder / "campaigns")
    with served(make_app(store)) as url:
        write_settings(folder, url)
        assert run(folder, "apply", "--yes").code == 0
        yield folder


def reach_first_weekend(store: Store) -> Json:
    """The customer has spent enough on the first of two weekends."""
    [group] = store.groups()
    target, period = group["targets"][0]["id"], group["periods"][0]["id"]
    store.set_progress(int(CUSTOMER), target, period, Decimal("612.5"), ACHIEVED)
    store.set_streak(int(CUSTOMER), group["streaks"][0]["id"], 1, ACHIEVED)
    return group


def test_progress_is_shown_as_a_table(place: Path, store: Store) -> None:
    """What was reached of what is wanted, when, and how far the streak has come."""
    reach_first_weekend(store)
    done = run(place, "customer", CUSTOMER)

    assert done.code == 0
    rows = [" ".join(line.split()) for line in done.out.splitlines()]
    assert rows[0] == f"Customer {CUSTOMER} in uat: 1 campaign"
    spend = "Festive weekend spend"
    dates = ("2027-10-02 2027-10-03", "2027-10-09 2027-10-10")
    assert f"{spend} weekend-1 {dates[0]} no yes 612.5 of 500 {ACHIEVED}" in rows
    assert f"{spend} weekend-2 {dates[1]} no no 0 of 1000 -" in rows
    assert f"One weekend ACHIEVED 1 of 1 {ACHIEVED}" in rows
    assert "Both weekends IN_PROGRESS 0 of 2 -" in rows


def test_progress_as_json_fits_the_published_schema(place: Path, store: Store) -> None:
    """Numbers keep every digit, times are as printed."""
    group = reach_first_weekend(store)
    data = decode(run(place, "customer", CUSTOMER, "--format", "json").out)
    schema = decode((ROOT / "schemas" / "customer.schema.json").read_bytes())
    jsonschema.validate(data, schema)

    assert data["customer_id"] == int(CUSTOMER)
    [campaign] = data["campaigns"]
    assert (campaign["name"], campaign["id"]) == (STREAK, group["id"])
    assert campaign["targets"][0] == {
        "target": "Festive weekend spend",
        "period": "weekend-1",
        "starts": "2027-10-02",
        "ends": "2027-10-03",
        "is_current": False,
        "is_enrolled": True,
        "reached": Decimal("612.5"),
        "wanted": 500,
        "achieved_at": ACHIEVED,
        "sub_goals": [],
    }
    assert campaign["streaks"][0] == {
        "name": "One weekend",
        "status": "ACHIEVED",
        "count": 1,
        "wanted": 1,
        "achieved_at": ACHIEVED,
    }


def test_the_retirement_of_the_read_is_announced_once(place: Path) -> None:
    """On standard error, with its successor; the result stays clean."""
    for form in ("text", "json"):
        done = run(place, "customer", CUSTOMER, "--format", form)
        assert done.err.count(SUCCESSOR) == 1
        assert SUCCESSOR not in done.out


@pytest.mark.parametrize("text", ["tom@example.com", "+33123456789", "12a", "0", "9" * 20])
def test_an_id_that_cannot_be_one_is_refused_before_anything_is_sent(
    text: str, place: Path, store: Store
) -> None:
    """It is not repeated either: it may be somebody's address."""
    asked = len(store.requests)
    done = run(place, "customer", text)

    assert done.code == 1
    assert "up to 19 digits" in done.err
    assert text not in done.err or text == "0"
    assert len(store.requests) == asked


def test_nothing_that_writes_is_sent(place: Path, store: Store) -> None:
    """One read, and no more."""
    asked = len(store.requests)
    run(place, "customer", CUSTOMER)

    assert store.requests[asked:] == [("GET", f"/v3/users/{CUSTOMER}/targetGroups", 200)]


@pytest.mark.parametrize(
    ("only", "count", "said"),
    [
        ("FESTIVE spend streak", 1, ""),
        ("festive*", 1, ""),
        (
            "Festive spend streek",
            0,
            f"no campaign 'Festive spend streek'. Did you mean '{STREAK}'?",
        ),
        ("Autumn", 0, "no campaign 'Autumn'. Without --only all are shown."),
    ],
)
def test_one_campaign_is_shown_alone(place: Path, only: str, count: int, said: str) -> None:
    """By name or pattern, ignoring case; what is left out is counted."""
    done = run(place, "customer", CUSTOMER, "--only", only)
    data = decode(run(place, "customer", CUSTOMER, "--only", only, "--format", "json").out)

    assert done.code == 0
    assert done.out.startswith(f"Customer {CUSTOMER} in uat: {count} of 1 campaign\n")
    assert (STREAK in done.out) == bool(count)
    assert said in done.err
    assert ("warning" in done.err) == bool(said)
    assert (data["only"], len(data["campaigns"])) == ([only], count)
    jsonschema.validate(data, decode((ROOT / "schemas" / "customer.schema.json").read_bytes()))


def test_a_customer_without_campaigns_is_no_failure(place: Path, store: Store) -> None:
    """Said in words, and as an empty list."""
    store.hide_group(int(CUSTOMER), store.groups()[0]["id"])

    done = run(place, "customer", CUSTOMER)
    assert (done.code, done.out) == (
        0,
        f"Customer {CUSTOMER} in uat: no campaign is shown\n",
    )
    data = decode(run(place, "customer", CUSTOMER, "--format", "json").out)
    assert data["campaigns"] == []


def test_an_unknown_customer_is_called_so(place: Path, store: Store) -> None:
    """The exit code is that of an API that said no."""
    body = {"data": None, "errors": [{"code": 310011, "message": "User id is invalid"}]}
    refusing = Between(make_app(store), lambda _: (400, encode(body).encode()))
    with served(refusing) as url:
        write_settings(place, url)
        done = run(place, "customer", CUSTOMER)

    assert done.code == 5
    assert "The API knows no such customer (code 310011)." in done.err
    assert done.out == ""


def test_wrong_credentials_are_exit_code_4(place: Path) -> None:
    """As with every other command."""
    login = {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "wrong"}

    assert run(place, "customer", CUSTOMER, login=login).code == 4
