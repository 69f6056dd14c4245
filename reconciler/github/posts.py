"""Our own posts among others: known again by a hidden mark and by who wrote them.

The mark is the first line of a post, so nothing that stands in the text below can pass for one.
Anybody can copy a mark, so the author counts as well.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Final, ParamSpec, TypeVar
from urllib.parse import quote

from msgspec import Struct

from reconciler.core.exact_json import Json
from reconciler.errors import Rejected, UsageError
from reconciler.github.answers import is_missing, number_in
from reconciler.github.client import GitHub

P = ParamSpec("P")
T = TypeVar("T")

MOST_CHARACTERS: Final = 65_536
"""What GitHub takes as a comment, or as the text of an issue."""
_MOST_LOOKS: Final = 3


class Post(Struct, frozen=True):
    """A comment or an issue as GitHub has it.

    Attributes:
        id: of a comment its id, of an issue its number.
        body: with line breaks as we write them.
        author: login of who wrote it.
        url: where a person finds it.
        title: of an issue.
    """

    id: int
    body: str
    author: str
    url: str
    title: str = ""


class Mark(Struct, frozen=True):
    """What makes a post ours.

    Attributes:
        kind: what the post is about: plan, receipt, drift, calls, closing.
        environment: name of the environment; any text.
        author: login of who writes for us.
        folder: of the settings file in the repository; empty at its root. Several folders may have
            an environment of the same name.
    """

    kind: str
    environment: str
    author: str
    folder: str = ""

    @property
    def line(self) -> str:
        """The first line of the post, which a reader does not see.

        It names the folder only where there is one, so that posts of older versions are known.
        """
        names = (self.environment, *filter(None, (self.folder,)))
        # Two hyphens or an angle bracket would end the HTML comment.
        quoted = (quote(name, safe="", errors="surrogatepass") for name in names)
        return f"<!-- reconciler:{self.kind}:{':'.join(quoted).replace('-', '%2D')} -->"

    def on(self, text: str) -> str:
        """Put the mark onto a text.

        Raises:
            UsageError: the text is empty, or too long for GitHub.
        """
        if not text.strip():
            raise UsageError(
                "The text is empty; nothing was sent.", hint="Give --body the text to post."
            )
        return fitting(f"{self.line}\n{plain(text)}")

    def is_by_us(self, post: Post) -> bool:
        """Whether we wrote a post; anybody can copy the mark."""
        return post.author.lower() == self.author.lower()

    def of(self, post: Post) -> str | None:
        """The text below the mark; None where the post is not ours."""
        first, _, text = post.body.partition("\n")
        return text if first == self.line and self.is_by_us(post) else None

    def find(self, posts: Iterable[Post]) -> list[Post]:
        """Our posts among others, the newest first."""
        return sorted(
            (post for post in posts if self.of(post) is not None),
            key=lambda post: post.id,
            reverse=True,
        )


def read_post(data: dict[str, Json], *, key: str = "id") -> Post:
    """Read a comment or an issue; what GitHub leaves out is empty."""
    user = data.get("user")
    return Post(
        id=number_in(data, key),
        body=plain(data.get("body") or ""),
        author=user.get("login") or "" if isinstance(user, dict) else "",
        url=data.get("html_url") or "",
        title=data.get("title") or "",
    )


def same(left: str, right: str) -> bool:
    """Whether two bodies are the same to GitHub, which may trim their ends."""
    return left.strip() == right.strip()


def fitting(body: str) -> str:
    """A body that GitHub takes.

    Raises:
        UsageError: it is too long.
    """
    if len(body) > MOST_CHARACTERS:
        raise UsageError(
            f"With its mark the text has {len(body)} characters; GitHub takes no more than "
            f"{MOST_CHARACTERS}. Nothing was sent.",
            hint="Post a shorter text, and keep the whole one as an artifact of the job.",
        )
    return body


def create_once(
    github: GitHub, path: str, body: Json, *, key: str, author: str, find: Callable[[], Post | None]
) -> Post:
    """Create a post; where the answer was lost, look for it before another one is sent.

    Args:
        github: the repository.
        path: where to.
        body: what to.
        key: of the post's id in the answer.
        author: login of who is to write it.
        find: looks for a post that a lost create has made.

    Raises:
        UsageError: somebody else would write it, or did: the next run would not know it again.
        ApiError: the last of the tries failed.
    """
    viewer = github.viewer
    if viewer is not None and author.lower() not in {viewer.lower(), f"{viewer.lower()}[bot]"}:
        said = f"GITHUB_TOKEN writes as '{viewer}', not as '{author}', so nothing was posted"
        raise _unknown_again(said, viewer)
    sent = False

    def create() -> Post:
        nonlocal sent
        if sent and (found := find()) is not None:
            return found
        sent = True
        return read_post(github.create(path, body), key=key)

    made = github.patience.retrying(create)
    if made.author.lower() != author.lower():
        said = f"{made.url} was written by '{made.author}', not by '{author}'"
        raise _unknown_again(said, made.author)
    return made


def again_where_gone(work: Callable[P, T]) -> Callable[P, T]:
    """Let a function look again where somebody deleted meanwhile what it has found.

    It raises ``Rejected`` where that was gone each time.
    """

    @wraps(work)
    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_MOST_LOOKS - 1):
            try:
                return work(*args, **kwargs)
            except Rejected as error:
                if not is_missing(error):
                    raise
        return work(*args, **kwargs)

    return again


@contextmanager
def where_missing(told: Exception) -> Iterator[None]:
    """Raise another error in place of GitHub's word that there is no such thing."""
    try:
        yield
    except Rejected as error:
        if is_missing(error):
            raise told from None
        raise


def _unknown_again(said: str, writer: str) -> UsageError:
    return UsageError(
        f"{said}: the next run would not know the post again and post another one.",
        hint=f"Give --author '{writer}', or set RECONCILER_AUTHOR.",
    )


def plain(text: str) -> str:
    """A text with line breaks as we write them."""
    return text.replace("\r\n", "\n")
