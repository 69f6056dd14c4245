"""The client of GitHub over real HTTP: paging, waiting, and what is said when it fails."""

import logging
import time

import httpx
import pytest

from reconciler.errors import (
    ApiError,
    ExitCode,
    Forbidden,
    Rejected,
    SettingsError,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from reconciler.github.access import read_access
from reconciler.github.answers import number_in
from reconciler.github.client import GitHub, Limits
from reconciler.http import GivenUp
from tests.github.support import Waits, connected, refused
from tests.support.github_fake import QUERY, READ_ONLY, REPOSITORY, TOKEN, FakeGitHub, Fault

COMMENTS = "issues/1/comments"


def read(github: GitHub) -> list[str]:
    return [each["body"] for each in github.pages(COMMENTS)]


@pytest.fixture
def fake(fake: FakeGitHub) -> FakeGitHub:
    """A repository with one pull request and one comment."""
    fake.pull(1)
    fake.comment(1, "hello")
    return fake


def test_a_long_thread_is_read_to_its_end(fake: FakeGitHub) -> None:
    """Page by page, in order."""
    for k in range(249):
        fake.comment(1, str(k))
    with connected(fake) as github:
        assert read(github) == ["hello", *map(str, range(249))]
    assert len(fake.requests) == 3


def test_a_next_page_on_another_host_is_not_asked_for(fake: FakeGitHub) -> None:
    """It would get the token; and half a thread is no answer."""
    for _ in range(100):
        fake.comment(1, "x")
    fake.next_host = "127.0.0.1:9"
    with connected(fake) as github:
        said = refused(UnexpectedAnswer, lambda: read(github))
    assert "next page on another host" in said


@pytest.mark.parametrize(
    "fault",
    [
        Fault(500),
        Fault(502, message=None),
        Fault(503),
        Fault(None),
        Fault(200, message=None),
        Fault(200),
    ],
    ids=["500", "502 page", "503", "dropped", "a page", "an object"],
)
def test_reads_survive_what_passes(fake: FakeGitHub, fault: Fault) -> None:
    """Server errors, lost answers, and pages of something in between."""
    waits = Waits()
    fake.faults = [fault]
    with connected(fake, waits) as github:
        assert read(github) == ["hello"]
    assert (len(waits.slept), len(fake.requests)) == (1, 2)


def test_what_does_not_pass_is_given_up_after_some_tries(fake: FakeGitHub) -> None:
    """With growing pauses, and no pause after the last."""
    waits = Waits()
    fake.faults = [Fault(503)] * 6
    with connected(fake, waits) as github:
        said = refused(Unavailable, lambda: read(github))
    assert said == f"GET /repos/{REPOSITORY}/{COMMENTS}: spoiled (HTTP 503)."
    assert len(fake.requests) == 6
    assert len(waits.slept) == 5
    assert waits.slept == sorted(waits.slept)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (Fault(403, {"Retry-After": "7"}), 7.0),
        (Fault(429, {"Retry-After": "0"}), 0.0),
        (Fault(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "5"}), 1.0),
        (Fault(403, message="You have exceeded a secondary rate limit."), 60.0),
        (Fault(429, message=None), 60.0),
    ],
    ids=["secondary", "at once", "primary", "no header", "no words"],
)
def test_limits_are_waited_for(fake: FakeGitHub, fault: Fault, seconds: float) -> None:
    """As long as GitHub says, or a minute; long waits are announced."""
    waits = Waits()
    fake.faults = [fault]
    with connected(fake, waits) as github:
        assert read(github) == ["hello"]
    assert waits.slept == [seconds]
    assert [each.split(" s:")[0] for each in waits.announced] == [
        f"{each:.0f}" for each in waits.slept if each > 5
    ]


def test_a_reset_that_is_far_away_is_not_waited_for(fake: FakeGitHub) -> None:
    """The primary limit is per hour; a job does not wait that long."""
    waits = Waits()
    reset = str(int(time.time()) + 3000)
    fake.faults = [Fault(429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset})]
    with connected(fake, waits) as github:
        refused(GivenUp, lambda: read(github))
    assert waits.slept == []


def test_limits_without_an_end_are_waited_for_ever_longer_and_not_for_ever(
    fake: FakeGitHub,
) -> None:
    """The next wait would end past what a run waits in all."""
    waits = Waits()
    fake.faults = [Fault(429)] * 6
    with connected(fake, waits) as github:
        said = refused(GivenUp, lambda: read(github))
    assert waits.slept == [60.0, 120.0, 240.0]
    assert said.endswith(
        "The next try would be in 480 s, and a run waits no longer than 600 s in all."
    )


def test_patience_is_that_of_the_run_and_not_of_a_request(fake: FakeGitHub) -> None:
    """Many requests that each wait for long end as well."""
    waits = Waits()
    with connected(fake, waits) as github:
        for _ in range(3):
            fake.faults = [Fault(429, {"Retry-After": "200"})]
            read(github)
        fake.faults = [Fault(429, {"Retry-After": "1"})]
        assert "no longer than 600 s" in refused(GivenUp, lambda: read(github))


def test_an_answer_that_is_too_long_is_not_read(fake: FakeGitHub) -> None:
    """Nor one that drips for ever, by the same rule."""
    limits = Limits(attempts=1, max_body_bytes=10)
    with connected(fake, limits=limits) as github:
        assert "too long or too slow" in refused(Unavailable, lambda: read(github))


@pytest.mark.parametrize(
    ("variables", "kind", "words"),
    [
        ({"GITHUB_TOKEN": "ghs_wrong"}, Unauthorized, "Bad credentials (HTTP 401)"),
        ({"GITHUB_TOKEN": READ_ONLY}, Forbidden, "Resource not accessible by integration"),
    ],
)
def test_tokens_that_are_refused_are_4(
    fake: FakeGitHub, variables: dict[str, str], kind: type[ApiError], words: str
) -> None:
    """At once: another try would be refused as well."""
    with connected(fake, variables=variables) as github, pytest.raises(kind) as raised:
        github.create(COMMENTS, {"body": "x"})
    assert raised.value.exit_code is ExitCode.DENIED
    assert words in raised.value.message
    assert not raised.value.maybe_done
    assert len(fake.requests) == 1


def test_a_repository_that_has_moved_is_told(fake: FakeGitHub) -> None:
    """No redirect is followed, since it would take the token along."""
    fake.faults = [Fault(301, {"Location": "https://elsewhere.example"}, "Moved Permanently")]
    with connected(fake) as github:
        assert "another name" in refused(UnexpectedAnswer, lambda: read(github))
    assert len(fake.requests) == 1


def test_words_of_github_are_passed_on_without_the_token(fake: FakeGitHub) -> None:
    """Whatever an answer repeats."""
    fake.faults = [Fault(422, message=f"Bearer {TOKEN}\nis no\tgood")]
    with connected(fake) as github:
        said = refused(Rejected, lambda: read(github))
    assert said.endswith(": Bearer *** is no good (HTTP 422).")


def test_details_of_a_refusal_are_told(fake: FakeGitHub) -> None:
    """In each form that GitHub gives them; what is none of these is left out."""
    errors: tuple[object, ...] = (
        {"code": "custom", "message": "too long."},
        {"code": "invalid"},
        "plain",
        7,
        {},
    )
    fake.faults = [Fault(422, message="Validation Failed", errors=errors), Fault(422, message="")]
    with connected(fake) as github:
        said = [refused(Rejected, lambda: read(github)).partition(": ")[2] for _ in range(2)]
    assert said == [
        "Validation Failed; too long.; invalid; plain (HTTP 422).",
        "no reason was given (HTTP 422).",
    ]


def test_a_change_is_answered_with_an_object(fake: FakeGitHub) -> None:
    """Anything else is not what GitHub documents."""
    fake.faults = [Fault(200, message=None, method="PATCH")] * 6
    with connected(fake) as github:
        said = refused(UnexpectedAnswer, lambda: github.change("issues/comments/1", {"body": "x"}))
    assert "an answer that GitHub does not document (HTTP 200)" in said
    assert len(fake.writes) == 6


def test_a_list_without_an_end_is_given_up(
    fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that always names one more page."""
    monkeypatch.setattr("reconciler.github.client._MOST_PAGES", 1)
    for _ in range(101):
        fake.comment(1, "x")
    with connected(fake) as github:
        assert "has no last page" in refused(UnexpectedAnswer, lambda: read(github))


def test_the_token_is_in_no_log_error_or_value(
    fake: FakeGitHub, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even at the most talkative, and not in what an error hangs on to."""
    fake.faults = [Fault(None), Fault(401)]
    with caplog.at_level(logging.DEBUG), connected(fake) as github:
        with pytest.raises(Unauthorized) as raised:
            read(github)
        shown = f"{github!r} {read_access(fake.variables)!r} {raised.getrepr(style='long')}"
    assert "GET /repos" in caplog.text
    assert TOKEN not in caplog.text + shown


def test_without_a_server_it_is_5(fake: FakeGitHub) -> None:
    """A create that cannot have been sent is known not to be there."""
    nowhere = {"GITHUB_API_URL": "http://127.0.0.1:9"}
    with connected(fake, variables=nowhere) as github, pytest.raises(Unavailable) as raised:
        github.create(COMMENTS, {"body": "x"})
    assert raised.value.message == (
        f"POST /repos/{REPOSITORY}/{COMMENTS} at 127.0.0.1: no connection."
    )
    assert raised.value.exit_code is ExitCode.UNREACHABLE
    assert not raised.value.maybe_done


def test_what_is_gone_already_is_removed(fake: FakeGitHub) -> None:
    """A second try after a lost answer finds nothing; anything else is an error."""
    fake.faults = [Fault(None, method="DELETE", carried_out=True)]
    with connected(fake) as github:
        github.remove("issues/comments/1")
        fake.faults = [Fault(422)]
        refused(Rejected, lambda: github.remove("issues/comments/1"))
    assert not fake.comments


def test_github_enterprise_has_a_path(fake: FakeGitHub) -> None:
    """Also for the next pages; with or without a slash at the end."""
    with FakeGitHub("/api/v3").serving() as enterprise:
        enterprise.pull(1)
        for _ in range(101):
            enterprise.comment(1, "x")
        for end in ("", "/"):
            with connected(
                enterprise, variables={"GITHUB_API_URL": enterprise.url + end}
            ) as github:
                assert len(read(github)) == 101


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"GITHUB_TOKEN": " "}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_TOKEN": "SECRET\nx: y"}, "does not hold a token"),
        ({"GITHUB_TOKEN": "SECRETé"}, "does not hold a token"),
        ({"GITHUB_REPOSITORY": ""}, "GITHUB_REPOSITORY names no repository"),
        ({"GITHUB_REPOSITORY": "SECRET"}, "GITHUB_REPOSITORY names no repository"),
        ({"GITHUB_REPOSITORY": "../SECRET"}, "GITHUB_REPOSITORY names no repository"),
        ({"GITHUB_REPOSITORY": "a/b/SECRET"}, "GITHUB_REPOSITORY names no repository"),
        ({"GITHUB_API_URL": "http://SECRET.example"}, "must begin with https"),
        ({"GITHUB_API_URL": "https://u:SECRET@h.example"}, "not the address of an API"),
        ({"GITHUB_API_URL": "https://h.example?SECRET"}, "not the address of an API"),
        ({"GITHUB_API_URL": "ftp://SECRET"}, "not the address of an API"),
        ({"GITHUB_API_URL": "http://h:SECRET"}, "not the address of an API"),
    ],
)
def test_variables_that_cannot_be_used_are_told_without_their_values(
    variables: dict[str, str], words: str
) -> None:
    """A secret may stand in the wrong one."""
    good = {"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "a/b"}
    said = refused(SettingsError, lambda: read_access(good | variables))
    assert words in said
    assert "SECRET" not in said


def test_github_is_the_public_one_unless_told_otherwise() -> None:
    """This machine may be asked without https, in each spelling."""
    good = {"GITHUB_TOKEN": " t\n", "GITHUB_REPOSITORY": "a/b.c"}
    access = read_access(good)
    assert (str(access.api_url), access.token) == ("https://api.github.com", "t")
    for host in ("localhost:1", "127.0.0.2", "[::1]"):
        url = f"http://{host}/x"
        assert read_access(good | {"GITHUB_API_URL": url}).api_url == url


def test_a_proxy_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is sent."""
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://x")
    access = read_access({"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "a/b"})
    assert "proxy" in refused(SettingsError, lambda: GitHub(access))


def test_other_failures_of_an_exchange_are_named_by_kind(
    fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever httpx comes up with, in words that quote nothing."""

    def fail(*_: object, **__: object) -> None:
        raise httpx.TooManyRedirects(TOKEN)

    monkeypatch.setattr(httpx.Client, "send", fail)
    with connected(fake, limits=Limits(attempts=1)) as github:
        said = refused(Unavailable, lambda: read(github))
    assert said.endswith("the exchange failed (TooManyRedirects).")


@pytest.mark.parametrize(
    ("api", "graphql"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://host.name/api/v3", "https://host.name/api/graphql"),
        ("https://host.name/api/v3/", "https://host.name/api/graphql"),
        ("https://api.octo.ghe.com", "https://api.octo.ghe.com/graphql"),
    ],
)
def test_graphql_is_asked_on_the_same_host(api: str, graphql: str) -> None:
    """The token goes nowhere else."""
    good = {"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "a/b", "GITHUB_API_URL": api}
    assert read_access(good).graphql_url == graphql


def test_graphql_tells_whose_token_it_is(fake: FakeGitHub) -> None:
    """Asked once; in what no proxy or version of GitHub tells, there is no name."""
    with connected(fake) as github:
        assert [github.viewer, github.viewer] == ["github-actions[bot]"] * 2
    assert fake.requests == [(QUERY, "/graphql")]
    fake.logins[TOKEN] = ""
    with connected(fake) as github:
        assert github.viewer is None
    for said in ('{"errors": [{}]}', '{"data": null}', '{"data": {"viewer": null}}', "[]"):
        fake.faults = [Fault(200, text=said, method=QUERY)] * 6
        with connected(fake) as github:
            assert github.viewer is None


@pytest.mark.parametrize("fault", [Fault(404), Fault(403), Fault(502), Fault(None), Fault(429)])
def test_where_graphql_is_not_to_be_had_nothing_is_known(fake: FakeGitHub, fault: Fault) -> None:
    """It is no reason not to go on."""
    fake.faults = [fault] * 12  # for GraphQL, and for what is asked instead
    with connected(fake) as github:
        assert github.viewer is None


def test_a_token_that_graphql_refuses_is_refused(fake: FakeGitHub) -> None:
    """The REST API would refuse it as well."""
    with connected(fake, variables={"GITHUB_TOKEN": "other"}) as github:
        assert "Bad credentials" in refused(Unauthorized, lambda: github.viewer)


@pytest.mark.parametrize(
    ("status", "message", "hint"),
    [
        (401, "Bad credentials", "Check GITHUB_TOKEN: it was refused."),
        (403, "Resource not accessible by integration", "The job needs permissions: pull-requ"),
        (403, "Unable to create comment because issue is locked.", "Unlock the conversation"),
        (403, "Repository was archived so is read-only.", "Nothing can be posted in an archived"),
        (404, "Not Found", "It may be gone. Check GITHUB_REPOSITORY, and what GITHUB_TOKEN"),
        (410, "This issue was deleted", "It may be gone."),
        (422, "Validation Failed", "Correct what GitHub names."),
        (451, "Repository access blocked", "Correct what GitHub names."),
        (200, None, "Check GITHUB_API_URL: something other than GitHub may have answered."),
    ],
)
def test_each_refusal_says_what_helps(
    fake: FakeGitHub, status: int, message: str | None, hint: str
) -> None:
    """In words about GitHub: the codes and the url of the loyalty API have no part in it."""
    fake.faults = [Fault(status, message=message)] * 6
    with connected(fake) as github, pytest.raises(ApiError) as raised:
        github.change("issues/1", {"title": "x"})
    assert raised.value.hint.startswith(hint)


def test_what_github_does_not_document_says_what_helps(fake: FakeGitHub) -> None:
    """As everywhere: nothing is said of another API."""
    for _ in range(100):
        fake.comment(1, "x")
    fake.next_host = "127.0.0.1:9"
    with connected(fake) as github, pytest.raises(UnexpectedAnswer) as raised:
        read(github)
    assert raised.value.hint.startswith("Check GITHUB_API_URL")
    with pytest.raises(UnexpectedAnswer) as raised:
        number_in({"id": "x"}, "id")
    assert raised.value.hint.startswith("Check GITHUB_API_URL")
