"""The file of a new campaign: the kinds that one can be started as, each with the core of its body.

Comments say what each field is, in the words of the table of fields.
"""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.campaigns.outline import campaign_text
from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Field, Table
from reconciler.target_group.fields import CYCLES, FIXED_WINDOW, GROUP
from reconciler.target_group.kinds import Kind
from reconciler.yaml12.layout import Entry, Layout, Node, read_layout
from reconciler.yaml12.splices import Splice, splice
from reconciler.yaml12.style import Style
from reconciler.yaml12.write import Pen

WIDEST: Final = 100


def with_remarks(text: str, *, offered: Sequence[str]) -> str:
    """Write above each field of a campaign file what it is, where it stands for the first time.

    The text is as ``outline.campaign_text`` writes it. Fields that are offered and that it has not
    are added as comments with their examples.
    """
    layout = read_layout("campaign.yaml", text)
    told = splice(text, _Remarks(layout).inside(layout.root, GROUP))
    for field in map(GROUP.fields.__getitem__, offered):
        remark = "\n".join(_comments([field.help], ""))
        told += f"\n{remark}\n# {field.name}: {Pen().flow(field.example)}\n"
    return told


class _Remarks:
    """The remarks on one file; what was said once is not said again."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.told: set[tuple[Table, str]] = set()

    def inside(self, node: Node, table: Table) -> Iterator[Splice]:
        """Remarks on the fields of a mapping, or of each mapping of a list."""
        for step, entry in node.entries.items():
            if not isinstance(step, str):
                if entry.value.style is Style.BLOCK:
                    yield from self.inside(entry.value, table)
            elif step in table.fields:
                yield from self._field(table, step, entry)

    def _field(self, table: Table, name: str, entry: Entry) -> Iterator[Splice]:
        field = table.fields[name]
        below = (entry.value.is_mapping and field.short) or field.parts
        if (table, name) not in self.told:
            self.told.add((table, name))
            # On lines of their own, with an empty line before them at the left margin.
            layout = self.layout
            start, blanks = layout.line_start(entry.start), layout.indent(entry.start)
            is_set_off = blanks or start == 0 or layout.text[:start].endswith("\n\n")
            parts = below.fields if below is not None else {}  # told where they have no line
            inside = [each for each in _in_braces(entry.value) if each in parts]
            told = (f"- {each}: {_sentences(parts[each])}" for each in inside)
            lines = _comments((_sentences(field), *told), blanks)
            text = "".join(f"{line}\n" for line in lines)
            yield Splice(start, start, text if is_set_off else f"\n{text}")
        if entry.value.style is Style.BLOCK and below is not None:
            yield from self.inside(entry.value, below)


def _in_braces(node: Node) -> list[str]:
    """The fields of a mapping in braces, or of the first one of a list of them."""
    while node.entries and not node.is_mapping:
        node = node.last.value
    return [str(step) for step in node.entries] if node.style is Style.FLOW else []


def _sentences(field: Field) -> str:
    words = f" One of {', '.join(field.values)}." if field.kind is Kind.CHOICE else ""
    return field.help + words


def _comments(lines: Iterable[str], blanks: str) -> Iterator[str]:
    for line in lines:
        deeper = "  " if line.startswith("- ") else ""
        yield from textwrap.wrap(
            line,
            WIDEST,
            initial_indent=f"{blanks}# ",
            subsequent_indent=f"{blanks}# {deeper}",
            break_long_words=False,
            break_on_hyphens=False,
        )


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
        every: rhythm of the periods, or ONCE.
        until: last day, instead of count.
        days: length of a period, with CUSTOM.
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
    answers: Answers, *, head: Sequence[str], defaults: Mapping[str, Json], is_bare: bool
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


def _target(
    answers: Answers,
    *,
    entity: str = "TRANSACTION",
    measure: str = "SALES",
    enrolment: str = "TRANSACTION",
    **more: Json,
) -> Data:
    return {
        "name": answers.name,
        "targetEntity": entity,
        "targetType": measure,
        "enrolmentMethod": enrolment,
        "expression": True,
        "defaultValues": answers.value,
        **more,
    }


def _campaign(*targets: Data, tracking: str = "DEFAULT", **more: Json) -> Data:
    return {"trackingType": tracking, **more, "targets": [*targets]}


def _unified(answers: Answers) -> Data:
    goal = {"aggregation": "SUM", "thresholdValue": answers.value}
    names = [f"{answers.name}, {part}" for part in ("first part", "second part")]
    return _campaign(
        *(_target(answers, name=name) for name in names),
        tracking="UNIFIED",
        combinationType="ALL",
        unifiedTargetExpression=goal,
    )


def _currency(answers: Answers) -> Data:
    which = {"alternateCurrencyIdentifier": answers.currency, "programId": answers.program}
    target = _target(
        answers,
        entity="ALTERNATE_CURRENCIES",
        measure="ALL",
        enrolment="IMPORT",
        extendedFieldInfo=which,
    )
    return _campaign(target)


KINDS: Final[Mapping[str, StartKind]] = {
    "milestone": StartKind(
        "A milestone: customers reach a goal in a period.",
        lambda answers: _campaign(_target(answers)),
    ),
    "streak": StartKind(
        "A streak: levels are reached by periods in a row.",
        lambda answers: _campaign(
            _target(answers),
            tracking="STREAKS",
            streaks=[{"name": "Two in a row", "targetCountOfSequence": 2}],
        ),
    ),
    "unified": StartKind("Unified: several targets that count as one.", _unified),
    "capping": StartKind(
        "A capping rule: the most points that a customer can earn; the server makes the periods.",
        lambda answers: _campaign(
            _target(answers, entity="POINTS", measure="REGULAR_POINTS"), tracking="CAPPING"
        ),
        has_server_periods=True,
    ),
    "leaderboard": StartKind(
        "A leaderboard: customers are ranked by what they reach.",
        lambda answers: _campaign(_target(answers), leaderboardEnabled=True),
    ),
    "user-created": StartKind(
        "User-created: customers set the goal themselves; exactly one target, enrolled by import.",
        lambda answers: _campaign(_target(answers, enrolment="IMPORT"), userCreated=True),
    ),
    "event": StartKind(
        "A behavioural event: customers collect events of your own.",
        lambda answers: _campaign(
            _target(
                answers,
                entity="EVENT",
                measure="COUNT",
                enrolment="IMPORT",
                eventName=answers.event,
            )
        ),
        needs=("event",),
    ),
    "currency": StartKind(
        "An alternate currency: its identifier and programme stand in extendedFieldInfo.",
        _currency,
        needs=("currency", "program"),
    ),
}
"""Every kind by its word on the command line."""
_ANY: Final = KINDS["milestone"]
