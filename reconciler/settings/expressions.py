"""What the settings say of expressions."""

from collections.abc import Callable
from typing import Annotated

from reconciler.settings.tables import Rule, Table
from reconciler.target_group.expressions import forms
from reconciler.target_group.expressions.symbols import DOCUMENTED, Forms, Vocabulary


def _usable(why_not: Callable[[Forms], str | None]) -> Rule:
    def check(given: Forms) -> None:
        reason = why_not(given)
        if reason is not None:
            raise ValueError(reason)

    return Rule(check)


class Expressions(Table, frozen=True, kw_only=True):
    """What is known of expressions beyond what documents show.

    Attributes:
        symbols: the types of objects and of their attributes, as trees of the API print them.
        events: more symbols, each for the targets of one event, by its name.
        literals: the types of literals, by their kind.
        operators: the types of results, by operator and the types of both operands.
        nesting: how operators beside each other are read, and that parentheses are left out.
    """

    # Each table gets an empty one of its own, as above.
    symbols: Annotated[dict[str, str], _usable(forms.why_unusable)] = {}  # noqa: RUF012
    events: dict[str, dict[str, str]] = {}  # noqa: RUF012
    literals: Annotated[dict[str, str], _usable(forms.why_unusable_literals)] = {}  # noqa: RUF012
    operators: Annotated[dict[str, str], _usable(forms.why_unusable_operators)] = {}  # noqa: RUF012
    nesting: Annotated[dict[str, str], _usable(forms.why_unusable_nesting)] = {}  # noqa: RUF012

    def check(self) -> None:
        """Whether the symbols of events go with the others."""
        reason = forms.why_unusable_events(self.events, {**DOCUMENTED.types, **self.symbols})
        if reason is not None:
            raise ValueError(reason)

    @property
    def vocabulary(self) -> Vocabulary:
        """All that is known, with what documents show."""
        return DOCUMENTED.extended(
            self.symbols,
            literals=self.literals,
            operators=self.operators,
            nesting=self.nesting,
            events=self.events,
        )
