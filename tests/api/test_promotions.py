"""Reading promotions: all of them, or the reason why not, and never an owner that is not one."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.api.promotion_rows import day_of, read_row
from reconciler.api.promotions import read_promotions
from reconciler.api.sources import find_homes
from reconciler.core.exact_json import decode
from reconciler.core.promotion import (
    Owner,
    Promotion,
    Promotions,
    ReadState,
    Status,
    with_claims,
)
from reconciler.errors import IncompleteRead
from tests.api.support import a_refusal, an_api, run_virtually
from tests.support.promotions import Pages, Row, a_page, a_promotion, nested

SAMPLES = Path(__file__).parents[1] / "contract" / "samples" / "promotions"
UTC = ZoneInfo("UTC")
KOLKATA = ZoneInfo("Asia/Kolkata")


def read(
    transport: httpx.AsyncBaseTransport, *, zone: ZoneInfo = UTC, required: bool = False
) -> Promotions:
    """Read on virtual time."""

    async def main() -> Promotions:
        async with an_api(transport, read_only=True) as api:
            return await read_promotions(api, zone=zone, required=required)

    return run_virtually(main())


def owned(promotions: Promotions, *live: int, homes: Mapping[int, int] | None = None) -> set[int]:
    """The live groups that promotions own."""
    return set(with_claims(promotions, live, lambda ids: homes or {}).claims)


def a_row(row: Any, zone: ZoneInfo = UTC) -> Promotion:  # noqa: ANN401 - any JSON value
    found = read_row(row, zone)
    assert found is not None
    return found


class TestPages:
    @pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
    def test_all_pages_are_read_from_0_until_the_last(self, count: int) -> None:
        server = Pages([a_promotion(k) for k in range(1, count + 1)])
        found = read(server)
        assert (found.state, found.reason) == (ReadState.READ, "")
        assert len(found.listed) == count
        assert [each["page"] for each in server.asked] == [
            str(k) for k in range(max(1, -(-count // 100)))
        ]
        assert {each["size"] for each in server.asked} == {"100"}

    def test_a_server_that_gives_fewer_rows_than_asked_is_read_to_its_end(self) -> None:
        found = read(Pages([a_promotion(k) for k in range(1, 31)], cap=7))
        assert (found.state, len(found.listed)) == (ReadState.READ, 30)

    def test_rows_shown_twice_count_once(self) -> None:
        """A row that moves to the next page is shown again; all are there all the same."""
        rows = [a_promotion(k) for k in range(1, 151)]
        server = Pages(rows)
        server.change = lambda k, data: (
            data | {"content": [rows[99], *data["content"]]} if k == 2 else data
        )
        found = read(server)
        assert (found.state, len(found.listed), len(server.asked)) == (ReadState.READ, 150, 2)

    def test_a_page_that_lost_its_end_makes_the_read_incomplete(self) -> None:
        server = Pages([a_promotion(k) for k in range(1, 151)])
        server.change = lambda _, data: data | {"content": data["content"][:40]}
        found = read(server)
        assert found.state is ReadState.FAILED
        assert found.reason == "The list of promotions shows 80 of 150."
        assert len(server.asked) == 6  # three times from the first page

    def test_one_page_again_and_again_ends_and_is_incomplete(self) -> None:
        """A server that does not know the parameter of the page."""
        server = Pages([a_promotion(k) for k in range(1, 151)])
        server.change = lambda _, data: a_page(server.rows[:100], 0, 150)
        found = read(server)
        assert (found.state, len(found.listed)) == (ReadState.FAILED, 100)
        assert len(server.asked) == 6

    def test_a_list_that_changes_once_is_read_again(self) -> None:
        server = Pages([a_promotion(k) for k in range(1, 151)])

        def change(k: int, data: Row) -> Row:
            return data | {"totalElements": 151} if k == 1 else data

        server.change = change
        found = read(server)
        assert (found.state, len(found.listed), len(server.asked)) == (ReadState.READ, 150, 4)

    def test_a_list_that_changes_all_the_time_is_incomplete(self) -> None:
        server = Pages([a_promotion(k) for k in range(1, 151)])
        server.change = lambda k, data: data | {"totalElements": 150 + k}
        found = read(server)
        assert (found.state, found.reason) == (
            ReadState.FAILED,
            "The list of promotions changed while it was read.",
        )

    def test_a_row_that_reads_otherwise_on_the_next_page_is_a_change(self) -> None:
        rows = [a_promotion(k) for k in range(1, 151)]
        server = Pages(rows)
        other = a_promotion(100, groups=[9])
        server.change = lambda _, data: (
            data | {"content": [other, *data["content"]]} if data["number"] == 1 else data
        )
        assert read(server).state is ReadState.FAILED

    def test_a_list_without_a_total_is_never_called_complete(self) -> None:
        server = Pages([a_promotion(1)])
        server.change = lambda _, data: data | {"totalElements": None}
        assert read(server).reason == "The list of promotions does not say how many there are."

    @pytest.mark.parametrize("data", [[], {}, {"content": None}, {"content": {}}])
    def test_a_page_of_another_form_is_not_read(self, data: Any) -> None:  # noqa: ANN401
        server = Pages([])
        server.change = lambda _, __: data
        found = read(server)
        assert found.state is ReadState.FAILED
        assert found.reason

    def test_what_was_seen_before_a_page_failed_still_owns_its_groups(self) -> None:
        server = Pages([a_promotion(k, groups=[k]) for k in range(1, 151)])
        server.change = lambda _, data: a_refusal(400, 300006, "x") if data["number"] else data
        found = read(server)
        assert found.state is ReadState.FAILED
        assert "300006" in found.reason
        assert owned(found, 1, 100, 101) == {1, 100}


class TestNotOffered:
    @pytest.mark.parametrize("status", [403, 404, 405, 410])
    def test_statuses_that_say_so(self, status: int) -> None:
        server = Pages([])
        server.change = lambda _, __: a_refusal(status, 300005, "no")
        assert read(server).state is ReadState.NOT_OFFERED
        assert len(server.asked) == 1

    @pytest.mark.parametrize("status", [200, 400])
    def test_the_code_of_a_login_without_the_right(self, status: int) -> None:
        server = Pages([])
        server.change = lambda _, __: a_refusal(status, 300005, "Access denied")
        assert read(server).state is ReadState.NOT_OFFERED

    @pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
    def test_all_else_is_a_failure_with_its_reason(self, status: int) -> None:
        server = Pages([])
        server.change = lambda _, __: a_refusal(status, 300006, "Service failed")
        found = read(server)
        assert found.state is ReadState.FAILED
        assert f"HTTP {status}" in found.reason

    @pytest.mark.parametrize("status", [404, 500])
    def test_what_is_required_fails_the_run(self, status: int) -> None:
        server = Pages([])
        server.change = lambda _, __: a_refusal(status, 1, "x")
        with pytest.raises(IncompleteRead, match="required") as raised:
            read(server, required=True)
        assert raised.value.exit_code == 5

    def test_what_is_required_and_there_is_read(self) -> None:
        assert read(Pages([a_promotion(1)]), required=True).state is ReadState.READ


class TestRows:
    def test_the_documented_list(self) -> None:
        server = Pages([])
        page = decode((SAMPLES / "list.eu.response.json").read_bytes())["data"]
        server.change = lambda _, __: page
        [found] = read(server, zone=KOLKATA).listed
        assert found.id == "6903253184daf5486232dec9"
        assert (found.name, found.identifier) == ("Efd Activity Based Prom", "")
        assert (found.status, found.type, found.mode) == (Status.DRAFT, "LOYALTY", "UNIFIED")
        assert (found.starts, found.ends) == (date(2025, 11, 27), date(2025, 12, 28))
        assert [each.name for each in found.activities] == [
            "Main Reward Activity",
            "Opt-in Trigger Activity",
        ]

    def test_one_moment_is_one_day_whatever_zone_a_server_prints(self) -> None:
        """The same declaration on two clusters."""
        europe = decode((SAMPLES / "list.eu.response.json").read_bytes())["data"]["content"][0]
        india = decode((SAMPLES / "create-activity-optin.india.response.json").read_bytes())["data"]
        for zone in (UTC, KOLKATA, ZoneInfo("America/Los_Angeles")):
            first, second = a_row(europe, zone), a_row(india, zone)
            assert (first.starts, first.ends) == (second.starts, second.ends)

    def test_milestones_three_levels_down_are_found(self) -> None:
        row = decode((SAMPLES / "create-nested-group.response.json").read_bytes())["data"]
        found = a_row(row)
        assert len([*found.milestones]) == 8
        assert all("~Milestone" in each.name for each in found.milestones)
        assert not any(each.groups or each.targets for each in found.milestones)

    @pytest.mark.parametrize("name", [each.name for each in sorted(SAMPLES.glob("*.json"))])
    def test_every_sample_is_read(self, name: str) -> None:
        body = decode((SAMPLES / name).read_bytes())
        data = body.get("data", body)
        rows = data.get("content", [data])
        assert all(a_row({"id": "x", **row}).name for row in rows)

    @pytest.mark.parametrize(
        ("word", "status"),
        [
            *((word, Status.PUBLISHED) for word in ("ACTIVE", "UPCOMING", "LIVE", "COMPLETED")),
            ("DRAFT", Status.DRAFT),
            ("PENDING_APPROVAL", Status.WAITING),
            ("PAUSED", Status.PAUSED),
            ("STOPPED", Status.STOPPED),
            ("PUBLISH_FAILED", Status.FAILED),
            ("EXPIRED", Status.UNKNOWN),
            ("", Status.UNKNOWN),
        ],
    )
    def test_statuses(self, word: str, status: Status) -> None:
        assert a_row(a_promotion(1, status=word)).status is status

    @pytest.mark.parametrize("empty", [None, {}, [], "absent"])
    def test_nothing_in_any_form_is_nothing(self, empty: Any) -> None:  # noqa: ANN401
        """At every depth, as answers and requests differ in it."""
        row = a_promotion(1, groups=[7])
        for keys in (
            ("workflowMetadata",),
            ("metadata", "promotionMetadata"),
            ("metadata", "draftDetails"),
            ("metadata", "promoIdentifier"),
            ("activities", 0, "children"),
            ("activities", 0, "milestones", 0, "targetRuleIds"),
            ("activities", 0, "milestones", 0, "name"),
        ):
            node: Any = row
            for key in keys[:-1]:
                node = node[key]
            node.pop(keys[-1], None)
            if empty != "absent":
                node[keys[-1]] = empty
        found = a_row(row)
        assert (found.identifier, found.owner, found.pending) == ("", "", None)
        assert [(each.name, each.groups, each.is_unread) for each in found.milestones] == [
            ("", (7,), False)
        ]

    def test_versions_that_were_replaced_are_left_out(self) -> None:
        rows = [a_promotion(1, groups=[1]), a_promotion(2, groups=[2], status="SNAPSHOT")]
        found = read(Pages(rows))
        assert [each.status for each in found.listed] == [Status.PUBLISHED]
        assert owned(found, 1, 2) == {1}

    @pytest.mark.parametrize("key", ["id", "unifiedPromotionId"])
    def test_drafts_are_shown_with_the_published_one(self, key: str) -> None:
        published = a_promotion(1, "Spring", groups=[1]) | {"unifiedPromotionId": "u-1"}
        draft = a_promotion(2, "Spring", groups=[2], status="DRAFT", parentId=published[key])
        found = read(Pages([draft, published]))
        assert [each.name for each in found.listed] == ["Spring"]
        assert [each.status for each in found.listed[0].drafts] == [Status.DRAFT]
        claims = with_claims(found, [1, 2], lambda _: {}).claims
        assert {owners[0].id for owners in claims.values()} == {published["id"]}

    def test_a_draft_whose_promotion_is_not_listed_stands_for_itself(self) -> None:
        [found] = read(Pages([a_promotion(2, status="DRAFT", parentId="nobody")])).listed
        assert found.status is Status.DRAFT

    def test_the_mark_of_who_owns_it(self) -> None:
        pairs = [{"key": "Owner", "value": "crm"}, {"key": "x", "value": "y"}, None, 7]
        row = a_promotion(1)
        row["metadata"]["promotionMetadata"] = pairs
        assert a_row(row).owner == "crm"

    def test_a_row_without_an_id_leaves_the_read_incomplete(self) -> None:
        found = read(Pages([a_promotion(1, groups=[1]), a_promotion(2, groups=[2]) | {"id": None}]))
        assert (found.state, found.reason) == (
            ReadState.FAILED,
            "Row 1 of the list of promotions has no id.",
        )
        assert owned(found, 1, 2) == {1}

    @pytest.mark.parametrize("row", [None, 7, "x", [], {}, {"metadata": 7}])
    def test_rows_that_are_none_are_told(self, row: Any) -> None:  # noqa: ANN401
        found = read(Pages([a_promotion(1), row]))
        assert (found.state, len(found.listed)) == (ReadState.FAILED, 1)

    @pytest.mark.parametrize("odd", [-1, "abc", 1.5, {"id": 7}, [7, "x"], 2**63, True, "9" * 30])
    def test_an_owner_in_a_form_that_nobody_knows_is_told(self, odd: Any) -> None:  # noqa: ANN401
        """What would otherwise pass for an unmanaged group, without a word."""
        found = read(Pages([a_promotion(1, groups=[odd])]))
        assert found.state is ReadState.FAILED
        assert "in a form that is not known" in found.reason

    @pytest.mark.parametrize("usual", [7, "7", [7], ["7"]])
    def test_ids_come_as_numbers_and_as_text(self, usual: Any) -> None:  # noqa: ANN401
        found = read(Pages([a_promotion(1, groups=[usual])]))
        assert (found.state, owned(found, 7)) == (ReadState.READ, {7})

    def test_an_owner_beside_its_activity_is_found_too(self) -> None:
        """No document shows it there, and none that it is not."""
        row = a_promotion(1)
        row["activities"] = [{"type": "SINGLE", "targetGroupId": 7}]
        row["workflowMetadata"] = {"optin": {"activities": {"milestones": {"targetGroupId": 8}}}}
        assert owned(read(Pages([row])), 7, 8) == {7, 8}

    def test_a_list_of_milestones_that_is_none_is_told(self) -> None:
        row = a_promotion(1)
        row["activities"] = [{"type": "SINGLE", "milestones": "odd"}]
        assert read(Pages([row])).state is ReadState.FAILED

    @pytest.mark.parametrize("levels", [1, 20])
    def test_activities_in_activities(self, levels: int) -> None:
        found = read(Pages([nested(levels, group=7)]))
        assert (found.state, owned(found, 7)) == (ReadState.READ, {7})

    @pytest.mark.parametrize("levels", [1_000, 100_000])
    def test_nesting_without_an_end_is_told_and_no_traceback(self, levels: int) -> None:
        head = '{"type":"GROUP","children":['
        deep = f"{head * levels}{']}' * levels}"
        row = f'{{"id":"1","metadata":{{}},"activities":[{deep}]}}'
        body = f'{{"data":{{"content":[{row}],"totalElements":1,"last":true}},"errors":null}}'
        server = Pages([])
        server.change = lambda _, __: httpx.Response(200, content=body.encode())
        found = read(server)
        assert found.state is ReadState.FAILED
        assert "nested too deeply" in found.reason

    def test_a_thousand_nested_activities_are_walked_without_recursion(self) -> None:
        """Whatever bound a reader of JSON has of its own."""
        assert [each.groups for each in a_row(nested(50_000, group=7)).milestones] == [(7,)]

    def test_hostile_names_are_kept_and_readable(self) -> None:
        found = read(Pages([a_promotion(1, "\ud800<b>\x1b[31m")]))
        assert found.listed[0].name == "\\ud800<b>\x1b[31m"


class TestDays:
    @pytest.mark.parametrize(
        ("moment", "zone", "day"),
        [
            ("2025-12-27T23:59:59Z", "UTC", date(2025, 12, 27)),
            ("2025-12-27T23:59:59Z", "Asia/Kolkata", date(2025, 12, 28)),
            ("2025-12-28T05:29:59+05:30", "UTC", date(2025, 12, 27)),
            ("2025-12-28T05:29:59+0530", "America/Los_Angeles", date(2025, 12, 27)),
            ("2025-12-28T00:00:00.000-11:00", "Pacific/Kiritimati", date(2025, 12, 29)),
            ("2025-12-28", "UTC", None),
            ("2025-12-28T00:00:00", "UTC", None),
            ("", "UTC", None),
            ("soon", "UTC", None),
            ("0001-01-01T00:00:00+14:00", "America/Los_Angeles", None),
            ("9999-12-31T23:59:59Z", "Pacific/Kiritimati", None),
        ],
    )
    def test_days_are_those_of_the_organisation(
        self, moment: str, zone: str, day: date | None
    ) -> None:
        assert day_of(moment, ZoneInfo(zone)) == day


class TestClaims:
    def test_targets_lead_to_their_groups(self) -> None:
        rows = [
            json.dumps({"id": 1, "name": "a", "targets": [{"id": 11}, {"id": 12}]}).encode(),
            json.dumps({"id": 2, "name": "b", "targets": None}).encode(),
            json.dumps(
                {"id": "3", "name": "c", "targets": [{"id": "31"}, {"id": None}, 7]}
            ).encode(),
        ]
        assert find_homes(rows, frozenset({12, 31, 99})) == {12: 1, 31: 3}

    def test_a_promotion_that_names_targets_alone_owns_their_groups(self) -> None:
        found = read(Pages([a_promotion(1, rules=[11, 99])]))
        assert owned(found, 1, 2, homes={11: 1}) == {1}

    def test_two_that_claim_one_group_are_both_kept(self) -> None:
        found = read(Pages([a_promotion(1, groups=[7]), a_promotion(2, groups=[7, 8])]))
        joined = with_claims(found, [7, 8], lambda _: {})
        assert [each.id[-1] for each in joined.claims[7]] == ["1", "2"]
        assert joined.owner_of(8) == Owner(f"{2:024x}", "p-2", "Promotion 2")
        assert joined.owner_of(9) is None
        assert joined.owned == {f"{1:024x}": [7], f"{2:024x}": [7, 8]}

    def test_groups_that_are_named_and_not_live_are_told(self) -> None:
        found = with_claims(read(Pages([a_promotion(1, groups=[7, 8])])), [8], lambda _: {})
        assert (found.absent, set(found.claims)) == ((7,), {8})

    @given(
        st.lists(st.sets(st.integers(1, 12), max_size=4), max_size=5),
        st.sets(st.integers(1, 12)),
    )
    def test_a_group_is_owned_if_and_only_if_it_is_live_and_named(
        self, named: list[set[int]], live: set[int]
    ) -> None:
        rows = [a_promotion(k, groups=sorted(each)) for k, each in enumerate(named, 1)]
        listed = tuple(a_row(row) for row in rows)
        joined = with_claims(Promotions(ReadState.READ, listed=listed), live, lambda _: {})
        every = set[int]().union(*named)
        assert set(joined.claims) == every & live
        assert set(joined.absent) == every - live
        for group, owners in joined.claims.items():
            assert len(owners) == sum(group in each for each in named)

    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=3)
            | st.floats(allow_nan=False),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "children",
                            "milestones",
                            "targetGroupId",
                            "targetRuleIds",
                            "name",
                            "type",
                            "x",
                        ]
                    ),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        )
    )
    def test_no_activities_break_the_reading(self, tree: Any) -> None:  # noqa: ANN401
        found = a_row({"id": "1", "metadata": tree, "activities": tree, "workflowMetadata": [tree]})
        assert all(each > 0 for part in found.milestones for each in part.groups)
