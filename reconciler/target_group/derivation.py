"""Where the values of a campaign come from that its file does not say as they stand.

A file leaves out what the environment, a short form, a documented default or the request itself
settles. Here each of them is told with the rule that made it, for whoever asks why.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.core.diagnostic import Route
from reconciler.core.diff import pointer, steps
from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.canonical import (
    PERIOD_COUNT,
    counts_always,
    has_server_periods,
    period_count,
)
from reconciler.target_group.columns import NOBODYS, UNSEEN, Role, Source, Table
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.fields import GROUP, PERIOD, TARGET
from reconciler.target_group.kinds import Kind
from reconciler.target_group.patterns import is_reference
from reconciler.target_group.reading import read_file
from reconciler.target_group.shorthand.expand import expand
from reconciler.target_group.values import Expected

Row: TypeAlias = Mapping[str, Json]

MOST_SPANS: Final = 4
SERVER_PERIODS_RULE: Final = "cyclic-periods-are-the-servers"


class How(Enum):
    """What filled a value in."""

    ENVIRONMENT = "environment"
    SHORT_FORM = "short form"
    DEFAULT = "default"
    REQUEST = "request"


class Derived(Struct, frozen=True):
    """A value that the file does not say as it stands.

    Attributes:
        how: what filled it in.
        path: where it stands; of a field that many parts lack, the collection and the field.
        why: what is to be known besides.
        rule: name of the normalisation rule, empty where there is none.
    """

    how: How
    path: str
    value: Json
    why: str
    rule: str = ""


class Account(Struct, frozen=True):
    """Where all of a campaign comes from.

    Attributes:
        derived: the values that the file does not say as they stand.
        rules: names of the rules by which its declared fields are compared.
        left_out: fields that it does not declare and that are not compared therefore, each with
            the name of the rule on what the server does then, empty where there is none.
    """

    derived: tuple[Derived, ...]
    rules: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def account_for(written: Row, resolved: Row, vocabulary: Vocabulary = DOCUMENTED) -> Account:
    """Account for the values of a campaign without errors, as written and as resolved."""
    data = read_file(expand(resolved).data, vocabulary).clean
    derived = (
        *_references(written, resolved),
        *_short_forms(resolved, data),
        *_defaults(data),
        *_in_the_request(data),
    )
    rules = {
        field.rule: None
        for table, _, rows in _tables(data)
        for field in table.fields.values()
        if field.rule and any(field.name in row for row in rows)
    }
    if has_server_periods(data):
        rules[SERVER_PERIODS_RULE] = None
    counted = {PERIOD_COUNT} if period_count(data) is not None else set()
    left_out = tuple(
        (pointer((*route, field.name)), field.filled_by)
        for table, route, rows in _tables(data)
        for field in table.fields.values()
        if rows
        and field.role in {Role.COMPARED, Role.COMPUTED}
        and field.left_out.startswith(NOBODYS)
        and field.name not in counted
        and not any(field.name in row for row in rows)
    )
    return Account(derived, tuple(rules), left_out)


def why_unseen(path: str, source: Source) -> str:
    """Why a declared value was not compared, as the end of a sentence."""
    # The field that the path leads to, as deep as there is a table for it.
    first, *rest = steps(path)
    field = GROUP.fields[first]
    while field.parts is not None and field.kind in {Kind.LIST, Kind.OBJECT}:
        rest = rest[1:] if field.key is not None else rest
        if not rest or rest[0] not in field.parts.fields:
            break
        field, rest = field.parts.fields[rest[0]], rest[1:]
    if not field.shown_by:
        return "no read shows it"
    if source not in field.shown_by:
        others = " and ".join(sorted(field.shown_by))
        return f"the read through {source} does not show it, {others} can"
    return f"the answer of {source} lacked it, which says nothing about it"


def _references(written: Json, resolved: Json, route: Route = ()) -> Iterator[Derived]:
    if is_reference(written):
        yield Derived(How.ENVIRONMENT, pointer(route), resolved, written)
    elif isinstance(written, Mapping):
        for name, value in written.items():
            if route or name != "metadata":
                yield from _references(value, resolved[name], (*route, name))
    elif isinstance(written, list):
        for k, value in enumerate(written):
            keyed = resolved[k] if isinstance(resolved[k], Mapping) else {}
            part = str(keyed.get("name", keyed.get("refCode", k + 1)))
            yield from _references(value, resolved[k], (*route, part))


def _short_forms(resolved: Row, data: Row) -> Iterator[Derived]:
    schedule = resolved.get("periods")
    if isinstance(schedule, Mapping):
        spans = [
            f"{each['refCode']} {each['startDate']} to {each['endDate']}"
            for each in data.get("periods", ())
        ]
        if len(spans) > MOST_SPANS:
            spans = [*spans[: MOST_SPANS - 2], "…", spans[-1]]
        yield Derived(How.SHORT_FORM, "/periods", spans, _written(schedule))
        for name in ("frequencyType", "frequency"):
            if name not in resolved:
                why = f"follows from every: {schedule['every']}"
                yield Derived(How.SHORT_FORM, f"/{name}", data[name], why)
    for target, long in zip(resolved.get("targets", ()), data.get("targets", ()), strict=True):
        short = target.get("defaultValues")
        if isinstance(short, Mapping):
            path = pointer(("targets", long["name"], "defaultValues"))
            yield Derived(How.SHORT_FORM, path, long["defaultValues"], _written(short))


def _written(short: Row) -> str:
    inside = ", ".join(f"{name}: {value}" for name, value in short.items())
    return f"{{{inside}}}"


def _tables(data: Row) -> Iterator[tuple[Table, Route, Sequence[Row]]]:
    """The campaign and its parts that defaults are known of."""
    yield GROUP, (), [data]
    yield PERIOD, ("periods",), data.get("periods", ())
    yield TARGET, ("targets",), data.get("targets", ())


def _defaults(data: Row) -> Iterator[Derived]:
    for table, route, rows in _tables(data):
        for field in table.fields.values():
            value = field.default if field.none_means is None else field.none_means
            is_event = field.name == "expression"
            lacking = sum(counts_always(row) if is_event else field.name not in row for row in rows)
            if not lacking or value is UNSEEN or value == {}:
                continue
            why = f"Left out in {lacking} of {len(rows)}. {field.help}" if route else field.help
            place = pointer((*route, field.name))
            yield Derived(How.DEFAULT, place, value, why, field.filled_by)


def _in_the_request(data: Row) -> Iterator[Derived]:
    count = period_count(data)
    if count is not None and data.get(PERIOD_COUNT) != count:
        why = "the number of periods"
        yield Derived(How.REQUEST, pointer((PERIOD_COUNT,)), count, why, "period-count-is-counted")
    for period in data.get("periods", ()):
        for edge in ("startDate", "endDate"):
            day = values.day(period[edge])
            if day != period[edge]:
                path = pointer(("periods", period["refCode"], edge))
                why = f"cut from {period[edge]}"
                yield Derived(How.REQUEST, path, day, why, "period-dates-are-days")
    for target in data.get("targets", ()):
        declared, tree = target.get("defaultValues", []), target.get("expressionJson")
        if not isinstance(declared, list) and count is not None and count > 1:
            path = pointer(("targets", target["name"], "defaultValues"))
            why = f"sent {count} times, once for each period"
            yield Derived(How.REQUEST, path, declared, why, "values-follow-periods")
        if isinstance(tree, Expected):
            path = pointer(("targets", target["name"], "expressionJson"))
            why = "the tree of the expression, as the API documents print it"
            yield Derived(How.REQUEST, path, str(tree), why)
