"""The one open issue about an environment, of each kind: opened, updated, closed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple, TypeAlias

from reconciler.core.exact_json import Json
from reconciler.errors import Rejected, UsageError
from reconciler.github.client import GitHub, is_missing
from reconciler.github.comments import put_comment
from reconciler.github.posts import Mark, Post, check_author, create_once, read_post, same

Done: TypeAlias = Literal["opened", "updated", "unchanged", "closed", "absent"]

LONGEST_TITLE: Final = 256
_CLOSING: Final = "closing"


class Told(NamedTuple):
    """What became of an issue.

    Attributes:
        done: what was done.
        urls: where the issue is; several where several were closed.
        closed: how many older issues of the same environment were closed as well.
    """

    done: Done
    urls: tuple[str, ...] = ()
    closed: int = 0


def _as_it_is(text: str, _earlier: str) -> str:
    return text


def put_issue(
    github: GitHub,
    mark: Mark,
    title: str,
    text: str,
    *,
    labels: Sequence[str] = (),
    settle: Callable[[str, str], str] = _as_it_is,
) -> Told:
    """Make the one open issue say this.

    A closed issue stays closed: new drift is news, and a new issue tells those who watch.

    Args:
        github: the repository.
        mark: by which the issue is known again.
        title: of the issue.
        text: what it is to say.
        labels: for a new issue; what people change about them later stays.
        settle: gives what to say where the issue said something before, of the new text and that.

    Raises:
        UsageError: the text or the title cannot be an issue's, or there are no issues here.
        ApiError: GitHub could not do it.
    """
    body, title = mark.on(text), _one_line(title)
    found = _find(github, mark)
    if not found:
        return _open(github, mark, {"title": title, "body": body, "labels": list(labels)})
    newest, *older = found
    body = mark.on(settle(text, mark.of(newest) or ""))
    done: Done = "unchanged"
    if newest.title != title or not same(newest.body, body):
        github.change(f"issues/{newest.id}", {"title": title, "body": body})
        done = "updated"
    for post in older:  # two runs at once may have opened one each
        _close(github, mark, post, f"Continued in #{newest.id}.", reason="not_planned")
    return Told(done, (newest.url,), len(older))


def close_issue(github: GitHub, mark: Mark, text: str) -> Told:
    """Close the issue with a comment; where none is open, do nothing.

    Args:
        github: the repository.
        mark: by which the issue is known again.
        text: why it is closed.

    Raises:
        UsageError: there are no issues here.
        ApiError: GitHub could not do it.
    """
    found = _find(github, mark)
    for post in found:
        _close(github, mark, post, text, reason="completed")
    return Told("closed" if found else "absent", tuple(post.url for post in found))


def _open(github: GitHub, mark: Mark, content: dict[str, Json]) -> Told:
    def lost() -> Post | None:
        return next(iter(_find(github, mark)), None)

    try:
        made = create_once(github, "issues", content, key="number", find=lost)
    except Rejected as error:
        raise _explained(error, github) from None
    check_author(made, mark.author)
    return Told("opened", (made.url,))


def _close(github: GitHub, mark: Mark, post: Post, text: str, *, reason: str) -> None:
    # The comment first, and known by its mark: a run that ends in between says it once only.
    put_comment(github, post.id, replace(mark, kind=_CLOSING), text)
    github.change(f"issues/{post.id}", {"state": "closed", "state_reason": reason})


def _find(github: GitHub, mark: Mark) -> list[Post]:
    """Our open issues, the newest first; this list of GitHub's has pull requests as well."""
    try:
        listed = list(github.pages("issues", {"state": "open"}))
    except Rejected as error:
        raise _explained(error, github) from None
    issues = (each for each in listed if "pull_request" not in each)
    return mark.find(read_post(each, key="number") for each in issues)


def _one_line(title: str) -> str:
    line = " ".join(title.split())
    if not line or len(line) > LONGEST_TITLE:
        raise UsageError(
            f"A title has 1 to {LONGEST_TITLE} characters; nothing was sent.",
            hint="Give --title another one.",
        )
    return line


def _explained(error: Rejected, github: GitHub) -> Exception:
    if not is_missing(error):
        return error
    return UsageError(
        f"There are no issues in {github.repository}, or the token may not see it.",
        hint="Turn issues on in its settings; check GITHUB_REPOSITORY and GITHUB_TOKEN.",
    )
