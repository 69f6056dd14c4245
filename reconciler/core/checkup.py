"""What a checkup of an environment found: host, login, organisation, clock, and each call.

Values and what follows from them; nothing here asks anybody.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from reconciler.errors import ExitCode


class Call(StrEnum):
    """A call of the API that the tool can use, in the order in which they are reported."""

    TOKEN = "token"  # noqa: S105 - the name of a call
    MILESTONES = "milestones"
    LIST = "list"
    PERIODS = "periods"
    NAME_CHECK = "name-check"
    CUSTOMER = "customer"
    PROMOTIONS = "promotions"


PATHS: Final = {
    Call.TOKEN: "POST /v3/oauth/token/generate",
    Call.MILESTONES: "GET /v3/milestones",
    Call.LIST: "GET /v3/targetGroups",
    Call.PERIODS: "GET /v3/targetGroups/{id}/targetPeriods",
    Call.NAME_CHECK: "POST /v3/targetGroups/isValidName",
    Call.CUSTOMER: "GET /v3/users/{id}/targetGroups",
    Call.PROMOTIONS: "GET /v3/promotions",
}
"""Each call as the API documents name it."""


class State(StrEnum):
    """What became of a call."""

    OFFERED = "offered"
    NOT_OFFERED = "not-offered"
    REFUSED = "refused"
    """It is there, and this login may not use it."""
    FAILED = "failed"
    """Nobody can say: no answer, or one that is not as documented."""


class Login(StrEnum):
    """What the API says of the login."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """What has become of the calls that the settings say are offered."""

    THERE = "there"
    GONE = "gone"
    UNKNOWN = "unknown"


class CallCheck(Struct, frozen=True):
    """One call that was tried.

    Attributes:
        reason: what the API, or the way to it, said; empty where it is offered.
        is_absent: whether a plan goes on as if the organisation did not have it; it does so only
            where the API says so, never because of a passing failure.
    """

    call: Call
    state: State
    reason: str = ""
    is_absent: bool = False
    was_tried: bool = True


class Checkup(Struct, frozen=True, kw_only=True):
    """What works for one environment.

    Attributes:
        url: its host; empty for the embedded sandbox.
        source: how live state is read there, by the settings.
        has_customer: whether the settings name a customer for the source customer.
        needs_promotions: whether the settings say that nothing goes without them.
        reaches: whether anything answered; None where nothing was asked.
        trouble: what is in the way of host or login, and what to do; empty where nothing is.
        certificate: what the TLS library says against it; empty where nothing is.
        login: what the API says of it.
        org_ids: the organisations that live groups name.
        org_id: the one that the settings expect, if they say.
        clock_offset: seconds by which the server's clock is ahead of this machine's; None where it
            does not say.
        calls: what became of each call that was tried.
        kept: the calls that the settings say are offered; None where they do not say.
    """

    environment: str
    url: str
    source: str
    has_customer: bool = False
    needs_promotions: bool = False
    reaches: bool | None = None
    trouble: str = ""
    certificate: str = ""
    login: Login = Login.UNKNOWN
    org_ids: tuple[int, ...] = ()
    org_id: int | None = None
    clock_offset: int | None = None
    calls: tuple[CallCheck, ...] = ()
    kept: tuple[Call, ...] | None = None

    def state(self, call: Call) -> State:
        """What became of a call; one that was not tried counts as failed."""
        return next((each.state for each in self.calls if each.call is call), State.FAILED)

    def offers(self, call: Call) -> bool:
        """Whether a call works."""
        return self.state(call) is State.OFFERED

    @property
    def is_other_organisation(self) -> bool:
        """Whether live groups are of another organisation than the settings expect."""
        return self.org_id is not None and any(each != self.org_id for each in self.org_ids)

    @property
    def recommended(self) -> str | None:
        """The way of reading that shows most of what works; None where nothing does."""
        if self.offers(Call.MILESTONES):
            return "milestones"
        if self.offers(Call.LIST):
            return "target-groups"
        return "customer" if self.offers(Call.CUSTOMER) and self.has_customer else None

    @property
    def needed(self) -> Call:
        """The call without which nothing can be planned, by the source of the settings."""
        match self.source:
            case "customer":
                return Call.CUSTOMER
            case "target-groups":
                return Call.LIST
            case "auto" if self.is_absent(Call.MILESTONES):
                return Call.LIST
            case _:
                return Call.MILESTONES

    @property
    def missing(self) -> tuple[Call, ...]:
        """The calls for want of which plan and apply fail."""
        wanted = (self.needed, *((Call.PROMOTIONS,) if self.needs_promotions else ()))
        return tuple(call for call in wanted if not self.offers(call))

    @property
    def can_run(self) -> bool:
        """Whether plan and apply can run, as far as anybody can tell without a create."""
        return (
            not self.missing
            and not self.trouble
            and not self.is_other_organisation
            and self.login is Login.ACCEPTED
        )

    @property
    def exit_code(self) -> ExitCode:
        """The exit code that this is worth."""
        if self.can_run:
            return ExitCode.OK
        is_denied = (
            self.login in {Login.REFUSED, Login.MISSING}
            or self.is_other_organisation
            or any(self.state(call) is State.REFUSED for call in self.missing)
        )
        return ExitCode.DENIED if is_denied else ExitCode.UNREACHABLE

    @property
    def gone(self) -> tuple[Call, ...]:
        """Calls that the settings say are offered, and the API says are not.

        A passing failure says nothing, nor does a login that is refused as a whole. Where all calls
        are gone, nothing is left that could accept the login.
        """
        if self.login in {Login.REFUSED, Login.MISSING}:
            return ()
        kept = self.kept or ()
        return tuple(
            each.call
            for each in self.calls
            if each.call in kept and each.state in {State.NOT_OFFERED, State.REFUSED}
        )

    @property
    def standing(self) -> Standing:
        """Whether all calls are there that the settings say are offered."""
        if self.gone:
            return Standing.GONE
        is_told = self.login is Login.ACCEPTED and not any(
            self.state(call) is State.FAILED for call in self.kept or ()
        )
        return Standing.THERE if is_told else Standing.UNKNOWN

    @property
    def new(self) -> tuple[Call, ...]:
        """Calls that are offered, and of which the settings do not know."""
        kept = self.kept if self.kept is not None else tuple(Call)
        return tuple(call for call in Call if call not in kept and self.offers(call))

    @property
    def to_keep(self) -> tuple[Call, ...]:
        """The calls to write into the settings: what is offered, and what nobody can say of.

        What plan and apply need stays, so that every later run says that it is gone.
        """
        kept = self.kept or ()
        tried = {each.call: each.state for each in self.calls}
        return tuple(
            call
            for call in Call
            if tried.get(call, State.FAILED) is State.OFFERED
            or (call in kept and tried.get(call, State.FAILED) is State.FAILED)
            or (call in kept and call in self.missing)
        )

    def is_absent(self, call: Call) -> bool:
        """Whether a plan goes on as if the organisation did not have a call."""
        return any(each.is_absent for each in self.calls if each.call is call)
