"""What an issue about drift goes on to say of unmanaged groups while promotions cannot be read."""

import pytest
from msgspec.structs import replace

from reconciler.core.owned_groups import with_owners
from reconciler.core.plan import Plan, Unmanaged
from reconciler.core.promotion import Owner, Promotions, ReadState
from reconciler.render.owned_words import keep_unmanaged
from reconciler.render.plan_markdown import plan_to_markdown

GROUPS = tuple(Unmanaged(f"g{k}", k) for k in range(1, 4))
READ = Promotions(ReadState.READ, claims={3: [Owner("a1", "", "Spring")]})
FAILED = Promotions(ReadState.FAILED, "HTTP 500.")


def a_comment(promotions: Promotions, groups: tuple[Unmanaged, ...] = GROUPS) -> str:
    plan = Plan("uat", "milestones", None, None, len(groups), groups)
    return plan_to_markdown(with_owners(plan, promotions), tool="reconciler 0")


def test_a_look_that_cannot_tell_leaves_unmanaged_as_it_was() -> None:
    """Counted as unmanaged, the groups of promotions would pass for news."""
    before, now = a_comment(READ), a_comment(FAILED)
    assert "3 live groups: `" in now
    kept = keep_unmanaged(now, before)
    assert "### Unmanaged: live, but no file declares it\n\n2 live groups: `" in kept
    assert "3 live groups: `" not in kept
    assert "promotions-not-read" in kept
    assert keep_unmanaged(now, kept) == kept


def test_where_none_were_unmanaged_none_are() -> None:
    kept = keep_unmanaged(a_comment(FAILED), a_comment(READ, ()))
    assert "### Unmanaged" not in kept


@pytest.mark.parametrize("promotions", [READ, replace(FAILED, state=ReadState.NOT_OFFERED)])
def test_a_look_that_can_tell_says_what_it_sees(promotions: Promotions) -> None:
    now = a_comment(promotions)
    assert keep_unmanaged(now, a_comment(FAILED)) == now


def test_the_first_issue_says_what_there_is_to_say() -> None:
    now = a_comment(FAILED)
    assert keep_unmanaged(now, "") == now
