"""The words of a plan that its text and its Markdown share."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from msgspec.structs import replace

from reconciler.core.acknowledge import how_to
from reconciler.core.comparison import FieldChange
from reconciler.core.diagnostic import Diagnostic
from reconciler.core.diff import ABSENT, Absent, steps
from reconciler.core.exact_json import Json
from reconciler.core.owned_groups import OWNED_BY_PROMOTION
from reconciler.core.plan import (
    Acknowledged,
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Unmanaged,
)
from reconciler.core.reasons import (
    ACKNOWLEDGEMENT_UNUSED,
    CAMPAIGN_OVER,
    CUSTOMERS_OWN_VALUE,
    FIRST_DAY_PASSED,
)
from reconciler.render.findings import Alike, gather
from reconciler.render.next_steps import addressed
from reconciler.render.safe import value_text, visible
from reconciler.target_group.codes.acknowledgements import ACKNOWLEDGEMENT_EXPIRED
from reconciler.target_group.codes.periods import PERIODS_IN_THE_PAST
from reconciler.target_group.expressions.trees import as_expressions
from reconciler.target_group.prose.paths import count_kinds
from reconciler.target_group.prose.sentence import describe
from reconciler.words import cut_value, plural

TITLES: Final[Mapping[type[Change], str]] = {
    Blocked: "Blocked: not created until somebody decides",
    Create: "To create",
    Drift: "Drift: live differs from the file",
    InSync: "In sync, but acknowledged or not seen in full",
}
"""What stands above the changes of a kind; above what is unmanaged, ``unmanaged_title``."""
SET_ASIDE: Final = "Set aside: over and not live, so not created"
LONGEST_VALUE: Final = 120
TREE_PATH: Final = "/expressionJson"
MOST_KINDS: Final = 8
_OF_PLANS: Final = frozenset(
    {
        ACKNOWLEDGEMENT_EXPIRED.slug,
        ACKNOWLEDGEMENT_UNUSED.slug,
        FIRST_DAY_PASSED.slug,
        OWNED_BY_PROMOTION.slug,  # validate cannot tell it: it asks nobody what is live
    }
)
"""Codes of findings in files that whoever reads a plan must know."""


def read_through(plan: Plan) -> str:
    """The organisation, how much of it is live and how that was read, after a name."""
    number = plan.live_org_id if plan.org_id is None else plan.org_id
    org = "" if number is None else f", organisation {number}"
    return f"{org}: {plural(plan.live_groups, 'live group')}, read through {plan.source}"


def counts(plan: Plan) -> Iterator[tuple[type[Change] | None, str, int]]:
    """How many campaigns a plan says what of, each with its words; None for what is no change."""
    found = plan.summary
    yield Create, f"{found.create} to create", found.create
    yield Drift, f"{found.drift} drifted", found.drift
    yield Blocked, f"{found.blocked} blocked", found.blocked
    yield InSync, f"{found.in_sync} in sync", found.in_sync
    or_owned = " or of promotions" if plan.owners_unknown else ""
    yield Unmanaged, f"{found.unmanaged} unmanaged{or_owned}", found.unmanaged
    if found.promotion:
        yield None, f"{found.promotion} of promotions", found.promotion
    if found.known:
        yield None, f"{found.known} known", found.known
    if found.acknowledged:
        yield InSync, f"{found.acknowledged} acknowledged", found.acknowledged
    if found.set_aside:
        yield None, f"{found.set_aside} set aside", found.set_aside


def acknowledged_reason(known: Acknowledged) -> str:
    """What would block a create, with the file's answer."""
    names = ", ".join(f"'{each}'" for each in known.reason.of)
    of = f" of {names}" if names else ""
    return f"acknowledged {known.reason.code}{of}: {known.answer.words}."


def acknowledged_drift(field: FieldChange) -> str:
    """Both values of a difference that is meant, with the file's answer; empty if it is not."""
    if field.acknowledged is None:
        return ""
    note, shown = readable(field)
    desired, live = sides(shown)
    said = f"file {desired}, live {live}. Meant: {field.acknowledged.words}."
    return f"{note.strip()} {said}".strip()


def coverage(plan: Plan) -> str:
    """How much of what is declared was seen, and what kinds of values were not."""
    seen = plan.coverage
    live = plan.live
    uncertain = sum(len(change.seen.uncertain) for change in live)
    kinds = count_kinds(path for each in live for path in hidden(each))
    parts = [f"Checked {seen.checked} of {plural(seen.declared, 'declared value')}"]
    if kinds:
        count = sum(kinds.values())
        named = [f"{words} {number}" for words, number in islice(kinds.items(), MOST_KINDS)]
        others = sum(islice(kinds.values(), MOST_KINDS, None))
        listed = ", ".join([*named, f"others {others}"] if others else named)
        parts.append(f"{count} {_is(count)} not visible through {plan.source}: {listed}")
    if uncertain:
        parts.append(f"{uncertain} {_is(uncertain)} perhaps the customer's own")
    return f"{'; '.join(parts)}." if seen.declared else ""


def hidden(change: Drift | InSync) -> Sequence[str]:
    """What was not shown at all."""
    return [path for path in change.seen.unverified if path not in change.seen.uncertain]


def unseen(change: Drift | InSync, source: str) -> Mapping[str, Sequence[str]]:
    """Declared values that were not checked, by words that say so, and why."""
    why = {
        f"not visible through {source}": hidden(change),
        f"perhaps the customer's own [{CUSTOMERS_OWN_VALUE.slug}]": change.seen.uncertain,
    }
    return {f"{words}, so not checked": paths for words, paths in why.items() if paths}


def place(path: str) -> str:
    """Where a field stands, by name."""
    return " / ".join(visible(step) for step in steps(path))


def readable(field: FieldChange) -> tuple[str, FieldChange]:
    """A tree as the expression that it stands for, after a note that says so; others as is."""
    if field.path.endswith(TREE_PATH):
        texts = as_expressions(field.desired, field.live)
        if texts is not None:
            return " (the tree, as an expression)", replace(field, desired=texts[0], live=texts[1])
    return "", field


def sides(field: FieldChange) -> tuple[str, str]:
    """The desired and the live value, cut to where they differ when they are long."""
    desired, live = _side(field.desired), _side(field.live)
    if len(desired) <= LONGEST_VALUE and len(live) <= LONGEST_VALUE:
        return desired, live
    pairs = enumerate(zip(desired, live, strict=False))
    alike = next((k for k, (ours, theirs) in pairs if ours != theirs), LONGEST_VALUE)
    start = max(0, alike - LONGEST_VALUE // 3)
    return cut_value(desired, LONGEST_VALUE, start), cut_value(live, LONGEST_VALUE, start)


def drifted(plan: Plan) -> Sequence[Drift]:
    """Campaigns that differ in something that is not acknowledged."""
    return [each for each in plan.of_kind(Drift) if not each.is_acknowledged]


def notes(diagnostics: Sequence[Diagnostic]) -> Sequence[Alike]:
    """What a plan tells itself, the gravest first, those that are alike as one."""
    return gather(each for each in diagnostics if not each.acknowledged and _is_of_plan(each))


def in_files(diagnostics: Iterable[Diagnostic], files: Collection[str]) -> Iterator[Diagnostic]:
    """Findings in some files that nobody acknowledges, but for those that are notes."""
    for each in diagnostics:
        if each.file in files and each.acknowledged is None and not _is_of_plan(each):
            yield each


def findings_in_files(
    diagnostics: Sequence[Diagnostic], *, but: Collection[str] | None = None
) -> str:
    """How many findings there are in files, and how to list them; empty if there are none.

    What is acknowledged is a number and no more. ``but`` are files whose findings are shown one by
    one; None where no change is looked at.
    """
    others = [each for each in diagnostics if not _is_of_plan(each)]
    count = sum(each.acknowledged is None and each.file not in (but or ()) for each in others)
    meant = sum(each.acknowledged is not None for each in diagnostics)
    where = "campaign files" if but is None else "files that this change does not touch"
    them = "it" if count == 1 else "them"
    validate = addressed("'reconciler validate'")
    found = f"{plural(count, 'finding')} in {where}: {validate} lists {them}."
    answered = f"{plural(meant, 'finding')} acknowledged."
    return " ".join([*([found] if count else []), *([answered] if meant else [])])


def _is_of_plan(note: Diagnostic) -> bool:
    """Whether a plan tells it itself rather than count it."""
    return not note.file or note.code in _OF_PLANS


def by_reason(blocked: Iterable[Blocked]) -> Iterable[Sequence[Blocked]]:
    """Blocked campaigns that share a reason, together: it is told once."""
    sharing: dict[Reason, list[Blocked]] = defaultdict(list)
    for each in blocked:
        sharing[each.reason].append(each)
    return sharing.values()


def by_sentence(creates: Iterable[Create]) -> Mapping[str, Sequence[Create]]:
    """Campaigns to create, by what they give customers in words."""
    found: dict[str, list[Create]] = defaultdict(list)
    for create in creates:
        found[describe(create.body)].append(create)
    return found


def not_told(plan: Plan) -> Sequence[Diagnostic]:
    """What is to be known of a plan beside what is told at its campaigns."""
    over = {each.file for each in plan.set_aside}
    return [
        each
        for each in plan.diagnostics
        if each.code != FIRST_DAY_PASSED.slug
        and not (each.code == PERIODS_IN_THE_PAST.slug and each.file in over)
    ]


def begun(plan: Plan) -> Mapping[str, Diagnostic]:
    """What is to be known of the first days of creates, by file."""
    found = (each for each in plan.diagnostics if each.code == FIRST_DAY_PASSED.slug)
    return {each.file: each for each in found if each.acknowledged is None}


def about_over() -> str:
    """What can be done about what is set aside, the same for all of it."""
    return f"{CAMPAIGN_OVER.fix} {how_to(CAMPAIGN_OVER)}"


def last_day(change: Blocked) -> str:
    """Since when a campaign is over that is set aside, without what to do about it."""
    return change.reason.message.split(f" {CAMPAIGN_OVER.fix}")[0]


def conclusion(plan: Plan) -> tuple[str, str]:
    """What comes of the plan, and what there is to say of that."""
    found = plan.summary
    if not plan.records and all(isinstance(each, Unmanaged) for each in plan.changes):
        what = "any of these groups" if plan.changes else "a campaign"
        return "No changes.", f" No file declares {what}."
    if not found.has_changes:
        but = f", but for {found.acknowledged} acknowledged" if found.acknowledged else ""
        but += ", but for what is over" if found.set_aside else ""
        return "No changes.", f" Live is as the files say{but}, as far as it was seen."
    todo = (
        f"{plural(found.create, 'campaign')} to create." if found.create else "Nothing to create."
    )
    return todo, " Drift is reported, never forced back." if found.drift else ""


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _side(value: Json | Absent) -> str:
    return "(nothing)" if value is ABSENT else value_text(value)
