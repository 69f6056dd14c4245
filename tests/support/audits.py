"""Audits for tests: made from campaign files and rows of answers, as a run makes them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from reconciler.api.promotion_rows import read_row
from reconciler.api.sources import find_homes
from reconciler.audit.entries import make_audit
from reconciler.core.audit import Audit
from reconciler.core.exact_json import Json, encode_bytes
from reconciler.core.owned_groups import with_owners
from reconciler.core.planner import make_plan
from reconciler.core.promotion import Promotions, ReadState, in_order, with_claims
from reconciler.core.resource import Desired, LiveState
from reconciler.core.several_audits import Audits
from reconciler.render.audit_html import audit_to_html, audits_to_html
from reconciler.target_group.columns import Source
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.specs import desired_of, row_of, state_of

Data = Mapping[str, Any]
Row = dict[str, Any]

TODAY = dt.date(2027, 5, 10)
TILL = {"id": 75000001, "code": "till.one", "name": "till.one", "type": "TILL"}
PERSON = {"id": 75000002, "code": "1739864914683_", "name": "Ada L.", "type": "ADMIN_USER"}
_FIRST = ("Spring", "Festive", "Weekend", "Family", "Silver", "Premium", "Monsoon", "Autumn")
_SECOND = ("visit", "spend", "basket", "points", "referral", "coffee", "grocery", "travel")
_THIRD = ("streak", "milestone", "challenge", "bonus", "cap", "quest", "club", "reward")
_KINDS = ("DEFAULT", "DEFAULT", "STREAKS", "UNIFIED", "CAPPING")
_LENGTHS = (2, 9, 30, 61, 14, 92, 5, 180)


def a_campaign(
    name: str = "Spring", *, starts: str = "2027-05-01", ends: str = "2027-08-31", **more: Json
) -> dict[str, Any]:
    """A campaign file of one period and one target."""
    return {
        "name": name,
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "periods": [{"refCode": "all", "startDate": starts, "endDate": ends}],
        "targets": [a_target(f"{name} target")],
    } | more


def a_target(name: str, **more: Json) -> dict[str, Any]:
    """A target that whoever buys takes part in."""
    return {
        "name": name,
        "targetEntity": "TRANSACTION",
        "targetType": "SALES",
        "enrolmentMethod": "TRANSACTION",
        "defaultValues": 500,
    } | more


def a_file(data: Data, **metadata: Json) -> Desired:
    """A campaign file as the audit takes it."""
    return desired_of({**data, "metadata": metadata})


def a_row(data: Data, number: int = 1000, **changes: Json) -> Row:
    """The row of a live campaign, with what somebody changed."""
    return row_of(data, first_id=number) | changes


def attributed(to: Mapping[str, Any], on: str = "2027-04-02T09:15:00.000+0000") -> Row:
    """The attribution of a row."""
    return {"createdOn": on, "lastUpdatedOn": on, "createdBy": to, "lastUpdatedBy": to}


def audited(
    files: Sequence[Desired],
    rows: Sequence[Row],
    *,
    today: dt.date = TODAY,
    source: Source = Source.MILESTONES,
    promotions: Sequence[Row] = (),
    state: ReadState = ReadState.READ,
    reason: str = "",
) -> Audit:
    """The audit of what is declared and what is live."""
    read = state_of(rows, source)
    if promotions or reason:
        found = joined(promotions, rows, state=state, reason=reason)
        read = replace(read, promotions=found)
    return _audited(files, read, today)


def joined(
    promotions: Sequence[Row],
    rows: Sequence[Row],
    *,
    state: ReadState = ReadState.READ,
    reason: str = "",
) -> Promotions:
    """What was read of promotions, joined with the rows of live groups."""
    listed = (read_row(each, ZoneInfo("UTC")) for each in promotions)
    found = Promotions(state, reason, in_order(each for each in listed if each))
    homes = partial(find_homes, [encode_bytes(row) for row in rows])
    return with_claims(found, [row["id"] for row in rows], homes)


def _audited(files: Sequence[Desired], state: LiveState, today: dt.date) -> Audit:
    plan = make_plan(files, state, kind=TARGET_GROUP, environment="uat", org_id=100001)
    plan = with_owners(plan, state.promotions)
    return make_audit(plan, state, files, today=today)


def page_of(audit: Audit | Audits) -> str:
    """The page of an audit, or of several, as a whole."""
    return "".join(audit_to_html(audit) if isinstance(audit, Audit) else audits_to_html(audit))


def together(**named: tuple[Sequence[str], Sequence[str]]) -> Audits:
    """Audits of several environments: the names that are live in each, and those in files alone."""
    audits = []
    for number, (environment, (live, missing)) in enumerate(named.items()):
        rows = [a_row(a_campaign(name), 100 * k) for k, name in enumerate(live, 1)]
        files = [a_file(a_campaign(name)) for name in missing]
        audit = audited(files, rows)
        audits.append(replace(audit, environment=environment, org_id=number))
    return Audits(tuple(audits))


def an_organisation(groups: int) -> Audit:
    """The audit of an organisation with so many groups of all kinds and ages."""
    files, rows = [], []
    for k, data in zip(range(groups), _campaigns(), strict=False):
        row = a_row(data, 1000 + 10 * k, attribution=attributed(PERSON if k % 3 else TILL))
        if k % 5 == 1:
            row["active"] = False
            row["targets"] = [each | {"active": False} for each in row["targets"]]
        if k % 9 == 4:
            row["description"] = "changed by hand"
        if k % 4 != 3:
            owner = ("crm-team", "retail-team", "growth")[k % 3]
            files.append(a_file(data | {"active": row["active"], "description": ""}, owner=owner))
        rows.append(row)
    missing = max(groups // 24, 1)
    files += [a_file(a_campaign(f"Launch {k} of 2027"), owner="growth") for k in range(missing)]
    return audited(files, rows)


def _campaigns() -> Any:  # noqa: ANN401 - an endless series of campaigns
    names = (f"{a} {b} {c}" for c, a, b in product(_THIRD, _FIRST, _SECOND))
    for k, name in enumerate((*names, *(f"Store campaign {n}" for n in range(5000)))):
        start = dt.date(2026, 3, 1) + dt.timedelta(days=(k * 47) % 640)
        end = start + dt.timedelta(days=_LENGTHS[k % len(_LENGTHS)])
        kind = _KINDS[k % len(_KINDS)]
        more: Row = {"trackingType": kind}
        more["targets"] = [a_target(f"{name} target", defaultValues=100 + k)]
        if kind == "STREAKS":
            more["streaks"] = [{"name": f"{name} level", "targetCountOfSequence": 1}]
        if k % 7 == 2:
            del more["targets"][0]["enrolmentMethod"]
        yield a_campaign(name, starts=start.isoformat(), ends=end.isoformat(), **more)
