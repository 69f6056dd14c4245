"""One comment of a kind for each pull request and environment: made, updated, set aside."""

from typing import Final, Literal, NamedTuple, TypeAlias

from reconciler.errors import UsageError
from reconciler.github.client import GitHub
from reconciler.github.posts import (
    MOST_CHARACTERS,
    Mark,
    Post,
    again_where_gone,
    create_once,
    read_post,
    same,
    where_missing,
)

Done: TypeAlias = Literal["created", "updated", "unchanged", "absent"]

_NOTE: Final = "> [!WARNING]\n> **Outdated:** "
_NOTE_ENDS: Final = "<!-- reconciler:outdated -->"
"""Ends the note on top of an outdated text, so that another run finds where the text begins."""


class NoThread(UsageError):
    """There is no such pull request or issue, or the token may not see it."""


class Said(NamedTuple):
    """What became of a comment.

    Attributes:
        url: where the comment is.
        removed: how many older ones of the same kind were deleted.
    """

    done: Done
    url: str = ""
    removed: int = 0


@again_where_gone
def put_comment(github: GitHub, number: int, mark: Mark, text: str) -> Said:
    """Make the one comment of a kind, known by its mark, say this on a pull request or an issue.

    Raises:
        UsageError: the text cannot be a comment, or there is no such pull request.
        ApiError: GitHub could not do it.
    """
    body = mark.on(text)
    found = _find(github, number, mark)
    return _update(github, found, body) if found else _create(github, number, mark, body)


@again_where_gone
def mark_outdated(github: GitHub, number: int, mark: Mark, reason: str) -> Said:
    """Say on top of the comment that it no longer counts; where there is none, do nothing.

    The reason is Markdown on one line.

    Raises:
        UsageError: there is no such pull request.
        ApiError: GitHub could not do it.
    """
    found = _find(github, number, mark)
    if not found:
        return Said("absent")
    return _update(github, found, mark.on(outdated(mark, found[0], reason)))


def outdated(mark: Mark, post: Post, reason: str) -> str:
    """The text of a comment with a note on top, which replaces an earlier one."""
    text = mark.of(post) or ""
    if text.startswith(_NOTE):
        text = text.partition(f"\n{_NOTE_ENDS}\n")[2]
    marked = with_note(text, reason)
    # That it no longer counts matters more than what it said.
    is_short = len(mark.line) + 1 + len(marked) <= MOST_CHARACTERS
    return marked if is_short else with_note("", reason)


def with_note(text: str, reason: str) -> str:
    """A text below a note that it no longer counts; the reason is Markdown."""
    return f"{_NOTE}{' '.join(reason.split())}\n\n{_NOTE_ENDS}\n{text}"


def _find(github: GitHub, number: int, mark: Mark) -> list[Post]:
    with where_missing(_no_thread(github, number)):
        return mark.find(map(read_post, github.pages(f"issues/{number}/comments")))


def _create(github: GitHub, number: int, mark: Mark, body: str) -> Said:
    def lost() -> Post | None:
        return next(iter(_find(github, number, mark)), None)

    path, content = f"issues/{number}/comments", {"body": body}
    with where_missing(_no_thread(github, number)):
        made = create_once(github, path, content, key="id", author=mark.author, find=lost)
    return Said("created", made.url)


def _update(github: GitHub, found: list[Post], body: str) -> Said:
    newest, *older = found
    done: Done = "unchanged"
    if not same(newest.body, body):
        github.change(f"issues/comments/{newest.id}", {"body": body})
        done = "updated"
    for post in older:  # two runs at once may have made one each
        github.remove(f"issues/comments/{post.id}")
    return Said(done, newest.url, len(older))


def _no_thread(github: GitHub, number: int) -> NoThread:
    return NoThread(
        f"There is no pull request {number} in {github.repository}, or the token may not see it.",
        hint="Check --pr, GITHUB_REPOSITORY, and the permission pull-requests: write.",
    )
