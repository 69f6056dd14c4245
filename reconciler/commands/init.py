"""``reconciler init``: what a repository of campaigns needs, without replacing anything."""

import asyncio
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import click
import tomlkit

from reconciler.api.transports import check_url
from reconciler.commands.doctor import examine
from reconciler.commands.files import read_file
from reconciler.commands.import_ import import_groups, tell
from reconciler.commands.init_files import Begin, lines
from reconciler.commands.loading import load
from reconciler.commands.notes import agrees, done
from reconciler.commands.repository import folder_of
from reconciler.commands.session import Session
from reconciler.core.adoption import Imported
from reconciler.core.checkup import Checkup
from reconciler.errors import ExitCode, SettingsError, UsageError
from reconciler.files import repository_of
from reconciler.render.checkup import checkup_lines, checkup_to_json
from reconciler.render.command_json import adoption_to_json, beginning_to_json
from reconciler.render.pipeline_files import Called
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import text_for
from reconciler.settings.edit import with_environment
from reconciler.settings.model import FLAGS, MOST_BYTES, known_zone, read_settings
from reconciler.words import plural

TILL: Final = "default_till"
ANOTHER: Final = "reconciler init --environment NAME"
_USES: Final = re.compile(
    r"(?P<repository>[A-Za-z0-9-]+/[A-Za-z0-9._-]+)@(?P<commit>[0-9a-f]{64}|[0-9a-f]{40})"
)
_HEAD: Final = """\
# Environments: where campaigns live. No secrets here; credentials come from the environment
# variables RECONCILER_USERNAME and RECONCILER_PASSWORD, or RECONCILER_CLIENT_KEY and
# RECONCILER_CLIENT_SECRET.
"""
_DEFAULTS: Final = f"""
[defaults] # what 'reconciler new' writes into files
preferredTillId = "${{{TILL}}}"
"""
_QUESTIONS: Final = {
    "environment": "Name of the environment, such as uat",
    "url": "Url of the API, that of your cluster",
    "org_id": "Id of the organisation",
    "time_zone": "Time zone of the organisation, such as Asia/Kolkata",
}
"""What is asked on a terminal for an option that is left out."""


def run(
    session: Session,
    *,
    uses: str | None,
    imports: bool | None,
    form: str,
    **given: Any,  # noqa: ANN401 - options
) -> None:
    """Write what is missing, say what works, and what to do next."""
    called = None if uses is None else _called(session, uses)
    name, text = _environment(session, given)
    if called is not None and name is not None and "${{" in name:
        raise click.UsageError(
            f"Environment '{name}' cannot stand in a workflow, where GitHub would put something "
            "else in its place. Choose another name."
        )
    session = replace(session, chosen=name)
    settings = session.settings if text is None else read_settings(session.config, text)
    begin = Begin(session, settings, text, called)
    files = list(begin.write())
    if form == "text":
        for line in lines(files):
            done(visible(line))
    checkup = _checkup(session)
    if checkup is not None and form == "text":
        told = text_for(sys.stdout, checkup_lines(checkup))
        done(f"\n{told.rstrip()}")
    due = [*_due_there_too(begin)]
    imported = _import(session, checkup, wanted=imports, asks=form == "text")
    steps = [*due, *_next_steps(begin, checkup, imported)]
    if form == "json":
        data = beginning_to_json(files, steps, environment=session.name)
        data |= {} if checkup is None else {"doctor": checkup_to_json(checkup)}
        data |= {} if imported is None else {"import": adoption_to_json(imported)}
        click.echo(json_text(data))
    else:
        done("\n".join(["", "Next:", *(f"- {visible(each)}" for each in steps)]))
    sys.exit(ExitCode.OK if imported is None else imported.exit_code)


def _called(session: Session, uses: str) -> Called:
    """What the workflow and the hooks call."""
    found = _USES.fullmatch(uses)
    if found is None:
        raise click.UsageError(
            f"--uses takes OWNER/REPOSITORY@COMMIT with a full commit id, not '{uses}': what runs "
            "beside credentials must not change under a name."
        )
    return Called(found["repository"], found["commit"], folder_of(session), session.config.name)


def _environment(session: Session, given: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The environment that is begun with, and the settings that have it; None where they stay."""
    details = [_option(name) for name, value in given.items() if value]
    if given["sandbox"] and len(details) > 1:
        raise click.UsageError(f"{details[0]} does not go with --sandbox.")
    name, before = session.chosen or ("sandbox" if given["sandbox"] else None), ""
    if session.config.exists():
        known = session.settings.environments
        if name is None and not details:
            return session.settings.default_name or next(iter(known)), None
        if name is None:
            raise click.UsageError(f"Name the environment that {details[0]} is for: --environment.")
        if name in known:
            if details:
                own = f", or begin settings of this folder: --config {session.config.name}"
                raise UsageError(
                    f"{session.config} has the environment {name} already; nothing was written.",
                    hint=f"Change it there, or leave out {', '.join(details)}"
                    f"{'' if session.shown_from is None else own}.",
                )
            return name, None
        before = read_file(session.config, most=MOST_BYTES).decode("utf-8-sig")
    answers = _complete({"environment": name, **given})
    name = answers["environment"]
    others = session.settings.environments.values() if before else ()
    if answers["sandbox"] and any(each.sandbox for each in others):
        own = re.sub("[^A-Za-z0-9_-]", "-", name)  # a sandbox that is shared with no other
        answers = {**answers, "sandbox": f"sandbox-{own}" if own.lower() in FLAGS else own}
    return name, _with(before, answers)


def _complete(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask for what is missing, as long as there is somebody to ask."""
    answers = dict(given)
    needed = [name for name in _QUESTIONS if name == "environment" or not given["sandbox"]]
    missing = [name for name in needed if answers[name] is None]
    if missing and not sys.stdin.isatty():
        raise click.UsageError(
            f"There is no terminal to ask on; add {', '.join(map(_option, missing))}"
            + ("" if given["sandbox"] else " (or --sandbox, to try it on this machine)")
            + "."
        )
    for name, check in _CHECKS.items():
        if answers[name] is not None:
            answers[name] = check(answers[name])
    for name in missing:
        answers[name] = click.prompt(_QUESTIONS[name], value_proc=_CHECKS[name], err=True)
    return answers


def _checked(check: Callable[[str], object]) -> Callable[[str], str]:
    """Let what is wrong with a value be said as of what was asked for."""

    def checked(text: str) -> str:
        try:
            check(text)
        except (SettingsError, ValueError) as error:
            hint = error.hint if isinstance(error, SettingsError) else ""
            raise click.BadParameter(f"{error} {hint}".rstrip()) from error
        return text

    return checked


def _id(text: object) -> int:
    if isinstance(text, str) and not (text.isascii() and text.isdecimal()):
        raise click.BadParameter(f"'{text}' is not an id.")
    return int(str(text))


_CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "environment": str.strip,
    "url": _checked(check_url),
    "org_id": _id,
    "time_zone": _checked(known_zone),
}


def _with(before: str, answers: Mapping[str, Any]) -> str:
    """The settings with one more environment; without any there are none before."""
    name, till = answers["environment"], answers["till"]
    entries = {each: answers[each] for each in ("sandbox", "url", "org_id", "time_zone")}
    begun = before or f"{_HEAD}default_environment = {tomlkit.string(name).as_string()}\n"
    text = with_environment(
        begun,
        name,
        {each: value for each, value in entries.items() if value},
        {} if till is None else {TILL: till},
    )
    return text if before or till is None else text + _DEFAULTS


def _checkup(session: Session) -> Checkup | None:
    """What works with the environment; None where nobody can sign in, or need not."""
    if session.environment.sandbox:
        return None
    try:
        session.login  # noqa: B018 - whether there is one
    except SettingsError:
        return None
    return asyncio.run(examine(session)).checkup


def _import(
    session: Session, checkup: Checkup | None, *, wanted: bool | None, asks: bool
) -> Imported | None:
    """Write files for what is live, where that is wanted."""
    works = checkup is not None and checkup.exit_code is ExitCode.OK
    if wanted is None and works and asks and sys.stdin.isatty():
        question = "Write a file for each live group that no file declares?"
        wanted = agrees(question)
    if not wanted:
        return None
    imported = import_groups(session, (), session.environment.source)
    if asks:
        done("")
        tell(imported)
    return imported


def _due_there_too(begin: Begin) -> Iterator[str]:
    """What an environment that was added makes of the campaign files that were there before."""
    session = begin.session
    others = [name for name in begin.settings.environments if name != session.name]
    if begin.text is None or not others:
        return
    loaded = load(session, strict=False)
    if count := loaded.files - len(loaded.left_out):
        files = f"{plural(count, 'campaign file')} that {'was' if count == 1 else 'were'} there"
        yield (
            f"Look at what is due in {session.name} by now, {files}: what is not live there is "
            "created by the next apply. To keep a campaign back, write "
            f"'environments: [{', '.join(others)}]' into its file."
        )


def _next_steps(begin: Begin, checkup: Checkup | None, imported: Imported | None) -> Iterator[str]:
    """What a person does after this, in order."""
    session = begin.session
    on_host = not session.environment.sandbox
    command = "reconciler"
    if session.name != session.settings.default_name:
        command += f" --environment {session.name}"
    if repository_of(session.folder) is None:
        yield "Make it a repository of git, 'git init': its history tells what is renamed later."
    if on_host and checkup is None:
        variables = "RECONCILER_USERNAME and RECONCILER_PASSWORD"
        yield f"Set {variables}, and see what works: '{command} doctor'."
    elif checkup is not None and checkup.exit_code is not ExitCode.OK:
        yield f"Mend what does not work, and look again: '{command} doctor'."
    if on_host and imported is None:
        yield f"Declare what is live: '{command} import'."
    yield f"Write a campaign, 'reconciler new', and see what would be created: '{command} plan'."
    if not begin.environments:
        again = "" if begin.called is None else ", with --uses again: no workflow was written"
        yield f"For plans on pull requests add an environment with a url: '{ANOTHER}'{again}."
        return
    if not begin.has_workflow:
        yield (
            "For plans on pull requests, 'reconciler init --uses OWNER/REPOSITORY@COMMIT' writes "
            "the workflow and the hooks, which were not written."
        )
    else:
        folder = folder_of(session)
        above = f"{folder}/" if folder else ""  # as the workflows call them
        names = ", ".join(f"{above}{each}-plan, {above}{each}" for each in begin.environments)
        yield (
            f"Make these environments in the settings of the repository on GitHub: {names}; each "
            "with the secrets RECONCILER_USERNAME and RECONCILER_PASSWORD (docs/pipelines.md)."
        )
        yield "Push a branch and open a pull request: its plan is a comment on it."
    yield f"Another organisation is another environment: '{ANOTHER}'."


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
