"""Whether two target groups are the same but for their names.

A campaign that is renamed in its file, or copied and forgotten to be changed, would be created
beside the live one and pay out twice. What counts is what they do, not how they are written
(``effect``). Names here are those of the group, its targets, its streak levels, and the refCodes of
periods. Descriptions and activity tell no two campaigns apart either.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json, canonical
from reconciler.core.resource import Spec
from reconciler.target_group.canonical import has_server_periods, without, without_twins
from reconciler.target_group.columns import UNSEEN
from reconciler.target_group.comparing.align import (
    BY_BUYING,
    FILTERS,
    PARTS,
    VALUES,
    Alignment,
    Both,
)
from reconciler.target_group.comparing.effect import (
    WINDOW,
    completed,
    filled_in,
    idle_fields,
    is_same_day,
)
from reconciler.target_group.days import days_of
from reconciler.target_group.expressions.agreement import TEXT, TREE, normal_text
from reconciler.target_group.expressions.nodes import MOST_CHARACTERS, NUMBER, plain_number
from reconciler.target_group.fields import CYCLE, SERVER_PERIODS
from reconciler.target_group.values import DAY_LENGTH, Expected, number

Shown: TypeAlias = Callable[[Spec, Spec, Route], Both]

# What must have been shown before two groups may be called the same.
TELLING: Final = ("trackingType", "targets")
# Names, and what is not, or not always, compared value by value.
_UNLIKE: Final = frozenset({"name", "refCode", "description", "active", TREE, VALUES})
_TELLS_NOTHING: Final = frozenset({"description", "active"})
_NO_TRAIT: Final = object()
_PARENTHESES: Final = str.maketrans("", "", "()")


def signature(spec: Spec) -> Hashable | None:
    """A cheap value that is equal for groups that differ in names alone.

    Covers only what every read shows, so that a field that one side does not know keeps nobody
    apart. None where too little was shown.
    """
    if any(key not in spec for key in TELLING):
        return None
    targets = without_twins(spec["targets"]).values()
    kinds = sorted(
        (target.get("targetEntity", ""), target.get("targetType", "")) for target in targets
    )
    return (spec["trackingType"], tuple(kinds))


def traits(spec: Spec, *, with_values: bool = True) -> Mapping[str, Hashable]:
    """What is equal in groups that differ in names alone, wherever both of them have it.

    So a group can be looked up by the traits that it shares with others. Equal traits prove
    nothing: they leave out what cannot be told of one spec alone.
    """
    apart = {*PARTS, *WINDOW, *idle_fields(spec)}
    own = {key: value for key, value in spec.items() if key not in apart}
    targets = [completed(each) for each in without_twins(spec["targets"]).values()]
    # Those that are compared as they are.
    periods = None if spec.get("targetEvaluationType") in SERVER_PERIODS else spec.get("periods")
    collections = {
        "targets": targets,
        "streaks": list(spec.get("streaks", {}).values()),
        "periods": list((periods or {}).values()),
    }
    found = dict(_shared_traits([own]))
    for name, parts in collections.items():
        found |= {f"{name}/{key}": trait for key, trait in _shared_traits(parts)}
    if (
        with_values
        and periods is not None
        and all(VALUES in each and each[VALUES].keys() <= periods.keys() for each in targets)
    ):  # each of them belongs to a period that is known
        sums = (frozenset(Counter(each[VALUES].values()).items()) for each in targets)
        found[VALUES] = frozenset(Counter(sums).items())
    return found


def _shared_traits(parts: Sequence[Spec]) -> Iterator[tuple[str, Hashable]]:
    """Each field that all of some parts have, with how often it has which value."""
    first, *others = parts or [{}]
    for key in first:
        if key not in _UNLIKE and all(key in other for other in others):
            values = [_trait(key, part[key]) for part in parts]
            if _NO_TRAIT not in values:
                yield key, frozenset(Counter(values).items())


def _trait(key: str, value: Json) -> Hashable | Json:
    """What single values have in common that count as equal."""
    if key == FILTERS and isinstance(value, Mapping):
        return frozenset((entity, tuple(ids)) for entity, ids in value.items())
    if isinstance(value, Mapping | list | Expected):
        return _NO_TRAIT
    if key != TEXT or not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        return value
    # An expression without blanks, parentheses, and zeros that mean nothing.
    plain = NUMBER.sub(lambda found: plain_number(found[0]), value)
    return "".join(plain.translate(_PARENTHESES).split())


def outline(group: Spec) -> str:
    """Days and goals of a group, which are equal in groups that differ in names alone.

    Of a spec or of a checked row: it costs little, so that it can be told of every row. Empty
    where too little was shown or declared to say, and where the group may be alike all the same.
    """
    window, targets = group.get("targetEvaluationType"), _parts(group.get("targets"))
    goals = [_goals(target.get(VALUES)) for target in targets]
    span = "cyclic"
    if window not in SERVER_PERIODS:  # the periods say it; their cycle may be declared otherwise
        periods = [
            (each.get("startDate"), each.get("endDate")) for each in _parts(group.get("periods"))
        ]
        texts = [text for pair in periods for text in pair if isinstance(text, str)]
        if not texts or len(texts) < 2 * len(periods):
            return ""
        span = f"{min(texts[::2])[:DAY_LENGTH]} {max(texts[1::2])[:DAY_LENGTH]}"
    # A row that does not show its window may have periods that are the server's.
    is_known = isinstance(window, str) or isinstance(group.get("periods"), Mapping)
    if not is_known or not all(goals):
        return ""
    return " ".join([span, *sorted({goal for each in goals for goal in each})])


def _parts(collection: Json) -> Sequence[Spec]:
    """The parts of a spec, which has them by name, or of a row, which lists them."""
    if isinstance(collection, Mapping):
        return list(collection.values())
    return collection if isinstance(collection, list) else []


def _goals(declared: Json) -> Sequence[str]:
    """Default values of a spec or of a row; none where one of them was not shown."""
    if isinstance(declared, Mapping):
        return [str(value) for value in declared.values()]
    shown = [each.get("defaultValue") for each in _parts(declared)]
    known = [number(each) for each in shown if each is not None and each is not UNSEEN]
    return [str(each) for each in known] if len(known) == len(shown) else []


def content(spec: Spec) -> str:
    """What a declared group would do, whatever its names are, and on whatever days its cycle is.

    Two files whose groups have the same content would make the same campaign twice, where the days
    of their cycles have one in common (``days``).
    """
    periods = {ref: without(_telling(each), {"refCode"}) for ref, each in spec["periods"].items()}
    order = sorted(periods, key=lambda ref: canonical(periods[ref]))
    places = {ref: f"{k}" for k, ref in enumerate(order)}
    apart = {"name", *PARTS, *idle_fields(spec), *(WINDOW if has_server_periods(spec) else ())}
    own = {**filled_in(spec), **without(_telling(spec), apart)}
    targets = []
    for target in spec["targets"].values():
        sent = without(_telling(completed(target)), {"name"})
        if VALUES in sent:
            sent[VALUES] = {places.get(ref, ref): value for ref, value in sent[VALUES].items()}
        if TEXT in sent and (text := normal_text(str(sent[TEXT]))) is not None:
            sent[TEXT] = text
            sent.pop(TREE, None)  # they say the same, or the campaign is not created
        targets.append(_set_values(sent))
    streaks = [without(_telling(each), {"name"}) for each in spec["streaks"].values()]
    return canonical(
        [
            _set_values(own),
            [periods[ref] for ref in order],
            sorted(map(canonical, targets)),
            sorted(map(canonical, streaks)),
        ]
    )


def _set_values(declared: Spec) -> dict[str, Json]:
    """Without what declares nothing: null, and objects in which nothing is set."""
    values = {
        key: _set_values(value) if isinstance(value, Mapping) else value
        for key, value in declared.items()
    }
    return {key: value for key, value in values.items() if value is not None and value != {}}


def _telling(spec: Spec) -> Spec:
    return without(spec, _TELLS_NOTHING)


def days(spec: Spec) -> tuple[str, str]:
    """The first and the last day of a group, each empty where it is not known."""
    first, last, _ = days_of(spec)
    return first.isoformat() if first else "", last.isoformat() if last else ""


def counts_by_buying(spec: Spec) -> bool:
    """Whether customers take part by buying, so that two such groups pay each of them twice."""
    targets = without_twins(spec.get("targets", {})).values()
    return not spec.get("userCreated") and any(
        target.get("enrolmentMethod") == BY_BUYING for target in targets
    )


def is_same_but_for_names(desired: Spec, live: Spec) -> bool:
    """Whether nothing but names tells a declared spec from a live one.

    Where the read did not show the periods, the first and the last day must agree with the cycle
    dates that the server derives from them.
    """
    if not desired["targets"] or any(key not in live for key in TELLING):
        return False
    idle = idle_fields(desired, live)
    ours, theirs = Alignment(
        without(_telling(desired), {*idle, *CYCLE}), {**live, "name": desired["name"]}
    ).own()
    if ours != theirs or not _same_span(desired, live):
        return False
    if "periods" not in live:
        return _same_parts(desired, live)
    aligned = Alignment(desired, live)
    refs = _pairs(desired["periods"], aligned.own_periods(), aligned.shown, "refCode")
    if refs is None:
        return False
    # With the refCodes that the file has.
    periods = {refs.get(ref, ref): period for ref, period in live["periods"].items()}
    targets = {
        name: {**each, VALUES: {refs.get(ref, ref): goal for ref, goal in each[VALUES].items()}}
        if VALUES in each
        else each
        for name, each in live["targets"].items()
    }
    return _same_parts(desired, {**live, "periods": periods, "targets": targets})


def without_filled_in(live: Spec, declared: Spec) -> Spec:
    """A live group without the days of its cycle that its file leaves to the server."""
    if not has_server_periods(declared):
        return live
    return without(live, {edge for edge in CYCLE if edge not in declared})


def _same_span(desired: Spec, live: Spec) -> bool:
    periods = desired["periods"].values()
    if has_server_periods(desired, live) or not periods:
        known = [edge for edge in CYCLE if edge in desired and edge in live]
        return all(is_same_day(desired[edge], live[edge]) for edge in known)
    if "periods" in live:
        return True
    derived = {
        "targetCycleStartDate": min(period["startDate"] for period in periods),
        "targetCycleEndDate": max(period["endDate"] for period in periods),
    }
    return all(
        str(live.get(edge))[:DAY_LENGTH] == day or desired.get(edge, "") == live.get(edge)
        for edge, day in derived.items()
    )


def _same_parts(desired: Spec, live: Spec) -> bool:
    alignment = Alignment(desired, live)
    targets = _completed(without_twins(live["targets"]))
    levels = live.get("streaks", desired["streaks"])
    wanted = _completed(desired["targets"])
    return (
        _pairs(wanted, targets, alignment.target, "name") is not None
        and _pairs(desired["streaks"], levels, alignment.shown, "name") is not None
    )


def _completed(targets: Spec) -> Spec:
    return {name: completed(target) for name, target in targets.items()}


def _pairs(desired: Spec, live: Spec, shown: Shown, key: str) -> Mapping[str, str] | None:
    """Live names to desired names so that no part differs but in its name; None if there is no way.

    A part that declares little fits many, so a pair that is in the way is moved where it can be.
    """
    if len(desired) != len(live):
        return None
    paired: dict[str, str] = {}

    def pair(name: str, tried: set[str]) -> bool:
        free = [each for each in live if each not in paired]
        # Its own name first, then in order: periods of the same days keep their goals.
        for other in dict.fromkeys([*([name] if name in live else []), *free, *live]):
            if other in tried:
                continue
            mine = {**_telling(desired[name]), key: ""}
            ours, theirs = shown(mine, {**live[other], key: ""}, ())
            if ours == theirs:
                tried.add(other)
                if other not in paired or pair(paired[other], tried):
                    paired[other] = name
                    return True
        return False

    return paired if all(pair(name, set()) for name in desired) else None
