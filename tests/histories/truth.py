"""What is true of a field of a drawn history, found by identity and without git."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.histories.drawn import History, State

NOT_COMMITTED = -1


@dataclass(frozen=True)
class Truth:
    """What is true of a field.

    Attributes:
        commits: numbers of the commits that may be named, ``NOT_COMMITTED`` among them for what is
            on disk; none where no version says what is live.
        is_unreadable: whether a version on the way cannot be read, so that nobody can tell.
    """

    commits: frozenset[int]
    is_unreadable: bool


def truth(history: History, identity: int, name: str) -> Truth:
    """Which commits made another value of a field that is live as an earlier version said."""
    search = _Search(history, identity, name)
    commits = search.of(len(history.nodes))
    return Truth(commits, search.is_unreadable)


@dataclass
class _Search:
    """Numbers are those of commits, and the one after the last for what is on disk."""

    history: History
    identity: int
    name: str
    is_unreadable: bool = False
    known: dict[int, frozenset[int]] = field(default_factory=dict)

    def of(self, number: int) -> frozenset[int]:
        """The commits at or before a version which does not say what is live."""
        if number not in self.known:
            told = {each: self.agrees(each) for each in self.before(number)}
            deeper = [self.of(each) for each, is_same in told.items() if not is_same]
            found = frozenset[int]().union(*deeper)
            if not found and any(told.values()):
                is_on_disk = number == len(self.history.nodes)
                found = frozenset({NOT_COMMITTED if is_on_disk else number})
            self.known[number] = found
        return self.known[number]

    def state(self, number: int) -> State:
        """What a version is of."""
        nodes = self.history.nodes
        return self.history.on_disk if number == len(nodes) else nodes[number].state

    def before(self, number: int) -> Iterator[int]:
        """The versions before one, also where the file was away in between."""
        last = len(self.history.nodes)
        for each in (last - 1,) if number == last else self.history.nodes[number].parents:
            if self.identity in self.state(each).files:
                yield each
            else:
                yield from self.before(each)

    def agrees(self, number: int) -> bool:
        """Whether a version says what is live."""
        history, live = self.history, self.history.live[self.identity]
        model = self.state(number).files[self.identity][1]
        if model.is_broken:
            self.is_unreadable = True
            return False
        is_here = model.only in {"", history.environment}
        if model.name != history.names[self.identity] or not is_here:
            return False
        said = model.said(self.state(number).values[history.environment])[self.name]
        if self.name == "description" and not said:
            return not live[self.name]
        return bool(said == live[self.name])
