"""One walk of the table through data: what it says, and what is wrong with it.

Parse, don't validate. Of a file (``read_file``), what has the right type passes, another spelling
is settled with a warning, what the server computes is dropped with a warning, and what is wrong is
left out with its finding, and something neutral stands in where every object needs a value: what
comes back is always a campaign, and the rules can look at it. Of a row of an answer (``read_row``),
what has another form than documented is marked as not shown.

A law holds the walk and the published JSON Schema together: what one accepts, the other accepts.
Almost every object passes as it is, by its keys and their types (``passes``), which is quick to
see; another law holds that to the walk.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Final, NamedTuple, TypeAlias

from reconciler.core.diagnostic import MOST_FOUND, Finding, Route
from reconciler.core.diff import pointer
from reconciler.core.exact_json import Json
from reconciler.target_group import values, wrong_values
from reconciler.target_group.columns import UNSEEN, Field, Role, Table
from reconciler.target_group.expressions.compiler import are_too_long, compiled
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.fields import GROUP, field_at
from reconciler.target_group.kinds import ODD, Check, Kind, Odd, Types, is_number

Passing: TypeAlias = tuple[Types, Check | None]
"""The types of which the values of a field pass as they are, and what looks at them besides."""
NOTHING: Final[Passing] = (frozenset(), None)
"""Of a field that is unknown: no value passes."""
_STR, _LIST, _DICT = frozenset({str}), frozenset({list}), frozenset({dict})
_STAND_INS: Final[Mapping[str, Json]] = {
    "trackingType": "DEFAULT",
    "targetEntity": "TRANSACTION",
    "targetType": "SALES",
    "entityType": "STORE",
    "entityIds": [],
    "targetCountOfSequence": 1,
    "defaultValue": 1,
}
"""What is taken for a required value that is wrong or missing; names are told from each other, and
a period is a day long."""
_OTHER_EDGE: Final = {"startDate": "endDate", "endDate": "startDate"}
_SOME_DAY: Final = "2000-01-01"
_KEYS: Final = frozenset({"name", "refCode", "triggerName", "entityType", "entityIds"})


class FileReading(NamedTuple):
    """What the data of a file says.

    Attributes:
        clean: the data without computed fields, nulls and what is wrong, with first spellings, text
            as text, numbers as exact decimals with the digits as written, and trees for
            expressions that are declared alone. It is a campaign whatever was left out, and each
            part of it stands where it stands in the file.
        faults: why something was left out; of far too many the first.
        remarks: what was settled or dropped.
        left_out: where something was wrong, and where something stands in for it.
    """

    clean: dict[str, Json]
    faults: list[Finding]
    remarks: list[Finding]
    left_out: Collection[Route]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.left_out


def read_file(data: Json, vocabulary: Vocabulary = DOCUMENTED) -> FileReading:
    """Read the data of a campaign file: of any shape, in the long form, references resolved."""
    if not isinstance(data, dict):
        return read_object(GROUP, {}, ())._replace(left_out=[()])
    reading = read_object(GROUP, _with_texts(data), ())
    targets = reading.clean.get("targets", ())
    if targets and not are_too_long(targets):
        reading.clean["targets"] = targets = [*targets]
        for k, target in enumerate(targets):
            if "expression" in target and "expressionJson" not in target:
                tree = compiled(target["expression"], vocabulary.at(target.get("eventName")))
                if isinstance(tree, str):
                    targets[k] = target | {"expressionJson": values.Expected(tree)}
    return reading


def _with_texts(data: dict[str, Json]) -> dict[str, Json]:
    """A file with text for each expression that is true or false.

    Every third target has one, and for such a value alone the walk takes three times as long.
    """
    targets = data.get("targets")
    if type(targets) is not list or not any(map(_has_flag, targets)):
        return data
    said = [
        each | {"expression": values.expression(each["expression"])} if _has_flag(each) else each
        for each in targets
    ]
    return data | {"targets": said}


def _has_flag(target: Json) -> bool:
    return type(target) is dict and type(target.get("expression")) is bool


def read_object(table: Table, data: Mapping[str, Json], route: Route) -> FileReading:
    """Read one object of a file, as ``read_file`` does the whole but for trees."""
    if passes(table, data):
        return FileReading({**data}, [], [], ())
    walk = _FileWalk()
    found = walk.part(table, data, route)
    return FileReading(found, walk.faults, walk.remarks, walk.left_out)


def is_campaign(data: Json) -> bool:
    """Whether data has the shape of a campaign file: known fields, right types, known words."""
    return isinstance(data, dict) and read_object(GROUP, data, ()).is_whole


def read_row(position: int, row: Json) -> tuple[Mapping[str, Json], tuple[str, ...]]:
    """Mark what cannot be read of a row of an answer as not shown.

    Args:
        position: where the row stands in its answer.
        row: the row.

    Returns:
        A copy of the row, and the paths of what was set aside.

    Raises:
        ValueError: it is no object, or has no usable id or name.
    """
    walk = _RowWalk()
    found = walk.part(GROUP, row, ())
    if isinstance(found, Odd):
        message = f"row {position} of the answer has no usable id or name"
        raise ValueError(message)  # noqa: TRY004 - it is the answer that is wrong
    odd = walk.left_out
    outermost = [each for each in odd if not any(each[:n] in odd for n in range(len(each)))]
    return found, tuple(sorted(pointer((position, *route)) for route in outermost))


def is_read(field: Field) -> bool:
    """Whether anything is read of a field in an answer."""
    return field.role is Role.COMPARED or (
        field.role is Role.COMPUTED and field.kind is Kind.INTEGER
    )


def is_needed(table: Table, field: Field) -> bool:
    """Whether a part of an answer cannot be told from the others without a field."""
    if table is GROUP:
        return field.name in {"id", "name"}
    return field.required and field.name in _KEYS


def is_key(field: Field) -> bool:
    """Whether null says nothing that could be read in the place of a field's value."""
    is_natural_key = field.required and field.kind in {Kind.TEXT, Kind.CHOICE, Kind.IDS}
    return is_natural_key or field.name == "id"


@cache
def passing_in_files(table: Table) -> Mapping[str, Passing]:
    """What passes of the fields that a file may declare, by name."""
    passing: dict[str, Passing] = {}
    for field in table.fields.values():
        form = field.kind.form
        if field.role is Role.COMPUTED:
            continue
        if field.kind is Kind.CHOICE:
            passing[field.name] = _STR, frozenset(field.values).__contains__
        elif field.kind is Kind.LIST and field.parts is not None:
            passing[field.name] = _LIST, partial(_all, partial(passes, field.parts))
        elif field.kind is Kind.OBJECT and field.parts is not None:
            passing[field.name] = _DICT, partial(passes, field.parts)
        else:
            passing[field.name] = form.types, form.has_form
    return passing


def _all(check: Check, items: Sequence[Json]) -> bool:
    return all(map(check, items))


def passes(table: Table, data: Json) -> bool:
    """Whether an object and all in it passes as it is, as almost all do."""
    if type(data) is not dict:
        return False
    checks = _checks(table, tuple(data), tuple(map(type, data.values())))
    if checks is None:
        return False
    for key, has_form in checks:  # noqa: SIM110 - all() takes longer for so few
        if not has_form(data[key]):
            return False
    return True


@lru_cache(1024)
def _checks(
    table: Table, keys: tuple[str, ...], types: tuple[type, ...]
) -> Sequence[tuple[str, Check]] | None:
    """What is left to be asked of objects with these keys and types; None where one is wrong.

    Thousands of objects share a few dozen of such answers.
    """
    passing = passing_in_files(table)
    forms = [(key, *passing.get(key, NOTHING)) for key in keys]
    if not required(table).issubset(keys) or any(
        kind not in known for kind, (_, known, _) in zip(types, forms, strict=True)
    ):
        return None
    return [(key, has_form) for key, _, has_form in forms if has_form is not None]


@cache
def required(table: Table) -> frozenset[str]:
    """The fields that each object must have."""
    return frozenset(each.name for each in table.fields.values() if each.required)


def _stand_in(name: str, route: Route, found: Mapping[str, Json]) -> Json:
    """Something in the place of a required field of an object, of which the rules say nothing."""
    if name in _OTHER_EDGE:
        return found.get(_OTHER_EDGE[name], _SOME_DAY)
    position = route[-1] if route else None
    return _STAND_INS.get(name, f"#{position + 1}" if isinstance(position, int) else "-")


class _FileWalk:
    """A walk that leaves out what is wrong, and says why."""

    def __init__(self) -> None:
        self.left_out: set[Route] = set()
        self.faults: list[Finding] = []
        self.remarks: list[Finding] = []

    def part(self, table: Table, data: Mapping[str, Json], route: Route) -> dict[str, Json]:
        """What an object says, with something in the place of what is required."""
        passing = passing_in_files(table)
        found: dict[str, Json] = {}
        for key, value in data.items():
            types, has_form = passing.get(key, NOTHING)
            is_right = type(value) in types and (has_form is None or has_form(value))
            if is_right and key not in found:
                found[key] = value
            else:
                self.take(table, key, value, route, found)
        if found.keys() >= required(table):
            return found
        missing = [name for name in table.fields if name in required(table) - found.keys()]
        for name in missing:
            if name not in data and not wrong_values.is_misspelled(table, data, name):
                self._fault(wrong_values.missing, table, route, name)
        self.left_out |= {(*route, name) for name in missing}
        return found | {name: _stand_in(name, route, found) for name in missing}

    def take(
        self, table: Table, key: str, value: Json, route: Route, found: dict[str, Json]
    ) -> None:
        """Add to what was found what a value says that does not pass as it is."""
        field, at = table.named.get(key), (*route, key)
        if field is None:
            self.left_out.add(at)
            self._fault(wrong_values.unknown_field, table, at, key)
        elif field.role is Role.COMPUTED:
            self.remarks.append(wrong_values.computed(table, at, key))
        elif value is not None or not field.nullable:
            kept = self._value(field, value, at)
            if kept is ODD:
                self.left_out.add(at)
                return
            if key != field.name:
                self.remarks.append(wrong_values.spelling(key, field.name, at, at_key=True))
            if field.name in found:
                self.remarks.append(wrong_values.twice(field.name, at))
            found[field.name] = kept

    def _value(self, field: Field, value: Json, route: Route) -> Json | Odd:
        match value:
            case list() if field.kind is Kind.LIST and field.parts is not None:
                places = ((*route, k) for k in range(len(value)))
                return list(map(partial(self._item, field, field.parts), value, places))
            case str() if field.kind is Kind.CHOICE:
                return self._word(field, value, route)
            case list() if field.kind is Kind.VALUES and field.parts is not None:
                return self._values(field, field.parts, value, route)
            case dict() if field.kind is Kind.OBJECT and field.parts is not None:
                return self.part(field.parts, value, route)
            case dict() if field.short is not None:  # a short form that could not be worked out
                return self._short(field, field.short, value, route)
            case _:
                return self._scalar(field, value, route)

    def _word(self, field: Field, value: str, route: Route) -> Json | Odd:
        word = value if value in field.values else field.spellings.get(value)
        if word is None:
            return self._wrong(field, route, value)
        if word != value:
            self.remarks.append(wrong_values.spelling(value, word, route))
        return word

    def _item(self, field: Field, table: Table, item: Json, route: Route) -> dict[str, Json]:
        if isinstance(item, dict):
            return self.part(table, item, route)
        self._wrong(field, route, item)
        self.left_out.add(route)
        return {name: _stand_in(name, route, {}) for name in required(table)}

    def _values(
        self, field: Field, table: Table, items: Sequence[Json], route: Route
    ) -> list[Json]:
        kept: list[Json] = []
        for k, each in enumerate(items):
            number = Kind.NUMBER.form.read(each)
            if number is ODD:
                number = self._item(field, table, each, (*route, k))["defaultValue"]
            kept.append(number)
        return kept

    def _short(self, field: Field, short: Table, value: Mapping[str, Json], route: Route) -> Odd:
        if field.kind is Kind.LIST:
            self.part(short, value, route)
            return ODD
        for key, each in value.items():
            if not is_number(each):
                self._wrong(field_at((*route, key)), (*route, key), each)
        return ODD

    def _scalar(self, field: Field, value: Json, route: Route) -> Json | Odd:
        form = field.kind.form
        read = form.read(value)
        if read is not ODD:
            if field.kind is Kind.TEXT and not isinstance(value, str):
                self.remarks.append(wrong_values.number_as_text(field, value, route))
            return read
        if form.is_entry is None or not isinstance(value, list):
            return self._wrong(field, route, value)
        for k, each in enumerate(value):
            if not form.is_entry(each):
                self._wrong(field, (*route, k), each)
        return ODD

    def _wrong(self, field: Field, route: Route, value: Json) -> Odd:
        self._fault(wrong_values.wrong_value, field, route, value)
        return ODD

    def _fault(self, worded: Callable[..., Finding], *about: object) -> None:
        if len(self.faults) < MOST_FOUND:
            self.faults.append(worded(*about))


class _RowWalk:
    """A walk that marks as unseen what has another form than documented."""

    def __init__(self) -> None:
        self.left_out: set[Route] = set()

    def part(self, table: Table, data: Json, route: Route) -> dict[str, Json] | Odd:
        """What a part of a row shows; ODD where it is none, or cannot be told which it is."""
        if not isinstance(data, dict):
            return ODD
        found: dict[str, Json] = {}
        for key, value in data.items():
            field, at = table.fields.get(key), (*route, key)
            if field is None or not is_read(field) or (value is None and not is_key(field)):
                found[key] = value
            elif (kept := self._value(field, value, at)) is not ODD:
                found[key] = kept
            else:
                self.left_out.add(at)
                if not is_needed(table, field):
                    found[key] = UNSEEN
        needed = (each.name for each in table.fields.values() if is_needed(table, each))
        return found if all(name in found for name in needed) else ODD

    def _value(self, field: Field, value: Json, route: Route) -> Json | Odd:
        if field.parts is None:
            return value if field.kind.form.is_answer(value) else ODD
        if field.kind is Kind.OBJECT:
            return self.part(field.parts, value, route)
        if not isinstance(value, list):
            return ODD
        items = [self.part(field.parts, each, (*route, k)) for k, each in enumerate(value)]
        return ODD if ODD in items else items
