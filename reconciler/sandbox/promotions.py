"""Promotions, the successor's campaigns: stored as they are, and listed in pages as the API does.

Nothing makes or changes them but ``sandbox seed``. A row is given back as it was put in.
"""

from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response

from reconciler.sandbox.wire import Json, RequestError, answer, invalid_input, read_number

if TYPE_CHECKING:
    from reconciler.sandbox.store import Store

_USUAL_PAGE: Final = 10
_LARGEST_PAGE: Final = 100
_MOST_DIGITS: Final = 9
STATUSES: Final = frozenset(
    {
        *("DRAFT", "ACTIVE", "PAUSED", "PENDING_APPROVAL", "LIVE", "UPCOMING"),
        *("STOPPED", "SNAPSHOT", "COMPLETED", "PUBLISH_FAILED"),
    }
)
_UNSORTED: Final = {"empty": True, "sorted": False, "unsorted": True}


async def list_promotions(request: Request) -> Response:
    """GET /v3/promotions: whole promotions in pages that count from 0."""
    store: Store = request.app.state.store
    page = read_number(request, "page", digits=_MOST_DIGITS) or 0
    size = read_number(request, "size", digits=_MOST_DIGITS)
    size = _USUAL_PAGE if size is None else size
    if not 1 <= size <= _LARGEST_PAGE:
        raise invalid_input()
    found = [each for each in store.promotions() if _is_asked_for(each, request)]
    rows = found[page * size : (page + 1) * size]
    if request.query_params.get("includeDraftDetails", "false").lower() != "true":
        rows = [
            {**row, "metadata": {**metadata, "draftDetails": None}} if metadata else row
            for row in rows
            for metadata in [_metadata(row)]
        ]
    pages = -(-len(found) // size)
    body = {
        "content": rows,
        "pageable": {
            "pageNumber": page,
            "pageSize": size,
            "sort": _UNSORTED,
            "offset": page * size,
            "unpaged": False,
            "paged": True,
        },
        "totalElements": len(found),
        "totalPages": pages,
        "last": page + 1 >= pages,
        "size": size,
        "number": page,
        "sort": _UNSORTED,
        "numberOfElements": len(rows),
        "first": page == 0,
        "empty": not rows,
    }
    return answer(body)


def _is_asked_for(promotion: Json, request: Request) -> bool:
    metadata = _metadata(promotion)
    text = request.query_params.get("searchText", "").casefold()
    searched = f"{metadata.get('name') or ''}\n{metadata.get('description') or ''}"
    statuses = {each for each in request.query_params.get("status", "").split(",") if each}
    if not statuses <= STATUSES:
        raise RequestError(310151, "Invalid status")
    return text in searched.casefold() and (not statuses or metadata.get("status") in statuses)


def _metadata(promotion: Json) -> Json:
    metadata = promotion.get("metadata")
    return metadata if isinstance(metadata, dict) else {}
