"""The one open issue about an environment, of each kind: opened, updated, closed.

An issue that a person closed stays closed while there is nothing else to tell: its text keeps what
it was about. When we close one, that is taken out, since what comes back then is news.

Of the text a part is ours, and people write around that. Ours begins with the mark and ends with a
line of its own, which also keeps what the issue is about, in short. Where an issue of an older
version has no such line, all below the mark is ours.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from reconciler.core.exact_json import Json
from reconciler.errors import UsageError
from reconciler.github.client import GitHub
from reconciler.github.comments import NoThread, put_comment
from reconciler.github.posts import (
    Mark,
    Post,
    again_where_gone,
    create_once,
    fitting,
    plain,
    read_post,
    same,
    where_missing,
)

Done: TypeAlias = Literal["opened", "updated", "unchanged", "left closed", "closed", "absent"]

LONGEST_TITLE: Final = 256
_CLOSING: Final = "closing"
_ANY_MARK: Final = re.compile(r"^<!-- reconciler:[a-z]+:\S* -->$", re.MULTILINE)
_END: Final = re.compile(r"^<!-- reconciler:end(?::(?P<about>[0-9a-f]+))? -->$", re.MULTILINE)
_BEGINS_END: Final = "<!-- reconciler:end"


class IssueText(Struct, frozen=True):
    """The text of an issue.

    Attributes:
        ours: our part, without the mark.
        about: digest of what the issue is about, in hex; empty where that is settled or not known.
        above: what stands above our part.
    """

    ours: str
    about: str = ""
    above: str = ""
    below: str = ""

    def on(self, mark: Mark) -> str:
        """The whole body."""
        # A line in our own text that looks like the end would end it.
        ours = plain(self.ours).rstrip().replace(_BEGINS_END, "<!-- reconciler: end")
        about = f":{self.about}" if self.about else ""
        return f"{self.above}{mark.line}\n{ours}\n\n{_BEGINS_END}{about} -->{self.below}"


def read_text(mark: Mark, post: Post) -> IssueText | None:
    """Read the text of an issue; None where it is not ours.

    The first mark counts: what stands in our own text cannot pass for one.
    """
    found = _ANY_MARK.search(post.body)
    if found is None or found[0] != mark.line or not mark.is_by_us(post):
        return None
    above, rest = post.body[: found.start()], post.body[found.end() :].removeprefix("\n")
    end = _END.search(rest)
    if end is None:
        return IssueText(rest, above=above)
    ours, below = rest[: end.start()].rstrip(), rest[end.end() :]
    return IssueText(ours, end["about"] or "", above, below)


class Told(NamedTuple):
    """What became of an issue.

    Attributes:
        urls: where the issue is; several where several were closed.
        closed: how many older issues of the same environment were closed as well.
    """

    done: Done
    urls: tuple[str, ...] = ()
    closed: int = 0


class _Issue(NamedTuple):
    """An issue of ours."""

    post: Post
    text: IssueText


@again_where_gone
def put_issue(
    github: GitHub,
    mark: Mark,
    title: str,
    text: str,
    *,
    about: str = "",
    labels: Sequence[str] = (),
    settle: Callable[[str, str], str] = lambda text, _: text,
) -> Told:
    """Make the one open issue say this.

    One that is closed stays closed. What is news opens another one, which tells those who watch;
    what a person closed is no news until it is about something else.

    Args:
        github: the repository.
        mark: by which the issue is known again.
        title: of the issue.
        text: what it is to say; what people write around it stays.
        about: digest of what it is about, in hex; without one, everything is news.
        labels: for a new issue; what people change about them later stays.
        settle: gives what to say where the issue said something before, of the new text and that.

    Raises:
        UsageError: the text or the title cannot be an issue's, or there are no issues here.
        ApiError: GitHub could not do it.
    """
    mark.on(text)  # complains before anything is sent
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise UsageError(
            f"A title has 1 to {LONGEST_TITLE} characters; nothing was sent.",
            hint="Give --title another one.",
        )

    found = _open_ones(github, mark)
    if found:
        return _update(
            github, mark, found, title, IssueText(settle(text, found[0].text.ours), about)
        )
    closed = _last_closed(github, mark) if about else None
    if closed is not None and closed.text.about == about:
        return Told("left closed", (closed.post.url,))
    body = fitting(IssueText(text, about).on(mark))
    return _open(github, mark, {"title": title, "body": body, "labels": list(labels)})


@again_where_gone
def close_issue(github: GitHub, mark: Mark, text: str) -> Told:
    """Close the issue with a comment that says why; where none is open, do nothing.

    Raises:
        UsageError: there are no issues here.
        ApiError: GitHub could not do it.
    """
    found = _open_ones(github, mark)
    for each in found:
        _close(github, mark, each, text, reason="completed")
    closed = _last_closed(github, mark)
    if closed is not None and closed.text.about:
        github.change(f"issues/{closed.post.id}", _settled(mark, closed))
    urls = tuple(each.post.url for each in found)
    return Told("closed" if found else "absent", urls)


def _open(github: GitHub, mark: Mark, content: dict[str, Json]) -> Told:
    def lost() -> Post | None:
        return next((each.post for each in _open_ones(github, mark)), None)

    with where_missing(_no_issues(github)):
        made = create_once(github, "issues", content, key="number", author=mark.author, find=lost)
    return Told("opened", (made.url,))


def _update(
    github: GitHub, mark: Mark, found: Sequence[_Issue], title: str, text: IssueText
) -> Told:
    newest, *older = found
    around = replace(text, above=newest.text.above, below=newest.text.below)
    body = fitting(around.on(mark))
    done: Done = "unchanged"
    if newest.post.title != title or not same(newest.post.body, body):
        github.change(f"issues/{newest.post.id}", {"title": title, "body": body})
        done = "updated"
    for each in older:  # two runs at once may have opened one each
        _close(github, mark, each, f"Continued in #{newest.post.id}.", reason="not_planned")
    return Told(done, (newest.post.url,), len(older))


def _close(github: GitHub, mark: Mark, issue: _Issue, text: str, *, reason: str) -> None:
    # The comment first, and known by its mark: a run that ends in between says it once only.
    with suppress(NoThread):  # deleted meanwhile, as the next request says
        put_comment(github, issue.post.id, replace(mark, kind=_CLOSING), text)
    closed: dict[str, Json] = {"state": "closed", "state_reason": reason}
    github.change(f"issues/{issue.post.id}", closed | _settled(mark, issue))


def _settled(mark: Mark, issue: _Issue) -> dict[str, Json]:
    """What to change about an issue so that what it was about is news when it comes back."""
    if not issue.text.about:
        return {}
    return {"body": replace(issue.text, about="").on(mark)}


def _open_ones(github: GitHub, mark: Mark) -> list[_Issue]:
    """Our open issues, the newest first."""
    listed = list(_ours(github, mark, {"state": "open"}))
    return sorted(listed, key=lambda each: each.post.id, reverse=True)


def _last_closed(github: GitHub, mark: Mark) -> _Issue | None:
    """Our newest closed issue; of this list, which may be long, no more is read than it takes."""
    newest_first = {"state": "closed", "creator": mark.author, "sort": "created"}
    return next(_ours(github, mark, newest_first | {"direction": "desc"}), None)


def _ours(github: GitHub, mark: Mark, which: dict[str, str]) -> Iterator[_Issue]:
    """Our issues of a list; GitHub's has pull requests as well."""
    with where_missing(_no_issues(github)):
        for each in github.pages("issues", which):
            post = read_post(each, key="number")
            text = None if "pull_request" in each else read_text(mark, post)
            if text is not None:
                yield _Issue(post, text)


def _no_issues(github: GitHub) -> UsageError:
    return UsageError(
        f"There are no issues in {github.repository}, or the token may not see it.",
        hint="Turn issues on in its settings; check GITHUB_REPOSITORY and GITHUB_TOKEN.",
    )
