"""The one open issue: opened, updated, closed, left closed; and what people write into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import Rejected, UsageError
from reconciler.github.issues import IssueText, Told, close_issue, put_issue, read_text
from reconciler.github.posts import Mark, Post
from tests.github.support import LOST, WORKFLOW_AUTHOR, connected, refused
from tests.support.github_fake import BOT, FakeGitHub, Fault

DRIFT = Mark("drift", "uat", WORKFLOW_AUTHOR)


@pytest.fixture
def fake(fake: FakeGitHub) -> FakeGitHub:
    """A repository with a pull request."""
    fake.pull(1)
    return fake


def told(fake: FakeGitHub, title: str, text: str, about: str = "") -> Told:
    with connected(fake) as github:
        return put_issue(github, DRIFT, title, text, about=about, labels=["drift"])


def closed(fake: FakeGitHub) -> Told:
    with connected(fake) as github:
        return close_issue(github, DRIFT, "No drift is left.")


class TestIssues:
    """One open issue for each environment."""

    def test_an_issue_is_opened_updated_and_left_alone(self, fake: FakeGitHub) -> None:
        """Title and text; labels only when it is opened."""
        url = "https://github.example/acme/campaigns/issues/2"
        assert told(fake, "Drift", "one") == Told("opened", (url,))
        issue = fake.threads[2]
        assert (issue.title, issue.labels) == ("Drift", ["drift"])
        assert issue.body == "<!-- reconciler:drift:uat -->\none\n\n<!-- reconciler:end -->"
        issue.labels = []
        assert told(fake, "Drift", "two").done == "updated"
        assert told(fake, " More\n drift ", "two").done == "updated"
        assert (issue.title, "\ntwo\n" in issue.body, issue.labels) == ("More drift", True, [])
        sent = len(fake.writes)
        assert told(fake, "More drift", "two").done == "unchanged"
        assert len(fake.writes) == sent

    def test_an_issue_is_closed_with_one_comment(self, fake: FakeGitHub) -> None:
        """Also when the run that closed it ended in between; new drift opens another one."""
        told(fake, "Drift", "one")
        fake.faults = [Fault(422, method="PATCH")]
        refused(Rejected, lambda: closed(fake))
        assert closed(fake).done == "closed"
        assert (fake.threads[2].state, fake.threads[2].state_reason) == ("closed", "completed")
        assert fake.bodies(2) == ["<!-- reconciler:closing:uat -->\nNo drift is left."]
        assert closed(fake) == Told("absent")
        assert told(fake, "Drift", "again").done == "opened"
        assert fake.threads[2].state == "closed"

    def test_other_issues_and_pull_requests_are_left_alone(self, fake: FakeGitHub) -> None:
        """Those of other environments, of other people, and pull requests with such a text."""
        fake.issue("x", Mark("drift", "prod", BOT).on("x"))
        fake.issue("x", DRIFT.on("x"), author="mallory")
        fake.pull(9, author=BOT).body = DRIFT.on("x")
        assert closed(fake).done == "absent"
        assert told(fake, "Drift", "x").done == "opened"
        assert all(each.state == "open" for each in fake.threads.values())

    def test_an_issue_behind_many_others_is_found(self, fake: FakeGitHub) -> None:
        """Beyond the first page."""
        told(fake, "Drift", "x")
        for _ in range(101):
            fake.issue("x", "x", author="ada")
        assert told(fake, "Drift", "x").done == "unchanged"

    def test_of_several_the_newest_is_kept_open(self, fake: FakeGitHub) -> None:
        """The others are closed and say where it goes on."""
        old, new = (fake.issue(each, IssueText(each).on(DRIFT)) for each in ("a", "b"))
        found = told(fake, "b", "b")
        assert (found.done, found.closed) == ("unchanged", 1)
        assert (old.state, old.state_reason, new.state) == ("closed", "not_planned", "open")
        assert fake.bodies(old.number)[0].endswith(f"\nContinued in #{new.number}.")

    def test_one_that_a_person_closed_stays_closed(self, fake: FakeGitHub) -> None:
        """Until the drift is another one, or has been gone in between."""
        told(fake, "Drift", "one", "1a")
        fake.threads[2].state = "closed"
        url = "https://github.example/acme/campaigns/issues/2"
        for text in ("one", "in other words"):
            assert told(fake, "Drift", text, "1a") == Told("left closed", (url,))
        assert told(fake, "Drift", "two", "2b").done == "opened"
        assert [each.state for each in fake.threads.values()] == ["open", "closed", "open"]
        fake.threads[3].state = "closed"
        assert told(fake, "Drift", "two", "2b").done == "left closed"
        assert closed(fake) == Told("absent")
        assert fake.bodies(3) == []
        assert told(fake, "Drift", "two", "2b").done == "opened"

    def test_one_that_we_closed_opens_no_more(self, fake: FakeGitHub) -> None:
        """The same drift again is news, for a new issue."""
        told(fake, "Drift", "one", "1a")
        assert closed(fake).done == "closed"
        assert fake.threads[2].body.endswith("\none\n\n<!-- reconciler:end -->")
        assert told(fake, "Drift", "one", "1a").done == "opened"
        fake.threads[2].state = "open"
        assert told(fake, "Drift", "one", "1a").closed == 1
        assert [each.state for each in fake.threads.values()] == ["open", "closed", "open"]

    def test_only_the_newest_of_ours_that_is_closed_counts(self, fake: FakeGitHub) -> None:
        """Not one of other people, environments and kinds, nor a pull request."""
        for mark, author in (
            (Mark("calls", "uat", BOT), BOT),
            (Mark("drift", "prod", BOT), BOT),
            (DRIFT, "mallory"),
        ):
            fake.issue("x", IssueText("x", "1a").on(mark), author=author, state="closed")
        pull = fake.pull(9, author=BOT, merge_commit="a" * 40)
        pull.body = IssueText("x", "1a").on(DRIFT)
        assert told(fake, "Drift", "x", "1a").done == "opened"

    def test_issues_of_older_versions_are_known(self, fake: FakeGitHub) -> None:
        """All below the mark was ours, and a closed one says not what it was about."""
        old = fake.issue("Drift", DRIFT.on("old"))
        assert told(fake, "Drift", "new", "1a").done == "updated"
        assert old.body == f"{DRIFT.line}\nnew\n\n<!-- reconciler:end:1a -->"
        old.state, old.body = "closed", DRIFT.on("old")
        assert told(fake, "Drift", "new", "1a").done == "opened"

    @pytest.mark.parametrize("deed", ["updated", "closed"])
    def test_what_people_write_around_ours_stays(self, fake: FakeGitHub, deed: str) -> None:
        """Above and below, to the last blank; GitHub's form sends other line breaks."""
        told(fake, "Drift", "one", "1a")
        issue = fake.threads[2]
        issue.body = f"Ada: mine\n\n{issue.body}\n\n- [ ] ask Bo ".replace("\n", "\r\n")
        done = closed(fake) if deed == "closed" else told(fake, "Drift", "two\n", "2b")
        assert done.done == deed
        above, _, rest = issue.body.partition(DRIFT.line)
        assert above == "Ada: mine\n\n"
        assert (
            rest
            == {
                "updated": "\ntwo\n\n<!-- reconciler:end:2b -->\n\n- [ ] ask Bo ",
                "closed": "\none\n\n<!-- reconciler:end -->\n\n- [ ] ask Bo ",
            }[deed]
        )

    def test_notes_that_leave_no_room_are_told(self, fake: FakeGitHub) -> None:
        """Nothing of them is dropped."""
        told(fake, "Drift", "one")
        issue = fake.threads[2]
        issue.body = before = f"{issue.body}\n{'x' * 65_000}"
        said = refused(UsageError, lambda: told(fake, "Drift", "y" * 600))
        assert "GitHub takes no more than 65536" in said
        assert issue.body == before

    def test_one_that_is_deleted_meanwhile_is_opened_anew(self, fake: FakeGitHub) -> None:
        """Before it is changed, or before it is closed."""
        told(fake, "Drift", "one")
        fake.faults = [Fault(method="PATCH", deletes=True)]
        assert told(fake, "Drift", "two").done == "opened"
        assert [*fake.threads] == [1, 3]
        for method in ("POST", "PATCH"):
            told(fake, "Drift", "two")
            fake.faults = [Fault(method=method, deletes=True)]
            assert closed(fake) == Told("absent")
            assert [*fake.threads] == [1]

    @pytest.mark.parametrize("fault", LOST, ids=str)
    def test_a_lost_answer_does_not_open_two(self, fake: FakeGitHub, fault: Fault) -> None:
        """It is looked for before another one is opened."""
        fake.faults = [fault]
        assert told(fake, "Drift", "x").done == "opened"
        assert len(fake.threads) == 2

    def test_issues_that_are_turned_off_are_told(self, fake: FakeGitHub) -> None:
        """Also when they are turned off between two requests; other refusals are passed on."""
        fake.faults = [Fault(410, method="POST")]
        assert "no issues in acme/campaigns" in refused(UsageError, lambda: told(fake, "t", "x"))
        fake.faults = [Fault(451)]
        refused(Rejected, lambda: told(fake, "t", "x"))
        fake.has_issues = False
        assert "no issues in acme/campaigns" in refused(UsageError, lambda: told(fake, "t", "x"))

    @pytest.mark.parametrize("title", ["", " \n", "x" * 257])
    def test_a_title_that_github_does_not_take_is_refused(
        self, fake: FakeGitHub, title: str
    ) -> None:
        """Before anything is sent."""
        refused(UsageError, lambda: told(fake, title, "x"))
        assert fake.requests == []


LINES = st.lists(
    st.text(st.characters(exclude_characters="\r"), max_size=8)
    | st.sampled_from(
        (
            DRIFT.line,
            Mark("drift", "prod", BOT).line,
            "<!-- reconciler:end -->",
            "<!-- reconciler:end:1a -->",
            "<!-- reconciler:outdated -->",
            "",
        )
    ),
    max_size=6,
).map("\n".join)


@given(ours=LINES, below=LINES, about=st.sampled_from(("", "1a2b")))
def test_whatever_is_written_it_is_known_which_part_is_ours(
    ours: str, below: str, about: str
) -> None:
    """Our own text may hold marks and ends; what is below ours stays to the last character."""
    text = IssueText(ours, about, "Mine:\n", f"\n{below}")
    body = text.on(DRIFT)
    found = read_text(DRIFT, Post(1, body, BOT, ""))
    assert found is not None
    assert (found.about, found.above, found.below) == (about, "Mine:\n", f"\n{below}")
    assert found.ours.replace(" ", "") == ours.rstrip().replace(" ", "")
    assert found.on(DRIFT) == body
    assert read_text(Mark("drift", "prod", BOT), Post(1, body, BOT, "")) is None
