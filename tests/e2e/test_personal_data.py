"""Nothing of a customer comes out anywhere: no command, format, log, error or file.

The server's answers about customers are filled with canaries: names, mails, phones, ids, unknown
keys. Then every command is run, also on answers that are broken, and all that it wrote is searched.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reconciler.api.pacing import Pacer
from reconciler.core.exact_json import Json, decode, encode
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store
from tests.hostile import support
from tests.support.server import ROOT, Between, Change, served, write_settings

CUSTOMER = 900000001
PHONE, PERSON_ID, ENROLMENT = "331177009911", 777000111222, 555000111222
CANARIES = ("canary", "Canary", PHONE, str(PERSON_ID), str(ENROLMENT))
PERSONAL = {
    "userId": PERSON_ID,
    "orgSourceId": PERSON_ID,
    "targetId": ENROLMENT,
    "userStreakId": ENROLMENT,
    "streakAchievedUserTargetId": ENROLMENT,
    "firstName": "Canary",
    "lastName": "Canary",
    "value": PHONE,
    "accountId": "canary@canary.test",
    "alternateCurrencyName": "canary",
    "targetAchievedEventLogId": "canary-event",
    "customFields": {"birthday": "canary"},
    # The name of a sub-goal is the campaign's, like that of a target, and is shown.
    "milestones": [
        {"id": PERSON_ID, "triggerName": "Half way", "isAchieved": "canary", "mail": "canary"}
    ],
}
AUTHOR = {"id": PERSON_ID, "code": "canary", "name": "Canary", "description": PHONE}
WRONG_FORMS = {
    "targetValue": "canary",
    "periodStartDate": "Canary",
    "periodEndDate": {"canary": PHONE},
    "targetAchievedValue": [PHONE, "canary"],
    "targetAchievedDateTime": "canary@canary.test",
    "trackingType": "canary@canary.test",
    "currentPeriod": "canary",
    "programId": "canary",
    "status": ["canary"],
}


def run(folder: Path, *arguments: str) -> support.Ran:
    """Run a command as a user does, in this process: a new one for each would cost a minute."""
    with support.surroundings(folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pacer, "backoff", lambda *_: 0.0)
        return support.run(*arguments)


def planted(value: Json) -> Json:
    """The answer with canaries wherever something personal or unknown may stand."""
    if isinstance(value, list):
        return [planted(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: PERSONAL.get(key, planted(item)) for key, item in value.items()}
    for key in ("createdBy", "lastUpdatedBy"):
        kept |= {key: AUTHOR} if key in kept else {}
    return {**kept, "canary": {"mail": "canary@canary.test", "phones": [PHONE]}}


def with_wrong_forms(value: Json) -> Json:
    """The answer with something personal where a number, a day or a word should stand."""
    if isinstance(value, list):
        return [with_wrong_forms(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: WRONG_FORMS.get(key, with_wrong_forms(item)) for key, item in value.items()}


def answer(change: object) -> Change:
    """A change of the data of an answer."""

    def changed(body: bytes) -> tuple[int, bytes]:
        data = decode(body)
        data["data"] = change(planted(data["data"])) if callable(change) else change
        return 200, encode(data).encode()

    return changed


def refusal(status: int, code: int) -> Change:
    """An error in whose words the customer is named."""
    message = f"Canary {PHONE} canary@canary.test {CUSTOMER} cannot be read"
    body = {"data": None, "errors": [{"code": code, "message": message}], "warnings": None}
    return lambda _: (status, encode(body).encode())


ANSWERS: dict[str, Change] = {
    "as documented": answer(lambda data: data),
    "wrong forms": answer(with_wrong_forms),
    "rows that are none": answer(
        lambda data: (
            data
            | {
                "targetGroups": [
                    "canary",
                    {"id": PHONE, "name": {"canary": 1}},
                    {"id": 1, "name": "x", "targets": ["canary", {"targetName": ["canary"]}]},
                    {"id": 2, "name": "y", "targets": "canary", "streaks": {"canary": PHONE}},
                ]
            }
        )
    ),
    "no list": answer({"targetGroups": "canary", "customer": AUTHOR}),
    "no groups": answer({"customer": AUTHOR}),
    "a list": answer([AUTHOR]),
    "cut off": lambda body: (200, encode(planted(decode(body))).encode()[:-7]),
    "no JSON": lambda _: (200, f"Canary {PHONE}".encode()),
    "a page": lambda _: (502, f"<html>Canary {PHONE}</html>".encode()),
    "not UTF-8": lambda _: (200, b"\xff canary"),
    "unknown customer": refusal(400, 310011),
    "refused": refusal(400, 300004),
    "refused with success": refusal(200, 300004),
    "forbidden": refusal(403, 4000),
    "failed": refusal(500, 99),
}
READABLE = ("as documented", "wrong forms", "rows that are none")
COMMANDS = (
    ("plan", "--source", "customer", "--out", "plan.json", "--debug"),
    ("plan", "--source", "customer", "--format", "json", "--verbose"),
    ("apply", "--source", "customer", "--yes", "--receipt", "receipt.json", "--debug"),
    ("apply", "--source", "customer", "--yes", "--format", "json"),
    ("customer", str(CUSTOMER), "--debug"),
    ("customer", str(CUSTOMER), "--format", "json", "--debug"),
    ("doctor", "--record", "shapes.json", "--debug"),
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The storage of a server on which all campaigns but one are live."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copytree(ROOT / "campaigns", folder / "campaigns")
    (folder / "campaigns" / "points-cap.yaml").unlink()
    with Store(folder / "server.db") as store, served(make_app(store)) as url:
        write_settings(folder, url)
        assert run(folder, "apply", "--yes").code == 0
    return folder / "server.db"


@contextmanager
def repository(folder: Path, prepared: Path, change: Change) -> Iterator[Path]:
    """Campaigns of which most are live on a server that answers about customers like this."""
    place = folder / "repository"
    shutil.copytree(ROOT / "campaigns", place / "campaigns")
    storage = shutil.copy(prepared, folder)
    with Store(storage) as store, served(Between(make_app(store), change)) as url:
        write_settings(place, url, customer_id=CUSTOMER)
        yield place


def files_of(folder: Path) -> str:
    """All that stands in files there, whatever wrote it."""
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in folder.rglob("*")
        if path.is_file() and path.name != "reconciler.toml"
    )


def assert_discreet(written: str) -> None:
    """No canary is in a text."""
    assert [each for each in CANARIES if each in written] == []


@pytest.mark.parametrize("name", ANSWERS)
def test_no_command_tells_anything_about_a_customer(
    name: str, prepared: Path, tmp_path: Path
) -> None:
    """Whatever the answer, and wherever one looks."""
    commands = COMMANDS if name in READABLE else (COMMANDS[0], COMMANDS[4], COMMANDS[6])
    with repository(tmp_path, prepared, ANSWERS[name]) as place:
        for arguments in commands:
            done = run(place, *arguments)
            assert "Traceback" not in done.err
            assert_discreet(done.out + done.err)
            shown = done.err if arguments[0] == "customer" else done.out + done.err
            assert str(CUSTOMER) not in shown, arguments
        if name in READABLE:
            for form in ("text", "json"):
                done = run(place, "show", "plan.json", "--format", form)
                assert_discreet(done.out + done.err)
        assert_discreet(files_of(place))
        assert str(CUSTOMER) not in files_of(place)


def test_the_canaries_were_there(prepared: Path, tmp_path: Path) -> None:
    """Or the test above would prove nothing: the answers hold them, and the commands read them."""
    sent: list[str] = []

    def noted(body: bytes) -> tuple[int, bytes]:
        status, changed = ANSWERS["as documented"](body)
        sent.append(changed.decode())
        return status, changed

    with repository(tmp_path, prepared, noted) as place:
        plan = run(place, "plan", "--source", "customer", "--debug")
        shown = run(place, "customer", str(CUSTOMER))

    assert len(sent) == 2
    assert all(each in sent[0] for each in CANARIES)
    assert "7 in sync" in plan.out
    assert "GET /v3/users/…/targetGroups" in plan.err
    assert "Festive spend streak" in shown.out
    assert "Half way" in shown.out


def test_values_that_are_set_aside_are_named_by_their_place_alone(
    prepared: Path, tmp_path: Path
) -> None:
    """A person can look at the place in the answer, not at the value in a log."""
    with repository(tmp_path, prepared, ANSWERS["wrong forms"]) as place:
        plan = run(place, "plan", "--source", "customer", "--format", "json")
        shown = run(place, "customer", str(CUSTOMER))

    notes = [
        each["message"]
        for each in decode(plan.out)["diagnostics"]
        if each["code"] == "answer-set-aside"
    ]
    path = "/targetGroups/0/targets/0/targetValue"
    assert f"{path} in the answer of customer has an undocumented form." in notes
    assert f"warning: {path} in the answer has an undocumented form" in shown.err
