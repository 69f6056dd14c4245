"""Tries each call of the API that the tool can use, and says what became of it; read-only.

Whether a create would be accepted is not tried: nothing tells but a create. Calls about one group
or one customer are tried with ids that may not exist, where none is known; an answer that says so
in the API's own codes proves that the call is there.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reconciler.api.client import Api, Params
from reconciler.api.promotions import ACCESS_DENIED, PROMOTIONS_PATH
from reconciler.api.sources import (
    BAD_REQUEST,
    DEACTIVATED,
    DEFAULT_PAGE,
    GROUPS_PATH,
    MILESTONES_PATH,
    NAMES_PATH,
    PAGE,
    PERIODS_PATH,
    is_not_offered,
)
from reconciler.core.checkup import Call, CallCheck, Login, State
from reconciler.core.exact_json import Json
from reconciler.errors import ApiError, Forbidden, Unauthorized, UnexpectedAnswer
from reconciler.target_group.values import is_integer

CUSTOMER_PATH: Final = "/v3/users/{id}/targetGroups"
FREE_NAME: Final = "a name that nobody has taken"
NOBODY: Final = 0
"""An id that no group and no customer has."""
_DENIED: Final = frozenset({4000, ACCESS_DENIED})
"""The API's codes for a login that may not use a call."""
_ANSWERED: Final[Mapping[Call, frozenset[int]]] = {
    Call.PERIODS: frozenset({DEACTIVATED}),
    Call.CUSTOMER: frozenset({310011, 310149}),
}
"""The API's codes for an id that it does not know, by which a call shows that it is there."""
_GONE: Final = frozenset({404, 405, 410})
"""Statuses of a call that is not there; 403 is one that is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the calls of an environment said.

    Attributes:
        calls: each call that was tried.
        login: what they say of the login.
        org_ids: the organisations that live groups name.
        answers: the data of each call that answered, for whoever looks at its shape.
    """

    calls: tuple[CallCheck, ...]
    login: Login
    org_ids: tuple[int, ...] = ()
    answers: Mapping[Call, Json] = field(default_factory=dict, repr=False)


async def try_calls(
    api: Api, *, customer_id: int | None, has_key: bool, is_there: Callable[[], bool]
) -> Seen:
    """Try each call once.

    After the first two it is known whether more would only wait for nobody, or send a login that
    is refused often enough to be locked.

    Args:
        api: the connection.
        customer_id: whose groups are read, if the settings say.
        has_key: whether the login is a client key, for which a token has to be had first.
        is_there: whether the server has answered anything yet.
    """
    trial = _Trial(api)
    if has_key and not await trial.log_in():
        return trial.given_up()
    await asyncio.gather(
        trial.run(Call.MILESTONES, trial.milestones), trial.run(Call.LIST, trial.groups)
    )
    if trial.is_refused or not is_there():
        return trial.given_up()
    await asyncio.gather(
        trial.run(Call.PERIODS, trial.periods),
        trial.run(Call.NAME_CHECK, trial.name),
        trial.run(Call.CUSTOMER, lambda: trial.customer(customer_id)),
        trial.run(Call.PROMOTIONS, trial.promotions),
    )
    return trial.seen()


async def reach(api: Api) -> None:
    """Ask for anything, so that it shows whether somebody is there; what is answered is nothing."""
    with contextlib.suppress(ApiError):
        await api.get(MILESTONES_PATH, {"limit": 1, "offset": 0})


class _Trial:
    """The calls that have been tried so far, and what they answered."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.checks: dict[Call, CallCheck] = {}
        self._answers: dict[Call, Json] = {}
        self.refusals = 0

    @property
    def is_refused(self) -> bool:
        """Whether the login was refused, and nowhere accepted."""
        is_accepted = any(each.state is State.OFFERED for each in self.checks.values())
        return self.refusals > 0 and not is_accepted

    def seen(self) -> Seen:
        """What all calls say together."""
        calls = tuple(self.checks[call] for call in Call if call in self.checks)
        is_accepted = any(
            each.state is State.OFFERED or (each.state is State.REFUSED and not self.refusals)
            for each in calls
        )
        login = Login.REFUSED if self.refusals else Login.UNKNOWN
        named = {row.get("orgId") for row in self._rows()}
        return Seen(
            calls,
            Login.ACCEPTED if is_accepted else login,
            tuple(sorted(filter(is_integer, named))),
            self._answers,
        )

    async def log_in(self) -> bool:
        """Get a token; whether there is one."""
        check = CallCheck(Call.TOKEN, State.OFFERED)
        try:
            await self._api.log_in()
        except ApiError as error:
            if error.status in _GONE:
                state = State.NOT_OFFERED
            elif isinstance(error, Unauthorized):
                state, self.refusals = State.REFUSED, 1
            else:
                state = State.FAILED
            check = CallCheck(Call.TOKEN, state, error.message)
        self.checks[Call.TOKEN] = check
        return check.state is State.OFFERED

    def given_up(self) -> Seen:
        """Say of all other calls that they were not tried, since these did not work."""
        state = State.REFUSED if self.refusals else State.FAILED
        reason = f"It was not tried, since {' and '.join(self.checks)} did not work."
        for call in Call:
            if call is not Call.TOKEN:
                self.checks.setdefault(call, CallCheck(call, state, reason, was_tried=False))
        return self.seen()

    async def run(self, call: Call, ask: Callable[[], Awaitable[Json]]) -> None:
        """Try one call."""
        try:
            self._answers[call] = await ask()
        except ApiError as error:
            self.refusals += isinstance(error, Unauthorized)
            self.checks[call] = _judged(call, error)
        else:
            self.checks[call] = CallCheck(call, State.OFFERED)

    async def milestones(self) -> Json:
        params: Params = {
            "offset": 0,
            "require-periods": True,
            "includeUserCreatedTargetGroups": True,
        }
        try:
            answer = await self._api.get(MILESTONES_PATH, {"limit": PAGE, **params})
        except ApiError as error:
            if error.status != BAD_REQUEST:
                raise
            answer = await self._api.get(MILESTONES_PATH, {"limit": DEFAULT_PAGE, **params})
        return _a_list(answer.data, "list of groups")

    async def groups(self) -> Json:
        params: Params = {"includePeriods": True, "includeUserCreatedTargetGroups": True}
        return _a_list((await self._api.get(GROUPS_PATH, params)).data, "list of groups")

    async def periods(self) -> Json:
        # First those of active groups: of others the API shows no periods.
        rows = sorted(self._rows(), key=lambda row: row.get("active") is not True)
        number = next(filter(is_integer, (row.get("id") for row in rows)), NOBODY)
        answer = await self._api.get(PERIODS_PATH.format(id=number))
        return _a_list(answer.data, "list of periods")

    async def name(self) -> Json:
        body = {"type": "targetGroupName", "value": FREE_NAME}
        answer = await self._api.ask(NAMES_PATH, body)
        if not isinstance(answer.data, bool):
            raise UnexpectedAnswer("The answer is neither true nor false.")
        return answer.data

    async def customer(self, number: int | None) -> Json:
        path = CUSTOMER_PATH.format(id=NOBODY if number is None else number)
        params: Params = {"includeInactive": True, "includeInactiveTargets": True}
        data = (await self._api.get(path, params)).data
        _a_list(data.get("targetGroups") if isinstance(data, Mapping) else None, "list of groups")
        return data

    async def promotions(self) -> Json:
        params: Params = {"page": 0, "size": PAGE, "includeDraftDetails": True}
        data = (await self._api.get(PROMOTIONS_PATH, params)).data
        _a_list(data.get("content") if isinstance(data, Mapping) else None, "list of promotions")
        return data

    def _rows(self) -> Sequence[Mapping[str, Json]]:
        rows = self._answers.get(Call.MILESTONES) or self._answers.get(Call.LIST) or ()
        return [row for row in rows if isinstance(row, Mapping)]


def _judged(call: Call, error: ApiError) -> CallCheck:
    codes = {problem.code for problem in error.problems}
    if codes & _ANSWERED.get(call, frozenset()):
        return CallCheck(call, State.OFFERED)
    is_denied = isinstance(error, Unauthorized | Forbidden) or bool(codes & _DENIED)
    is_absent = is_not_offered(error) or (call is Call.PROMOTIONS and bool(codes & _DENIED))
    if is_denied:
        return CallCheck(call, State.REFUSED, error.message, is_absent)
    state = State.NOT_OFFERED if is_absent else State.FAILED
    return CallCheck(call, state, error.message, is_absent)


def _a_list(data: Json, what: str) -> Json:
    if not isinstance(data, list):
        raise UnexpectedAnswer(f"The answer holds no {what}.")
    return data
