"""The ways of reading live state: each gives all that it can show, or an error.

A snapshot that could not be proven complete is an error and never a shorter list, since what a
read leaves out would look as if it were missing, and be created again. Only the read of one
customer shows a part of what is live, and says so.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeAlias

import msgspec

from reconciler.api.client import Api
from reconciler.core.exact_json import decode, encode_bytes
from reconciler.core.resource import LiveState, name_key
from reconciler.errors import (
    ApiError,
    IncompleteRead,
    SettingsError,
    Unauthorized,
    UnexpectedAnswer,
)
from reconciler.parallel import collector_paused
from reconciler.target_group.answers.rows import read_rows
from reconciler.target_group.columns import Source

AUTO: Final = "auto"
MILESTONES_PATH: Final = "/v3/milestones"
GROUPS_PATH: Final = "/v3/targetGroups"
PERIODS_PATH: Final = GROUPS_PATH + "/{id}/targetPeriods"
NAMES_PATH: Final = GROUPS_PATH + "/isValidName"
_NO_READ: Final = (
    "Check the url, and that the login may read Target Loyalty; 'reconciler doctor' says what "
    "works. The API is being retired: 'reconciler explain api-retirement' says what is known."
)
NOT_OFFERED: Final = frozenset({403, 404, 405, 410})
"""Statuses by which an endpoint says that it is not for this organisation."""
BAD_REQUEST: Final = 400
PAGE: Final = 100
DEFAULT_PAGE: Final = 10
MOST_PAGES: Final = 10_000
"""More than any organisation has; a server that goes on without an end is left there."""
TRIES: Final = 3
DEACTIVATED: Final = 310017

Rows: TypeAlias = Sequence[bytes]
"""Groups, each as JSON."""


class Shown(NamedTuple):
    """What the calls of one way of reading showed.

    Attributes:
        rows: groups, each as JSON.
        not_offered: calls for details that the API does not offer, each with a status.
    """

    rows: Rows
    not_offered: tuple[str, ...] = ()


_FALLING_BACK: Final = (Source.MILESTONES, Source.TARGET_GROUPS)
"""The ways of ``auto``, each taken where the organisation has not the one before."""
Wanted: TypeAlias = Callable[[str], bool]
"""Whether the details of a group of this name (as looked up) are needed."""


async def read_live(
    api: Api,
    source: str,
    *,
    wanted: Wanted,
    customer_id: int | None = None,
) -> LiveState:
    """Read all target groups, or those that one customer sees.

    Args:
        api: the connection.
        source: one of the sources, or ``auto``: milestones, and target-groups where the
            organisation has no milestones endpoint. Nothing else makes it fall back.
        wanted: which groups' details are worth a request each.
        customer_id: whose groups are read through the source customer.

    Raises:
        ApiError: the read failed, or could not be proven complete.
        SettingsError: the source is customer, and nobody has said which.
    """
    if source == Source.CUSTOMER:
        if customer_id is None:
            raise SettingsError(
                "The source customer needs the id of a customer; nothing was sent.",
                hint="Set customer_id of the environment in reconciler.toml.",
            )
        from reconciler.api.customers import read_groups  # noqa: PLC0415 - slow to import

        seen = await read_groups(api, customer_id)
        return LiveState(
            Source.CUSTOMER.value, seen.groups, seen.org_ids, seen.set_aside, is_whole=False
        )
    refusals: list[ApiError] = []
    for each in _FALLING_BACK if source == AUTO else [Source(source)]:
        try:
            return await _read(api, each, wanted)
        except ApiError as error:
            if not is_not_offered(error):
                raise
            refusals.append(error)
    if source == AUTO:
        message, hint = "Nothing shows which groups are live, which has to be known first.", ""
    else:
        message, hint = f"The source {source} shows no groups.", READERS[Source(source)].instead
    said = " ".join([message, *filter(None, (each.message for each in refusals))])
    last = refusals[-1]
    raise last.retold(type(last), said, hint=f"{_NO_READ} {hint}".rstrip()) from last


def is_not_offered(error: ApiError) -> bool:
    """Whether the API says that a call is not for this organisation; nothing else is wrong then."""
    return error.status in NOT_OFFERED and not isinstance(error, Unauthorized)


async def is_name_free(api: Api, name: str) -> bool:
    """Ask the API whether a group of this name could be made.

    Raises:
        ApiError: it could not say.
    """
    body = {"type": "targetGroupName", "value": name}
    answer = await api.ask(NAMES_PATH, body)
    if not isinstance(answer.data, bool):
        raise answer.unusable(
            "The API's answer to whether a name is free is neither true nor false."
        )
    return answer.data


async def _read(api: Api, source: Source, wanted: Wanted) -> LiveState:
    shown = await READERS[source].read(api, wanted)
    try:
        with collector_paused(len(shown.rows)):
            reading = read_rows(shown.rows, source)
    except ValueError as error:
        raise UnexpectedAnswer(f"The list of target groups cannot be used: {error}.") from error
    return LiveState(
        source.value,
        reading.groups,
        reading.org_ids,
        reading.set_aside,
        not_offered=shown.not_offered,
        find_targets=partial(find_homes, shown.rows),
    )


async def _milestones(api: Api, wanted: Wanted) -> Shown:  # noqa: ARG001 - pages bring all details
    """Page through the milestones until one pass is complete."""
    for _ in range(TRIES):
        rows = await _pass(api)
        if rows is not None:
            return Shown(rows)
    raise IncompleteRead(
        f"The list of milestones changed while it was read, {TRIES} times in a row.",
        hint="Try again when nobody is changing campaigns.",
    )


async def _pass(api: Api) -> Rows | None:
    """One pass over all pages; None when it is not complete."""
    limit, rows = PAGE, list[bytes]()
    total: int | None = None
    for _ in range(MOST_PAGES):
        try:
            params: Mapping[str, str | int | bool] = {
                "limit": limit,
                "offset": len(rows),
                "require-periods": True,
                "includeUserCreatedTargetGroups": True,
            }
            answer = await api.get_parts(MILESTONES_PATH, params)
        except ApiError as error:
            if error.status != BAD_REQUEST or limit == DEFAULT_PAGE:
                raise
            limit = DEFAULT_PAGE
            continue
        stated = (answer.pagination or {}).get("total")
        if not isinstance(answer.data, list) or not isinstance(stated, int):
            raise answer.unusable(
                "A page of milestones has no list of groups or does not say how many there are."
            )
        if total is not None and stated != total:
            return None
        total = stated
        rows += answer.data
        if not answer.data or len(rows) >= total:
            break
    different = {bytes(_look_at(row).id) or row for row in rows}
    return rows if len(different) == len(rows) == total else None


async def _target_groups(api: Api, wanted: Wanted) -> Shown:
    """Read the list, and the periods of each wanted group that came without them.

    Only the list itself is needed: where its periods are not offered, a group's are not shown.
    """
    params = {"includePeriods": True, "includeUserCreatedTargetGroups": True}
    answer = await api.get_parts(GROUPS_PATH, params)
    if not isinstance(answer.data, list):
        raise answer.unusable("The answer with the target groups is not a list.")
    refused: set[int] = set()
    with api.status.counting("groups read", len(answer.data)) as count:

        async def read(row: bytes) -> bytes:
            whole = await _with_periods(api, row, wanted, refused)
            count()
            return whole

        tasks = [asyncio.ensure_future(read(row)) for row in answer.data]
        try:
            rows = await asyncio.gather(*tasks)
        finally:
            for task in tasks:  # one failed read fails all; nothing must go on behind it
                task.cancel()
    statuses = ", ".join(map(str, sorted(refused)))
    return Shown(rows, (f"GET {PERIODS_PATH} (HTTP {statuses})",) if refused else ())


async def _with_periods(api: Api, row: bytes, wanted: Wanted, refused: set[int]) -> bytes:
    """A row with its group's periods; the status is noted where they are not offered."""
    if bytes(_look_at(row).periods) not in {b"", b"null"}:
        return row
    try:
        group = decode(row.decode())
    except (ValueError, RecursionError):  # whoever reads it says so
        return row
    if not isinstance(group, Mapping) or not isinstance(group.get("id"), int):
        return row
    if not wanted(name_key(str(group.get("name")))):
        return row
    try:
        answer = await api.get(PERIODS_PATH.format(id=group["id"]))
    except ApiError as error:
        is_deactivated = any(problem.code == DEACTIVATED for problem in error.problems)
        if not is_deactivated and not is_not_offered(error):
            raise
        if not is_deactivated:
            refused.add(error.status or 0)
        return row  # its periods stay unverified
    return encode_bytes(dict(group) | {"periods": answer.data})


class _Target(msgspec.Struct):
    id: int


class _Group(msgspec.Struct):
    id: int
    targets: list[_Target] | None = None


_read_group: Final = msgspec.json.Decoder(_Group).decode


def find_homes(rows: Rows, targets: frozenset[int]) -> Mapping[int, int]:
    """The group of each of some targets, by id; those that stand in none are left out.

    Promotions name targets by id, and campaigns by name.
    """
    homes: dict[int, int] = {}
    for row in rows:
        try:
            group = _read_group(row)
            number, inside = group.id, [each.id for each in group.targets or ()]
        except msgspec.MsgspecError:
            # Something in it has another form, and it has been read all the same.
            odd = decode(row.decode())
            ids = [e.get("id") for e in odd.get("targets") or () if isinstance(e, dict)]
            number = int(odd["id"])
            inside = [int(str(each)) for each in ids if str(each).isdecimal()]
        homes |= {target: number for target in inside if target in targets}
    return homes


class _Row(msgspec.Struct):
    """What is looked at in a row before it is read; empty where there is none."""

    id: msgspec.Raw = msgspec.Raw()
    periods: msgspec.Raw = msgspec.Raw()


_read_row: Final = msgspec.json.Decoder(_Row).decode


def _look_at(row: bytes) -> _Row:
    try:
        return _read_row(row)
    except (msgspec.MsgspecError, ValueError, RecursionError):  # whoever reads it says so
        return _Row()


class Reader(NamedTuple):
    """A way of reading.

    Attributes:
        read: gives what it shows; it is told which groups' details are worth a request each.
        instead: what to try where it is not offered, as a sentence.
    """

    read: Callable[[Api, Wanted], Awaitable[Shown]]
    instead: str


READERS: Final[Mapping[Source, Reader]] = {
    Source.MILESTONES: Reader(_milestones, "Or read through the list: --source target-groups."),
    Source.TARGET_GROUPS: Reader(
        _target_groups, "Or read through the milestones: --source milestones."
    ),
}
"""One for each source but the customer's."""
