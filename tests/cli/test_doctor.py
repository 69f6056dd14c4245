"""``doctor``: each call by itself, wrong logins and hosts, what is kept, and what is recorded."""

import json
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import trustme

from reconciler.api.pacing import Pacer
from reconciler.commands import doctor
from reconciler.core.checkup import Call
from reconciler.sandbox.calls import CALLS
from reconciler.sandbox.serve import running
from reconciler.sandbox.store import Store
from reconciler.settings.model import CallName
from tests.cli.support import SCHEMAS, Project, Ran
from tests.support.repository import campaign
from tests.support.server import App, Message, served
from tests.support.workflow_runner import outputs_of

USER = {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "sandbox"}
CLIENT = {"RECONCILER_CLIENT_KEY": "sandbox", "RECONCILER_CLIENT_SECRET": "sandbox"}
TRIED = [call for call in Call if call is not Call.TOKEN]


@dataclass
class Surgery:
    """A project whose environment uat is a sandbox over HTTP."""

    project: Project
    store: Store
    url: str

    def run(self, *arguments: str) -> Ran:
        """What doctor says of uat."""
        return self.project.run("doctor", "--environment", "uat", *arguments)

    def states(self) -> dict[str, str]:
        """What became of each call."""
        return {each["call"]: each["state"] for each in self.run("--format", "json").json["calls"]}

    def settings(self, more: str = "") -> None:
        """Write the settings anew."""
        text = f'[environments.uat]\nurl = "{self.url}"\nrequests_per_second = 1000.0\n{more}'
        self.project.write({"reconciler.toml": text})

    @property
    def written(self) -> str:
        """The settings as they are now."""
        return (self.project.folder / "reconciler.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for before it is tried again."""
    monkeypatch.setattr(Pacer, "backoff", lambda *_: 0.0)


@pytest.fixture
def surgery(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Surgery]:
    """One live campaign."""
    log_in(monkeypatch, USER)
    with Store(":memory:") as store, running(store) as url:
        surgery = Surgery(project, store, url)
        surgery.settings()
        project.write({"campaigns/a.yaml": campaign("Spring")})
        assert project.run("apply", "--yes").code == 0
        yield surgery


def log_in(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name in (*USER, *CLIENT, "RECONCILER_PASSWORD_MD5"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def check_schema(data: Any) -> None:  # noqa: ANN401 - any JSON value
    schema = json.loads((SCHEMAS / "doctor.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)


def test_what_works(surgery: Surgery) -> None:
    """Host, login, organisation and clock; every call, and what it is good for."""
    ran = surgery.run()
    assert (ran.code, ran.err) == (0, "")
    assert "login         accepted" in ran.out
    assert "organisation  100001; write org_id = 100001 to refuse any other" in ran.out
    assert 'source        milestones (what "auto" takes)' in ran.out
    assert "Plan and apply can run." in ran.out
    found = surgery.run("--format", "json").json
    check_schema(found)
    assert (found["login"], found["organisation"], found["can_run"]) == ("accepted", 100001, True)
    assert [each["call"] for each in found["calls"]] == TRIED


def test_it_never_writes(surgery: Surgery) -> None:
    """No create is sent to find out whether it may be."""
    before = len(surgery.store.requests)
    surgery.run()
    asked = {(method, path) for method, path, _ in surgery.store.requests[before:]}
    assert {path for method, path in asked if method != "GET"} == {"/v3/targetGroups/isValidName"}
    assert len(surgery.store.groups()) == 1


@pytest.mark.parametrize("status", [401, 403, 410, 503])
@pytest.mark.parametrize("call", TRIED)
def test_each_call_is_told_by_itself(surgery: Surgery, call: Call, status: int) -> None:
    """It alone is not as before; plan runs as doctor says."""
    surgery.store.switch_call(call.value, status)
    state = {410: "not-offered", 503: "failed"}.get(status, "refused")
    ran = surgery.run("--format", "json")
    found = {each["call"]: each["state"] for each in ran.json["calls"]}
    assert found == {**{each.value: "offered" for each in TRIED}, call.value: state}
    assert ran.code == surgery.project.run("plan").code


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_without_a_token_nothing_is_tried(
    surgery: Surgery, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """With a client key the token is the first call."""
    log_in(monkeypatch, CLIENT)
    assert list(surgery.states()) == list(Call)
    assert surgery.states()["token"] == "offered"
    surgery.store.switch_call("token", status)
    before = len(surgery.store.requests)
    ran = surgery.run()
    assert ran.code == (5 if status in {404, 500} else 4)
    assert {path for _, path, _ in surgery.store.requests[before:]} == {"/v3/oauth/token/generate"}
    assert "Not tried: milestones, list, periods, name-check, customer, promotions." in ran.out
    assert ("Check RECONCILER_CLIENT_KEY" in ran.out) == (ran.code == 4)


def test_a_wrong_password_is_sent_twice_at_most(
    surgery: Surgery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More could lock the login; the hint names what may be wrong."""
    log_in(monkeypatch, {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "s3cret "})
    before = len(surgery.store.requests)
    ran = surgery.run()
    assert (ran.code, len(surgery.store.requests) - before) == (4, 2)
    assert "login         refused" in ran.out
    assert "RECONCILER_PASSWORD begins or ends with a space" in ran.out
    assert "Plan and apply cannot run: the login is refused." in ran.out
    assert "s3cret" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "hold no credentials for uat"),
        ({"RECONCILER_USERNAME": "ada"}, "only RECONCILER_USERNAME is set"),
        ({"RECONCILER_USERNAME": "ada", "RECONCILER_PASSWORD_MD5": "x"}, "is not an MD5"),
    ],
)
def test_without_a_login_the_host_is_looked_at(
    surgery: Surgery, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    """By one request that nothing signs."""
    log_in(monkeypatch, variables)
    before = len(surgery.store.requests)
    ran = surgery.run()
    assert ran.code == 4
    assert said in ran.out
    assert "host          reachable, without TLS" in ran.out
    assert [status for *_, status in surgery.store.requests[before:]] == [401]
    found = surgery.run("--format", "json").json
    check_schema(found)
    assert (found["login"], found["calls"]) == ("missing", [])


def test_another_organisation(surgery: Surgery) -> None:
    """The login is good, and for somebody else."""
    surgery.settings("org_id = 7\n")
    ran = surgery.run()
    assert ran.code == 4
    assert "organisation  100001, but org_id says 7" in ran.out
    assert "the live groups are of another organisation" in ran.out


def test_an_organisation_without_groups(surgery: Surgery) -> None:
    """Calls about one group show by the API's own code that they are there."""
    surgery.store.reset()
    surgery.settings("org_id = 7\n")
    ran = surgery.run()
    assert ran.code == 0
    assert "organisation  not shown by any live group (org_id says 7)" in ran.out


def test_the_source_customer(surgery: Surgery) -> None:
    """It needs that call, and nothing else."""
    surgery.settings('source = "customer"\ncustomer_id = 5\n')
    for call in ("milestones", "list", "promotions", "periods"):
        surgery.store.switch_call(call, 410)
    ran = surgery.run()
    assert ran.code == 0
    assert "source        customer" in ran.out
    surgery.store.switch_call("customer", 404)
    ran = surgery.run()
    assert ran.code == 5
    assert "The source customer of the settings does not work: no plan, no apply." in ran.out


async def page(scope: Message, receive: App, send: App) -> None:
    """A page of a portal, in place of the API."""
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"<html>Welcome</html>"})


def test_something_else_answers(surgery: Surgery) -> None:
    """With 200, so that only its answers tell."""
    with served(page) as surgery.url:
        surgery.settings()
        ran = surgery.run()
    assert ran.code == 5
    assert "an HTML page" in ran.out
    assert "Check the url: something other than the loyalty API may have answered." in ran.out


def test_nobody_listens(surgery: Surgery) -> None:
    """The other calls are not tried."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        surgery.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    surgery.settings()
    ran = surgery.run()
    assert ran.code == 5
    assert "host          no answer" in ran.out
    assert "Not tried: periods, name-check, customer, promotions." in ran.out
    found = surgery.run("--format", "json").json
    check_schema(found)
    assert (found["host"]["reachable"], found["clock_offset"]) == (False, None)


def test_somebody_listens_and_says_nothing(
    surgery: Surgery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not waited for as long as a plan would, nor in silence."""
    monkeypatch.setattr("reconciler.commands.status.SILENCE", 0.1)
    monkeypatch.setattr(doctor, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        surgery.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        surgery.settings()
        ran = surgery.run()
    assert ran.code == 5
    assert "no answer within 0.5 s" in ran.out
    told = r"waiting for GET \S+ \(try 1 of 2\) at 127.0.0.1: 0 s so far, given up after 0.5 s "
    assert re.match(told, ran.err)


def test_a_certificate_of_nobody_known(
    surgery: Surgery, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the TLS library says, and which variable helps."""
    authority = trustme.CA()
    with speaking_tls(authority) as surgery.url:
        surgery.settings()
        ran = surgery.run()
        assert ran.code == 5
        assert "its certificate is not trusted: " in ran.out
        assert "SSL_CERT_FILE names the certificates of your own authority." in ran.out
        assert surgery.run("--format", "json").json["host"]["certificate"]
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert "reachable, certificate trusted" in surgery.run().out


class Nothing(BaseHTTPRequestHandler):
    """There is nothing here."""

    def do_GET(self) -> None:
        self.send_error(404)

    def do_POST(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def speaking_tls(authority: trustme.CA) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with ThreadingHTTPServer(("127.0.0.1", 0), Nothing) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("url", ["http://api.example.com", "https://x/v3", "nothing"])
def test_a_url_that_cannot_be_used(surgery: Surgery, url: str) -> None:
    """Nothing is asked, and the reason is said."""
    surgery.url = url
    surgery.settings()
    ran = surgery.run()
    assert ran.code == 5
    assert "host          not asked" in ran.out
    assert "Plan and apply cannot run: the host cannot be used." in ran.out


@pytest.mark.parametrize(
    ("apart", "said"),
    [
        (3, "[234] s apart"),
        (-100, "this machine is (99|100|101) seconds ahead of the server"),
        (630, "this machine is 10 minutes behind the server"),
        (-9000, "this machine is 2 hours ahead of the server"),
        (870_000, "this machine is 10 days behind the server"),
    ],
)
def test_clocks_that_differ(
    surgery: Surgery, monkeypatch: pytest.MonkeyPatch, apart: int, said: str
) -> None:
    """By the header Date of the quickest answer, which has whole seconds: one more, or less."""
    offset = surgery.run("--format", "json").json["clock_offset"]
    wall = doctor.wall_clock
    monkeypatch.setattr(doctor, "wall_clock", lambda: wall() + offset - apart)
    assert re.search(said, surgery.run().out)


def test_it_all_fits_the_terminal_and_github(surgery: Surgery) -> None:
    """What the API says cannot steer either."""
    with served(saying("\x1b[2J<img src=x>|@team")) as surgery.url:
        surgery.settings()
        text, markdown = surgery.run().out, surgery.run("--format", "markdown").out
    assert "\x1b" not in text + markdown
    assert "<img" not in markdown
    assert max(map(len, text.splitlines())) <= 100


def saying(words: str) -> App:
    """An API that refuses everything in these words."""

    async def app(scope: Message, receive: App, send: App) -> None:
        body = {"data": None, "errors": [{"code": 1, "message": words}]}
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    return app


def test_a_record_on_standard_output_leaves_no_room_for_the_result(
    surgery: Surgery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said on standard error, or refused where its format is asked for."""
    wall = doctor.wall_clock  # in days, both runs say the same of the clocks
    monkeypatch.setattr(doctor, "wall_clock", lambda: wall() - 870_000)
    plain = surgery.run()
    ran = surgery.run("--record", "-")
    assert ran.json["format_version"]
    assert ran.err == plain.out
    for form in ("text", "json", "markdown"):
        ran = surgery.run("--record", "-", "--format", form)
        assert (ran.code, ran.out) == (1, "")
        assert "Standard output would get this and the result" in ran.err


def test_one_answer_that_is_not_as_documented(surgery: Surgery) -> None:
    """It failed, whatever its status says."""
    surgery.store.reset()
    answers = {
        "/v3/milestones": {"groups": []},
        "/v3/targetGroups/isValidName": {"free": True},
        "/v3/promotions": {"rows": []},
    }
    with served(answering(answers)) as surgery.url:
        surgery.settings()
        found = surgery.run("--format", "json").json
    told = {each["call"]: each for each in found["calls"]}
    assert {call for call, each in told.items() if each["state"] == "failed"} == {
        "milestones",
        "name-check",
        "customer",
        "promotions",
    }
    assert told["milestones"]["reason"] == "The answer holds no list of groups."
    assert told["name-check"]["reason"] == "The answer is neither true nor false."
    assert (found["login"], found["source"]) == ("accepted", "target-groups")


def test_a_page_of_a_hundred_may_be_too_many(surgery: Surgery) -> None:
    """Then it asks for fewer, as the reader of milestones does."""
    with served(answering({"/v3/milestones?limit=10": []}, status=400)) as surgery.url:
        surgery.settings()
        assert surgery.states()["milestones"] == "offered"


def answering(answers: dict[str, Any], *, status: int = 200) -> App:
    """An API that gives these data, by path or by the beginning of its query; else a list."""

    async def app(scope: Message, receive: App, send: App) -> None:
        path = scope["path"]
        asked = f"{path}?{scope['query_string'].decode()}"
        found = [
            data for key, data in answers.items() if key == path or asked.startswith(f"{key}&")
        ]
        is_known = bool(found) or status == 200 or not path.endswith("milestones")
        body = {"data": found[0] if found else []} if is_known else {"data": None}
        code = 200 if is_known else status
        await send({"type": "http.response.start", "status": code, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    return app


class TestOfAll:
    """``--all``: every environment, each with its own login."""

    def test_the_highest_code_counts(
        self, surgery: Surgery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One that does not work leaves the others as they are."""
        more = '[environments.here]\nsandbox = true\n[environments.no]\nurl = "http://[::1]:9"\n'
        surgery.settings(more)
        log_in(monkeypatch, {})
        for name, value in USER.items():
            monkeypatch.setenv(name.replace("RECONCILER_", "RECONCILER_UAT_"), value)
        ran = surgery.project.run("doctor", "--all", "--format", "json")
        check_schema(ran.json)
        told = {each["environment"]: each["login"] for each in ran.json["environments"]}
        assert told == {"uat": "accepted", "here": "accepted", "no": "missing"}
        assert ran.code == 4
        assert surgery.project.run("doctor", "--all", "--environment", "uat").code == 1
        monkeypatch.setenv("RECONCILER_ENVIRONMENT", "uat")
        assert "no  http" in surgery.project.run("doctor", "--all").out, "a variable gives way"

    def test_a_plain_login_is_not_sent_to_several_hosts(
        self, surgery: Surgery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nobody has said which of them it is for."""
        surgery.settings('[environments.other]\nurl = "http://localhost:9"\n')
        before = len(surgery.store.requests)
        ran = surgery.project.run("doctor", "--all")
        assert ran.code == 4
        assert "The login is not named for a host" in ran.out
        assert [status for *_, status in surgery.store.requests[before:]] == [401]


class TestKeeping:
    """``--write``, and what later runs say."""

    def test_the_offered_calls_are_kept_and_compared(self, surgery: Surgery) -> None:
        """What is gone is told until it is accepted; what the file says else stays."""
        surgery.settings("# ours\n\n[environments.uat.values]\ntill = 1 # one\n")
        surgery.store.switch_call("customer", 404)
        offered = [call for call, state in surgery.states().items() if state == "offered"]
        ran = surgery.run("--write")
        assert ran.code == 0
        assert f"uat offers {', '.join(offered)}\n" in ran.err
        kept = f"calls = {json.dumps(offered)}\n"
        assert f"requests_per_second = 1000.0\n{kept}# ours\n" in surgery.written
        assert surgery.written.endswith("[environments.uat.values]\ntill = 1 # one\n")
        assert "says so already" in surgery.run("--write").err

        surgery.store.switch_call("list", 410)
        surgery.store.switch_call("periods", 503)
        surgery.store.switch_call("customer", None)
        found = surgery.run("--format", "json")
        check_schema(found.json)
        assert (found.code, found.json["gone"], found.json["new"]) == (0, ["list"], ["customer"])
        assert "Offered before, and no longer: not offered list." in surgery.run().out
        assert "**not-offered**, was offered" in surgery.run("--format", "markdown").out
        assert surgery.project.run("plan").code == 0

        ran = surgery.run("--write")
        assert "Offered before" not in ran.out
        offered.remove("list")
        assert f"calls = {json.dumps([*offered, 'customer'])}\n" in surgery.written

    def test_what_is_gone_and_what_is_refused_are_told_apart(self, surgery: Surgery) -> None:
        """Rights may come back; what the API has switched off does not."""
        surgery.settings('calls = ["list", "periods", "customer"]\n')
        for call, status in (("list", 410), ("periods", 404), ("customer", 403)):
            surgery.store.switch_call(call, status)
        said = " ".join(surgery.run().out.split())
        assert "no longer: not offered list, periods; refused customer." in said

    def test_nothing_is_kept_without_a_login(
        self, surgery: Surgery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nobody knows what is offered then."""
        log_in(monkeypatch, USER | {"RECONCILER_PASSWORD": "wrong"})
        before = surgery.written
        ran = surgery.run("--write")
        assert (ran.code, surgery.written) == (4, before)
        assert "nothing is kept of uat: its login was not accepted" in ran.err

    def test_a_call_that_there_is_not_is_a_fault_of_the_settings(self, surgery: Surgery) -> None:
        """With the nearest word."""
        surgery.settings('calls = ["milestone"]\n')
        ran = surgery.run()
        assert ran.code == 1
        assert "environments.uat.calls.0" in ran.err
        assert "Did you mean 'milestones'?" in ran.err

    def test_a_job_learns_what_is_gone(
        self, surgery: Surgery, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """As outputs of its step."""
        surgery.settings('calls = ["milestones", "list"]\n')
        for status, calls, gone in (
            (None, "there", ""),
            (410, "gone", "list"),
            (503, "unknown", ""),
        ):
            out = tmp_path / f"out-{status}"
            monkeypatch.setenv("GITHUB_OUTPUT", str(out))
            surgery.store.switch_call("list", status)
            surgery.run()
            found = outputs_of(out.read_text(encoding="utf-8"))
            assert found == {"calls": calls, "gone": gone}


def strings_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings_in(each)


def test_the_record_holds_shapes_and_no_values(surgery: Surgery) -> None:
    """Of all calls that answer, with what was expected and is not there."""
    ran = surgery.run("--record", "shapes.json")
    assert (ran.code, ran.err) == (0, "wrote the shapes of the answers to shapes.json\n")
    text = (surgery.project.folder / "shapes.json").read_text(encoding="utf-8")
    schema = json.loads((SCHEMAS / "shapes.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(text), schema)
    (environment,) = json.loads(text)["environments"]
    calls = {each["call"]: each for each in environment["calls"]}
    assert "/*/periods" in calls["list"]["not_seen"]
    assert calls["milestones"]["surprises"] == []
    names = {each["path"]: each for each in calls["milestones"]["shapes"]}
    assert names["/*/name"] == {
        "path": "/*/name",
        "types": {"string": 1},
        "of": 1,
        "expected": "text",
    }
    group = surgery.store.groups()[0]
    values = {each for each in strings_in(group) if len(each) > 3} - {"string"}
    assert values
    assert not [each for each in values if f'"{each}"' in text]
    assert surgery.url not in text
    assert '"uat"' not in text


def test_the_words_for_calls_are_the_same_everywhere() -> None:
    """In the settings, in the report, in the sandbox."""
    assert CallName.__args__ == tuple(call.value for call in Call)  # type: ignore[attr-defined]
    assert (*CallName.__args__, "create") == CALLS  # type: ignore[attr-defined]
