"""Both sides to a spec: the canonical form in which desired and live are compared.

A spec is plain JSON. Its periods, targets, streaks and triggers are mappings by their natural key,
filters a mapping from entity type to sorted ids, default values a mapping from refCode (or from
position, where the server makes the periods) to a number. A key that a live spec lacks was not
shown by the answer; a value of None was shown as unset. The rules that are cited by name are the
table ``reconciler.target_group.normalisation``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from operator import itemgetter
from typing import Final, TypeAlias

from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group import values
from reconciler.target_group.columns import ORG_READS, UNSEEN, Field, Role, Source, Table, Unseen
from reconciler.target_group.expressions.compiler import compiled
from reconciler.target_group.fields import FILTER, GROUP, SERVER_PERIODS
from reconciler.target_group.kinds import Kind

EVERY_PERIOD: Final = "*"
"""Key of a default value that serves however many periods the server makes."""
PERIOD_COUNT: Final = "totalPeriods"
"""How many periods the server makes (rule ``period-count-is-counted``)."""
SYSTEM_TRIGGER: Final = "SYSTEM_TRIGGER"
RETURN_BILL: Final = "ReturnBill"
TWIN_SUFFIX: Final = "_ReturnBill"
"""What some organisations' servers append to the name of a target for its return-bill twin."""

ALWAYS: Final[Mapping[str, values.Expected]] = {
    "expression": values.Expected("true"),
    "expressionJson": values.Expected(values.json_text(str(compiled("true")))),
}
"""What is expected of a target whose file does not say which events count: all of them do. An
answer that shows neither says the same."""

Row: TypeAlias = Mapping[str, Json]
Canon: TypeAlias = Callable[[Json], Json]


Step: TypeAlias = tuple[str, frozenset[type], Canon, Json | Unseen, Json | Unseen]
"""How one field of a row becomes one field of the spec: its name, the types whose values are
canonical as they are, what brings all other values into form, what a missing key says, what null
says. Tuples are taken apart faster than anything with names."""
Steps: TypeAlias = tuple[Step, ...]
_StepsOf: TypeAlias = Callable[[Table], Steps]


def declared_spec(data: Row) -> Spec:
    """What we expect to be live, from a file's clean data (``reading.read_file``)."""
    spec = _spec(declared_steps(GROUP), data)
    spec.pop(PERIOD_COUNT, None)
    cycles = cycle_count(data)
    if cycles is not None:
        spec[PERIOD_COUNT] = cycles
    refs = [period["refCode"] for period in data.get("periods", ())]
    for target in data.get("targets", ()):
        expected = spec["targets"][target["name"]]
        if counts_always(target):
            expected |= ALWAYS
        if "defaultValues" in target:
            expected["defaultValues"] = declared_values(target["defaultValues"], refs, data)
    return spec


def counts_always(target: Row) -> bool:
    """Whether a file leaves out which events count for a target: neither text nor tree is there."""
    return ALWAYS.keys().isdisjoint(target)


def live_spec(row: Row, source: Source) -> Spec:
    """What an answer showed of one group, from a checked row (``answers.rows``)."""
    spec = _spec(live_steps(source, GROUP), row)
    periods = _shown(row, "periods") or ()
    if periods and PERIOD_COUNT not in spec and source in ORG_READS:
        spec[PERIOD_COUNT] = len(periods)
    refs = {
        values.integer(period["id"]): ref
        for ref, period in _keyed("refCode", periods).items()
        if _shown(period, "id") is not None
    }
    for name, target in _keyed("name", _shown(row, "targets") or ()).items():
        shown = _shown(target, "defaultValues")
        if shown is not None and all(_shown(each, "defaultValue") is not None for each in shown):
            spec["targets"][name]["defaultValues"] = live_values(shown, refs)
    return spec


def values_in_order(declared: Json, periods: int | None) -> list[Json]:
    """The default values that are sent, one for each period; one where nobody says how many."""
    if isinstance(declared, list):
        return list(declared)
    return [declared] * (1 if periods is None else periods)


def period_count(data: Row) -> int | None:
    """How many periods the group of a file will have; None where its clean data does not say."""
    periods = data.get("periods", ())
    return cycle_count(data) if not periods and has_server_periods(data) else len(periods)


def cycle_count(data: Row) -> int | None:
    """How many periods a file without any asks of the server, None where it does not say.

    Rule ``cyclic-periods-are-the-servers``: it is totalPeriods, else recurringCycles. An empty list
    of periods is no list. A file that leaves the window out may mean such a group as well.
    """
    if data.get("periods"):
        return None
    counts = (data.get(PERIOD_COUNT, 0), data.get("recurringCycles", 0))
    return next((count for count in counts if count > 0), None)


def has_server_periods(*groups: Row) -> bool:
    """Whether the server makes the periods of one of these groups."""
    return any(group.get("targetEvaluationType") in SERVER_PERIODS for group in groups)


def without(spec: Row, keys: Collection[str | int]) -> dict[str, Json]:
    """A spec, or a part of one, without some of its keys."""
    return {key: value for key, value in spec.items() if key not in keys}


def without_twins(
    targets: Spec, *, keep: Collection[str] = (), unshown: Collection[str] = ()
) -> Spec:
    """Leave out return-bill twins of other targets (rule ``return-bill-twins-are-not-ours``).

    Args:
        targets: targets by name.
        keep: names of targets that stay, twins or not.
        unshown: names of targets that are not among them and may be bases all the same.
    """
    bases = targets.keys() | set(unshown)
    return {
        name: target
        for name, target in targets.items()
        if name in keep
        or name.removesuffix(TWIN_SUFFIX) == name
        or name.removesuffix(TWIN_SUFFIX) not in bases
        or target.get("eventName", RETURN_BILL) != RETURN_BILL
    }


def declared_values(declared: Json, refs: Sequence[str], data: Row) -> Spec:
    """Default values by refCode or position (rule ``values-follow-periods``)."""
    if not refs:
        count = cycle_count(data)
        if count is None and not isinstance(declared, list):
            return {EVERY_PERIOD: values.number(declared)}
        ordered = values_in_order(declared, count)
        return {str(k): values.number(value) for k, value in enumerate(ordered, 1)}
    ordered = values_in_order(declared, len(refs))
    return {ref: values.number(value) for ref, value in zip(refs, ordered, strict=False)}


def live_values(shown: Sequence[Row], refs: Mapping[int, str]) -> Spec:
    """Default values by refCode, in the order of period ids (rule ``values-follow-periods``)."""
    named: dict[str, Json] = {}
    by_period = [(values.integer(_shown(row, "periodId") or 0), row) for row in shown]
    for period, row in sorted(by_period, key=itemgetter(0)):
        key = refs.get(period)
        if key is None:
            key = free_key(f"period {period}", refs.values())
        named[free_key(key, named)] = values.number(row["defaultValue"])
    return named


def _shown(row: Row, key: str) -> Json:
    """A value of a live row; None where there is none, or none that could be read."""
    value = row.get(key)
    return None if value is UNSEEN else value


def _spec(steps: Steps, row: Row) -> dict[str, Json]:
    spec: dict[str, Json] = {}
    for name, plain, canon, absent, null in steps:
        if name not in row:
            value = absent
        elif type(value := row[name]) not in plain:
            if value is None:
                value = null
            elif value is not UNSEEN:
                value = canon(value)
        if value is not UNSEEN:
            spec[name] = value
    return spec


def _keyed(key: str, rows: Iterable[Row]) -> dict[str, Row]:
    """Items by their natural key (rule ``ref-codes-are-per-group``); of two with one key, both."""
    keyed: dict[str, Row] = {}
    for row in rows:
        keyed[free_key(values.text(row[key]), keyed)] = row
    return keyed


def free_key(key: str, taken: Collection[str]) -> str:
    """The key itself, or where it is taken the key with a number."""
    if key not in taken:
        return key
    free, n = key, 1
    while free in taken:
        n += 1
        free = f"{key} ({n})"
    return free


def _list(steps: Steps, key: str, rows: Sequence[Row]) -> Json:
    """Rule ``order-means-nothing``: mappings by natural key."""
    return {name: _spec(steps, row) for name, row in _keyed(key, rows).items()}


def _filters(rows: Sequence[Row]) -> Spec:
    """Rule ``filters-are-sets``."""
    sets: dict[str, set[int]] = {}
    for row in rows:
        if row["entityIds"]:
            sets.setdefault(row["entityType"], set()).update(map(values.integer, row["entityIds"]))
    return {entity: sorted(ids) for entity, ids in sorted(sets.items())}


def _user_triggers(steps: Steps, key: str, rows: Sequence[Row]) -> Json | Unseen:
    """Rule ``system-triggers-are-not-ours``; an empty list is all that is ever shown."""
    own = [row for row in rows if _shown(row, "triggerType") != SYSTEM_TRIGGER]
    return _list(steps, key, own) if own else UNSEEN


def _canon(field: Field, steps_of: _StepsOf, *, live: bool) -> Canon:
    if field.kind is Kind.CHOICE:
        words = {word: word for word in (*field.values, *field.same_as)} | dict(field.spellings)
        known = {spelled: field.same_as.get(word, word) for spelled, word in words.items()}
        return lambda value: known.get(value, value)
    if field.parts is None:
        return field.kind.form.canonical
    if field.parts is FILTER:
        return _filters
    if field.key is None:
        return partial(_spec, steps_of(field.parts))
    triggers = live and field.name == "targetMilestoneTriggers"
    return partial(_user_triggers if triggers else _list, steps_of(field.parts), field.key)


def _step(field: Field, canon: Canon, absent: Json | Unseen, null: Json | Unseen) -> Step:
    return field.name, field.kind.form.plain, canon, absent, null


@cache
def declared_steps(table: Table) -> Steps:
    """Declared fields, plus documented defaults where leaving a field out has a known meaning."""
    return tuple(
        _step(each, _canon(each, declared_steps, live=False), each.default, UNSEEN)
        for each in table.fields.values()
        if each.role in {Role.COMPARED, Role.SENT} and each.kind is not Kind.VALUES
    )


@cache
def live_steps(source: Source, table: Table) -> Steps:
    """Shown fields; a missing key speaks only where the source shows the field at all.

    In the read of one customer it never does (rule ``missing-rows-say-nothing``).
    """
    steps_of = partial(live_steps, source)
    speaking = ORG_READS & {source}
    return tuple(
        _step(
            each,
            _canon(each, steps_of, live=True),
            _nothing(each, each.absent, steps_of) if speaking & each.shown_by else UNSEEN,
            _nothing(each, each.null, steps_of) if speaking & each.shown_by else UNSEEN,
        )
        for each in table.fields.values()
        if each.role is Role.COMPARED and each.kind is not Kind.VALUES
    )


def _nothing(field: Field, said: Json | Unseen, steps_of: _StepsOf) -> Json | Unseen:
    """What a missing object says of its fields: as much as an empty one.

    Rule ``extended-info-field-by-field``.
    """
    if said != {} or field.parts is None:
        return said
    return _spec(steps_of(field.parts), {})
