"""The kinds of campaign that a new file can be started as, each with the core of its body."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.campaigns.outline import campaign_text
from reconciler.campaigns.remarks import with_remarks
from reconciler.core.exact_json import Json
from reconciler.target_group.fields import CYCLES, FIXED_WINDOW

ONCE: Final = "ONCE"
"""The rhythm of a campaign that has one period."""
CUSTOM: Final = "CUSTOM"
OFFERED: Final = ("metadata",)
"""Fields that every campaign may have, and of which nothing can be known here."""
ALWAYS: Final = ("kind", "name", "value", "till")
"""What has to be said of every kind."""

Data: TypeAlias = dict[str, Json]


class Answers(Struct, frozen=True):
    """What a person says of a campaign to be started.

    Attributes:
        kind: word of the kind.
        name: of the campaign.
        every: rhythm of the periods, or ONCE.
        first: first day.
        until: last day, instead of count.
        count: number of periods.
        days: length of a period, with CUSTOM.
        value: the goal.
        till: the till that it is attributed to, or a reference to a value of the environment.
        event: name of an event of one's own.
        currency: identifier of an alternate currency.
        program: id of its loyalty programme.
    """

    kind: str | None = None
    name: str | None = None
    every: str | None = None
    first: date | None = None
    until: date | None = None
    count: int | None = None
    days: int | None = None
    value: int | Decimal | None = None
    till: int | str | None = None
    event: str | None = None
    currency: str | None = None
    program: int | None = None

    def missing(self) -> Iterator[str]:
        """Names of what has to be said yet, in the order in which a person would be asked."""
        kind = KINDS.get(self.kind or "", _ANY)
        asked = [*ALWAYS[:2], *self._schedule(kind), *kind.needs, *ALWAYS[2:]]
        return (name for name in asked if getattr(self, name) is None)

    def unfit(self) -> Iterator[tuple[str, str]]:
        """What was said and means nothing here, each with what it does not go with."""
        kind = KINDS[self.kind or ""]
        wanted = {*ALWAYS, *self._schedule(kind), *kind.needs}
        elsewhere = {} if kind.has_server_periods else {"count": "until", "days": "every"}
        for name in self.__struct_fields__:
            if getattr(self, name) is not None and name not in wanted:
                yield name, elsewhere.get(name, "kind")
        if kind.has_server_periods and self.every in {ONCE, CUSTOM}:
            yield "every", "kind"

    def _schedule(self, kind: "StartKind") -> list[str]:
        """What says when the campaign runs."""
        if kind.has_server_periods:
            return ["every", "count"]
        if self.every == ONCE or (self.every is None and self.until is not None):
            return ["first", "until"] if self.every is None else ["every", "first", "until"]
        length = "count" if self.until is None else "until"
        return ["every", "first", *(["days"] if self.every == CUSTOM else []), length]


class StartKind(Struct, frozen=True):
    """A kind of campaign.

    Attributes:
        about: what it is, for the head of the file.
        core: the body of it but for its name and its periods.
        needs: what has to be said besides name, days and goal.
        has_server_periods: whether the server makes the periods.
    """

    about: str
    core: Callable[[Answers], Data]
    needs: Sequence[str] = ()
    has_server_periods: bool = False


def new_campaign(
    answers: Answers, *, head: Sequence[str], defaults: Mapping[str, Json], is_bare: bool = False
) -> str:
    """Write the file of a new campaign.

    Args:
        answers: of which nothing is missing, and nothing is unfit.
        head: comments for the first lines.
        defaults: fields that no answer is about.
        is_bare: whether to leave out what explains the fields.
    """
    kind = KINDS[answers.kind or ""]
    said = {"name": answers.name, "preferredTillId": answers.till, **kind.core(answers)}
    data = {**defaults, **said}
    if kind.has_server_periods:
        data["targetEvaluationType"] = "CYCLIC_WINDOW"
        data |= {"frequencyType": answers.every, "frequency": 1, "recurringCycles": answers.count}
    else:
        data |= _periods(answers)
    if is_bare:
        return campaign_text(data, head=head)
    offered = [name for name in OFFERED if name not in data]
    return with_remarks(campaign_text(data, head=[*head, kind.about]), offered=offered)


def _periods(answers: Answers) -> Data:
    window: Data = {"targetEvaluationType": FIXED_WINDOW, "recurringCycles": 0}
    if answers.every in {None, ONCE}:
        days = {"startDate": f"{answers.first}", "endDate": f"{answers.until}"}
        period = {"refCode": CYCLES.format(n=1), **days}
        return window | {"frequencyType": CUSTOM, "frequency": 0, "periods": [period]}
    schedule: Data = {"from": f"{answers.first}", "every": answers.every}
    if answers.days is not None:
        schedule["days"] = answers.days
    end = {"count": answers.count} if answers.until is None else {"until": f"{answers.until}"}
    return window | {"periods": schedule | end}


def _target(answers: Answers, *, entity: str, measure: str, enrolment: str, **more: Json) -> Data:
    return {
        "name": answers.name,
        "targetEntity": entity,
        "targetType": measure,
        "enrolmentMethod": enrolment,
        "expression": True,
        "defaultValues": answers.value,
        **more,
    }


def _spend(answers: Answers, **more: Json) -> Data:
    target = _target(answers, entity="TRANSACTION", measure="SALES", enrolment="TRANSACTION")
    return target | more


def _milestone(answers: Answers) -> Data:
    return {"trackingType": "DEFAULT", "targets": [_spend(answers)]}


def _streak(answers: Answers) -> Data:
    levels = [{"name": "Two in a row", "targetCountOfSequence": 2}]
    return {"trackingType": "STREAKS", "targets": [_spend(answers)], "streaks": levels}


def _unified(answers: Answers) -> Data:
    parts = ("first part", "second part")
    return {
        "trackingType": "UNIFIED",
        "combinationType": "ALL",
        "unifiedTargetExpression": {"aggregation": "SUM", "thresholdValue": answers.value},
        "targets": [_spend(answers, name=f"{answers.name}, {part}") for part in parts],
    }


def _capping(answers: Answers) -> Data:
    target = _target(answers, entity="POINTS", measure="REGULAR_POINTS", enrolment="TRANSACTION")
    return {"trackingType": "CAPPING", "targets": [target]}


def _leaderboard(answers: Answers) -> Data:
    return _milestone(answers) | {"leaderboardEnabled": True}


def _user_created(answers: Answers) -> Data:
    target = _spend(answers, enrolmentMethod="IMPORT")
    return {"trackingType": "DEFAULT", "userCreated": True, "targets": [target]}


def _event(answers: Answers) -> Data:
    target = _target(
        answers, entity="EVENT", measure="COUNT", enrolment="IMPORT", eventName=answers.event
    )
    return {"trackingType": "DEFAULT", "targets": [target]}


def _currency(answers: Answers) -> Data:
    which = {"alternateCurrencyIdentifier": answers.currency, "programId": answers.program}
    target = _target(
        answers,
        entity="ALTERNATE_CURRENCIES",
        measure="ALL",
        enrolment="IMPORT",
        extendedFieldInfo=which,
    )
    return {"trackingType": "DEFAULT", "targets": [target]}


KINDS: Final[Mapping[str, StartKind]] = {
    "milestone": StartKind("A milestone: customers reach a goal in a period.", _milestone),
    "streak": StartKind("A streak: levels are reached by periods in a row.", _streak),
    "unified": StartKind("Unified: several targets that count as one.", _unified),
    "capping": StartKind(
        "A capping rule: the most points that a customer can earn; the server makes the periods.",
        _capping,
        has_server_periods=True,
    ),
    "leaderboard": StartKind(
        "A leaderboard: customers are ranked by what they reach.", _leaderboard
    ),
    "user-created": StartKind(
        "User-created: customers set the goal themselves; exactly one target, enrolled by import.",
        _user_created,
    ),
    "event": StartKind(
        "A behavioural event: customers collect events of your own.", _event, needs=("event",)
    ),
    "currency": StartKind(
        "An alternate currency: its identifier and programme stand in extendedFieldInfo.",
        _currency,
        needs=("currency", "program"),
    ),
}
"""Every kind by its word on the command line."""
_ANY: Final = KINDS["milestone"]
