"""GitHub's API on this machine, as far as the reconciler uses it: over HTTP, kept in memory.

As GitHub's documents of the REST API and of GraphQL say, and as its answers show where they are
silent: the query ``viewer`` gives every kind of token the login that its posts have, that of an app
with ``[bot]`` at its end, while ``GET /user`` refuses tokens of apps; a comment that was deleted is
404 and an issue that was deleted is 410; lists of issues hold pull requests, and come with the
newest first unless they are asked otherwise.

It pages, refuses and complains as GitHub does. Scripted faults spoil single requests, before or
after they are carried out. Everything is open to be looked at and changed between two requests.
"""

import json
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from tests.support.server import served

REPOSITORY: Final = "acme/campaigns"
BOT: Final = "github-actions[bot]"
TOKEN: Final = "ghs_secretOfTheWorkflow123"
READ_ONLY: Final = "ghs_secretOfTheFork456"
ADA: Final = "ghp_secretOfAda789"
MOST_CHARACTERS: Final = 65_536
LONGEST_TITLE: Final = 256
QUERY: Final = "QUERY"
"""The method by which a request to GraphQL is noted: it is posted, and only asks."""
_DELETED: Final = re.compile(r".*/issues/(?P<comments>comments/)?(?P<number>[0-9]+)(/comments)?")

Data: TypeAlias = dict[str, Any]
Thing = TypeVar("Thing")


@dataclass
class Comment:
    """A comment on an issue or a pull request."""

    id: int
    number: int
    author: str
    body: str


@dataclass
class Thread:
    """An issue, or a pull request, which GitHub counts among the issues.

    Attributes:
        commits: of a pull request: those that list it.
        merge_commit: of a merged pull request.
    """

    number: int
    author: str
    title: str
    body: str
    state: str = "open"
    state_reason: str | None = None
    labels: list[str] = field(default_factory=list)
    is_pull: bool = False
    commits: tuple[str, ...] = ()
    merge_commit: str | None = None
    is_locked: bool = False
    updated_at: str = "2027-01-01T00:00:00Z"

    def has(self, commit: str) -> bool:
        """Whether a commit belongs to it, by the beginning of its hash."""
        return any(each.startswith(commit) for each in (*self.commits, self.merge_commit or ""))


@dataclass
class Deployed:
    """A deployment, with its states, the latest one first."""

    id: int
    environment: str
    commit: str
    created_at: str
    states: list[str]
    run: str


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next request of a method.

    Attributes:
        status: what is answered instead; None drops the connection without an answer.
        headers: of that answer.
        message: of that answer; None for a page that is no JSON.
        text: all of that answer, in the place of a message.
        errors: of that answer.
        method: of the request that it spoils, ``QUERY`` of GraphQL's; any if empty.
        carried_out: whether the request takes effect all the same.
        deletes: spoils nothing, but deletes the comment or issue that the request is about.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str | None = "spoiled"
    text: str = ""
    errors: tuple[Any, ...] = ()
    method: str = ""
    carried_out: bool = False
    deletes: bool = False


class FakeGitHub:
    """One repository, with people and tokens.

    Attributes:
        url: address of the API, once it is served.
        threads: issues and pull requests, by number.
        comments: by id.
        deployments: the latest one first.
        history: commits of the main branch, the latest one first.
        commits: those that no pull request brought in.
        logins: who holds a token.
        read_only: tokens that cannot write.
        requests: method and path of each request so far.
        faults: the next ones, in order.
        has_issues: whether issues are turned on.
        has_graphql: whether GraphQL is answered.
        deleted: numbers of issues that are gone, and never used again.
        next_host: put in place of our own into links to a next page.
    """

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.url = ""
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.threads: dict[int, Thread] = {}
        self.comments: dict[int, Comment] = {}
        self.commits: set[str] = set()
        self.deployments: list[Deployed] = []
        self.history: list[str] = []
        self.logins = {TOKEN: BOT, READ_ONLY: BOT, ADA: "ada"}
        self.read_only = {READ_ONLY}
        self.requests: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.has_issues = True
        self.has_graphql = True
        self.deleted: set[int] = set()
        self.next_host = ""
        self._last = 0

    @property
    def graphql(self) -> str:
        """Path of GraphQL: of GitHub Enterprise it is beside that of the REST API."""
        return f"{self.prefix.removesuffix('/v3')}/graphql"

    @property
    def variables(self) -> dict[str, str]:
        """What a job of this repository has as environment variables."""
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": TOKEN,
        }

    @property
    def writes(self) -> list[tuple[str, str]]:
        """The requests that were to change something."""
        return [request for request in self.requests if request[0] not in {"GET", QUERY}]

    def pull(
        self,
        number: int,
        *,
        commits: tuple[str, ...] = (),
        merge_commit: str | None = None,
        author: str = "ada",
    ) -> Thread:
        """Open a pull request; with a merge commit, a merged one."""
        state = "closed" if merge_commit else "open"
        thread = Thread(
            number, author, f"Pull {number}", "", state,
            is_pull=True, commits=commits, merge_commit=merge_commit,
        )  # fmt: skip
        self.threads[number] = thread
        return thread

    def deploy(
        self, environment: str, commit: str, state: str, *, run: str = "1", at: str = "2027-01-01"
    ) -> None:
        """A job of a run deploys; a good one sets those before it to inactive."""
        if state == "success":
            for each in self.deployments:
                if each.environment == environment and each.states[0] == "success":
                    each.states.insert(0, "inactive")
        self._last += 1
        states = [state, "in_progress", "queued"]
        made = Deployed(self._last, environment, commit, f"{at}T00:00:00Z", states, run)
        self.deployments.insert(0, made)

    def issue(self, title: str, body: str, *, author: str = BOT, state: str = "open") -> Thread:
        """Open an issue."""
        number = max({*self.threads, *self.deleted}, default=0) + 1
        self.threads[number] = Thread(number, author, title, body, state)
        return self.threads[number]

    def comment(self, number: int, body: str, *, author: str = BOT) -> Comment:
        """Write a comment."""
        self._last += 1
        self.comments[self._last] = Comment(self._last, number, author, body)
        return self.comments[self._last]

    def bodies(self, number: int) -> list[str]:
        """What the comments of an issue or a pull request say, in order."""
        return [each.body for each in self.comments.values() if each.number == number]

    @contextmanager
    def serving(self) -> Iterator["FakeGitHub"]:
        """Serve it on this machine; ``url`` says where."""
        logger = logging.getLogger("uvicorn.error")
        level = logger.level
        logger.setLevel(logging.CRITICAL + 1)  # it complains of connections that are dropped
        try:
            with served(self._app()) as url:
                self.url = url + self.prefix
                yield self
        finally:
            logger.setLevel(level)

    def _app(self) -> ASGIApp:
        routes = [
            Route("/issues", self._list_issues, methods=["GET"]),
            Route("/issues", self._open_issue, methods=["POST"]),
            Route("/issues/comments/{id:int}", self._change_comment, methods=["PATCH"]),
            Route("/issues/comments/{id:int}", self._delete_comment, methods=["DELETE"]),
            Route("/issues/{number:int}", self._change_issue, methods=["PATCH"]),
            Route("/issues/{number:int}/comments", self._list_comments, methods=["GET"]),
            Route("/issues/{number:int}/comments", self._add_comment, methods=["POST"]),
            Route("/deployments", self._list_deployments, methods=["GET"]),
            Route("/deployments/{number:int}/statuses", self._list_statuses, methods=["GET"]),
            Route("/commits", self._list_commits, methods=["GET"]),
            Route("/pulls", self._list_closed, methods=["GET"]),
            Route("/commits/{sha}/pulls", self._list_pulls, methods=["GET"]),
        ]
        app = Starlette(
            routes=[
                Route(self.graphql, self._query, methods=["POST"]),
                Route(f"{self.prefix}/user", self._user, methods=["GET"]),
                Mount(f"{self.prefix}/repos/{REPOSITORY}", routes=routes),
            ],
            exception_handlers={HTTPException: _complain},
        )
        return _Spoiled(self, app)

    # Requests are answered one by one, so that tests may look at the state at any time.

    async def _query(self, request: Request) -> Response:
        login = self._login(request)
        if not self.has_graphql:
            raise HTTPException(404, "Not Found")
        assert (await request.json())["query"] == "{ viewer { login } }"
        return JSONResponse({"data": {"viewer": {"login": login}}})

    async def _user(self, request: Request) -> Response:
        login = self._login(request)
        if login.endswith("[bot]"):
            raise HTTPException(403, "Resource not accessible by integration")
        return JSONResponse({"login": login})

    async def _list_issues(self, request: Request) -> Response:
        self._admit(request)
        self._need_issues()
        state = request.query_params.get("state", "open")
        chosen = [each for each in self.threads.values() if state in {"all", each.state}]
        if creator := request.query_params.get("creator"):
            chosen = [each for each in chosen if each.author.lower() == creator.lower()]
        listed = sorted(chosen, key=lambda each: each.number, reverse=True)
        return self._page(request, [self._issue_data(each) for each in listed])

    async def _open_issue(self, request: Request) -> Response:
        login = self._admit(request)
        self._need_issues()
        body = await request.json()
        title = body["title"]
        if not title.strip() or len(title) > LONGEST_TITLE:
            raise HTTPException(422, "Validation Failed")
        made = self.issue(title, _checked(body["body"]), author=login)
        made.labels = body.get("labels", [])
        return JSONResponse(self._issue_data(made), 201)

    async def _change_issue(self, request: Request) -> Response:
        self._admit(request)
        thread = self._thread(request)
        for key, value in (await request.json()).items():
            setattr(thread, key, _checked(value) if key == "body" else value)
        return JSONResponse(self._issue_data(thread))

    async def _list_comments(self, request: Request) -> Response:
        self._admit(request)
        number = self._thread(request).number
        listed = [each for each in self.comments.values() if each.number == number]
        return self._page(request, [self._comment_data(each) for each in listed])

    async def _add_comment(self, request: Request) -> Response:
        login = self._admit(request)
        thread = self._thread(request)
        if thread.is_locked:
            raise HTTPException(403, "Unable to create comment because issue is locked.")
        body = _checked((await request.json())["body"])
        made = self.comment(thread.number, body, author=login)
        return JSONResponse(self._comment_data(made), 201)

    async def _change_comment(self, request: Request) -> Response:
        login = self._admit(request)
        comment = self._comment(request)
        if comment.author != login:
            raise HTTPException(403, "Must have admin rights to Repository.")
        comment.body = _checked((await request.json())["body"])
        return JSONResponse(self._comment_data(comment))

    async def _delete_comment(self, request: Request) -> Response:
        self._admit(request)
        del self.comments[self._comment(request).id]
        return Response(status_code=204)

    async def _list_pulls(self, request: Request) -> Response:
        self._admit(request)
        sha = request.path_params["sha"].lower()
        pulls = [each for each in self.threads.values() if each.is_pull]
        listed = [each for each in pulls if each.has(sha)]
        if not listed and not any(each.startswith(sha) for each in self.commits):
            raise HTTPException(422, f"No commit found for SHA: {sha}")
        return self._page(request, [self._pull_data(each) for each in listed])

    async def _list_deployments(self, request: Request) -> Response:
        self._admit(request)
        name = request.query_params["environment"]
        listed = [each for each in self.deployments if each.environment == name]
        data = [
            {"id": each.id, "sha": each.commit, "created_at": each.created_at} for each in listed
        ]
        return self._page(request, data)

    async def _list_statuses(self, request: Request) -> Response:
        self._admit(request)
        number = request.path_params["number"]
        (found,) = (each for each in self.deployments if each.id == number)
        url = f"https://github.example/{REPOSITORY}/actions/runs/{found.run}/job/1"
        return self._page(request, [{"state": each, "log_url": url} for each in found.states])

    async def _list_commits(self, request: Request) -> Response:
        self._admit(request)
        listed = self.history[self.history.index(request.query_params["sha"]) :]
        return self._page(request, [{"sha": each} for each in listed])

    async def _list_closed(self, request: Request) -> Response:
        self._admit(request)
        pulls = [each for each in self.threads.values() if each.is_pull and each.state == "closed"]
        latest = sorted(pulls, key=lambda each: each.updated_at, reverse=True)
        return self._page(request, [self._pull_data(each) for each in latest])

    def _admit(self, request: Request) -> str:
        login = self._login(request)
        if self._token(request) in self.read_only and request.method != "GET":
            raise HTTPException(403, "Resource not accessible by integration")
        return login

    def _login(self, request: Request) -> str:
        token = self._token(request)
        if token not in self.logins:
            raise HTTPException(401, "Bad credentials")
        return self.logins[token]

    def _token(self, request: Request) -> str:
        return request.headers.get("authorization", "").removeprefix("Bearer ")

    def _need_issues(self) -> None:
        if not self.has_issues:
            raise HTTPException(410, "Issues has been disabled in this repository.")

    def _thread(self, request: Request) -> Thread:
        if request.path_params["number"] in self.deleted:
            raise HTTPException(410, "This issue was deleted")
        return _found(self.threads, request.path_params["number"])

    def _comment(self, request: Request) -> Comment:
        return _found(self.comments, request.path_params["id"])

    def _page(self, request: Request, listed: list[Data]) -> Response:
        size = min(100, int(request.query_params.get("per_page", 30)))
        page = int(request.query_params.get("page", 1))
        headers = {}
        if page * size < len(listed):
            url = request.url.include_query_params(page=page + 1)
            if self.next_host:
                url = url.replace(netloc=self.next_host)
            headers["Link"] = f'<{url}>; rel="next", <{url}>; rel="last"'
        return JSONResponse(listed[(page - 1) * size : page * size], headers=headers)

    def _comment_data(self, comment: Comment) -> Data:
        place = f"{REPOSITORY}/issues/{comment.number}#issuecomment-{comment.id}"
        return {
            "id": comment.id,
            "body": comment.body,
            "user": {"login": comment.author},
            "html_url": f"https://github.example/{place}",
        }

    def _issue_data(self, thread: Thread) -> Data:
        data = {
            "number": thread.number,
            "title": thread.title,
            "body": thread.body,
            "state": thread.state,
            "state_reason": thread.state_reason,
            "labels": [{"name": name} for name in thread.labels],
            "user": {"login": thread.author},
            "html_url": f"https://github.example/{REPOSITORY}/issues/{thread.number}",
        }
        return data | ({"pull_request": {}} if thread.is_pull else {})

    def _pull_data(self, thread: Thread) -> Data:
        merged = thread.merge_commit is not None
        return {
            "number": thread.number,
            "state": thread.state,
            "merged_at": "2027-01-01T00:00:00Z" if merged else None,
            "merge_commit_sha": thread.merge_commit,
            "updated_at": thread.updated_at,
        }

    def delete(self, path: str) -> None:
        """Delete the comment or the issue that a path is about, as somebody in the browser does."""
        found = _DELETED.fullmatch(path)
        assert found is not None, path
        number = int(found["number"])
        if found["comments"]:
            del self.comments[number]
        else:
            del self.threads[number]
            self.deleted.add(number)

    def take_fault(self, method: str) -> Fault | None:
        """The fault for a request, which then is used up."""
        with self._lock:
            for fault in self.faults:
                if fault.method in {"", method}:
                    self.faults.remove(fault)
                    return fault
        return None


class _Spoiled:
    """Stands before the API, notes requests, and spoils those that are to fail."""

    def __init__(self, github: FakeGitHub, app: ASGIApp) -> None:
        self.github = github
        self.app = app

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[..., Any],
        send: Callable[..., Any],
    ) -> None:
        method, path = scope["method"], scope["path"]
        if path == self.github.graphql:
            method = QUERY
        self.github.requests.append((method, path.removeprefix(self.github.prefix)))
        fault = self.github.take_fault(method)
        if fault is not None and fault.deletes:
            self.github.delete(path)
        if fault is None or fault.deletes:
            await self.app(scope, receive, send)
            return
        if fault.carried_out:
            await self.app(scope, receive, _swallow)
        if fault.status is None:
            # An answer that breaks off: the server then closes the connection.
            headers = [(b"content-length", b"9")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            return
        page = "<html>spoiled</html>"
        if fault.message is not None:
            page = _complaint(fault.message, fault.errors)
        answer = Response(fault.text or page, fault.status, dict(fault.headers))
        await answer(scope, receive, send)


async def _swallow(message: MutableMapping[str, Any]) -> None:
    pass


async def _complain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Response(_complaint(error.detail), error.status_code, media_type="application/json")


def _complaint(message: str, errors: Sequence[Any] = ()) -> str:
    url = "https://docs.example"
    return json.dumps({"message": message, "errors": errors, "documentation_url": url})


def _checked(body: str) -> str:
    if not body.strip():
        raise HTTPException(422, "Body cannot be blank")
    if len(body) > MOST_CHARACTERS:
        raise HTTPException(422, f"Body is too long (maximum is {MOST_CHARACTERS} characters)")
    return body


def _found(things: Mapping[int, Thing], key: int) -> Thing:
    if key not in things:
        raise HTTPException(404, "Not Found")
    return things[key]
