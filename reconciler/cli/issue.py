"""``reconciler issue``: the one open issue about the drift of an environment."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reconciler.cli.github_access import (
    author_option,
    body_option,
    environment_name,
    open_github,
    read_body,
)
from reconciler.cli.options import common
from reconciler.cli.session import Session, pass_session
from reconciler.render.safe import visible

if TYPE_CHECKING:
    from reconciler.github.issues import Told

_NOTHING: Final = "there is no open issue to close"


@click.command("issue")
@click.option("--title", metavar="T", help="Of the issue; needed with --body.")
@body_option
@click.option("--close", is_flag=True, help="Close the issue, if one is open.")
@click.option("--label", "labels", multiple=True, help="For a new issue; repeatable.")
@author_option
@common
@pass_session
def command(
    session: Session,
    *,
    title: str | None,
    body: Path | None,
    close: bool,
    labels: tuple[str, ...],
    author: str,
) -> None:
    """Keep the one open issue about the environment's drift.

    It is opened, or updated where it says something else. A closed issue stays closed: new drift
    opens a new one, which tells those who watch.

    Needs GITHUB_TOKEN and GITHUB_REPOSITORY, and GITHUB_API_URL where it is not github.com.
    """
    if (body is not None) == close:
        raise click.UsageError("Give either --body or --close.")
    if body is not None and title is None:
        raise click.UsageError("Give --title with --body.")
    from reconciler.github.issues import (  # noqa: PLC0415 - httpx is slow to import
        DRIFT,
        close_issue,
        put_issue,
    )
    from reconciler.github.posts import Mark  # noqa: PLC0415 - as above
    from reconciler.render.markdown import escaped  # noqa: PLC0415 - as above

    mark = Mark(DRIFT, environment_name(session), author)
    text = "" if body is None else read_body(body)
    with open_github(session) as github:
        if body is None:
            no_drift = f"No drift is left in {escaped(mark.environment)}."
            _show(close_issue(github, mark, no_drift))
        else:
            _show(put_issue(github, mark, title or "", text, labels=labels))


def _show(told: "Told") -> None:
    if told.closed:
        click.echo(f"{told.closed} older of the same environment closed", err=True)
    if not told.urls:
        click.echo(_NOTHING)
    for url in told.urls:
        click.echo(f"{told.done} {visible(url)}")
