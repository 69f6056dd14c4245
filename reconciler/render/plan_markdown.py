"""A plan as a comment for the people who review campaigns, and are no engineers.

What must not be missed stands before anything that can be folded. A plan that is too long for a
comment loses details, then lines, and says so; it never ends in the middle of something.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.known_groups import has_known
from reconciler.core.plan import Blocked, Change, Create, Drift, Plan, Reason, Unmanaged
from reconciler.core.reasons import CAMPAIGN_OVER
from reconciler.render import plan_words as words
from reconciler.render.comment import fitting, fold, footer, listed, name, run_link, said, shortened
from reconciler.render.create_markdown import create_tables
from reconciler.render.drift_markdown import (
    MOST_FIELDS,
    MOST_OF_A_PATH,
    MOST_OTHERS,
    acknowledged_drift,
    all_drift,
    called,
    edited_live,
    other_drift,
    touched_drift,
)
from reconciler.render.drift_words import is_of_change
from reconciler.render.findings import gather, place_of
from reconciler.render.markdown import code, escaped
from reconciler.render.next_steps import addressed
from reconciler.render.safe import NAMELESS
from reconciler.render.unmanaged_words import (
    by_owner,
    declare,
    some_groups,
    unmanaged_title,
    wants_a_file,
)
from reconciler.target_group.prose.sentence import describe
from reconciler.words import first_of, plural

MOST_ALIKE: Final = 10
"""Names or places in a note about many; the rest is counted."""
MOST_NOTES: Final = 30

AnyChange = TypeVar("AnyChange", bound=Change)


class _Detail(Struct, frozen=True):
    """How much is shown of each campaign, and of how many.

    Attributes:
        creates: whether the values of creates are shown.
        drifts: whether the values that differ are shown.
        most: how many campaigns of one kind are shown; None is all.
    """

    creates: bool
    drifts: bool
    most: int | None
    left_out: str


_DETAILS: Final = (
    _Detail(creates=True, drifts=True, most=None, left_out=""),
    _Detail(
        creates=False,
        drifts=True,
        most=None,
        left_out="the values of campaigns to create are left out",
    ),
    _Detail(creates=False, drifts=False, most=None, left_out="all values are left out"),
    *(
        _Detail(
            creates=False,
            drifts=False,
            most=most,
            left_out=f"all values are left out, and all but {most} campaigns of each kind",
        )
        for most in (50, 10)
    ),
    _Detail(creates=False, drifts=False, most=0, left_out="it shows only the counts"),
)


def plan_to_markdown(plan: Plan, *, tool: str) -> str:
    """Write a plan as a comment, which names the tool and its version."""
    return fitting([partial(_lines, plan, tool, detail) for detail in _DETAILS])


def _lines(plan: Plan, tool: str, detail: _Detail) -> Iterator[str]:
    yield from _title(plan, detail)
    yield from _blocked(plan.blocked, detail)
    changed = plan.origin.changed_files
    files = frozenset(changed or ())
    told = [each.file for each in plan.blocked]
    yield from take_note(words.not_told(plan), most=detail.most, changed=changed, told=told)
    yield from _gone(plan, detail)
    edited = _edited(plan)
    yield from edited_live(edited, most=detail.most)
    drifts = words.drifted(plan)
    touched = [each for each in drifts if changed is None or each.file in files]
    if changed is not None:
        told_of = {each.id for each in edited}
        left = [each for each in touched if each.id not in told_of]
        yield from touched_drift(left, most=detail.most)
    yield from _creates(plan, detail)
    yield from all_drift(touched, plan.source, values=detail.drifts, most=detail.most)
    others = [each for each in drifts if changed is not None and each.file not in files]
    yield from other_drift(others, most=detail.most)
    yield from acknowledged_drift(_only(plan, Drift), values=detail.drifts and detail.most != 0)
    yield from _unmanaged(plan, detail)
    yield from _owned(plan, detail)
    yield from _set_aside(plan.set_aside, detail)
    origin = plan.origin
    more = " with files that are not committed" if origin.dirty else ""
    against = f", compared with {name(origin.base)}" if origin.base else ""
    yield from footer(
        f"Plan `{plan.plan_id}` of {said(plan.environment + words.read_through(plan))}",
        f"commit {name(origin.commit)}{more}{against}" if origin.commit else "",
        said(words.coverage(plan).rstrip(".")),
        said(tool),
        run_link(origin.run_url),
    )


def _title(plan: Plan, detail: _Detail) -> Iterator[str]:
    yield from (f"## Plan for {name(plan.environment)}", "")
    yield from (f"**{' · '.join(text for _, text, _ in words.counts(plan))}**", "")
    yield from ("".join(words.conclusion(plan)), "")
    if detail.left_out:
        link = run_link(plan.origin.run_url)
        kept = f", or what the {link} has kept" if link else ""
        yield f"This plan is too long for a comment: {detail.left_out}."
        yield (
            "In full: `reconciler show PLAN` if it was saved with `--out`, else "
            f"{addressed('`reconciler plan`')}{kept}."
        )
        yield ""


def _blocked(blocked: Sequence[Blocked], detail: _Detail) -> Iterator[str]:
    if blocked:
        yield from (f"### {words.TITLES[Blocked]}", "")
        shared = [*words.by_reason(blocked)]
        most = MOST_OTHERS if detail.most is None else detail.most
        items = (
            f"{first_of(map(called, alike), len(alike), most=most)}: {_reason(alike[0].reason)}"
            for alike in shared
        )
        yield from listed(items, len(shared), most=detail.most)


def take_note(
    diagnostics: Sequence[Diagnostic],
    *,
    most: int | None,
    changed: Collection[str] | None = None,
    told: Collection[str] = (),
) -> Iterator[str]:
    """What is to be known of a plan as a whole, or of an apply of it, guards among it.

    Args:
        diagnostics: all that was found.
        most: how many notes of one kind are shown; None is all.
        changed: files of the change that is looked at, whose findings are shown one by one.
        told: files of blocked campaigns, whose reasons are told already.
    """
    shown = words.in_files(diagnostics, changed or ())
    about = [*words.notes(diagnostics)]
    about += gather(
        each for each in shown if each.severity is not Severity.CREATE_ONLY or each.file not in told
    )
    items = []
    for alike in about if most != 0 else ():
        found, elsewhere = alike.first, alike.elsewhere(most=MOST_ALIKE)
        place = f"{code(shortened(place_of(found), MOST_OF_A_PATH))}: " if found.file else ""
        more = f" {said(elsewhere)}." if elsewhere else ""
        items.append(f"**{found.severity.value}**: {place}{_told(found)}{more}")
    in_files = words.findings_in_files(diagnostics, but=None if most == 0 else changed)
    if not about and not in_files:
        return
    yield from ("### Take note", "")
    yield from (f"- {each}" for each in items[:MOST_NOTES])
    if len(items) > MOST_NOTES:
        yield f"- and {len(items) - MOST_NOTES:,} more"
    yield from ([f"- {said(in_files)}"] if in_files else [])
    yield ""


def _gone(plan: Plan, detail: _Detail) -> Iterator[str]:
    """Live groups of which more is to be known than that no file declares them."""
    found = [(each, each.reason) for each in _only(plan, Unmanaged) if each.reason is not None]
    if found:
        yield from ("### Live, though no file declares them any more", "")
        items = (
            f"**{name(group.name) or NAMELESS}** (group {group.id}): {_reason(reason)}"
            for group, reason in found
        )
        yield from listed(items, len(found), most=detail.most)


def _creates(plan: Plan, detail: _Detail) -> Iterator[str]:
    creates, begun = plan.creates, words.begun(plan)
    if not creates:
        return
    yield from (f"### {words.TITLES[Create]}", "")
    items = (_create(each, begun.get(each.file)) for each in creates)
    if not detail.creates:
        yield from listed(items, len(creates), most=detail.most)
        return
    for create, item in zip(creates, items, strict=True):
        yield from (item, "")
        yield from fold("Periods, targets and values", create_tables(create.body))


def _create(create: Create, begun: Diagnostic | None) -> str:
    """What is created, with what a reviewer must see, such as a first day that has begun."""
    warning = "" if begun is None else f" **Warning**: {_told(begun)}"
    meant = "".join(f" **{said(words.acknowledged_reason(k))}**" for k in create.acknowledged)
    return f"{called(create)}: {escaped(describe(create.body))}{warning}{meant}"


def _told(found: Diagnostic) -> str:
    return f"{said(f'{found.message} {found.hint}')} ({name(found.code)})"


def _unmanaged(plan: Plan, detail: _Detail) -> Iterator[str]:
    count = plan.summary.unmanaged
    if count:
        yield from (f"### {unmanaged_title(plan.owners_unknown)}", "")
        more = declare("`", owners_unknown=bool(plan.owners_unknown))
        more = f" {more}" if any(map(wants_a_file, plan.unmanaged)) else ""
        audit = addressed("`reconciler audit`")
        exists = f"{plural(count, 'live group')}: {audit} lists what exists."
        yield from (f"{exists}{more}", "")
    if count and has_known(plan):  # so that one that is not known is news
        items = (f"{name(each.name) or NAMELESS} (group {each.id})" for each in plan.unmanaged)
        yield from listed(items, count, most=detail.most)


def _owned(plan: Plan, detail: _Detail) -> Iterator[str]:
    """Live groups that promotions own: one fold, or their number."""
    owners = by_owner(plan.owned)
    if not owners:
        return
    groups, promotions = plural(len(plan.owned), "live group"), plural(len(owners), "promotion")
    title = f"Of promotions: {groups} of {promotions}, not to be declared in files"
    if detail.most == 0:
        yield from (f"{title}.", "")
        return
    items = (
        f"**{name(owner.name) or NAMELESS}** (promotion {name(owner.id)}): {some_groups(ids)}"
        for owner, ids in owners
    )
    yield from fold(title, listed(items, len(owners), most=MOST_OTHERS))


def _set_aside(over: Sequence[Blocked], detail: _Detail) -> Iterator[str]:
    """What is over, and what can be done about all of it: one fold, or its number."""
    if not over:
        return
    yield from (f"### {words.SET_ASIDE}", "")
    if detail.most == 0:
        yield from (f"{plural(len(over), 'campaign')}.", "")
        return
    yield from (f"{said(words.about_over())} ({name(CAMPAIGN_OVER.slug)})", "")
    most = MOST_OTHERS if detail.most is None else detail.most
    items = (f"{called(each)}: {said(words.last_day(each))}" for each in over)
    lines = listed(items, len(over), most=most)
    if len(over) <= MOST_FIELDS:
        yield from lines
    else:
        yield from fold(plural(len(over), "campaign"), lines)


def _reason(reason: Reason) -> str:
    return f"{said(reason.message)} ({name(reason.code)})"


def _edited(plan: Plan) -> Sequence[Drift]:
    """Drift that the change makes which is reviewed, without what was there before."""
    if plan.origin.base is None:
        return ()
    found = []
    for drift in _only(plan, Drift):
        fields = tuple(each for each in drift.reported if is_of_change(each, plan.origin))
        if fields:
            found.append(replace(drift, fields=fields))
    return found


def _only(plan: Plan, kind: type[AnyChange]) -> Sequence[AnyChange]:
    return [change for change in plan.changes if isinstance(change, kind)]
