"""Changes behind the tool's back: whatever they are, the sandbox can show what they leave."""

import base64
import contextlib
import hashlib
import tempfile
from pathlib import Path
from typing import Final

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.sandbox.console import ChangeError, carry_out, read_change
from reconciler.sandbox.seeding import as_stored
from reconciler.sandbox.store import Store
from reconciler.sandbox.wire import Json
from tests.sandbox.conftest import in_process

BASIC: Final = {
    "Authorization": "Basic "
    + base64.b64encode(f"sandbox:{hashlib.md5(b'sandbox').hexdigest()}".encode()).decode()
}


def a_group() -> Json:
    row = {
        "id": 1001,
        "name": "Spring",
        "periods": [
            {"id": 5001, "refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}
        ],
        "targets": [
            {
                "id": 2001,
                "name": "Spend",
                "targetType": "SALES",
                "targetEntity": "TRANSACTION",
                "filters": [{"entityType": "STORE", "entityIds": [5]}],
                "defaultValues": [{"id": 9001, "periodId": 5001, "defaultValue": 500}],
            }
        ],
        "streaks": [{"id": 101, "name": "Both", "targetCountOfSequence": 2}],
    }
    return as_stored(row, "the group")


STEPS: Final = st.sampled_from(
    [
        *("name", "targets", "periods", "streaks", "0", "1", "active", "attribution", "filters"),
        *("defaultValues", "defaultValue", "periodId", "startDate", "endDate", "refCode", "id"),
        *("trackingType", "targetEvaluationType", "eventName", "extendedFieldInfo", "createdOn"),
        *("createdBy", "combinationType", "unifiedTargetExpression", "targetType", "userCreated"),
        *("targetCycleEndDate", "frequency", "x", "", "-1", "expression", "entityIds"),
    ]
)
VALUES: Final = st.sampled_from(
    [
        *("", "5", "-5", "1e400", "null", "true", "[]", "{}", "[5]", '[{"id":1}]', "x", '"'),
        *('[{"id":1,"name":"a","defaultValues":[{"periodId":5001}]}]', "NaN", "[" * 2000),
        *("2027-01-31", "\ud800"),
    ]
)


@settings(max_examples=60)
@given(changes=st.lists(st.tuples(st.lists(STEPS, min_size=1, max_size=5), VALUES), max_size=3))
def test_whatever_an_edit_leaves_can_be_shown(changes: list[tuple[list[str], str]]) -> None:
    """A change is refused in words, or every read of the sandbox answers as before."""
    group = a_group()
    with contextlib.suppress(ChangeError):
        for path, value in changes:
            carry_out(changed := a_group(), [read_change(f"{'/'.join(path)}={value}")])
            group = changed
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "sandbox.db") as store:
        store.seed([group], [])
        client = httpx.Client(transport=in_process(store), base_url="http://sandbox", headers=BASIC)
        for read in (
            "/v3/milestones?require-periods=true",
            "/v3/milestones?status=LIVE",
            "/v3/targetGroups?includeInactive=true",
            "/v3/targetGroups/1001/targetPeriods",
            "/v3/users/1/targetGroups?includeInactiveTargets=true",
        ):
            assert client.get(read).status_code in {200, 400, 404}, read
