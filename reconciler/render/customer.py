"""What one customer has reached, for people and for scripts; nothing personal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Final

from rich.cells import cell_len, set_cell_size

from reconciler.core.exact_json import Json, encode
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, to_text
from reconciler.target_group.progress import (
    CampaignProgress,
    StreakProgress,
    TargetProgress,
)
from reconciler.words import plural

FORMAT_VERSION: Final = "1.2"
_TARGETS: Final = ("target", "period", "from", "to", "now", "enrolled", "reached", "achieved")
_SUB_GOALS: Final = ("sub-goal", "of target", "period", "at", "achieved")
_STREAKS: Final = ("streak level", "status", "in a row", "achieved")
_NOTHING: Final = "-"


def customer_to_text(
    campaigns: Sequence[CampaignProgress],
    *,
    customer_id: int,
    environment: str,
    color: bool,
    of: int | None = None,
) -> str:
    """Write the progress of a customer for people.

    Args:
        campaigns: those to show.
        customer_id: the customer.
        environment: name of the environment.
        color: whether to use colours.
        of: how many campaigns there are, where only some were asked for.
    """
    return to_text(_lines(campaigns, customer_id, environment, of), color=color)


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
        "campaigns": [_said(asdict(each)) for each in campaigns],
    }


def _said(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_said(item) for item in value]
    return value


def _lines(
    campaigns: Sequence[CampaignProgress], customer_id: int, environment: str, of: int | None
) -> Iterator[Line]:
    count = plural(len(campaigns), "campaign") if campaigns else "no campaign is shown"
    if of is not None:
        count = f"{len(campaigns)} of {plural(of, 'campaign')}"
    yield Text.assemble(f"Customer {customer_id} in ", (visible(environment), "bold"), f": {count}")
    for each in campaigns:
        yield ""
        kind = f"{visible(each.tracking_type)}, " if each.tracking_type else ""
        yield Text.assemble((visible(each.name), "bold"), (f"  {kind}group {each.id}", "dim"))
        yield from _table(_TARGETS, [_target(target) for target in each.targets])
        yield from _table(_SUB_GOALS, [row for one in each.targets for row in _sub_goals(one)])
        yield from _table(_STREAKS, [_streak(streak) for streak in each.streaks])


def _target(target: TargetProgress) -> Sequence[str]:
    return (
        visible(target.target),
        visible(target.period),
        target.starts or _NOTHING,
        target.ends or _NOTHING,
        _yes(target.is_current),
        _yes(target.is_enrolled),
        _of(target.reached, target.wanted),
        target.achieved_at or _NOTHING,
    )


def _sub_goals(target: TargetProgress) -> Iterator[Sequence[str]]:
    for each in target.sub_goals:
        value = "?" if each.value is None else encode(each.value)
        named = (each.name, target.target, target.period)
        yield *map(visible, named), value, _yes(each.is_achieved)


def _streak(streak: StreakProgress) -> Sequence[str]:
    status = streak.status or _NOTHING
    achieved = streak.achieved_at or _NOTHING
    return visible(streak.name), status, _of(streak.count, streak.wanted), achieved


def _of(reached: int | Decimal | None, wanted: int | Decimal | None) -> str:
    return " of ".join("?" if each is None else encode(each) for each in (reached, wanted))


def _yes(fact: bool | None) -> str:
    words: Mapping[bool | None, str] = {True: "yes", False: "no"}
    return words.get(fact, _NOTHING)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    if not rows:
        return
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    for k, row in enumerate((head, *rows)):
        cells = map(set_cell_size, row, widths)
        yield Text("  " + "  ".join(cells).rstrip(), "" if k else "dim")
