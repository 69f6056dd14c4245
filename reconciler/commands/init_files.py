"""The files that ``init`` sees to: what is not there is written, and nothing else.

What would have to be written into a file that somebody else keeps is added where that changes
nothing else in it, and else shown.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct

from reconciler.campaigns.git import Git, GitIsSilent
from reconciler.campaigns.new_files import create_file, names_in
from reconciler.campaigns.schema_places import SCHEMA
from reconciler.commands.files import change_settings, read_file, write_whole
from reconciler.commands.repository import folder_of, root_of
from reconciler.commands.schema import texts
from reconciler.commands.session import Session
from reconciler.core.exact_json import Json
from reconciler.render.command_json import Beginning, Begun
from reconciler.render.pipeline_files import (
    HOOKS,
    VALIDATE,
    Called,
    apply_job,
    hooks,
    hooks_entry,
    job_of,
    workflow,
    workflow_path,
)
from reconciler.settings.model import Settings
from reconciler.yaml12.document import Document, read_document

IGNORED: Final = ".reconciler/"
KEPT: Final = ".gitkeep"
"""Git keeps no folder without a file."""
_THERE: Final = "it is there already"
_HEADS: Final = "refs/heads/"
_ORIGIN: Final = "refs/remotes/origin/"
_USES: Final = re.compile(
    r"(?P<repository>[A-Za-z0-9-]+/[A-Za-z0-9._-]+)/\.github/workflows/apply\.yml@(?P<commit>\S+)"
)
_APPLIES: Final = re.compile(r"/apply\.ya?ml(@\S*)?\Z")


class Begin(Struct, frozen=True):
    """What a repository begins with.

    Attributes:
        session: where the settings are, and the environment that is begun with.
        settings: as they will be.
        text: the settings file as it will be; None where it stays.
        called: what the workflow and the hooks call; None where there are to be none.
    """

    session: Session
    settings: Settings
    text: str | None
    called: Called | None

    @property
    def environments(self) -> list[str]:
        """The environments that are applied: all that are no sandbox."""
        return [name for name, each in self.settings.environments.items() if not each.sandbox]

    @property
    def folders(self) -> list[Path]:
        """The folders of campaigns of all environments, each once."""
        listed = (each for one in self.settings.environments.values() for each in one.folders)
        return list(dict.fromkeys(listed))

    @property
    def has_workflow(self) -> bool:
        """Whether there is a workflow for the folder of the settings."""
        return self._root(workflow_path(folder_of(self.session))).exists()

    def write(self) -> Iterator[Beginning]:
        """Write what is missing.

        Raises:
            UsageError: a file cannot be read or written.
        """
        config, text = self.session.config, self.text
        if text is None:
            yield _left(config)
        elif not config.exists():
            yield _create(config, text)
        else:
            change_settings(config, lambda _: text)
            yield Beginning(_shown(config), Begun.CHANGED, f"it has {self.session.chosen} now")
        for folder in self.folders:
            path = self.session.folder / folder
            if not names_in(path):
                yield _create(path / KEPT, "")
        yield from self._schemas()
        yield self._ignored()
        if self.environments and (self.called is not None or self.has_workflow):
            yield self._workflow()
        if self.environments and self.called is not None:
            yield self._hooks(self.called)

    def _root(self, path: str) -> Path:
        return Path(root_of(self.session), path)

    def _schemas(self) -> Iterator[Beginning]:
        for name, text in texts().items():
            path = self.session.folder / SCHEMA.parent / name
            if not path.exists():
                yield _create(path, text)
            elif read_file(path) != text.encode():
                yield _left(path, "it is another one; 'reconciler schema' writes it anew")
            else:
                yield _left(path)

    def _ignored(self) -> Beginning:
        path = self.session.folder / ".gitignore"
        if not path.exists():
            return _create(path, f"{IGNORED}\n")
        before = read_file(path)
        if any(line.strip().strip(b"/") == b".reconciler" for line in before.splitlines()):
            return _left(path)
        end = b"\r\n" if b"\r\n" in before else b"\n"
        between = b"" if before.endswith(b"\n") or not before else end
        write_whole(path, before + between + IGNORED.encode() + end)
        return Beginning(_shown(path), Begun.CHANGED, f"it has {IGNORED} now")

    def _workflow(self) -> Beginning:
        path = self._root(workflow_path(folder_of(self.session)))
        if self.called is not None and not path.exists():
            branch = _main_branch(path.parents[2])
            text = workflow(self.called, self.environments, branch=branch)
            return _create(path, text, f"what is merged into {branch} is applied")
        name, before = self.session.name, self.environments
        jobs = apply_jobs(read_file(path))
        is_settled = any(each.applies(name) for each in jobs) if jobs else self.text is None
        if name not in before or is_settled:
            return _left(path)
        called = self.called
        if called is None and jobs and jobs[-1].repository:  # the last job names what it calls
            folder, config = folder_of(self.session), self.session.config.name
            called = Called(jobs[-1].repository, jobs[-1].commit, folder, config)
        if called is None:
            why = f"no job is seen in it that applies {name}; with --uses, init shows one to add"
            return _left(path, why)
        earlier = [each.name for each in jobs] or [*map(job_of, before[: before.index(name)])]
        job = apply_job(called, name, after=earlier[-1] if earlier else "")
        return Beginning(_shown(path), Begun.TO_ADD, f"add a job that applies {name}", job)

    def _hooks(self, called: Called) -> Beginning:
        path = self._root(HOOKS)
        folders = [each.as_posix() for each in self.folders]
        if not path.exists():
            return _create(path, hooks(called, folders))
        before = read_file(path)
        seen = looked_at(before, called.settings)
        if seen and all(_matches_one(seen, f"{each}/a.yaml") for each in called.paths(folders)):
            return _left(path)
        entries = [hooks_entry(called, folders, indent=blanks) for blanks in ("  ", "")]
        if seen:
            why = f"let its hooks for {called.settings} look at every folder of campaigns, as here"
            return Beginning(_shown(path), Begun.TO_ADD, why, entries[0])
        for entry in entries:
            after = before + (b"" if before.endswith(b"\n") else b"\n") + entry.encode()
            first, then = _data(before), _data(after)
            repos, more = first.get("repos"), then.get("repos")
            is_longer = isinstance(repos, list) and isinstance(more, list) and more[:-1] == repos
            if is_longer and then == first | {"repos": more}:  # by one, and the rest is as it was
                write_whole(path, after)
                return Beginning(_shown(path), Begun.CHANGED, "it has the hooks now")
        return Beginning(_shown(path), Begun.TO_ADD, "add to its repos", entries[0])


class ApplyJob(NamedTuple):
    """A job of a workflow that applies.

    Attributes:
        environment: which it applies; empty where it may be any of them.
        repository: the called workflow's, as ``OWNER/REPOSITORY``; empty where it is this one.
        commit: at which it is called; empty as well then.
    """

    name: str
    environment: str
    repository: str
    commit: str

    def applies(self, environment: str) -> bool:
        """Whether an environment may be what it applies."""
        return self.environment in {"", environment}


def apply_jobs(content: bytes) -> list[ApplyJob]:
    """The jobs of a workflow that apply, in its order; none where it cannot be read."""
    jobs = _data(content).get("jobs")
    found = []
    for name, job in jobs.items() if isinstance(jobs, dict) else ():
        uses = job.get("uses") if isinstance(job, dict) else None
        if isinstance(uses, str) and _APPLIES.search(uses):
            given = job.get("with")
            said = given.get("environment") if isinstance(given, dict) else None
            environment = "" if said is None or "${{" in str(said) else str(said)
            named = _USES.fullmatch(uses)
            called = (named["repository"], named["commit"]) if named else ("", "")
            found.append(ApplyJob(name, environment, *called))
    return found


def looked_at(content: bytes, settings: str) -> list[str]:
    """Patterns of the paths that the hooks of pre-commit for a settings file look at.

    The file is named by its path in the repository. Where the content of that for pre-commit
    cannot be read, there are none.
    """
    repos = _objects(_data(content).get("repos"))
    hooks = (hook for repo in repos for hook in _objects(repo.get("hooks")))
    return [
        str(hook.get("files", "" if "entry" in hook else "^campaigns/"))
        for hook in hooks
        if hook.get("id") == VALIDATE and _settings_of(hook) == settings
    ]


def _settings_of(hook: Mapping[str, Json]) -> str:
    given = hook.get("args")
    words = str(hook.get("entry", "")).split()
    words += map(str, given) if isinstance(given, list) else ()
    for word, following in pairwise([*words, ""]):
        if word == "--config":
            return following
        if word.startswith("--config="):
            return word.removeprefix("--config=")
    return "reconciler.toml"


def _matches_one(patterns: Iterable[str], path: str) -> bool:
    """Whether a path is one that a hook looks at; a pattern that is none finds nothing."""
    for pattern in patterns:
        try:
            if re.search(pattern, path):
                return True
        except re.error:
            continue
    return False


def _objects(value: Json) -> list[Mapping[str, Json]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _data(content: bytes) -> dict[str, Json]:
    """What a file of YAML says; nothing where it cannot be read."""
    document = read_document(HOOKS, content)
    return document.data if isinstance(document, Document) else {}


def _main_branch(root: Path) -> str:
    """The branch that others are merged into, as far as git tells; else what most call it.

    That of the origin, else the one that new repositories begin with or a usual name, where there
    is such a branch, else the current one, on which a new repository begins.
    """

    def ask(*arguments: str) -> list[str]:
        try:
            return Git(root)(*arguments).decode(errors="replace").split()
        except GitIsSilent:
            return []

    for ref in ask("symbolic-ref", "--quiet", f"{_ORIGIN}HEAD"):
        return ref.removeprefix(_ORIGIN)
    usual = [*ask("config", "--get", "init.defaultBranch"), "main", "master"]
    there = {*ask("for-each-ref", "--format=%(refname)", "refs/heads", _ORIGIN.rstrip("/"))}
    for name in usual:
        if not there.isdisjoint({f"{_HEADS}{name}", f"{_ORIGIN}{name}"}):
            return name
    for ref in ask("symbolic-ref", "--quiet", "HEAD"):
        return ref.removeprefix(_HEADS)
    return usual[0]


def _create(path: Path, text: str, why: str = "") -> Beginning:
    create_file(path, text)
    return Beginning(_shown(path), Begun.WRITTEN, why)


def _left(path: Path, why: str = _THERE) -> Beginning:
    return Beginning(_shown(path), Begun.LEFT, why)


def _shown(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()


def lines(files: Iterable[Beginning]) -> Iterator[str]:
    """What is said of files; of the many schemas, of those with one fate together."""
    groups: dict[tuple[str, Begun, str], list[Beginning]] = {}
    for each in files:
        is_schema = each.file.endswith(".schema.json")
        place = f"{Path(each.file).parent.as_posix()}/" if is_schema else each.file
        groups.setdefault((place, each.state, each.message), []).append(each)
    for (place, state, message), found in groups.items():
        what = f"{place} ({len(found)} files)" if len(found) > 1 else place
        match state:
            case Begun.WRITTEN:
                yield f"wrote {what}" + (f": {message}" if message else "")
            case Begun.CHANGED:
                yield f"changed {what}: {message}"
            case Begun.LEFT:
                yield f"left {what} as it is: {message}"
            case Begun.TO_ADD:
                yield f"left {what} as it is; {message}:"
                yield from (f"  {line}" for line in found[0].add.splitlines())
