"""What the smaller commands say as JSON data; the schemas stand in ``command_schemas.py``."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct, to_builtins

from reconciler.core.adoption import Imported
from reconciler.core.diagnostic import Diagnostic, diagnostic_to_json
from reconciler.core.exact_json import Json
from reconciler.core.plan_json import owner_to_json

FORMAT_VERSION: Final = "1.0"
"""Of everything that is written here."""


class Layout(StrEnum):
    """What becomes of the layout of a file."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    TO_CHANGE = "to-change"
    INVALID = "invalid"
    LEFT = "left-as-it-is"


class Laid(Struct, frozen=True, omit_defaults=True):
    """What became of one file.

    Attributes:
        file: its path, as shown to people.
        message: why it is left as it is; empty where it is not.
        diff: what changes, where that was asked for.
        text: its new text, where it has no place of its own to be written to.
        findings: why it cannot be read.
    """

    file: str
    state: Layout
    message: str = ""
    diff: str = ""
    text: str = ""
    findings: tuple[Diagnostic, ...] = ()


class Accepted(StrEnum):
    """What became of a campaign whose live values were to be accepted."""

    ACCEPTED = "accepted"
    NOTHING = "nothing-to-accept"
    REFUSED = "refused"
    PUT_BACK = "put-back"


class Taken(Struct, frozen=True, omit_defaults=True):
    """What became of one campaign.

    Attributes:
        file: where it is declared; empty where it is not.
        id: of its live group, if it is live.
        message: why it is so; empty where nothing is to be said.
        diff: what changes in its file.
        findings: why its file stays as it is.
    """

    name: str
    outcome: Accepted
    file: str = ""
    id: int | None = None
    message: str = ""
    diff: str = ""
    findings: tuple[Diagnostic, ...] = ()


class Begun(StrEnum):
    """What became of a file that a repository of campaigns needs."""

    WRITTEN = "written"
    CHANGED = "changed"
    LEFT = "left-as-it-is"
    TO_ADD = "to-add"


class Beginning(Struct, frozen=True, omit_defaults=True):
    """What became of one such file.

    Attributes:
        file: its path, as shown to people.
        message: why; empty where nothing is to be said.
        add: what a person has to add to it.
    """

    file: str
    state: Begun
    message: str = ""
    add: str = ""


class Schema(StrEnum):
    """Whether a schema file is as it should be."""

    UP_TO_DATE = "up-to-date"
    STALE = "stale"
    WRITTEN = "written"


def versioned(**keys: Json) -> dict[str, Json]:
    """An object with the version of its format."""
    return {"format_version": FORMAT_VERSION, **keys}


def layout_to_json(files: Sequence[Laid]) -> dict[str, Json]:
    """Write what became of files."""
    counts = {state.value: sum(each.state is state for each in files) for state in Layout}
    return versioned(files=[*map(_row, files)], counts=counts)


def accepted_to_json(taken: Iterable[Taken], *, environment: str) -> dict[str, Json]:
    """Write what became of campaigns."""
    return versioned(environment=environment, campaigns=[*map(_row, taken)])


def beginning_to_json(
    files: Iterable[Beginning], steps: Sequence[str], *, environment: str
) -> dict[str, Json]:
    """Write what became of files, and what to do next."""
    return versioned(environment=environment, files=[*map(_row, files)], next=[*steps])


def adoption_to_json(imported: Imported) -> dict[str, Json]:
    """Write what became of live groups."""
    adoption = imported.adoption
    return versioned(
        environment=imported.environment,
        source=imported.source,
        dry_run=imported.dry_run,
        files=[
            _group(new.group.id, new.group.name) | {"file": file, "unverified": [*new.unverified]}
            for new, file in zip(adoption.new, imported.files, strict=True)
        ],
        declared=[_group(each.id, each.name) for each in adoption.declared],
        refused=[
            _group(each.group.id, each.group.name)
            | {"reason": {"code": each.reason.code, "message": each.reason.message}}
            for each in adoption.refused
        ],
        left_out=[
            _group(group.id, group.name) | {"promotion": owner_to_json(owner)}
            for group, owner in adoption.owned
        ],
        known=[_group(each.id, each.name) for each in adoption.known],
        not_for=[*imported.others] if adoption.new else [],
    )


def _group(number: int, name: str) -> dict[str, Json]:
    return {"id": number, "name": name}


def _row(of: Laid | Taken | Beginning) -> dict[str, Json]:
    """Write one; what is empty is left out."""
    row: dict[str, Json] = to_builtins(of)
    if not isinstance(of, Beginning) and of.findings:
        row["findings"] = [*map(diagnostic_to_json, of.findings)]
    return row
