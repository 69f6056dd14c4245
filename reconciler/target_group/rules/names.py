"""Rules about names and descriptions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.diagnostic import Code, Finding, Route
from reconciler.core.exact_json import Json
from reconciler.core.resource import look_alike, name_key
from reconciler.target_group.canonical import TWIN_SUFFIX
from reconciler.target_group.codes import names as codes
from reconciler.target_group.fields import GROUP, TARGET
from reconciler.words import plural

LONGEST_NAME: Final = GROUP.fields["name"].limit or 0
LONGEST_WITH_TWIN: Final = (TARGET.fields["name"].limit or 0) - len(TWIN_SUFFIX)
LONGEST_DESCRIPTION: Final = GROUP.fields["description"].limit or 0


def _named(data: Mapping[str, Json]) -> Iterator[tuple[Route, str, str]]:
    """Every name that the API limits: its route, what it names, the name."""
    yield ("name",), "The name of the campaign", data["name"]
    for k, target in enumerate(data.get("targets", ())):
        yield ("targets", k, "name"), "The name of the target", target["name"]


def length(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Names past the limit, or too near to it for a return-bill twin."""
    for route, what, name in _named(data):
        if len(name) > LONGEST_NAME:
            yield codes.NAME_TOO_LONG.at(
                route,
                f"{what} has {len(name)} characters; the API takes at most {LONGEST_NAME}.",
                f"Remove at least {plural(len(name) - LONGEST_NAME, 'character')}.",
            )
        elif len(name) > LONGEST_WITH_TWIN and route[0] == "targets":
            yield codes.NAME_NEAR_LIMIT.at(
                route,
                f"{what} has {len(name)} characters; with {TWIN_SUFFIX} it would pass "
                f"{LONGEST_NAME}.",
                f"Keep it at {LONGEST_WITH_TWIN} characters or fewer.",
            )


def blanks(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Names that are empty or begin or end with white space."""
    for route, what, name in _named(data):
        if not name.strip():
            yield codes.NAME_BLANK.at(route, f"{what} is empty.", "Give it a name.")
        elif name != name.strip():
            yield codes.NAME_BLANK.at(
                route, f"{what} begins or ends with a space.", "Remove the spaces at its ends."
            )


def descriptions(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Descriptions longer than the documents allow."""
    for k, holder in enumerate((data, *data.get("targets", ()))):
        size = len(holder.get("description", ""))
        if size > LONGEST_DESCRIPTION:
            route: Route = ("targets", k - 1) if k else ()
            yield codes.DESCRIPTION_TOO_LONG.at(
                (*route, "description"),
                f"The description has {size} characters; the documents allow "
                f"{LONGEST_DESCRIPTION}.",
                "Shorten it; longer notes can stand under metadata.",
            )


def duplicates(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Targets, streak levels and triggers that share a name."""
    targets = data.get("targets", ())
    yield from _repeats(("targets",), targets, "name", codes.DUPLICATE_TARGET_NAME)
    yield from _repeats(("streaks",), data.get("streaks", ()), "name", codes.DUPLICATE_STREAK_NAME)
    for k, target in enumerate(targets):
        if triggers := target.get("targetMilestoneTriggers"):
            route: Route = ("targets", k, "targetMilestoneTriggers")
            yield from _repeats(route, triggers, "triggerName", codes.DUPLICATE_TRIGGER_NAME)


def _repeats(
    route: Route, items: Sequence[Mapping[str, Json]], key: str, code: Code
) -> Iterator[Finding]:
    if len(items) <= 1:
        return
    first: dict[str, str] = {}
    for k, item in enumerate(items):
        alike = look_alike(item[key])
        if alike in first:
            yield code.at(
                (*route, k, key),
                f"'{item[key]}' looks the same as '{first[alike]}' above.",
                "Give each a name of its own.",
            )
        first.setdefault(alike, item[key])


def twins(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Targets named like a twin that the server would make."""
    targets = data.get("targets", ())
    bases = {name_key(target["name"]) for target in targets}
    for k, target in enumerate(targets):
        base = target["name"].removesuffix(TWIN_SUFFIX)
        if base != target["name"] and name_key(base) in bases:
            yield codes.TWIN_NAME.at(
                ("targets", k, "name"),
                f"'{target['name']}' is the name that the server may give to the return-bill twin "
                f"of '{base}'.",
            )


RULES: Final = (length, blanks, descriptions, duplicates, twins)


def is_plain(data: Mapping[str, Json]) -> bool:
    """Whether none of these rules finds anything, told at one look; False where it takes more."""
    targets, name = data.get("targets", ()), data["name"]
    if not 0 < len(name) <= LONGEST_NAME or name != name.strip():
        return False
    for each in targets:
        name = each["name"]
        if (
            not 0 < len(name) <= LONGEST_WITH_TWIN
            or name != name.strip()
            or name.endswith(TWIN_SUFFIX)
            or "targetMilestoneTriggers" in each
        ):
            return False
    described = [each["description"] for each in (data, *targets) if "description" in each]
    return (
        max(map(len, described), default=0) <= LONGEST_DESCRIPTION
        and _are_distinct(targets)
        and _are_distinct(data.get("streaks", ()))
    )


def _are_distinct(items: Sequence[Mapping[str, Json]]) -> bool:
    return len(items) <= 1 or len({look_alike(each["name"]) for each in items}) == len(items)
