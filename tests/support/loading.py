"""Campaign files below a folder, loaded as a command would."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, tzinfo
from pathlib import Path

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import Loaded, load_files
from reconciler.campaigns.source_files import files_at, find_files
from reconciler.core.exact_json import Json
from reconciler.memory import Memory
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary


def load_campaigns(
    paths: Sequence[Path],
    *,
    base: Path,
    values: Mapping[str, Json] | None = None,
    vocabulary: Vocabulary = DOCUMENTED,
    today: date,
    environment: str = "",
    environments: Collection[str] = (),
    zone: tzinfo = UTC,
    memory: Memory | None = None,
) -> Loaded:
    """Load all campaign files below some paths.

    Args:
        paths: files, and folders that are searched for ``*.yaml``, ``*.yml`` and ``*.json``.
        base: folder that shown paths are relative to.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
        environment: the environment that they are loaded for, if there is one.
        environments: names of all environments.
        zone: the organisation's time zone.
        memory: what was found out before.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    around = Circumstances(values or {}, vocabulary, today, environment, environments, zone=zone)
    return load_files(files_at(find_files(paths), base=base), around, memory=memory)
