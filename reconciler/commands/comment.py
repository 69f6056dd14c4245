"""``reconciler comment``: the one comment of an environment on a pull request."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reconciler.commands.github_posting import mark_of, open_github, read_body, told_apart
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.errors import Forbidden, Rejected
from reconciler.github.client import GitHub
from reconciler.github.comments import Said, mark_outdated, put_comment, with_note
from reconciler.github.pulls import last_success, merged_pulls, merged_since
from reconciler.render.command_json import versioned
from reconciler.render.markdown import escaped
from reconciler.render.safe import json_text, visible

if TYPE_CHECKING:
    from reconciler.core.exact_json import Json

_LONGEST_REASON: Final = 500
_WORDS: Final = {
    "created": "created",
    "updated": "updated",
    "unchanged": "unchanged",
    "absent": "there is no comment to mark",
}


def run(
    session: Session,
    *,
    pr: int | None,
    commits: tuple[str, ...],
    deployed: str | None,
    body: Path | None,
    stale: str | None,
    kind: str,
    author: str,
    form: str,
) -> None:
    """Make, update or mark the comment of each pull request."""
    if (pr is None) != bool(commits):
        raise click.UsageError("Give either --pr or --commit.")
    if body is None and stale is None:
        raise click.UsageError("Give --body, --stale, or both.")
    if stale is not None and not 0 < len(stale.strip()) <= _LONGEST_REASON:
        raise click.UsageError(f"A reason for --stale has 1 to {_LONGEST_REASON} characters.")
    if deployed is not None and len(commits) != 1:
        raise click.UsageError("Give --since-deployment with one --commit.")
    mark = mark_of(session, kind, author)
    reason = "" if stale is None else escaped(stale)
    text = ""
    if body is not None:
        text = told_apart(read_body(body), mark)
        text = with_note(text, reason) if reason and text.strip() else text
        mark.on(text)  # complains before anything is sent

    def post(number: int) -> Said:
        if body is None:
            return mark_outdated(github, number, mark, reason)
        return put_comment(github, number, mark, text)

    with open_github(session) as github:
        _each(_merged(github, commits, deployed) if pr is None else [pr], post, form)


def _merged(github: GitHub, commits: Sequence[str], deployed: str | None) -> list[int]:
    """The pull requests merged since the last deployment, if there was one, or by the commits."""
    if deployed is not None:
        last = last_success(github, deployed, but_run=os.environ.get("GITHUB_RUN_ID", ""))
        if last is not None:
            numbers = list(merged_since(github, last, commits[0]))
            if not numbers:
                note(f"{commits[0]}: no pull request merged since {last.commit}")
            return numbers
        note(f"{visible(deployed)}: never deployed to before")
    found = merged_pulls(github, commits)
    for commit, merged in found.items():
        if not merged:
            note(f"{commit}: no merged pull request, or one named above")
    return [number for merged in found.values() for number in merged]


def _each(numbers: Sequence[int], post: Callable[[int], Said], form: str) -> None:
    """Post on each pull request, also where another one, such as a locked one, refuses it."""
    told: list[dict[str, Json]] = []
    failures: list[Forbidden | Rejected] = []
    for number in numbers:
        try:
            said = post(number)
        except (Forbidden, Rejected) as error:
            failures.append(error)
            told.append({"pr": number, "done": "refused", "message": error.message})
            continue
        if said.removed:
            note(f"#{number}: {said.removed} older of the same kind deleted")
        told.append({"pr": number, "done": said.done, "url": said.url or None})
        if form == "text":
            click.echo(f"#{number}: {_WORDS[said.done]} {visible(said.url)}".rstrip())
    if form == "json":
        click.echo(json_text(versioned(comments=told)))
    for failure in failures[1:]:
        click.echo(f"error: {visible(failure.message)}", err=True)
    if failures:
        raise failures[0]
