"""Reading the promotions of an organisation: all that the list shows, or why it is not all.

Only the list is read, page by page; nothing here writes. A list that cannot be proven complete is
no error, since target groups are known without it: it is told as not read, and what was seen of
it stands beside.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Final, NamedTuple

from msgspec.structs import replace

from reconciler.api.client import Api
from reconciler.api.sources import is_not_offered
from reconciler.core.exact_json import Json
from reconciler.core.promotion import (
    LARGEST_ID,
    Promotion,
    Promotions,
    ReadState,
    find_none,
    in_order,
    with_claims,
)
from reconciler.core.resource import LiveState
from reconciler.errors import ApiError, IncompleteRead

PROMOTIONS_PATH: Final = "/v3/promotions"
PAGE: Final = 100
"""The most rows that the API gives at a time."""
MOST_PAGES: Final = 1_000
"""More than any organisation has; a server that goes on without an end is left there."""
TRIES: Final = 3
ACCESS_DENIED: Final = 300005
"""The API's code for a login that may not see promotions."""


async def with_promotions(api: Api, live: LiveState, setting: str, zone: tzinfo) -> LiveState:
    """Read the promotions, unless the settings say not to, and join them with the live groups.

    Raises:
        IncompleteRead: the settings require them, and they were not read in full.
    """
    if setting == "off":
        return replace(live, find_targets=find_none)
    found = await read_promotions(api, zone=zone, required=setting == "required")
    joined = with_claims(found, (group.id for group in live.groups), live.find_targets)
    return replace(live, promotions=joined, find_targets=find_none)


async def read_promotions(api: Api, *, zone: tzinfo, required: bool) -> Promotions:
    """Read all promotions.

    Args:
        api: the connection.
        zone: of the organisation, whose days are told.
        required: whether to fail where they cannot be read, or are not offered.

    Returns:
        The promotions; with the state ``failed`` those that were seen, which need not be all.

    Raises:
        IncompleteRead: they are required and were not read in full.
    """
    rows = _Rows(())
    try:
        for _ in range(TRIES):
            rows = await _pass(api)
            if not rows.flaw:
                break
        found = _understood(rows, zone)
    except ApiError as error:
        is_denied = any(each.code == ACCESS_DENIED for each in error.problems)
        is_offered = not (is_denied or is_not_offered(error))
        found = Promotions(ReadState.FAILED if is_offered else ReadState.NOT_OFFERED, error.message)
    if required and found.state is not ReadState.READ:
        raise IncompleteRead(
            f"The promotions are required, and were not read: {found.reason}",
            hint="Try again, or ask for access to it. Where the organisation has none, "
            'write promotions = "auto" for the environment in reconciler.toml.',
        )
    return found


class _Rows(NamedTuple):
    """What one way through the pages showed.

    Attributes:
        rows: each once.
        flaw: why they are not all, in a sentence; empty where they are.
    """

    rows: Sequence[Json]
    flaw: str = ""


async def _pass(api: Api) -> _Rows:
    """Page through the list once.

    Raises:
        ApiError: not even the first page came.
    """
    rows: dict[str, Json] = {}
    totals: set[int | None] = set()
    has_changed = False
    for number in range(MOST_PAGES):
        try:
            shown, total, is_last = await _page(api, number)
        except ApiError as error:
            if number == 0:
                raise
            return _Rows([*rows.values()], error.message)
        totals.add(total)
        known = len(rows)
        for row in shown:
            has_changed |= rows.setdefault(_identity(row) or f"row {len(rows)}", row) != row
        if is_last or len(rows) == known:  # the latter: a page that came before
            break
    return _Rows([*rows.values()], _flaw(len(rows), totals, has_changed=has_changed))


def _identity(row: Json) -> str:
    """What tells a row from others; empty where it has no id."""
    number = (row.get("id") or row.get("unifiedPromotionId")) if isinstance(row, dict) else None
    is_usable = isinstance(number, str) or (isinstance(number, int) and number <= LARGEST_ID)
    return f"id {number}" if is_usable else ""


def _flaw(count: int, totals: set[int | None], *, has_changed: bool) -> str:
    """Why rows are not the whole list; empty where they are. Rows shown twice count once."""
    [total, *others] = totals
    if others or has_changed:
        return "The list of promotions changed while it was read."
    if total is None:
        return "The list of promotions does not say how many there are."
    return "" if total == count else f"The list of promotions shows {count} of {total}."


async def _page(api: Api, number: int) -> tuple[Sequence[Json], int | None, bool]:
    """Rows, how many there are in all where that is said, and whether no page comes after them."""
    params: Mapping[str, str | int | bool] = {
        "page": number,
        "size": PAGE,
        "includeDraftDetails": True,
    }
    answer = await api.get(PROMOTIONS_PATH, params)
    data = answer.data
    content = data.get("content") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(content, list):
        raise answer.unusable("A page of promotions has no list of them.")
    total = data.get("totalElements")
    is_counted = isinstance(total, int) and not isinstance(total, bool)
    is_last = data.get("last") is True or not content
    return content, total if is_counted else None, is_last


def _understood(found: _Rows, zone: tzinfo) -> Promotions:
    flaws, read = [found.flaw], list[Promotion]()
    if found.rows:
        from reconciler.api.promotion_rows import read_row  # noqa: PLC0415 - slow; many have none

        for place, row in enumerate(found.rows):
            try:
                each = read_row(row, zone)
            except ValueError as error:
                flaws.append(f"Row {place} of the list of promotions {error}.")
            else:
                read += [] if each is None else [each]
    flaws += [
        f"The promotion {each.id} names its target groups in a form that is not known."
        for each in read
        if any(part.is_unread for part in each.milestones)
    ]
    known = [*filter(None, flaws)]  # of many the first is told
    more = f" ({len(known) - 1} more of this kind.)" if known[1:] else ""
    state = ReadState.FAILED if known else ReadState.READ
    return Promotions(state, f"{known[0]}{more}" if known else "", in_order(read))
