"""What expressions are made of, and how the trees of the API print each part of them.

A tree names a type for everything, and a wrong one would make another campaign than the one
declared. So a part is known if a documented sample shows it, or if the settings declare it: by
hand, or learned from live pairs of text and tree (``learning.py``).
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct, field

from reconciler.core.exact_json import Json

REAL: Final = "real:object:primitive"
BOOLEAN_TYPE: Final = "boolean:primitive"
NUMBER_TYPE: Final = "number:primitive"
USUAL_EVENT: Final = "TransactionAdd"
"""The event of a target that names none (rule ``event-defaults-to-transaction``)."""

Forms: TypeAlias = Mapping[str, str]
"""How parts of one sort are printed, by what they are called in the settings."""
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class Sort(StrEnum):
    """A sort of parts: the table of the settings that declares it.

    Attributes:
        SYMBOLS: objects, and their attributes by ``object.attribute``, to types. Those of one
            event stand under events.
        LITERALS: kinds of literals (``literals.py``) to types.
        OPERATORS: operators between the types of their operands, to the type of the result.
        NESTING: operators beside each other, to how they are read.
    """

    SYMBOLS = "symbols"
    LITERALS = "literals"
    OPERATORS = "operators"
    NESTING = "nesting"


class Part(NamedTuple):
    """A part of expressions whose form can be known.

    Attributes:
        key: what it is called in the settings.
        event: of a symbol, the event for whose targets it is meant; empty where for all.
    """

    sort: Sort
    key: str
    event: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """The table under ``expressions`` of the settings that declares it."""
        return ("events", self.event) if self.event else (self.sort.value,)


class Vocabulary(Struct, frozen=True):
    """What can be compiled.

    Attributes:
        types: the types of objects, by name, and of their attributes, by ``object.attribute``.
        literals: the types of literals, by what kind they are.
        operators: the types of results, by ``left operator right``, with the types of operands.
        nesting: how operators are read that types alone do not tell apart.
        events: more types, for the targets of one event.
    """

    types: Forms
    literals: Forms = field(default_factory=dict)
    operators: Forms = field(default_factory=dict)
    nesting: Forms = field(default_factory=dict)
    events: Mapping[str, Forms] = field(default_factory=dict)

    def __hash__(self) -> int:
        """The same of all, as mappings have none; a run knows one or two."""
        return 0

    def extended(
        self,
        symbols: Forms,
        *,
        literals: Forms = _NONE,
        operators: Forms = _NONE,
        nesting: Forms = _NONE,
        events: Mapping[str, Forms] = _NONE,
    ) -> "Vocabulary":
        """The vocabulary with more in it."""
        return Vocabulary(
            _both(self.types, symbols),
            _both(self.literals, literals),
            _both(self.operators, operators),
            _both(self.nesting, nesting),
            MappingProxyType(
                {
                    event: _both(self.events.get(event, _NONE), events.get(event, _NONE))
                    for event in {**self.events, **events}
                }
            ),
        )

    def at(self, event: Json) -> "Vocabulary":
        """The vocabulary for the targets of an event; None is the one of those that name none."""
        name = str(event or USUAL_EVENT)
        return _at(self, name) if name in self.events else self

    def get(self, part: Part) -> str | None:
        """How a part is printed; None where it is not known."""
        within = self.at(part.event) if part.event else self
        return within._forms()[part.sort].get(part.key)  # noqa: SLF001 - its own

    def as_json(self) -> Json:
        """All that is in it, as plain data."""
        events = {event: dict(symbols) for event, symbols in self.events.items()}
        return [*map(dict, self._forms().values()), events]

    def _forms(self) -> Mapping[Sort, Forms]:
        return {
            Sort.SYMBOLS: self.types,
            Sort.LITERALS: self.literals,
            Sort.OPERATORS: self.operators,
            Sort.NESTING: self.nesting,
        }


def _both(one: Forms, other: Forms) -> Forms:
    return MappingProxyType({**one, **other})


@lru_cache(maxsize=256)
def _at(vocabulary: Vocabulary, event: str) -> Vocabulary:
    # One for all targets of an event, which are many: it is looked up by what it is.
    return vocabulary.extended(vocabulary.events[event])


DOCUMENTED: Final = Vocabulary({}).extended(
    {
        "currentTxn": "tx:object:primitive",
        "currentTxn.value": REAL,
        "currentTxn.basketAmountSumNonDiscounted": REAL,
    },
    literals={"true": BOOLEAN_TYPE, "whole": NUMBER_TYPE},
    operators={f"{REAL} {operator} {NUMBER_TYPE}": BOOLEAN_TYPE for operator in "><"},
)
"""What documented samples show."""
