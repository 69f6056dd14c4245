"""What follows from a checkup: whether plan and apply can run, what is gone, what is kept."""

import pytest
from msgspec.structs import replace

from reconciler.core.checkup import Call, CallCheck, Checkup, Login, Standing, State
from reconciler.errors import ExitCode


def checkup(source: str = "auto", login: Login = Login.ACCEPTED, **states: State) -> Checkup:
    """One in which every call is offered but those that are named; 404 is what absent ones say."""
    named = {Call(name.replace("_", "-")): state for name, state in states.items()}
    calls = tuple(
        CallCheck(call, state, is_absent=state is State.NOT_OFFERED)
        for call in Call
        if (state := named.get(call, State.OFFERED))
    )
    return Checkup(
        environment="uat", url="https://x", source=source, reaches=True, login=login, calls=calls
    )


OFF, NO, FAILED = State.NOT_OFFERED, State.REFUSED, State.FAILED


@pytest.mark.parametrize(
    ("found", "code", "recommended"),
    [
        (checkup(), ExitCode.OK, "milestones"),
        (checkup(periods=OFF, name_check=OFF, promotions=FAILED), ExitCode.OK, "milestones"),
        (checkup(milestones=OFF), ExitCode.OK, "target-groups"),
        (checkup(milestones=NO), ExitCode.DENIED, "target-groups"),
        (checkup(milestones=FAILED), ExitCode.UNREACHABLE, "target-groups"),
        (checkup(milestones=OFF, list=OFF), ExitCode.UNREACHABLE, None),
        (checkup(milestones=OFF, list=NO), ExitCode.DENIED, None),
        (checkup("milestones", list=OFF), ExitCode.OK, "milestones"),
        (checkup("milestones", milestones=OFF), ExitCode.UNREACHABLE, "target-groups"),
        (checkup("target-groups", milestones=OFF), ExitCode.OK, "target-groups"),
        (checkup("target-groups", list=FAILED), ExitCode.UNREACHABLE, "milestones"),
        (checkup("customer", milestones=OFF, list=OFF), ExitCode.OK, None),
        (checkup("customer", customer=OFF), ExitCode.UNREACHABLE, "milestones"),
        (checkup(login=Login.REFUSED), ExitCode.DENIED, "milestones"),
        (checkup(login=Login.MISSING), ExitCode.DENIED, "milestones"),
        (checkup(login=Login.UNKNOWN), ExitCode.UNREACHABLE, "milestones"),
    ],
)
def test_whether_plan_and_apply_can_run(
    found: Checkup, code: ExitCode, recommended: str | None
) -> None:
    """By the source of the settings; what falls back needs the API to say that a call is absent."""
    assert (found.exit_code, found.can_run) == (code, code is ExitCode.OK)
    assert found.recommended == recommended


def test_a_403_falls_back_and_a_401_does_not() -> None:
    """Both are refused; a plan goes on only where the call counts as not offered."""
    absent = CallCheck(Call.MILESTONES, State.REFUSED, is_absent=True)
    found = checkup()
    falls_back = replace(found, calls=(absent, *found.calls[2:]))
    assert (falls_back.needed, falls_back.can_run) == (Call.LIST, True)
    stays = replace(found, calls=(replace(absent, is_absent=False), *found.calls[2:]))
    assert (stays.needed, stays.missing) == (Call.MILESTONES, (Call.MILESTONES,))


def test_what_else_is_in_the_way() -> None:
    """Another organisation, promotions that are required, a host that cannot be used."""
    other = replace(checkup(), org_id=1, org_ids=(1, 2))
    assert (other.is_other_organisation, other.exit_code) == (True, ExitCode.DENIED)
    assert replace(checkup(), org_id=1, org_ids=(1,)).can_run
    assert replace(checkup(), org_ids=(1, 2)).can_run
    required = replace(checkup(promotions=OFF), needs_promotions=True)
    assert (required.missing, required.exit_code) == ((Call.PROMOTIONS,), ExitCode.UNREACHABLE)
    assert replace(checkup(), trouble="The url").exit_code is ExitCode.UNREACHABLE


def test_the_source_customer_is_the_last_resort() -> None:
    """And only with a customer to read."""
    found = checkup(milestones=OFF, list=OFF)
    assert found.recommended is None
    assert replace(found, has_customer=True).recommended == "customer"


@pytest.mark.parametrize(
    ("kept", "found", "told", "standing"),
    [
        (None, checkup(token=OFF, customer=FAILED),
         ("", "", "milestones list periods name-check promotions"), Standing.THERE),
        ("list milestones", checkup(list=OFF, milestones=NO),
         ("milestones list", "token periods name-check customer promotions",
         "token milestones periods name-check customer promotions"), Standing.GONE),
        ("list milestones", checkup(list=OFF, milestones=OFF),
         ("milestones list", "token periods name-check customer promotions",
         "token list periods name-check customer promotions"), Standing.GONE),
        ("list periods", checkup(list=FAILED),
         ("", "token milestones name-check customer promotions",
         "token milestones list periods name-check customer promotions"), Standing.UNKNOWN),
        ("list", checkup(login=Login.REFUSED, list=NO),
         ("", "token milestones periods name-check customer promotions",
         "token milestones periods name-check customer promotions"), Standing.UNKNOWN),
        ("list", checkup(login=Login.UNKNOWN, list=OFF),
         ("list", "token milestones periods name-check customer promotions",
         "token milestones periods name-check customer promotions"), Standing.GONE),
        ("", checkup(list=OFF),
         ("", "token milestones periods name-check customer promotions",
         "token milestones periods name-check customer promotions"), Standing.THERE),
    ],
)  # fmt: skip
def test_what_is_gone_and_what_is_kept(
    kept: str | None, found: Checkup, told: tuple[str, str, str], standing: Standing
) -> None:
    """A passing failure is neither gone nor forgotten; a login that is refused tells nothing."""
    calls = None if kept is None else tuple(map(Call, kept.split()))
    found = replace(found, kept=calls)
    assert tuple(map(" ".join, (found.gone, found.new, found.to_keep))) == told
    assert found.standing is standing


def test_what_was_not_tried_is_not_known() -> None:
    """It counts as failed, and is not gone."""
    found = replace(checkup(), calls=(), kept=(Call.LIST,))
    assert found.state(Call.LIST) is State.FAILED
    assert (found.gone, found.to_keep, found.standing) == ((), (Call.LIST,), Standing.UNKNOWN)
