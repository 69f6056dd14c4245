"""Which environments use which folders of campaigns."""

import os
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, tzinfo
from pathlib import Path

from msgspec import Struct

from reconciler.core.exact_json import Json
from reconciler.target_group.expressions.symbols import Vocabulary


class Homes:
    """The folders of all environments; links are followed when somebody asks.

    Args:
        folders: of each environment, by its name.
    """

    def __init__(self, folders: Mapping[str, Sequence[Path]]) -> None:
        self.folders = folders
        self._real: dict[str, list[Path]] = {}
        self._users: dict[str, frozenset[str]] = {}

    def users_of(self, file: Path, among: Collection[str]) -> frozenset[str]:
        """The environments that use a file: it is in one of their folders, or leads into one.

        Where all of those that are asked for use it, others may be left out.
        """
        near = self._users_of(os.path.split(file)[0])
        if near.issuperset(among):  # to follow the link of each file would take much longer
            return near
        return near | self._users_of(os.path.split(os.path.realpath(file))[0])

    def shared_by(self, names: Collection[str]) -> Path | None:
        """A folder that all of some environments use; None where there is none."""
        listed = [self.folders[name] for name in names]
        own = listed[0] if listed else ()
        return next((each for each in own if all(each in others for others in listed)), None)

    def _users_of(self, folder: str) -> frozenset[str]:
        if folder not in self._users:
            self._real = self._real or {
                name: [Path(os.path.realpath(each)) for each in listed]
                for name, listed in self.folders.items()
            }
            real = Path(os.path.realpath(folder))
            users = (n for n, all_ in self._real.items() if any(map(real.is_relative_to, all_)))
            self._users[folder] = frozenset(users)
        return self._users[folder]


class Circumstances(Struct, frozen=True):
    """All that matters to a file besides itself.

    Attributes:
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
        environment: name of the environment that files are loaded for; empty where that is none,
            and every file counts.
        zone: the organisation's time zone.
        homes: which folders the environments use, where that is known.
    """

    values: Mapping[str, Json]
    vocabulary: Vocabulary
    today: date
    environment: str = ""
    environments: Collection[str] = ()
    zone: tzinfo = UTC
    homes: Homes = Homes({})  # of no environment, so there is nothing to share

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the files of the environment are."""
        return tuple(self.homes.folders.get(self.environment, ()))
