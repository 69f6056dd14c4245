"""Files by which a repository of campaigns calls the reconciler: its workflow and its hooks."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

HOOKS: Final = ".pre-commit-config.yaml"
VALIDATE: Final = "reconciler-validate"
"""The hook that checks campaign files."""
_PLAIN: Final = re.compile("[A-Za-z][A-Za-z0-9_-]*")
_JOB: Final = re.compile("[A-Za-z_][A-Za-z0-9_-]*")
_TAKEN: Final = frozenset({"plan", "drift"})
"""Jobs beside those of environments."""
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_HEAD: Final = """\
name: campaigns
on:
  pull_request:
  merge_group:
  push: {branches: [BRANCH]}
  schedule: [{cron: "17 5 * * *"}]
  workflow_dispatch: # by hand, where a guard has stopped what is meant
    inputs:
      max-creates: {description: Allow so many creates in this run., type: string, default: ""}
      new-organisation: {description: "Allow this organisation, though none of the campaigns is live in it.", type: string, default: ""}
permissions: {}
jobs:
"""  # noqa: E501 - as the file has it
_PLAN: Final = """\
  plan:
    if: github.event_name == 'pull_request' || github.event_name == 'merge_group'
    uses: {workflows}/plan.yml@{commit}
    permissions: {{contents: read, pull-requests: write}}
    secrets: inherit # zizmor: ignore[secrets-inherit] secrets of an environment reach a called workflow in no other way
    with: {{{given}}}
"""  # noqa: E501 - as the file has it
_APPLY: Final = """\
  {job}:
    {begins}
    uses: {workflows}/apply.yml@{commit}
    permissions: {{contents: read, pull-requests: write, deployments: read}}
    secrets: inherit # zizmor: ignore[secrets-inherit]
    with:
      environment: {environment}
{given}
      max-creates: ${{{{ inputs.max-creates }}}}
      new-organisation: ${{{{ inputs.new-organisation }}}}
"""
_DRIFT: Final = """\
  drift:
    if: github.event_name == 'schedule'
    uses: {workflows}/drift.yml@{commit}
    permissions: {{contents: read, issues: write}}
    secrets: inherit # zizmor: ignore[secrets-inherit]
    with: {{{given}}}
"""
_FIRST: Final = "if: github.event_name == 'push' || github.event_name == 'workflow_dispatch'"


class Called(Struct, frozen=True):
    """What a repository calls, and what for.

    Attributes:
        repository: where the reconciler is kept, as ``OWNER/REPOSITORY``.
        commit: a full commit id of it.
        folder: where the settings lie in the repository that calls, empty for its root.
        config: name of the settings file.
    """

    repository: str
    commit: str
    folder: str = ""
    config: str = "reconciler.toml"

    @property
    def settings(self) -> str:
        """The path of the settings file in the repository that calls."""
        return f"{self.folder}/{self.config}" if self.folder else self.config

    @property
    def given(self) -> Sequence[str]:
        """What every called workflow is given."""
        lines = [f'install: "git+https://github.com/{self.repository}@{self.commit}"']
        lines += [f"folder: {_text(self.folder)}"] if self.folder else []
        lines += [f"config: {_text(self.config)}"] if self.config != "reconciler.toml" else []
        return lines

    def paths(self, folders: Iterable[str]) -> Sequence[str]:
        """Folders, given relative to the settings file, from the root of the repository."""
        return [f"{self.folder}/{each}" if self.folder else each for each in folders]

    def fill(self, template: str, **more: str) -> str:
        """A part of the workflow."""
        workflows = f"{self.repository}/.github/workflows"
        return template.format(workflows=workflows, commit=self.commit, **more)


def workflow_path(folder: str) -> str:
    """Where the workflow for a folder of the repository stands, from its root."""
    stem = re.sub("[^a-z0-9]+", "-", f"campaigns-{folder}".lower()).strip("-")
    return f".github/workflows/{stem}.yml"


def workflow(called: Called, environments: Sequence[str], *, branch: str = "main") -> str:
    """The workflow: plan on pull requests, apply on the merge, a look for drift every day.

    There is one environment at least, in the order in which they are applied. The branch is what is
    merged into.
    """
    beside = ", ".join(called.given)
    return "".join(
        [
            _HEAD.replace("BRANCH", _text(branch)),
            called.fill(_PLAN, given=beside),
            *(
                apply_job(called, name, after=before)
                for name, before in zip(
                    environments, ["", *map(job_of, environments)], strict=False
                )
            ),
            called.fill(_DRIFT, given=beside),
        ]
    )


def apply_job(called: Called, environment: str, *, after: str) -> str:
    """The job that applies one environment, after another has gone well, if one is named."""
    begins = f"needs: {after} # only after it went well" if after else _FIRST
    given = "\n".join(f"      {line}" for line in called.given)
    return called.fill(
        _APPLY, job=job_of(environment), environment=_text(environment), begins=begins, given=given
    )


def hooks(called: Called, folders: Iterable[str]) -> str:
    """What pre-commit is told: the whole file, as ``hooks_entry`` has it."""
    return f"repos:\n{hooks_entry(called, folders)}"


def hooks_entry(called: Called, folders: Iterable[str], *, indent: str = "  ") -> str:
    """One of the repositories whose hooks pre-commit runs.

    Folders of campaign files are relative to the settings file. ``indent`` is what a line of the
    list begins with.
    """
    names = (VALIDATE, "reconciler-fmt")
    paths = called.paths(folders)
    more = ""
    if paths != ["campaigns"]:
        read = "|".join(map(re.escape, paths))
        more += f", files: {json.dumps(f'^({read})/')}"
    if called.settings != "reconciler.toml":
        more += f", args: [--config, {json.dumps(called.settings)}]"
    each = [f"{{id: {name}{more}}}" for name in names]
    listed = ["  hooks:", *(f"    - {one}" for one in each)] if more else None
    lines = [
        f"- repo: https://github.com/{called.repository}",
        f"  rev: {_text(called.commit)}",
        *(listed or [f"  hooks: [{', '.join(each)}]"]),
    ]
    return "".join(f"{indent}{line}\n" for line in lines)


def job_of(environment: str) -> str:
    """The name of an environment's job."""
    if _JOB.fullmatch(environment) and environment.lower() not in _TAKEN | _WORDS:
        return environment
    return f"apply-{re.sub('[^A-Za-z0-9_-]', '-', environment)}"


def _text(text: str) -> str:
    """A text as YAML has it, inside braces and outside."""
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if is_plain else json.dumps(text, ensure_ascii=False)
