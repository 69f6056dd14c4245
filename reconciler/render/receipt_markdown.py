"""A receipt as a comment: what needs a person first, then what was made."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from reconciler.core.outcome import (
    CODES,
    AlreadyExists,
    Created,
    Failed,
    Outcome,
    Receipt,
    Skipped,
    Unconfirmed,
)
from reconciler.render.comment import fitting, footer, listed, name, run_link, said
from reconciler.render.markdown import table
from reconciler.render.plan_markdown import take_note
from reconciler.render.plan_words import acknowledged_reason
from reconciler.render.receipt_words import (
    NOT_SENT_AGAIN,
    after,
    by_trouble,
    counted,
    done,
    said_of,
)
from reconciler.render.safe import NAMELESS
from reconciler.words import first_of

_MOST: Final = (None, 50, 10, 0)
"""How many outcomes of one kind are shown, from the fullest form to the shortest."""
_TITLES: Final[Mapping[type[Failed | Unconfirmed | Skipped], str]] = {
    Failed: "Failed: not there",
    Unconfirmed: "Unconfirmed: not known yet whether it is there",
    Skipped: "Skipped: not sent",
}
_FIXES: Final[Mapping[str, str]] = {code.slug: code.fix for code in CODES}
_REFUSED: Final = (
    "Correct the campaign file and apply again; if the message does not help, give the request id "
    "to the API's support."
)


def receipt_to_markdown(receipt: Receipt, *, tool: str, run_url: str | None = None) -> str:
    """Write a receipt as a comment, which names the tool, and links to the run if there is one."""
    forms = [partial(_lines, receipt, tool=tool, run_url=run_url, most=most) for most in _MOST]
    return fitting(forms)


def _lines(receipt: Receipt, *, tool: str, run_url: str | None, most: int | None) -> Iterator[str]:
    yield from (f"## {done(receipt)} {name(receipt.environment)}", "")
    if receipt.outcomes:
        yield from (f"**{counted(receipt)}**", "")
    yield from (said(after(receipt)), "")
    if most is not None:
        shown = f"the first {most} of each outcome" if most else "only the counts"
        yield f"This receipt is too long for a comment: it shows {shown}."
        yield from ("In full: the file of `apply --receipt`.", "")
    for kind, title in _TITLES.items():
        found = [each for each in receipt.outcomes if isinstance(each, kind)]
        if found:
            yield from (f"### {title}", "")
            shared = [*by_trouble(found)]
            items = (f"{_trouble(each, most)}{_meant(receipt, each)}" for each in shared)
            yield from listed(items, len(shared), most=most)
    yield from take_note(receipt.diagnostics, most=most)
    yield from _there(receipt, Created, "Created", most)
    yield from _there(receipt, AlreadyExists, "Already there: not made by this run", most)
    yield from footer(f"Plan {name(receipt.plan_id)}", said(tool), run_link(run_url))


def _trouble(alike: Sequence[Outcome], most: int | None) -> str:
    """What became of creates that share a trouble, and what to do about it."""
    problem = alike[0].problem
    reason = said(said_of(problem)).rstrip(".") if problem else ""
    if isinstance(alike[0], Unconfirmed):
        todo = f" {NOT_SENT_AGAIN}"
    else:
        otherwise = _REFUSED if isinstance(alike[0], Failed) else ""
        fix = _FIXES.get(problem.code, otherwise) if problem else ""
        todo = f" What to do: {said(fix)}" if fix else ""
    called = (f"**{name(each.name) or NAMELESS}** ({name(each.file)})" for each in alike)
    return f"{first_of(called, len(alike), most=most)}: {reason}.{todo}"


def _there(
    receipt: Receipt, kind: type[Created | AlreadyExists], title: str, most: int | None
) -> Iterator[str]:
    found = [each for each in receipt.outcomes if isinstance(each, kind)]
    if not found:
        return
    yield from (f"### {title}", "")
    rows = []
    for each in found[:most]:
        remark = "" if each.problem is None else said(said_of(each.problem))
        remark = f"{remark}{_meant(receipt, [each])}".strip()
        number = "" if each.id is None else f"{each.id}"
        rows.append((name(each.name) or NAMELESS, number, name(each.file), remark))
    if rows:
        yield from table(("Campaign", "Group", "File", "Remark"), rows)
        yield ""
    if len(rows) < len(found):
        yield from (f"and {len(found) - len(rows):,} more", "")


def _meant(receipt: Receipt, outcomes: Sequence[Outcome]) -> str:
    """What would have kept them from being created, were it not acknowledged."""
    known = (one for each in outcomes for one in receipt.acknowledged.get(each.name, ()))
    return "".join(f" **{said(acknowledged_reason(each))}**" for each in dict.fromkeys(known))
