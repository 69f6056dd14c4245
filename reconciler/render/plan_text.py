"""A plan for the terminal: what a person must decide first, details below."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from reconciler.core.diagnostic import Diagnostic
from reconciler.core.plan import (
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Unmanaged,
    kind_of,
)
from reconciler.core.reasons import CAMPAIGN_OVER
from reconciler.render import plan_words as words
from reconciler.render.alike import Alike, place_of
from reconciler.render.change_line import INDENT, MARKS, change_line
from reconciler.render.create_text import create_lines
from reconciler.render.drift_text import drift_lines, in_sync_lines
from reconciler.render.next_steps import IMPORT, declare
from reconciler.render.owned_words import (
    OWNED,
    UNMANAGED,
    by_owner,
    is_of_somebody,
    some_groups,
    unmanaged_title,
    wants_a_file,
)
from reconciler.render.plan_words import (
    by_reason,
    conclusion,
    counts,
    coverage,
    findings_in_files,
    notes,
    read_through,
)
from reconciler.render.safe import NAMELESS, visible
from reconciler.render.terminal import Line, Text, to_text, wrapped

MOST_ALIKE: Final = 10
"""Names in a note about many; the rest is counted."""
MOST_UNMANAGED: Final = 10
MOST_SET_ASIDE: Final = 10
LONG: Final = 40
"""Lines after which the counts are said again at the end: their first line is out of sight."""
_TITLES: Final[Mapping[type[Change], str]] = {
    Blocked: "Blocked: not created until somebody decides",
    Create: "To create",
    Drift: "Drift: live differs from the file",
    InSync: "In sync, but acknowledged or not seen in full",
    Unmanaged: UNMANAGED,
}


def plan_to_text(plan: Plan, *, color: bool, width: int | None = None) -> str:
    """Write a plan for people.

    Args:
        plan: the plan.
        color: whether to write colours.
        width: columns of the terminal; None where there is none.
    """
    return to_text(_lines(plan), color=color, width=width)


def _lines(plan: Plan) -> Iterator[Line]:
    heading = ("Plan for ", (visible(plan.environment), "bold"), read_through(plan))
    yield Text.assemble(*heading, hang=2)
    yield _counts(plan)
    seen = coverage(plan)
    if seen:
        yield Text(f"  {seen}")
    body = list(_body(plan))
    yield from body
    yield ""
    if len(body) > LONG:
        yield _counts(plan)
    yield _conclusion(plan)


def _body(plan: Plan) -> Iterator[Line]:
    for kind, title in _TITLES.items():
        section = list(_section(plan, kind))
        if section:
            yield ""
            shown = unmanaged_title(plan.owners_unknown) if kind is Unmanaged else title
            yield Text(shown, f"{MARKS[kind][1]} underline")
            yield from section
    yield from _owned(plan.owned)
    yield from _set_aside(plan.set_aside)
    yield from note_lines(words.not_told(plan))


def _counts(plan: Plan) -> Text:
    line = Text("  ", at=" · ")
    for k, (kind, text, count) in enumerate(counts(plan)):
        style = MARKS[kind][1] if count and kind else "dim"
        line.append(" · " if k else "").append(text, style)
    return line


def _section(plan: Plan, kind: type[Change]) -> Iterator[Line]:
    changes = [each for each in plan.changes if kind_of(each) is kind]
    if kind is Blocked:
        yield from _blocked(plan.blocked)
    elif kind is Create:
        yield from create_lines(plan)
    elif kind is Drift:
        yield from drift_lines([each for each in changes if isinstance(each, Drift)], plan.source)
    elif kind is InSync:
        yield from in_sync_lines(changes, plan.source)
    else:
        groups = [each for each in changes if isinstance(each, Unmanaged)]
        yield from _unmanaged(groups, owners_unknown=bool(plan.owners_unknown))


def _set_aside(changes: Sequence[Blocked]) -> Iterator[Line]:
    """What is over, one line each, and what can be done about all of them."""
    if not changes:
        return
    yield from ("", Text("Set aside: over and not live, so not created", "dim underline"))
    for change in changes[:MOST_SET_ASIDE]:
        place = f"  {visible(change.file)}:{change.line}  {words.last_day(change)}"
        name = (visible(change.name), "bold")
        yield Text.assemble("  - ", name, (place, "dim"), hang=INDENT)
    if len(changes) > MOST_SET_ASIDE:
        more = len(changes) - MOST_SET_ASIDE
        yield Text(f"    and {more} more; --format json lists them", "dim")
    yield from wrapped(f"{words.about_over()} [{CAMPAIGN_OVER.slug}]", indent=4, style="dim")


def _blocked(changes: Sequence[Blocked]) -> Iterator[Line]:
    for sharing in by_reason(changes):
        yield from map(change_line, sharing)
        yield from _reason(sharing[0].reason)


def _reason(reason: Reason) -> Iterator[Text]:
    return wrapped(visible(reason.message), indent=INDENT, lead=f"{reason.code}: ")


def _unmanaged(changes: Sequence[Unmanaged], *, owners_unknown: bool) -> Iterator[Line]:
    for change in changes:
        if change.reason is not None:
            yield change_line(change)
            yield from _reason(change.reason)
    others = [each for each in changes if each.reason is None and not is_of_somebody(each)]
    yield from map(change_line, islice(others, MOST_UNMANAGED))
    if len(others) > MOST_UNMANAGED:
        yield Text(f"    and {len(others) - MOST_UNMANAGED} more; --format json lists them", "dim")
    if any(map(wants_a_file, changes)):
        yield from wrapped(declare(f"'{IMPORT}'", owners_unknown=owners_unknown), indent=4)


def _owned(groups: Sequence[Unmanaged]) -> Iterator[Line]:
    """Live groups that promotions own: a line for each promotion."""
    if not groups:
        return
    yield from ("", Text(OWNED, "underline"))
    owners = by_owner(groups)
    for owner, ids in owners[:MOST_UNMANAGED]:
        more = f"  promotion {visible(owner.id)}, {some_groups(ids)}"
        name = (visible(owner.name) or NAMELESS, "bold")
        yield Text.assemble("    ", name, (more, "dim"), hang=INDENT)
    if len(owners) > MOST_UNMANAGED:
        rest = len(owners) - MOST_UNMANAGED
        yield Text(f"    and {rest} more promotions; --format json lists them", "dim")


def note_lines(diagnostics: Sequence[Diagnostic]) -> Iterator[Line]:
    """What is to be known of a plan as a whole, or of an apply of it, after an empty line."""
    if diagnostics:
        yield ""
    for alike in notes(diagnostics):
        yield from _note(alike)
    about_files = findings_in_files(diagnostics)
    if about_files:
        yield Text(about_files, "dim")


def _note(alike: Alike) -> Iterator[Line]:
    note, elsewhere = alike.first, alike.elsewhere(most=MOST_ALIKE)
    place = f"{place_of(note)}: " if note.file else ""
    more = f" ({elsewhere})" if elsewhere else ""
    text = visible(f"{place}{note.message} {note.hint} [{note.code}]{more}")
    yield from wrapped(text, indent=0, lead=f"{note.severity.value}: ")


def _conclusion(plan: Plan) -> Text:
    todo, more = conclusion(plan)
    style = "bold" if plan.summary.has_changes else "bold green"
    return Text.assemble((todo, style), more, (f"  plan {plan.plan_id}", "dim"))
