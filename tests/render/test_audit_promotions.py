"""Promotions in every format of the audit, beside the groups that they own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.render.test_audit_formats import RENDERED, a_promoted_audit

CASES = Path(__file__).parent.parent / "cases" / "audit_promotions"


@pytest.mark.parametrize("form", RENDERED)
def test_promotions_read_as_their_golden_file(
    form: str, golden: Callable[[Path, str], None]
) -> None:
    """The files are read in review like code; only CSV ends its lines with CR LF."""
    text = RENDERED[form](a_promoted_audit()).replace("\r\n", "\n")
    golden(CASES / f"{form}.txt", text)
