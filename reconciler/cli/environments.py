"""``reconciler environments``: what is configured."""

import json

import click

from reconciler.cli.github_outputs import write_outputs
from reconciler.cli.options import common, format_option
from reconciler.cli.session import Session, pass_session


@click.command("environments")
@format_option("text", "json")
@common
@pass_session
def command(session: Session, form: str) -> None:
    """List the configured environments; with --environment, that one alone.

    JSON is for programs. A job of GitHub Actions gets the names of those that are no sandbox as
    its output 'remote', for a matrix.
    """
    from reconciler.render.safe import json_text, visible  # noqa: PLC0415 - help needs it not

    settings = session.settings
    default = settings.default_name
    chosen = dict(settings.environments)
    if session.chosen is not None:
        chosen = dict([settings.environment(session.chosen)])
    remote = [name for name, each in chosen.items() if not each.sandbox]
    write_outputs({"remote": json.dumps(remote)})
    if form == "json":
        rows = [
            {
                "name": name,
                "sandbox": each.sandbox,
                "url": each.url,
                "org_id": each.org_id,
                "campaigns": each.campaigns.as_posix(),
                "default": name == default,
            }
            for name, each in chosen.items()
        ]
        click.echo(json_text({"format_version": "1.0", "environments": rows}))
        return
    widest = max(map(len, chosen))
    for name, each in chosen.items():
        mark = "*" if name == default else " "
        place = "embedded sandbox" if each.sandbox else str(each.url)
        org = "" if each.org_id is None else f", organisation {each.org_id}"
        files = f"files in {each.campaigns.as_posix()}"
        click.echo(visible(f"{mark} {name:{widest}}  {place}{org}, {files}"))
    if default is not None:
        click.echo("* is used when no --environment is named.")
