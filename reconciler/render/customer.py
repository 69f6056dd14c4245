"""What one customer has reached, for people and for scripts; nothing personal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from reconciler.core.exact_json import Json, encode
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, padded
from reconciler.target_group.answers.progress import (
    CampaignProgress,
    StreakProgress,
    SubGoal,
    TargetProgress,
)
from reconciler.words import plural

FORMAT_VERSION: Final = "1.2"
_NOTHING: Final = "-"
Shown = TypeVar("Shown")


def customer_to_json(
    campaigns: Sequence[CampaignProgress],
    *,
    customer_id: int,
    environment: str,
    only: Sequence[str] = (),
) -> dict[str, Json]:
    """Write the progress of a customer as JSON data; what the API did not say is left out."""
    return {
        "format_version": FORMAT_VERSION,
        "environment": environment,
        "customer_id": customer_id,
        **({"only": list(only)} if only else {}),
        "campaigns": [_said(each) for each in campaigns],
    }


def _said(value: Json) -> Json:
    value = asdict(value) if isinstance(value, Struct) else value
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_said(item) for item in value]
    return value


def customer_lines(
    campaigns: Sequence[CampaignProgress],
    *,
    customer_id: int,
    environment: str,
    of: int | None = None,
) -> Iterator[Line]:
    """Write the progress of a customer for people.

    ``of`` is how many campaigns there are, where only some were asked for.
    """
    count = plural(len(campaigns), "campaign") if campaigns else "no campaign is shown"
    if of is not None:
        count = f"{len(campaigns)} of {plural(of, 'campaign')}"
    yield Text.assemble(f"Customer {customer_id} in ", (visible(environment), "bold"), f": {count}")
    for each in campaigns:
        yield ""
        kind = f"{visible(each.tracking_type)}, " if each.tracking_type else ""
        yield Text.assemble((visible(each.name), "bold"), (f"  {kind}group {each.id}", "dim"))
        yield from _table(_TARGETS, each.targets)
        yield from _table(_SUB_GOALS, [(goal, of) for of in each.targets for goal in of.sub_goals])
        yield from _table(_STREAKS, each.streaks)


def _of(reached: int | Decimal | None, wanted: int | Decimal | None) -> str:
    return f"{_number(reached)} of {_number(wanted)}"


def _number(value: int | Decimal | None) -> str:
    return "?" if value is None else encode(value)


def _yes(fact: bool | None) -> str:
    words: Mapping[bool | None, str] = {True: "yes", False: "no"}
    return words.get(fact, _NOTHING)


_TARGETS: Final[Mapping[str, Callable[[TargetProgress], str]]] = {
    "target": lambda each: visible(each.target),
    "period": lambda each: visible(each.period),
    "from": lambda each: each.starts or _NOTHING,
    "to": lambda each: each.ends or _NOTHING,
    "now": lambda each: _yes(each.is_current),
    "enrolled": lambda each: _yes(each.is_enrolled),
    "reached": lambda each: _of(each.reached, each.wanted),
    "achieved": lambda each: each.achieved_at or _NOTHING,
}
_SUB_GOALS: Final[Mapping[str, Callable[[tuple[SubGoal, TargetProgress]], str]]] = {
    "sub-goal": lambda each: visible(each[0].name),
    "of target": lambda each: visible(each[1].target),
    "period": lambda each: visible(each[1].period),
    "at": lambda each: _number(each[0].value),
    "achieved": lambda each: _yes(each[0].is_achieved),
}
_STREAKS: Final[Mapping[str, Callable[[StreakProgress], str]]] = {
    "streak level": lambda each: visible(each.name),
    "status": lambda each: each.status or _NOTHING,
    "in a row": lambda each: _of(each.count, each.wanted),
    "achieved": lambda each: each.achieved_at or _NOTHING,
}


def _table(columns: Mapping[str, Callable[[Shown], str]], of: Sequence[Shown]) -> Iterator[Line]:
    """What stands in each column; nothing where there is nothing to show."""
    if not of:
        return
    filled = [[above, *map(cell, of)] for above, cell in columns.items()]
    for k, row in enumerate(padded(filled)):
        yield Text("  " + "  ".join(row).rstrip(), "" if k else "dim")
