"""What is live in two environments, side by side: a value that says where they are not alike."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from reconciler.core.diagnostic import Answer
from reconciler.core.diff import Absent
from reconciler.core.exact_json import Json
from reconciler.core.promotion import Owner


class Unlike(Struct, frozen=True):
    """A field that two live groups do not have alike.

    Attributes:
        path: of the field, as in plans.
        values: what stands there in either; ABSENT where nothing does.
    """

    path: str
    values: tuple[Json | Absent, Json | Absent]


class Likeness(Struct, frozen=True):
    """How far two live groups are alike.

    Attributes:
        fields: what is not alike, and that no file declares to be so; by path.
        unverified: paths of what not both reads showed.
        gaps: for either group, why what it alone has could not be looked for; empty where it was.
    """

    fields: tuple[Unlike, ...] = ()
    unverified: tuple[str, ...] = ()
    gaps: tuple[str, str] = ("", "")

    @property
    def is_unknown(self) -> bool:
        """Whether they could not be compared at all."""
        return all(self.gaps)

    @property
    def is_partial(self) -> bool:
        """Whether they were compared, but not in full."""
        return not self.is_unknown and bool(self.unverified or any(self.gaps))


class Counterparts(Struct, frozen=True):
    """A campaign that is live in both environments.

    Attributes:
        name: as it is live in the first.
        files: where it is declared for either; empty where it is not.
        likeness: how far the groups are alike.
    """

    name: str
    ids: tuple[int, int]
    files: tuple[str, str]
    likeness: Likeness


class Alone(Struct, frozen=True):
    """A group that is live in one environment only.

    Attributes:
        name: as stored.
        file: where it is declared for that environment; empty where it is not.
        known: why the settings list it as known there.
    """

    name: str
    id: int
    file: str = ""
    owner: Owner | None = None
    known: Answer | None = None

    @property
    def is_meant(self) -> bool:
        """Whether it belongs to that environment alone: a promotion's, or known there."""
        return self.owner is not None or self.known is not None


class SideBySide(Struct, frozen=True):
    """Two environments.

    Attributes:
        sources: the ways they were read.
        live: how many groups are live in each.
        only_in: the groups that are live in one alone, by name.
        pairs: the campaigns that are live in both, by name.
        notes: what was not read, in sentences.
    """

    environments: tuple[str, str]
    sources: tuple[str, str]
    live: tuple[int, int]
    only_in: tuple[Sequence[Alone], Sequence[Alone]]
    pairs: Sequence[Counterparts]
    notes: tuple[str, ...] = ()

    @property
    def differing(self) -> Sequence[Counterparts]:
        """Campaigns that are not alike."""
        return [each for each in self.pairs if each.likeness.fields]

    @property
    def unknown(self) -> Sequence[Counterparts]:
        """Campaigns that could not be compared at all."""
        return [each for each in self.pairs if each.likeness.is_unknown]

    @property
    def in_part(self) -> Sequence[Counterparts]:
        """Campaigns that are alike as far as they were seen, which is not in full."""
        return [
            each for each in self.pairs if not each.likeness.fields and each.likeness.is_partial
        ]

    @property
    def alike(self) -> int:
        """How many campaigns are alike, as far as they were seen."""
        return len(self.pairs) - len(self.differing) - len(self.unknown)

    @property
    def has_differences(self) -> bool:
        """Whether something is not alike, or was not compared at all.

        What belongs to one environment alone is no difference.
        """
        alone = any(not each.is_meant for listed in self.only_in for each in listed)
        return alone or bool(self.differing or self.unknown)

    def sides(self) -> Iterator[tuple[str, Sequence[Alone]]]:
        """Each environment with what is live in it alone."""
        yield from zip(self.environments, self.only_in, strict=True)
