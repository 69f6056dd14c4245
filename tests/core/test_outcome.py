"""The receipt: one outcome for each create, as JSON."""

from msgspec.structs import replace

from reconciler.core.diagnostic import Answer, Diagnostic, Severity, diagnostic_to_json
from reconciler.core.outcome import (
    AlreadyExists,
    Created,
    Failed,
    Receipt,
    Skipped,
    Trouble,
    Unconfirmed,
    receipt_to_json,
)
from reconciler.core.plan import Acknowledged, Reason, Summary

TAKEN = Trouble("310069", "name exists", status=400, request_id="r-1")
LOST = Trouble("no-answer", "timed out")
RECEIPT = Receipt(
    "uat",
    "0123456789abcdef",
    (
        Created("a", "a.yaml", 5),
        AlreadyExists("b", "b.yaml", None, TAKEN),
        Failed("c", "c.yaml", TAKEN),
        Unconfirmed("d", "d.yaml", LOST),
        Skipped("e", "e.yaml", LOST),
    ),
)


def test_outcomes_are_counted_by_kind() -> None:
    """Each outcome counts as what it is and as nothing else."""
    assert [RECEIPT.count(kind) for kind in (Created, Failed, Skipped)] == [1, 1, 1]


def test_a_receipt_is_written_without_keys_that_do_not_apply() -> None:
    """No id where none is known, no status where there was no answer."""
    written = receipt_to_json(RECEIPT)

    assert [each["outcome"] for each in written["outcomes"]] == [
        "created",
        "already-exists",
        "failed",
        "unconfirmed",
        "skipped",
    ]
    created, existing, _, unconfirmed, _ = written["outcomes"]
    assert created == {"outcome": "created", "name": "a", "id": 5, "file": "a.yaml"}
    assert "id" not in existing
    assert existing["problem"]["request_id"] == "r-1"
    assert unconfirmed["problem"] == {"code": "no-answer", "message": "timed out"}
    assert written["remaining"] is None


def test_a_receipt_keeps_why_a_block_was_meant() -> None:
    """At the campaign that it was about, as in plans."""
    reason = Reason("same-campaign", "It is the same.", ("b",))
    meant = (Acknowledged(reason, Answer("two shops")),)
    written = receipt_to_json(replace(RECEIPT, acknowledged={"a": meant}))["outcomes"]

    told = {"code": "same-campaign", "message": "It is the same.", "of": ["b"]}
    assert written[0]["acknowledged"] == [told | {"reason": "two shops"}]
    assert not any("acknowledged" in each for each in written[1:])


def test_a_receipt_keeps_what_was_to_be_known_of_the_plan() -> None:
    """As in plans."""
    note = Diagnostic("", 0, 0, "odd", Severity.WARNING, "Odd.", "Look.")
    (written,) = receipt_to_json(replace(RECEIPT, diagnostics=(note,)))["diagnostics"]

    assert written == diagnostic_to_json(note)
    assert receipt_to_json(RECEIPT)["diagnostics"] == []


def test_a_receipt_says_what_remains() -> None:
    """After a second read the counts of the new plan are there."""
    done = Receipt("uat", "0", (), converged=True, remaining=Summary(in_sync=2))

    assert receipt_to_json(done)["remaining"]["in_sync"] == 2
