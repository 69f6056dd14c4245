"""Which campaigns of an audit a filter leaves."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.audit import NO_FILTER, AuditFilter, Standing
from reconciler.core.promotion import Promotion, Status

TEXTS = st.sampled_from(["", "crm", "Growth", "ends-soon", "near-duplicate-name", "Spring 1"])
SOME = st.lists(TEXTS, max_size=3).map(tuple)
CLASSES = st.lists(st.sampled_from(Standing), max_size=2).map(tuple)
FILTERS = st.builds(AuditFilter, st.booleans(), SOME, SOME, SOME, CLASSES)
DAY = dt.date(2027, 5, 10)


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        (AuditFilter(), True),
        (AuditFilter(running=True), True),
        (AuditFilter(owners=("CRM",)), True),
        (AuditFilter(owners=("growth",)), True),
        (AuditFilter(owners=("crm, Growth",)), True),
        (AuditFilter(owners=("cr",)), False),
        (AuditFilter(owners=("retail", "crm")), True),
        (AuditFilter(flags=("ends-soon",)), True),
        (AuditFilter(flags=("no-such", "ends-soon")), True),
        (AuditFilter(flags=("near-duplicate-name",)), False),
        (AuditFilter(names=("spring [1]",)), True),
        (AuditFilter(names=("spring*",)), True),
        (AuditFilter(names=("spring",)), False),
        (AuditFilter(running=True, owners=("crm",), names=("autumn*",)), False),
        (AuditFilter(classes=("drifted",)), True),
        (AuditFilter(classes=("missing", "drifted")), True),
        (AuditFilter(classes=("unmanaged",)), False),
        (AuditFilter(classes=("drifted",), flags=("near-duplicate-name",)), False),
    ],
)
def test_what_fits(asked: AuditFilter, fits: bool) -> None:
    """Any of a kind, and all kinds; case does not count, brackets are brackets."""
    what = "Spring [1]", "crm, Growth", ["ends-soon"], Standing.DRIFTED
    assert asked.fits(*what, runs=True) is fits
    assert not replace(asked, running=True).fits(*what, runs=False)


@given(
    whole=FILTERS, what=st.tuples(TEXTS, TEXTS, SOME, st.sampled_from(Standing)), runs=st.booleans()
)
def test_a_filter_of_all_kinds_is_all_of_its_kinds(
    whole: AuditFilter, what: tuple[str, str, tuple[str, ...], Standing], *, runs: bool
) -> None:
    """Each kind alone leaves no less, and nothing that is not asked for leaves all."""
    kinds = (
        AuditFilter(running=whole.running),
        AuditFilter(owners=whole.owners),
        AuditFilter(flags=whole.flags),
        AuditFilter(names=whole.names),
        AuditFilter(classes=whole.classes),
    )
    assert whole.fits(*what, runs=runs) == all(each.fits(*what, runs=runs) for each in kinds)
    assert whole.is_on == any(each.is_on for each in kinds) == (whole != NO_FILTER)


@pytest.mark.parametrize(
    ("starts", "ends", "status", "runs"),
    [
        (None, None, Status.PUBLISHED, True),
        (DAY, DAY, Status.PUBLISHED, True),
        (DAY + dt.timedelta(1), None, Status.PUBLISHED, False),
        (None, DAY - dt.timedelta(1), Status.PUBLISHED, False),
        (DAY, DAY, Status.DRAFT, False),
    ],
)
def test_a_promotion_runs_on_its_days(
    starts: dt.date | None, ends: dt.date | None, status: Status, runs: bool
) -> None:
    """First and last day included, while it is published."""
    assert Promotion("1", "a", starts=starts, ends=ends, status=status).runs_on(DAY) is runs
