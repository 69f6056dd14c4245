"""Rules about single targets: what they count, who is enrolled, which events pass."""

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group.codes import targets as codes
from reconciler.target_group.codes.spellings import REPEATED_FILTER

MOST_TARGETS: Final = 50

_PURCHASES: Final = ("QUANTITY", "SALES", "GROSS_SALES", "COUNT", "VISIT", "EXTENDED_FIELD")
_POINTS: Final = ("REGULAR_POINTS", "PROMOTIONAL_POINTS", "ALL_POINTS")
TYPES_OF_ENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "TRANSACTION": (*_PURCHASES, "ALL"),
    "LINEITEM": _PURCHASES,
    "EVENT": ("COUNT", "VISIT", "EVENT_ATTRIBUTE"),
    "POINTS": _POINTS,
    "REWARDS": _POINTS,
    "ALTERNATE_CURRENCIES": ("ALL", "REGULAR", "PROMOTION"),
}
CURRENCIES: Final = "ALTERNATE_CURRENCIES"
CURRENCY_NEEDS: Final = ("alternateCurrencyIdentifier", "programId")
ATTRIBUTE: Final = "EVENT_ATTRIBUTE"
FIELD_TYPES: Final = (ATTRIBUTE, "EXTENDED_FIELD")
FIELD_NEEDS: Final = ("name", "aggregateFunction")
BUILT_IN_EVENTS: Final = frozenset(
    {"CustomerRegistration", "CustomerUpdate", "PointsRedemption", "PointsTransfer", "ReturnBill"}
)
_PLAIN: Final = frozenset(
    (entity, kind)
    for entity in ("TRANSACTION", "LINEITEM", "POINTS")
    for kind in TYPES_OF_ENTITY[entity]
    if kind not in {*FIELD_TYPES, "ALL"}
)
"""What most targets count, of which there is nothing to be said."""
_PLAIN_METHODS: Final = frozenset({"TRANSACTION", "IMPORT"})
_UNUSUAL: Final = frozenset({"extendedFieldInfo", "targetMilestoneTriggers"})


def entity_and_type(route: Route, target: Mapping[str, Json]) -> Iterator[Finding]:
    """Combinations that the API refuses, and two that are doubtful."""
    entity, kind = target["targetEntity"], target["targetType"]
    if kind not in TYPES_OF_ENTITY[entity]:
        yield codes.ENTITY_TYPE_MISMATCH.at(
            (*route, "targetType"),
            f"targetEntity {entity} does not go with targetType {kind}.",
            f"Use one of {', '.join(TYPES_OF_ENTITY[entity])}.",
        )
    elif (entity, kind) == ("TRANSACTION", "ALL"):
        yield codes.ALL_ON_TRANSACTION.at(
            (*route, "targetType"),
            "targetType ALL is seen live on transactions, but undocumented.",
            "Name the measure, such as SALES or COUNT.",
        )
    if entity == "REWARDS":
        yield codes.REWARDS_ENTITY.at(
            (*route, "targetEntity"), "The documents say REWARDS, live data says POINTS."
        )


def extended_info(route: Route, target: Mapping[str, Json]) -> Iterator[Finding]:
    """Targets that add up a field or a currency without saying which."""
    info = target.get("extendedFieldInfo", {})
    kind = target["targetType"]
    if target["targetEntity"] == CURRENCIES:
        needed, code = CURRENCY_NEEDS, codes.CURRENCY_INFO_MISSING
    elif kind in FIELD_TYPES:
        needed, code = FIELD_NEEDS, codes.EXTENDED_INFO_MISSING
    else:
        return
    missing = [field for field in needed if info.get(field) in {None, ""}]
    if missing:
        yield code.at(
            (*route, "extendedFieldInfo"),
            f"'{target['name']}' counts {kind} of {target['targetEntity']}, but "
            f"extendedFieldInfo lacks {' and '.join(missing)}.",
            f"Declare extendedFieldInfo with {' and '.join(needed)}.",
        )


def events(route: Route, target: Mapping[str, Json]) -> Iterator[Finding]:
    """Event targets that name no event, or one whose attributes cannot be added up."""
    event = target.get("eventName")
    if target["targetEntity"] == "EVENT" and event is None:
        yield codes.EVENT_NAME_MISSING.at(
            (*route, "eventName"),
            f"'{target['name']}' names no event, so it would count transactions.",
        )
    if target["targetType"] == ATTRIBUTE and event in BUILT_IN_EVENTS:
        yield codes.EMF_EVENT_ATTRIBUTE.at(
            (*route, "targetType"),
            f"The built-in event {event} allows COUNT and VISIT only.",
            "Use COUNT or VISIT.",
        )


def enrolment(route: Route, target: Mapping[str, Json]) -> Iterator[Finding]:
    """Enrolment that is left out, or that the API cannot make."""
    method = target.get("enrolmentMethod")
    if method is None:
        yield codes.ENROLMENT_MISSING.at(
            (*route, "enrolmentMethod"),
            f"'{target['name']}' says nothing about enrolment, so nobody is enrolled by buying.",
        )
    if method == "AUDIENCE_FILTER":
        yield codes.ENROLMENT_AUDIENCE.at(
            (*route, "enrolmentMethod"),
            "Enrolment by audience filter is set in the console and cannot be created.",
        )


def filters(route: Route, target: Mapping[str, Json]) -> Iterator[Finding]:
    """Filters that repeat an entity type."""
    listed = target.get("filters", ())
    if len(listed) <= 1:
        return
    seen: set[str] = set()
    for n, each in enumerate(listed):
        if each["entityType"] in seen:
            yield REPEATED_FILTER.at(
                (*route, "filters", n, "entityType"),
                f"An earlier filter of '{target['name']}' has entityType {each['entityType']} too.",
            )
        seen.add(each["entityType"])


def triggers(route: Route, target: Mapping[str, Json]) -> Iterator[Finding]:
    """Milestone triggers, which no documented request makes."""
    if target.get("targetMilestoneTriggers"):
        yield codes.MILESTONE_TRIGGERS.at(
            (*route, "targetMilestoneTriggers"),
            f"'{target['name']}' has milestone triggers, which no documented request sends.",
            "Make them in the console and adopt the campaign, or leave them out.",
            at_key=True,
        )


def number_of_targets(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Campaigns with nothing to reach, or with more than the console allows."""
    count = len(data.get("targets", ()))
    if count == 0:
        yield codes.NO_TARGETS.at((), "The campaign has no targets, so there is nothing to reach.")
    if count > MOST_TARGETS:
        yield codes.TOO_MANY_TARGETS.at(
            ("targets",),
            f"There are {count} targets; the console allows {MOST_TARGETS}.",
            at_key=True,
        )


def aggregate_windows(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Aggregate windows, which no read shows."""
    if "aggregateWindow" in data:
        yield _aggregate_window(())
    for k, target in enumerate(data.get("targets", ())):
        if "aggregateWindow" in target.get("extendedFieldInfo", ()):
            yield _aggregate_window(("targets", k, "extendedFieldInfo"))


def _aggregate_window(holder: Route) -> Finding:
    return codes.AGGREGATE_WINDOW.at(
        (*holder, "aggregateWindow"), "aggregateWindow is sent, but no read shows it.", at_key=True
    )


RULES_OF_TARGETS: Final = (
    entity_and_type,
    extended_info,
    events,
    enrolment,
    filters,
    triggers,
)


def each_target(data: Mapping[str, Json]) -> Iterator[Finding]:
    """What is to be said of the targets one by one."""
    for k, target in enumerate(data.get("targets", ())):
        for rule in RULES_OF_TARGETS:
            yield from rule(("targets", k), target)


RULES: Final = (each_target, number_of_targets, aggregate_windows)


def is_plain(data: Mapping[str, Json]) -> bool:
    """Whether none of these rules finds anything, told at one look; False where it takes more."""
    targets = data.get("targets", ())
    if not 0 < len(targets) <= MOST_TARGETS or "aggregateWindow" in data:
        return False
    for target in targets:
        narrowed = [each["entityType"] for each in target.get("filters", ())]
        if (
            (target["targetEntity"], target["targetType"]) not in _PLAIN
            or target.get("enrolmentMethod") not in _PLAIN_METHODS
            or not _UNUSUAL.isdisjoint(target)
            or len({*narrowed}) < len(narrowed)
        ):
            return False
    return True
