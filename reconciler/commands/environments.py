"""``reconciler environments``: what is configured."""

import json
from typing import Final

import click

from reconciler.commands.github_outputs import write_outputs
from reconciler.commands.session import Session
from reconciler.render.command_json import versioned
from reconciler.render.safe import json_text, visible
from reconciler.yaml12.write import Pen

FORMAT_VERSION: Final = "1.1"


def run(session: Session, form: str) -> None:
    """Show the environments, and hand those that are no sandbox to later steps."""
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
                "sandbox": bool(each.sandbox),
                "url": each.url,
                "org_id": each.org_id,
                "campaigns": each.folders[0].as_posix(),
                "folders": [folder.as_posix() for folder in each.folders],
                "default": name == default,
            }
            for name, each in chosen.items()
        ]
        shown = versioned(
            format_version=FORMAT_VERSION, environments=rows, defaults=settings.defaults.as_file()
        )
        click.echo(json_text(shown))
        return
    widest = max(map(len, chosen))
    for name, each in chosen.items():
        mark = "*" if name == default else " "
        own = f" '{each.sandbox}'" if isinstance(each.sandbox, str) else ""
        place = f"embedded sandbox{own}" if each.sandbox else str(each.url)
        org = "" if each.org_id is None else f", organisation {each.org_id}"
        files = f"files in {', '.join(folder.as_posix() for folder in each.folders)}"
        click.echo(visible(f"{mark} {name:{widest}}  {place}{org}, {files}"))
    if default is not None:
        click.echo("* is used when no --environment is named.")
    if defaults := settings.defaults.as_file():
        written = (f"{name}: {Pen().flow(value)}" for name, value in defaults.items())
        click.echo(visible(f"New files say {', '.join(written)}."))
