"""What a run does where the API does not offer a call: a table of calls and statuses.

Only the list of groups is needed. What any other call would have shown counts as not checked, and
that is said once, with the call.
"""

from collections.abc import Callable

import httpx
import pytest

from tests.cli.support import Project, Ran
from tests.support.repository import campaign

STATUSES = (403, 404, 405, 410)
PERIODS, NAMES, MILESTONES = "targetPeriods", "isValidName", "milestones"
SOURCE = ("--source", "target-groups")

Withdraw = Callable[[str, int], None]


@pytest.fixture
def withdraw(monkeypatch: pytest.MonkeyPatch) -> Withdraw:
    """Let the embedded sandbox answer all calls whose path ends so with a status."""
    handle = httpx.ASGITransport.handle_async_request

    def withdrawn(ending: str, status: int) -> None:
        async def handled(self: httpx.ASGITransport, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith(ending):
                return httpx.Response(status, json={"errors": [{"code": 4000, "message": "no"}]})
            return await handle(self, request)

        monkeypatch.setattr(httpx.ASGITransport, "handle_async_request", handled)

    return withdrawn


def two_live(project: Project) -> None:
    """Two campaigns that are live as declared."""
    files = {
        "campaigns/a.yaml": campaign("Spring"),
        "campaigns/b.yaml": campaign("Harvest", value=7),
    }
    project.write(files)
    assert project.run("apply", "--yes").code == 0


def notes(ran: Ran) -> list[tuple[str, str]]:
    """Codes and messages of what is said of the run as a whole."""
    return [(each["code"], each["message"]) for each in ran.json["diagnostics"] if not each["file"]]


@pytest.mark.parametrize("status", STATUSES)
def test_periods_that_are_not_offered_are_not_checked(
    project: Project, withdraw: Withdraw, status: int
) -> None:
    """The plan is made, names the call once, and lists what it did not see."""
    two_live(project)
    withdraw(PERIODS, status)
    ran = project.run("plan", "--format", "json", "--detailed-exitcode", *SOURCE)

    assert ran.code == 0, ran.err
    [(code, message)] = notes(ran)
    assert code == "call-not-offered"
    assert f"GET /v3/targetGroups/{{id}}/targetPeriods (HTTP {status})" in message
    assert {each["action"] for each in ran.json["changes"]} == {"in-sync"}
    assert all(
        any("/periods/" in path for path in each["unverified"]) for each in ran.json["changes"]
    )


@pytest.mark.parametrize("status", STATUSES)
def test_names_that_are_not_asked_are_told_and_created(
    project: Project, withdraw: Withdraw, status: int
) -> None:
    """The API refuses a name that is taken when it is sent, so nothing is made twice."""
    project.write({"campaigns/a.yaml": campaign("Spring")})
    withdraw(NAMES, status)
    ran = project.run("plan", "--format", "json")

    assert ran.code == 0, ran.err
    [(code, message)] = notes(ran)
    assert code == "name-not-asked"
    assert f"POST /v3/targetGroups/isValidName, HTTP {status}" in message
    assert [each["action"] for each in ran.json["changes"]] == ["create"]
    assert project.run("apply", "--yes").code == 0


@pytest.mark.parametrize("status", STATUSES)
def test_milestones_that_are_not_offered_are_read_in_another_way(
    project: Project, withdraw: Withdraw, status: int
) -> None:
    """The list of groups shows the same."""
    two_live(project)
    withdraw(MILESTONES, status)
    ran = project.run("plan", "--format", "json")

    assert ran.code == 0, ran.err
    assert ran.json["source"] == "target-groups"
    assert {each["action"] for each in ran.json["changes"]} == {"in-sync"}


@pytest.mark.parametrize("status", STATUSES)
def test_apply_settles_what_it_made_without_the_periods(
    project: Project, withdraw: Withdraw, status: int
) -> None:
    """The look afterwards needs the list alone."""
    project.write({"campaigns/a.yaml": campaign("Spring")})
    withdraw(PERIODS, status)
    ran = project.run("apply", "--yes", "--format", "json", *SOURCE)

    assert ran.code == 0, ran.err
    assert [each["outcome"] for each in ran.json["outcomes"]] == ["created"]
    assert ran.json["converged"] is True


def test_with_only_no_other_group_is_asked_for(project: Project) -> None:
    """One request for the one campaign that is planned for, also where its file is one of many."""
    two_live(project)
    before = len(project.asked())
    ran = project.run("plan", "--format", "json", "--only", "Spring", *SOURCE)

    assert ran.code == 0, ran.err
    details = [path for path in project.asked()[before:] if path.endswith(PERIODS)]
    assert len(details) == 1


def test_accept_says_what_it_could_not_see(project: Project, withdraw: Withdraw) -> None:
    """And asks for no other campaign's details."""
    two_live(project)
    project.write({"campaigns/a.yaml": campaign("Spring", value=600)})
    before = len(project.asked())
    ran = project.run("accept", "Spring", "--yes", *SOURCE)
    assert (ran.code, ran.err) == (0, "")
    assert sum(path.endswith(PERIODS) for path in project.asked()[before:]) == 1

    project.write({"campaigns/a.yaml": campaign("Spring", value=700)})
    withdraw(PERIODS, 410)
    ran = project.run("accept", "Spring", "--yes", *SOURCE)
    assert ran.code == 0
    assert "does not offer GET /v3/targetGroups/{id}/targetPeriods (HTTP 410)" in ran.err


def test_an_audit_is_made_all_the_same(project: Project, withdraw: Withdraw) -> None:
    """Every group is in its class, and the call is named once."""
    two_live(project)
    withdraw(PERIODS, 404)
    ran = project.run("audit", *SOURCE)

    assert ran.code == 0, ran.err
    assert "2 managed" in " ".join(ran.out.split())
    assert " ".join((ran.out + ran.err).split()).count("targetPeriods (HTTP 404)") == 1


def test_what_cannot_be_imported_without_periods_says_why(
    project: Project, withdraw: Withdraw
) -> None:
    """A file without its periods would be another campaign."""
    two_live(project)
    project.delete("campaigns/a.yaml")
    withdraw(PERIODS, 404)
    ran = project.run("import", "Spring", *SOURCE)

    assert "does not show periods" in " ".join((ran.out + ran.err).split())
    assert not (project.folder / "campaigns" / "spring.yaml").exists()
