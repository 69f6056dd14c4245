"""The words of a plan that its text and its Markdown share."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from reconciler.core.diagnostic import Diagnostic
from reconciler.core.diff import ABSENT, Absent, steps
from reconciler.core.exact_json import Json
from reconciler.core.plan import (
    Blocked,
    Change,
    Create,
    Drift,
    FieldChange,
    InSync,
    Plan,
    Reason,
    Unmanaged,
)
from reconciler.core.reasons import CUSTOMERS_OWN_VALUE
from reconciler.render.alike import Alike, gather
from reconciler.render.safe import value_text, visible
from reconciler.render.terminal import plural
from reconciler.target_group.expressions.trees import as_expressions
from reconciler.target_group.wording import count_kinds

LONGEST_VALUE: Final = 120
TREE_PATH: Final = "/expressionJson"
MOST_KINDS: Final = 8


def read_through(plan: Plan) -> str:
    """The organisation, how much of it is live and how that was read, after a name."""
    number = plan.live_org_id if plan.org_id is None else plan.org_id
    org = "" if number is None else f", organisation {number}"
    return f"{org}: {plural(plan.live_groups, 'live group')}, read through {plan.source}"


def counts(plan: Plan) -> Iterator[tuple[type[Change], str, int]]:
    """How many campaigns a plan says what of, each with its words."""
    found = plan.summary
    yield Create, f"{found.create} to create", found.create
    yield Drift, f"{found.drift} drifted", found.drift
    yield Blocked, f"{found.blocked} blocked", found.blocked
    yield InSync, f"{found.in_sync} in sync", found.in_sync
    yield Unmanaged, f"{found.unmanaged} unmanaged", found.unmanaged


def coverage(plan: Plan) -> str:
    """How much of what is declared was seen, and what kinds of values were not."""
    seen = plan.coverage
    live = [change for change in plan.changes if isinstance(change, Drift | InSync)]
    uncertain = sum(len(change.uncertain) for change in live)
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
    return [path for path in change.unverified if path not in change.uncertain]


def unseen(change: Drift | InSync, source: str) -> Mapping[str, Sequence[str]]:
    """Declared values that were not checked, by why."""
    why = {
        f"not visible through {source}": hidden(change),
        f"perhaps the customer's own [{CUSTOMERS_OWN_VALUE.slug}]": change.uncertain,
    }
    return {words: paths for words, paths in why.items() if paths}


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
    return _cut(desired, start), _cut(live, start)


def notes(diagnostics: Sequence[Diagnostic]) -> Sequence[Alike]:
    """The notes that are not about a file, the gravest first, those that are alike as one."""
    return gather(each for each in diagnostics if not each.file)


def findings_in_files(
    diagnostics: Sequence[Diagnostic], *, but: Collection[str] | None = None
) -> str:
    """How many findings there are in files, and how to list them; empty if there are none.

    Args:
        diagnostics: all that was found.
        but: files whose findings are shown one by one; None where no change is looked at.
    """
    count = sum(bool(each.file) and each.file not in (but or ()) for each in diagnostics)
    if not count:
        return ""
    where = "campaign files" if but is None else "files that this change does not touch"
    them = "it" if count == 1 else "them"
    return f"{plural(count, 'finding')} in {where}: 'reconciler validate' lists {them}."


def by_reason(blocked: Iterable[Blocked]) -> Iterable[Sequence[Blocked]]:
    """Blocked campaigns that share a reason, together: it is told once."""
    sharing: dict[Reason, list[Blocked]] = defaultdict(list)
    for each in blocked:
        sharing[each.reason].append(each)
    return sharing.values()


def conclusion(plan: Plan) -> tuple[str, str]:
    """What comes of the plan, and what there is to say of that."""
    found = plan.summary
    if not found.has_changes:
        return "No changes.", " Live is as the files say, as far as it was seen."
    todo = (
        f"{plural(found.create, 'campaign')} to create." if found.create else "Nothing to create."
    )
    return todo, " Drift is reported, never forced back." if found.drift else ""


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _side(value: Json | Absent) -> str:
    return "(nothing)" if value is ABSENT else value_text(value)


def _cut(text: str, start: int) -> str:
    end = start + LONGEST_VALUE
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end]}{after}"
