"""``reconciler environments``: what is configured."""

import click

from reconciler.cli.options import common, format_option
from reconciler.cli.session import Session, pass_session


@click.command("environments")
@format_option("text", "json")
@common
@pass_session
def command(session: Session, form: str) -> None:
    """List the configured environments; JSON feeds the matrix of a CI job."""
    from reconciler.core.exact_json import encode  # noqa: PLC0415 - help needs it not

    settings = session.settings
    if form == "json":
        rows = [
            {
                "name": name,
                "sandbox": each.sandbox,
                "url": each.url,
                "org_id": each.org_id,
                "campaigns": each.campaigns.as_posix(),
                "default": name == settings.default_environment,
            }
            for name, each in settings.environments.items()
        ]
        click.echo(encode({"format_version": "1.0", "environments": rows}, indent=2))
        return
    for name, each in settings.environments.items():
        mark = "  (default)" if name == settings.default_environment else ""
        place = "embedded sandbox" if each.sandbox else each.url
        click.echo(f"{name}{mark}: {place}, files in {each.campaigns.as_posix()}/")
