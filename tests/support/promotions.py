"""Promotions for tests: rows as the list shows them, and servers that give them in pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from reconciler.core.exact_json import encode

PATH = "/v3/promotions"
Row = dict[str, Any]


def a_promotion(
    number: int,
    name: str = "",
    *,
    groups: Sequence[Any] = (),
    rules: Sequence[Any] = (),
    status: str = "ACTIVE",
    starts: str = "2027-05-01T00:00:00Z",
    ends: str = "2027-08-31T23:59:59Z",
    **more: Any,  # noqa: ANN401 - any JSON value
) -> Row:
    """A promotion with an activity for each group, and one for all rules."""
    milestones = [{"name": f"m{k}", "targetGroupId": each} for k, each in enumerate(groups)]
    milestones += [{"name": "by rules", "targetRuleIds": list(rules)}] if rules else []
    return {
        "id": f"{number:024x}",
        "metadata": {
            "name": name or f"Promotion {number}",
            "status": status,
            "promoIdentifier": f"p-{number}",
            "startDate": starts,
            "endDate": ends,
            "promotionType": "GENERIC",
            "promotionMode": "UNIFIED",
        },
        "activities": [
            {"type": "SINGLE", "id": f"a{k}", "name": f"Activity {k}", "milestones": [each]}
            for k, each in enumerate(milestones)
        ],
        **more,
    }


def a_page(rows: Sequence[Any], number: int, total: int, *, size: int = 100, **more: Any) -> Row:  # noqa: ANN401 - any JSON value
    """The data of a page."""
    last = (number + 1) * size >= total
    return {"content": list(rows), "totalElements": total, "last": last, "number": number} | more


class Pages(httpx.AsyncBaseTransport):
    """Gives rows in pages; ``change`` may put another answer in the place of one.

    Attributes:
        asked: the parameters of each request.
        change: is given the number of the request and its answer's data.
    """

    def __init__(self, rows: Sequence[Any], *, cap: int = 100) -> None:
        self.rows = list(rows)
        self.cap = cap
        self.asked: list[Mapping[str, str]] = []
        self.change: Callable[[int, Row], Row | httpx.Response] = lambda _, data: data

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        assert request.url.path == PATH
        params = dict(request.url.params)
        self.asked.append(params)
        number, size = int(params["page"]), min(int(params["size"]), self.cap)
        rows = self.rows[number * size : (number + 1) * size]
        data = a_page(rows, number, len(self.rows), size=size)
        changed = self.change(len(self.asked), data)
        if isinstance(changed, httpx.Response):
            return httpx.Response(changed.status_code, content=changed.content)
        return httpx.Response(
            200, content=encode(a_response_body(changed)).encode(errors="backslashreplace")
        )


def a_response_body(data: Any) -> Row:  # noqa: ANN401 - any JSON value
    return {"data": data, "errors": None, "warnings": None}


def nested(levels: int, *, group: int) -> Row:
    """A promotion whose activities are nested so deep, with a milestone at the bottom."""
    inner: Row = {"type": "SINGLE", "milestones": [{"name": "deep", "targetGroupId": group}]}
    for _ in range(levels):
        inner = {"type": "GROUP", "children": [inner]}
    return {**a_promotion(1), "activities": [inner]}
