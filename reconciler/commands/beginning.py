"""The files that a repository of campaigns needs: what is not there is written, and nothing else.

What would have to be written into a file that somebody else keeps is added where that changes
nothing else in it, and else shown.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from reconciler.campaigns.git import Git, GitIsSilent
from reconciler.campaigns.new_files import create_file, names_in
from reconciler.campaigns.schema_line import SCHEMA
from reconciler.commands.checkout import folder_of, root_of
from reconciler.commands.files import change_file, read_file, write_whole
from reconciler.commands.pre_commit_hooks import looked_at, matches_one
from reconciler.commands.schema import texts
from reconciler.commands.session import Session
from reconciler.commands.workflow_jobs import apply_jobs
from reconciler.core.exact_json import Json
from reconciler.render.command_json import Beginning, Begun
from reconciler.render.pipeline_files import (
    HOOKS,
    Called,
    apply_job,
    hooks,
    hooks_entry,
    job_of,
    workflow,
    workflow_path,
)
from reconciler.settings import MOST_BYTES, Settings
from reconciler.yaml12.document import Document, read_document

IGNORED: Final = ".reconciler/"
KEPT: Final = ".gitkeep"
"""Git keeps no folder without a file."""
_THERE: Final = "it is there already"
_HEADS: Final = "refs/heads/"
_ORIGIN: Final = "refs/remotes/origin/"


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
        yield self._settings()
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

    def _settings(self) -> Beginning:
        path = self.session.config
        if self.text is None:
            return _left(path)
        if not path.exists():
            return _create(path, self.text)
        text = self.text
        change_file(path, lambda _: text, most=MOST_BYTES)
        return Beginning(_shown(path), Begun.CHANGED, f"it has {self.session.chosen} now")

    def _schemas(self) -> Iterator[Beginning]:
        folder = self.session.folder / SCHEMA.parent
        for name, text in texts().items():
            path = folder / name
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
        if seen and all(matches_one(seen, f"{each}/a.yaml") for each in called.paths(folders)):
            return _left(path)
        entries = [hooks_entry(called, folders, indent=blanks) for blanks in ("  ", "")]
        if seen:
            why = f"let its hooks for {called.settings} look at every folder of campaigns, as here"
            return Beginning(_shown(path), Begun.TO_ADD, why, entries[0])
        for entry in entries:
            after = before + (b"" if before.endswith(b"\n") else b"\n") + entry.encode()
            if _is_longer_by_one(before, after):
                write_whole(path, after)
                return Beginning(_shown(path), Begun.CHANGED, "it has the hooks now")
        return Beginning(_shown(path), Begun.TO_ADD, "add to its repos", entries[0])


def _is_longer_by_one(before: bytes, after: bytes) -> bool:
    """Whether a file for pre-commit says what it said, and has one more of its repositories."""
    first, then = _data(before), _data(after)
    if first is None or then is None or not isinstance(first.get("repos"), list):
        return False
    return then == first | {"repos": then["repos"]} and then["repos"][:-1] == first["repos"]


def _data(content: bytes) -> dict[str, Json] | None:
    document = read_document(HOOKS, content)
    return document.data if isinstance(document, Document) else None


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
