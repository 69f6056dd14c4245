"""Comments: made once, known again, updated, set aside; whatever gets lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import Forbidden, Rejected, Unavailable, UnexpectedAnswer, UsageError
from reconciler.github.comments import Said, mark_outdated, put_comment
from reconciler.github.posts import MOST_CHARACTERS, Mark, Post
from reconciler.github.pulls import merged_pulls
from tests.github.support import LOST, MARK, connected, refused
from tests.support.github_fake import ADA, BOT, QUERY, REPOSITORY, FakeGitHub, Fault


@pytest.fixture
def fake(fake: FakeGitHub) -> FakeGitHub:
    """A repository with a pull request."""
    fake.pull(1)
    return fake


def put(fake: FakeGitHub, text: str, mark: Mark = MARK) -> Said:
    with connected(fake) as github:
        return put_comment(github, 1, mark, text)


def outdate(fake: FakeGitHub, reason: str) -> Said:
    with connected(fake) as github:
        return mark_outdated(github, 1, MARK, reason)


class TestComments:
    """One for each kind and environment."""

    def test_a_comment_is_made_updated_and_left_alone(self, fake: FakeGitHub) -> None:
        """The same text sends nothing."""
        assert put(fake, "one").done == "created"
        assert fake.bodies(1) == ["<!-- reconciler:plan:uat -->\none"]
        assert put(fake, "two\r\nlines").done == "updated"
        assert fake.bodies(1) == ["<!-- reconciler:plan:uat -->\ntwo\nlines"]
        sent = len(fake.writes)
        assert put(fake, "two\nlines\n").done == "unchanged"
        assert len(fake.writes) == sent

    def test_environments_and_kinds_do_not_mix(self, fake: FakeGitHub) -> None:
        """Each has its own comment."""
        marks = [
            Mark(kind, name, BOT) for kind in ("plan", "receipt") for name in ("uat", "uat2", "UAT")
        ]
        for mark in marks:
            put(fake, "old", mark)
        for mark in marks:
            assert put(fake, f"new {mark}", mark).done == "updated"
        assert fake.bodies(1) == [f"{mark.line}\nnew {mark}" for mark in marks]

    def test_a_mark_that_somebody_else_wrote_is_left_alone(self, fake: FakeGitHub) -> None:
        """Anybody can copy it."""
        forged = fake.comment(1, f"{MARK.line}\nforged", author="mallory")
        ghost = fake.comment(1, f"{MARK.line}\nghost", author="")
        assert put(fake, "ours").done == "created"
        assert outdate(fake, "x").done == "updated"
        assert (forged.body, ghost.body) == (f"{MARK.line}\nforged", f"{MARK.line}\nghost")

    def test_a_mark_inside_a_text_is_no_mark(self, fake: FakeGitHub) -> None:
        """A hostile text that we post ourselves makes no other comment ours."""
        other = Mark("plan", "prod", BOT)
        put(fake, f"{other.line}\n{other.line}\nevil --> <!-- `")
        assert put(fake, "prod", other).done == "created"
        assert len(fake.comments) == 2

    def test_a_comment_behind_many_others_is_found(self, fake: FakeGitHub) -> None:
        """Two pages and a half, ours on the last."""
        for _ in range(249):
            fake.comment(1, "chat", author="ada")
        put(fake, "one")
        put(fake, "two")
        assert len(fake.comments) == 250
        assert fake.comments[250].body.endswith("two")

    def test_of_several_the_newest_is_kept(self, fake: FakeGitHub) -> None:
        """Two runs at once may have made one each."""
        for k in range(3):
            fake.comment(1, f"{MARK.line}\n{k}")
        said = put(fake, "new")
        assert (said.done, said.removed) == ("updated", 2)
        assert list(fake.comments) == [3]
        assert fake.bodies(1) == [f"{MARK.line}\nnew"]

    @pytest.mark.parametrize("fault", LOST, ids=str)
    def test_a_lost_answer_does_not_post_twice(self, fake: FakeGitHub, fault: Fault) -> None:
        """It is looked for before another one is sent; here twice in a row."""
        fake.faults = [fault, fault]
        assert put(fake, "once").done == "created"
        assert len(fake.comments) == 1

    def test_updates_survive_lost_answers(self, fake: FakeGitHub) -> None:
        """They have the same effect however often they are sent."""
        put(fake, "one")
        fake.faults = [Fault(None, method="PATCH", carried_out=True), Fault(500, method="PATCH")]
        assert put(fake, "two").done == "updated"
        assert fake.bodies(1) == [f"{MARK.line}\ntwo"]

    def test_a_create_that_never_gets_through_is_given_up(self, fake: FakeGitHub) -> None:
        """After some tries."""
        fake.faults = [Fault(502, method="POST")] * 9
        refused(Unavailable, lambda: put(fake, "x"))
        assert fake.comments == {}
        assert len(fake.writes) == 6

    def test_a_pull_request_that_is_missing_is_told(self, fake: FakeGitHub) -> None:
        """Also when it vanishes between two requests; the token may be what is missing."""
        with connected(fake) as github:
            said = refused(UsageError, lambda: put_comment(github, 7, MARK, "x"))
            fake.faults = [Fault(404, method="POST")]
            again = refused(UsageError, lambda: put_comment(github, 1, MARK, "x"))
        assert said == (
            "There is no pull request 7 in acme/campaigns, or the token may not see it."
        )
        assert "no pull request 1 " in again

    def test_other_refusals_are_passed_on(self, fake: FakeGitHub) -> None:
        """In GitHub's own words."""
        fake.threads[1].is_locked = True
        assert "issue is locked" in refused(Forbidden, lambda: put(fake, "x"))
        fake.faults = [Fault(422, message="spam", method="POST")]
        assert "spam" in refused(Rejected, lambda: put(fake, "x"))
        fake.faults = [Fault(451, message="law")]
        assert "law" in refused(Rejected, lambda: put(fake, "x"))

    def test_a_text_that_is_too_long_is_refused_before_anything_is_sent(
        self, fake: FakeGitHub
    ) -> None:
        """Counted with the mark, in characters; as long as it may be, it is taken."""
        room = MOST_CHARACTERS - len(MARK.line) - 1
        said = refused(UsageError, lambda: put(fake, "é" * (room + 1)))
        assert f"has {MOST_CHARACTERS + 1} characters" in said
        assert "empty" in refused(UsageError, lambda: put(fake, " \n"))
        assert fake.requests == []
        assert put(fake, "é" * room).done == "created"

    def test_a_token_that_writes_under_another_name_is_told_before_it_does(
        self, fake: FakeGitHub
    ) -> None:
        """Or each run would post another comment."""
        with connected(fake, variables={"GITHUB_TOKEN": ADA}) as github:
            said = refused(UsageError, lambda: put_comment(github, 1, MARK, "x"))
            assert fake.writes == []
            mark = Mark("plan", "uat", "Ada")  # logins ignore case
            assert put_comment(github, 1, mark, "y").done == "created"
            assert put_comment(github, 1, mark, "z").done == "updated"
        assert "GITHUB_TOKEN writes as 'ada', not as 'github-actions[bot]'" in said
        assert [method for method, _ in fake.requests].count(QUERY) == 1

    def test_of_an_app_the_name_without_its_end_is_as_good(self, fake: FakeGitHub) -> None:
        """Should GraphQL tell it in that way."""
        fake.logins[ADA] = "github-actions"
        with connected(fake, variables={"GITHUB_TOKEN": ADA}) as github:
            said = refused(UsageError, lambda: put_comment(github, 1, MARK, "x"))
        assert "was written by 'github-actions', not by" in said

    def test_where_nothing_tells_it_is_found_out_afterwards(self, fake: FakeGitHub) -> None:
        """A proxy may let nothing but the REST API through, which refuses tokens of apps."""
        fake.has_graphql = False
        with connected(fake, variables={"GITHUB_TOKEN": ADA}) as github:
            said = refused(UsageError, lambda: put_comment(github, 1, MARK, "x"))
        assert "GITHUB_TOKEN writes as 'ada', not as" in said
        assert fake.writes == []
        fake.logins[ADA] = "other[bot]"
        with connected(fake, variables={"GITHUB_TOKEN": ADA}) as github:
            said = refused(UsageError, lambda: put_comment(github, 1, MARK, "x"))
        assert "was written by 'other[bot]', not by 'github-actions[bot]'" in said
        with connected(fake) as github:
            assert put_comment(github, 1, MARK, "x").done == "created"

    def test_a_comment_that_is_deleted_meanwhile_is_made_anew(self, fake: FakeGitHub) -> None:
        """Between the look and the change; also the text of a note goes onto what is left."""
        put(fake, "one")
        fake.faults = [Fault(method="PATCH", deletes=True)]
        assert put(fake, "two").done == "created"
        assert fake.bodies(1) == [f"{MARK.line}\ntwo"]
        fake.faults = [Fault(method="PATCH", deletes=True)]
        assert outdate(fake, "why") == Said("absent")
        assert fake.bodies(1) == []

    def test_of_several_that_are_deleted_meanwhile_one_is_left(self, fake: FakeGitHub) -> None:
        """The newest that is still there is changed."""
        for text in ("old", "new"):
            fake.comment(1, MARK.on(text))
        fake.faults = [Fault(method="PATCH", deletes=True)]
        assert put(fake, "text") == Said(
            "updated", f"https://github.example/{REPOSITORY}/issues/1#issuecomment-1"
        )
        assert fake.bodies(1) == [MARK.on("text")]

    def test_what_is_gone_each_time_is_given_up(self, fake: FakeGitHub) -> None:
        """GitHub may show what it does not let change."""
        put(fake, "one")
        fake.faults = [Fault(404, message="Not Found", method="PATCH")] * 9
        assert "Not Found (HTTP 404)" in refused(Rejected, lambda: put(fake, "two"))
        assert len(fake.faults) == 6

    def test_an_answer_without_an_id_is_told(self, fake: FakeGitHub) -> None:
        """Rather than a traceback."""
        fake.comments[1] = fake.comment(1, MARK.on("x"))
        fake.comments[1].id = None  # type: ignore[assignment]
        assert "has no id" in refused(UnexpectedAnswer, lambda: put(fake, "x"))


class TestOutdated:
    """A comment that no longer counts says so on top."""

    def test_the_note_stands_on_top_and_the_text_below(self, fake: FakeGitHub) -> None:
        """The same reason changes nothing, another one replaces it, a new text removes it."""
        put(fake, "# plan")
        assert outdate(fake, "new\ncommits").done == "updated"
        assert fake.bodies(1)[0].split("\n") == [
            MARK.line,
            "> [!WARNING]",
            "> **Outdated:** new commits",
            "",
            "<!-- reconciler:outdated -->",
            "# plan",
        ]
        assert outdate(fake, "new commits").done == "unchanged"
        assert outdate(fake, "merged").done == "updated"
        assert fake.bodies(1)[0].count("Outdated") == 1
        assert fake.bodies(1)[0].endswith(
            "**Outdated:** merged\n\n<!-- reconciler:outdated -->\n# plan"
        )
        assert put(fake, "# plan").done == "updated"
        assert fake.bodies(1) == [f"{MARK.line}\n# plan"]

    def test_without_a_comment_there_is_nothing_to_do(self, fake: FakeGitHub) -> None:
        """No comment is made to say that there is none."""
        assert outdate(fake, "x") == Said("absent")
        assert fake.writes == []

    def test_a_text_that_leaves_no_room_gives_way(self, fake: FakeGitHub) -> None:
        """That it no longer counts matters more than what it said."""
        put(fake, "x" * (MOST_CHARACTERS - len(MARK.line) - 1))
        assert outdate(fake, "merged").done == "updated"
        assert len(fake.bodies(1)[0]) < 200
        assert "**Outdated:** merged" in fake.bodies(1)[0]
        assert outdate(fake, "merged").done == "unchanged"

    def test_a_text_with_the_end_of_a_note_is_kept_whole(self, fake: FakeGitHub) -> None:
        """Only a note of ours is replaced."""
        put(fake, "a\n<!-- reconciler:outdated -->\nb")
        outdate(fake, "merged")
        assert fake.bodies(1)[0].endswith("\na\n<!-- reconciler:outdated -->\nb")


class TestPulls:
    """Which merged pull requests a commit belongs to."""

    def test_commits_are_found_in_merged_pull_requests(self, fake: FakeGitHub) -> None:
        """A merge, a squash, a rebase of several commits; each pull request once."""
        fake.commits = {"0" * 40}
        fake.pull(2, merge_commit="a" * 40, commits=("b" * 40,))
        fake.pull(3, merge_commit="c" * 40, commits=("d" * 40, "a" * 40))
        fake.pull(4, commits=("e" * 40, "a" * 40))
        with connected(fake) as github:
            found = merged_pulls(github, ["A" * 40, "d" * 9, "c" * 40, "e" * 40, "0" * 40, "d" * 9])
        assert found == {
            "A" * 40: (2,),
            "d" * 9: (3,),
            "c" * 40: (),
            "e" * 40: (),
            "0" * 40: (),
        }

    @pytest.mark.parametrize("commit", ["", "HEAD", "abc", "../pulls", "g" * 40])
    def test_what_is_no_hash_is_refused(self, fake: FakeGitHub, commit: str) -> None:
        """Before it gets into an address."""
        with connected(fake) as github:
            said = refused(UsageError, lambda: merged_pulls(github, [commit]))
        assert "is not the hash of a commit" in said
        assert fake.requests == []

    def test_a_commit_that_is_missing_is_told(self, fake: FakeGitHub) -> None:
        """It may not be pushed yet; other refusals are passed on."""
        with connected(fake) as github:
            said = refused(UsageError, lambda: merged_pulls(github, ["f" * 40]))
            fake.faults = [Fault(451, message="law")]
            refused(Rejected, lambda: merged_pulls(github, ["f" * 40]))
        assert "There is no commit fff" in said


NAMES = st.text(st.characters()) | st.text(":/-%a", max_size=4)
"""Names of environments and of folders, which need not be good ones."""


@given(st.tuples(NAMES, NAMES), st.tuples(NAMES, NAMES))
def test_no_name_breaks_or_forges_a_mark(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Any names keep the mark one comment on one line; no two environments or folders share one."""
    line = Mark("plan", one[0], BOT, one[1]).line
    inner = line.removeprefix("<!-- ").removesuffix(" -->")
    assert line == f"<!-- {inner} -->"
    assert inner.isascii()
    assert inner.isprintable()
    assert not set(inner) & set("<>- \n")
    assert (line == Mark("plan", other[0], BOT, other[1]).line) == (one == other)


@given(st.text(min_size=1).filter(str.strip))
def test_what_was_put_under_a_mark_is_read_again(text: str) -> None:
    """Whatever it is."""
    body = MARK.on(text)
    assert MARK.of(Post(1, body, BOT, "")) == text.replace("\r\n", "\n")
