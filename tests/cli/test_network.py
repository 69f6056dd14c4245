"""Commands against a server over real HTTP: logging in, being refused, finding nobody."""

import socket
from collections.abc import Iterator

import pytest

from reconciler.api.pacing import Pacer
from reconciler.campaigns import load
from reconciler.sandbox.serve import running
from reconciler.sandbox.store import Store
from tests.cli.support import Project
from tests.support.many_processes import let_others_work
from tests.support.repository import campaign

USER = {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "sandbox"}
MD5 = {
    "RECONCILER_USERNAME": "sandbox",
    "RECONCILER_PASSWORD_MD5": "93bc63e0b4f48fbbff568d9fc0dc3def",
}
CLIENT = {"RECONCILER_CLIENT_KEY": "sandbox", "RECONCILER_CLIENT_SECRET": "sandbox"}


@pytest.fixture
def address() -> Iterator[str]:
    """A sandbox over real HTTP."""
    with Store(":memory:") as store, running(store) as url:
        yield url


def configure(project: Project, url: str, more: str = "") -> None:
    limits = "requests_per_second = 1000.0\n"
    project.write({"reconciler.toml": f'[environments.uat]\nurl = "{url}"\n{limits}{more}'})
    project.write({"campaigns/a.yaml": campaign()})


def log_in(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("login", [USER, MD5, CLIENT])
def test_every_way_to_log_in_works(
    project: Project, address: str, monkeypatch: pytest.MonkeyPatch, login: dict[str, str]
) -> None:
    """Plan, apply and plan again against a server."""
    configure(project, address, 'attribution = {type = "TILL", code = "till.main"}\n')
    log_in(monkeypatch, login)
    assert project.run("plan").code == 0
    assert project.run("apply", "--yes").code == 0
    ran = project.run("plan", "--detailed-exitcode")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "The environment variables hold no credentials for uat."),
        ({"RECONCILER_USERNAME": "ada"}, "only RECONCILER_USERNAME is set"),
        (USER | CLIENT, "one way must be chosen"),
    ],
)
def test_credentials_that_are_missing_or_mixed_are_1(
    project: Project,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    message: str,
) -> None:
    """With what to set."""
    configure(project, address)
    log_in(monkeypatch, variables)
    for command in (["plan"], ["apply", "--yes"]):
        ran = project.run(*command)
        assert (ran.code, ran.out) == (1, "")
        assert message in ran.err
        assert "Set RECONCILER_USERNAME with RECONCILER_PASSWORD" in ran.err


@pytest.mark.parametrize(
    "login",
    [
        USER | {"RECONCILER_PASSWORD": "s3cret"},
        CLIENT | {"RECONCILER_CLIENT_SECRET": "s3cret"},
    ],
)
def test_credentials_that_are_wrong_are_4(
    project: Project, address: str, monkeypatch: pytest.MonkeyPatch, login: dict[str, str]
) -> None:
    """For plan and apply; the secret is nowhere."""
    configure(project, address)
    log_in(monkeypatch, login)
    for command in (["plan"], ["apply", "--yes"]):
        ran = project.run(*command)
        assert (ran.code, ran.out) == (4, "")
        assert ran.err.startswith("error: ")
        assert "s3cret" not in ran.err


def test_the_login_of_an_environment_comes_before_the_plain_one(
    project: Project, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said of it when it is refused names it, and doubts what may be a slip."""
    configure(project, address)
    log_in(monkeypatch, USER | {"RECONCILER_PASSWORD": "other"})
    named = {name.replace("RECONCILER_", "RECONCILER_UAT_"): text for name, text in USER.items()}
    log_in(monkeypatch, named | {"RECONCILER_UAT_PASSWORD": "sandbox\r\n"})
    assert project.run("plan").code == 0
    log_in(monkeypatch, {"RECONCILER_UAT_PASSWORD": "sandbox "})
    ran = project.run("plan")
    assert (ran.code, ran.out) == (4, "")
    assert "RECONCILER_UAT_PASSWORD takes the clear password" in ran.err
    assert "RECONCILER_UAT_PASSWORD begins or ends with a space" in ran.err
    assert "sandbox " not in ran.err


@pytest.mark.parametrize("url", ["http://api.example.com", "api.example.com", "https://x/v3"])
def test_a_url_that_cannot_be_used_is_1(
    project: Project, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Without https credentials would go in clear; more than a host is a misunderstanding."""
    configure(project, url)
    log_in(monkeypatch, USER)
    ran = project.run("plan")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: The url ")


def test_a_port_that_nobody_listens_on_is_5(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some tries, which are told on stderr."""
    monkeypatch.setattr(Pacer, "backoff", lambda *_: 0.0)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configure(project, f"http://127.0.0.1:{port}")
    log_in(monkeypatch, USER)
    ran = project.run("plan")
    assert (ran.code, ran.out) == (5, "")
    assert "no connection" in ran.err
    assert "Check the url and the network" in ran.err


@pytest.mark.parametrize("command", [["plan"], ["audit"]])
def test_what_is_wrong_with_many_files_comes_before_what_is_wrong_with_the_api(
    project: Project, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """Both are under way at once; whoever has no credentials can mend files all the same."""
    let_others_work(monkeypatch, load)
    with Store(":memory:") as store, running(store) as url:
        configure(project, url)
        project.write({f"campaigns/{k}.yaml": campaign(f"C{k}", target=f"T{k}") for k in range(9)})
        ran = project.run(*command)
        assert (ran.code, ran.out) == (1, "")
        assert "The environment variables hold no credentials for uat." in ran.err
        project.write({"campaigns/5.yaml": campaign("C5", target="T5") + "extra: 1\n"})
        for login in ({}, USER | {"RECONCILER_PASSWORD": "wrong"}, USER):
            log_in(monkeypatch, login)
            ran = project.run(*command)
            assert (ran.code, ran.out) == (3, "")
            assert ran.err.count("campaigns/5.yaml:16:1: error: ") == 1
            assert ran.err.count("nothing was compared or changed") == 1
        assert ("GET", "/v3/milestones") in {(method, path) for method, path, _ in store.requests}
        project.delete("campaigns/5.yaml")
        assert project.run(*command).code == 0
