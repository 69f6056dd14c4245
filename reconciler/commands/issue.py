"""``reconciler issue``: the one open issue about an environment, of each kind."""

from pathlib import Path
from typing import Final

import click

from reconciler.commands.github_posting import mark_of, open_github, read_body, told_apart
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.github.issues import close_issue, put_issue
from reconciler.render.command_json import versioned
from reconciler.render.issue import keep_unmanaged, subject_of
from reconciler.render.markdown import escaped
from reconciler.render.safe import json_text, visible

_LEFT: Final = {
    "drift": "No drift is left",
    "calls": "All calls that the settings list as offered are offered",
}
"""What is said when an issue is closed, by its kind."""
_NOTHING: Final = "there is no open issue to close"


def run(
    session: Session,
    *,
    title: str | None,
    body: Path | None,
    close: bool,
    kind: str,
    labels: tuple[str, ...],
    author: str,
    form: str,
) -> None:
    """Open, update or close the issue."""
    if (body is not None) == close:
        raise click.UsageError("Give either --body or --close.")
    if body is not None and title is None:
        raise click.UsageError("Give --title with --body.")
    mark = mark_of(session, kind, author)
    text = "" if body is None else told_apart(read_body(body), mark)
    with open_github(session) as github:
        if body is None:
            text = told_apart(f"{_LEFT[kind]} in {escaped(mark.environment)}.", mark)
            told = close_issue(github, mark, text)
        else:
            about, settle = subject_of(text), keep_unmanaged
            told = put_issue(
                github, mark, title or "", text, about=about, labels=labels, settle=settle
            )
    if form == "json":
        done = told.done.replace(" ", "-")
        data = versioned(kind=kind, done=done, urls=[*told.urls], closed=told.closed)
        click.echo(json_text(data))
        return
    if told.closed:
        note(f"{told.closed} older of the same environment closed")
    if told.done == "left closed":
        note("it was closed by hand, and there is nothing new to say")
    listed = [f"{told.done} {visible(url)}" for url in told.urls]
    click.echo("\n".join(listed or [_NOTHING]))
