"""A create in one plain sentence, for a reviewer who knows campaigns and not the API.

Correct or silent: the sentence says what the fields of the body are documented to mean, and only
if every field that could change that meaning is understood. Otherwise it is a shorter one, down
to what kind of campaign it is and how many targets it has; it never guesses. Names stand in it
only if they are plain words, see ``plain_name``.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from reconciler.target_group.fields import GROUP, PERIOD, SERVER_PERIODS, WINDOWS
from reconciler.target_group.prose.goal import (
    Goal,
    Row,
    act_of,
    amounts_of,
    cycles_of,
    each_period,
    is_active,
    is_known,
    place_of,
    positive,
    read_goal,
    rows,
    windows_of,
)
from reconciler.target_group.prose.numbers_and_days import (
    counted,
    hull,
    number,
    plain_name,
    when,
    window,
)
from reconciler.target_group.values import DAY_LENGTH, text_at

MOST_AMOUNTS: Final = 6
"""So many goals of one target are named one by one."""
MOST_TARGETS: Final = 4
_KINDS: Final[Mapping[str, str]] = {
    "DEFAULT": "milestone",
    "STREAKS": "streak",
    "NON_CONTINUOUS_STREAKS": "non-continuous streak",
    "UNIFIED": "unified milestone",
    "CAPPING": "capping rule",
}
_BY_IMPORT: Final = "Customers are enrolled by import, not by buying."
_REACH: Final = "reach the milestone when they"
_FLAGS: Final = ("active", "userCreated", "leaderboardEnabled")
_MOST_LISTED: Final = 3
"""So many periods or streak levels are named one by one."""
_DECISIVE: Final = (
    "aggregateWindow",
    "combinationType",
    "leaderboardEnabled",
    "streaks",
    "unifiedTargetExpression",
    "userCreated",
)
"""Fields that change the meaning, and so may stand only where they belong."""
_ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "DEFAULT": frozenset({"leaderboardEnabled", "userCreated"}),
    "STREAKS": frozenset({"streaks"}),
    "UNIFIED": frozenset({"combinationType", "unifiedTargetExpression"}),
}


def describe(body: Row) -> str:
    """Say in a plain sentence or two what the body of a create, any JSON object, would make."""
    kind = body.get("trackingType")
    tell = _TELLERS.get(kind) if isinstance(kind, str) else None
    is_understood = tell is not None and _is_understood(body)
    told = tell(body) if tell is not None and is_understood else None
    # A cap is no goal; declared periods that are not understood may contradict the goals.
    says_parts = is_understood and kind != "CAPPING" and _has_server_periods(body)
    parts = _parts(body) if says_parts else ""
    said = [told] if told else [_outline(body, has_parts=bool(parts)), parts or _goals(body)]
    return " ".join(filter(None, [*said, *_remarks(body)]))


def _milestone(body: Row) -> str | None:
    goal = read_goal(body)
    if goal is None:
        return None
    is_own = body.get("userCreated")
    told = _in_time(goal, "set a goal of their own; the default is to" if is_own else _REACH)
    board = " A leaderboard is kept." if body.get("leaderboardEnabled") else ""
    return f"{told}.{board}"


def _streak(body: Row) -> str | None:
    goal = read_goal(body)
    streaks = rows(body, "streaks") or ()
    found = [positive(each, "targetCountOfSequence") for each in streaks]
    counts = [each for each in found if each is not None]
    if goal is None or not counts or len(counts) < len(found):
        return None
    names = [plain_name(each.get("name")) for each in streaks]
    if len(counts) > _MOST_LISTED or None in names:
        levels = f"{counted(len(counts), 'level')}; the highest takes {_in_a_row(max(counts))}"
    else:
        levels = ", ".join(
            f"{name} takes {_in_a_row(k)}" for name, k in zip(names, counts, strict=True)
        )
    return f"{_in_time(goal, 'keep the streak when they', join='and')}. {levels}."


def _cap(body: Row) -> str | None:
    goal = read_goal(body)
    if goal is None or goal.act.before != "earn" or len(set(goal.amounts)) > 1:
        return None
    earned = goal.act(goal.amounts[0]).removeprefix("earn ")
    return f"{_upper(goal.each)}, customers earn at most {earned}."


def _unified(body: Row) -> str | None:
    count = len(rows(body, "targets") or ())
    each = each_period(body)
    words = {"ALL": "all of which have to be reached", "ANY": "any of which is enough"}
    combined = words.get(text_at(body, "combinationType"))
    if not count or each is None or combined is None:
        return None
    told = f"A unified milestone of {counted(count, 'target')}, {combined}, {each}."
    told += f" {_parts(body) or _goals(body)}".rstrip()
    goal = body.get("unifiedTargetExpression")
    if isinstance(goal, Mapping) and goal.get("aggregation") == "SUM":
        total = number(goal.get("thresholdValue"))
        told += f" The combined goal is a sum of {total}." if total else ""
    return told


_TELLERS: Final[Mapping[str, Callable[[Row], str | None]]] = {
    "DEFAULT": _milestone,
    "STREAKS": _streak,
    "CAPPING": _cap,
    "UNIFIED": _unified,
}


def _parts(body: Row) -> str:
    """What customers do for each of a few targets; empty if one of them is not understood."""
    told = []
    for target in rows(body, "targets") or ():
        act, amounts = act_of(target), amounts_of(target)
        if act is None or not amounts:
            return ""
        told.append(f"to {act(_each_amount(amounts, last='or'))}{act.condition}")
    if len(told) not in range(1, MOST_TARGETS + 1):
        return ""
    *others, last = told
    listed = f"{'; '.join(others)}; and {last}" if others else last
    return f"{'The targets are' if others else 'The target is'} {listed}."


def _in_time(goal: Goal, then: str, *, join: str = "or") -> str:
    """What customers do when: first the time, where one number serves all periods.

    Args:
        goal: the goal.
        then: what stands between the customers and the act.
        join: what stands between periods that have goals of their own: whether each of them has to
            be reached, as in a streak, or each is something to reach by itself.
    """
    act, amounts = goal.act, goal.amounts
    if len(set(amounts)) == 1:
        return f"{_upper(goal.each)}, customers {then} {act(amounts[0])}{act.condition}"
    if len(goal.windows) in range(2, _MOST_LISTED + 1):
        first, *others = zip(amounts, map(when, goal.windows), strict=True)
        listed = [f"{act(first[0])} {first[1]}", *(" ".join(each) for each in others)]
        return f"Customers {then} {f', {join} '.join(listed)}{act.condition}"
    each = f"{act(_each_amount(amounts, last='or'))}, a goal for each period{act.condition}"
    return f"{_upper(goal.each)}, customers {then} {each}"


def _outline(body: Row, *, has_parts: bool) -> str:
    """The kind of campaign and its size: true whatever else the body says."""
    kind = _KINDS.get(text_at(body, "trackingType"), "campaign")
    targets = rows(body, "targets") or ()
    windows = windows_of(body)
    parts = [
        "A user-created" if body.get("userCreated") is True else "A",
        f"{kind} with {counted(len(targets), 'target') if targets else 'no targets'}",
    ]
    if windows:
        parts.append(f"in {counted(len(windows), 'period')} {when(hull(windows))}")
    elif cycles := each_period(body):
        parts.append(cycles)
    elif _has_server_periods(body):
        declared = cycles_of(body)
        parts.append(f"in periods that the server makes{f' ({declared})' if declared else ''}")
    if levels := rows(body, "streaks"):
        parts.append(f"and {counted(len(levels), 'level')}")
    if body.get("leaderboardEnabled") is True:
        parts.append("and a leaderboard")
    is_limited = any(each.get("expression") not in (None, "true") for each in targets)
    limited = " Only what meets a condition counts." if is_limited and not has_parts else ""
    return f"{' '.join(parts)}.{limited}"


def _remarks(body: Row) -> list[str]:
    """What a reviewer must know of any campaign."""
    targets = rows(body, "targets") or []
    off = sum(each.get("active") is False for each in targets)
    days = (
        window(text_at(body, first)[:DAY_LENGTH], text_at(body, last)[:DAY_LENGTH])
        for first, last in (WINDOWS if _has_server_periods(body) else ())
    )
    declared = next(filter(None, days), None)
    imported = [each.get("enrolmentMethod", "IMPORT") == "IMPORT" for each in targets]
    remarks = [f"It is declared {when(declared)}."] if declared else []
    if body.get("active") is False:
        remarks.append("It is declared inactive.")
    if off:
        remarks.append(f"{counted(off, 'target')} {'is' if off == 1 else 'are'} declared inactive.")
    if imported and all(imported):
        remarks.append(_BY_IMPORT)
    return remarks


def _has_server_periods(body: Row) -> bool:
    return text_at(body, "targetEvaluationType") in SERVER_PERIODS and not body.get("periods")


def _is_understood(body: Row) -> bool:
    """Whether no field of the group or of its periods can change what is said."""
    allowed = _ALLOWED.get(text_at(body, "trackingType"), frozenset())
    foreign = any(body.get(name) for name in _DECISIVE if name not in allowed)
    periods = rows(body, "periods")
    return (
        not foreign
        and all(isinstance(body.get(name, False), bool) for name in _FLAGS)
        and is_known(body, GROUP.fields)
        and periods is not None
        and all(is_known(each, PERIOD.fields) and is_active(each) for each in periods)
    )


def _in_a_row(count: int) -> str:
    return "1 period" if count == 1 else f"{counted(count, 'period')} in a row"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _each_amount(amounts: Sequence[str], *, last: str) -> str:
    """Goals of one target in the order of its periods, with a word before the last of them."""
    if len(set(amounts)) == 1:
        return amounts[0]
    if len(amounts) <= MOST_AMOUNTS:
        return f"{', '.join(amounts[:-1])} {last} {amounts[-1]}"
    return f"{min(amounts, key=_exact)} to {max(amounts, key=_exact)}"


def _goals(body: Row) -> str:
    """The goals of all targets as a sentence, without what they are goals of: empty if unknown.

    True whatever else a body says: it repeats declared numbers, and says how much is left out.
    """
    targets = rows(body, "targets") or ()
    said: list[str] = []
    for target in targets[:MOST_TARGETS]:
        amounts, place = amounts_of(target), place_of(target)
        where = ", where its filters say" if place is None else place
        said.append(f"{_each_amount(amounts, last='and')}{where}" if amounts else "")
    if len(targets) == 1:
        return f"{'Goals' if ' and ' in said[0] else 'Goal'}: {said[0]}." if said[0] else ""
    names = [plain_name(text_at(each, "name")) for each in targets]
    listed = [f"{goal} for {names[k] or f'target {k + 1}'}" for k, goal in enumerate(said) if goal]
    more = len(targets) - MOST_TARGETS
    rest = [f"and those of {counted(more, 'more target')}"] if more > 0 else []
    return f"Goals: {'; '.join([*listed, *rest])}." if listed else ""


def _exact(amount: str) -> Decimal:
    return Decimal(amount.replace(",", ""))
