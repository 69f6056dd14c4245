"""What a plan would create, for the terminal: what customers get, in the sentence of the comment.

Every campaign to create is named, however many there are. Past so many, those that say the same
are put together, and only the first are said in full.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from reconciler.core.diagnostic import Diagnostic
from reconciler.core.plan import Create, Plan
from reconciler.render.change_line import INDENT, change_line
from reconciler.render.plan_words import acknowledged_reason, begun
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, wrapped
from reconciler.target_group.prose.sentence import describe
from reconciler.words import plural

MOST_SAID: Final = 50
"""So many sentences say what customers get."""


def create_lines(plan: Plan) -> Iterator[Line]:
    """The campaigns to create, in the order of the plan where they are few."""
    first_days = begun(plan)
    if len(plan.creates) <= MOST_SAID:
        for create in plan.creates:
            yield change_line(create)
            yield from _said(describe(create.body))
            yield from _notes(create, first_days)
        return
    alike = _by_sentence(plan.creates)
    for sentence, creates in islice(alike.items(), MOST_SAID):
        for create in creates:
            yield change_line(create)
            yield from _notes(create, first_days)
        each = f"Each of these {len(creates)}: " if len(creates) > 1 else ""
        yield from _said(f"{each}{sentence}")
    others = [each for creates in islice(alike.values(), MOST_SAID, None) for each in creates]
    for create in others:
        yield change_line(create)
        yield from _notes(create, first_days)
        if create.body.get("active") is False:
            yield from _said("It is declared inactive.")
    if others:
        yield from _said(
            f"What customers get from the last {plural(len(others), 'campaign')} is not said here: "
            "'reconciler plan --explain NAME' says it for one, --format json for all."
        )


def _by_sentence(creates: Sequence[Create]) -> Mapping[str, Sequence[Create]]:
    found: dict[str, list[Create]] = {}
    for create in creates:
        found.setdefault(describe(create.body), []).append(create)
    return found


def _notes(create: Create, first_days: Mapping[str, Diagnostic]) -> Iterator[Line]:
    """What a person must know before it is created."""
    for known in create.acknowledged:
        yield from _said(acknowledged_reason(known))
    note = first_days.get(create.file)
    if note is not None:
        text = visible(f"{note.message} {note.hint} [{note.code}]")
        yield from wrapped(text, indent=INDENT, lead=f"{note.severity.value}: ")


def _said(text: str) -> Iterator[Line]:
    return wrapped(visible(text), indent=INDENT)
