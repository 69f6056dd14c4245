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
from reconciler.render.alike import place_of
from reconciler.render.change_line import INDENT, MARKS, change_line
from reconciler.render.drift_text import drift_lines, in_sync_lines
from reconciler.render.next_steps import IMPORT, declare
from reconciler.render.owned_words import (
    OWNED,
    by_owner,
    some_groups,
    unmanaged_title,
    wants_a_file,
)
from reconciler.render.safe import NAMELESS, visible
from reconciler.render.terminal import Line, Text, to_text, wrapped
from reconciler.target_group.prose.sentence import describe
from reconciler.words import plural

MOST_SAID: Final = 50
"""So many sentences say what customers get."""
MOST_ALIKE: Final = 10
"""Names in a note about many; the rest is counted."""
MOST_UNMANAGED: Final = 10
MOST_SET_ASIDE: Final = 10
LONG: Final = 40
"""Lines after which the counts are said again at the end: their first line is out of sight."""


def plan_to_text(plan: Plan, *, color: bool, width: int | None = None) -> str:
    """Write a plan for people.

    Args:
        plan: the plan.
        color: whether to write colours.
        width: columns of the terminal; None where there is none.
    """
    return to_text(_lines(plan), color=color, width=width)


def _lines(plan: Plan) -> Iterator[Line]:
    heading = ("Plan for ", (visible(plan.environment), "bold"), words.read_through(plan))
    yield Text.assemble(*heading, hang=2)
    yield _counts(plan)
    seen = words.coverage(plan)
    if seen:
        yield Text(f"  {seen}")
    body = list(_body(plan))
    yield from body
    yield ""
    if len(body) > LONG:
        yield _counts(plan)
    todo, more = words.conclusion(plan)
    style = "bold" if plan.summary.has_changes else "bold green"
    yield Text.assemble((todo, style), more, (f"  plan {plan.plan_id}", "dim"))


def _body(plan: Plan) -> Iterator[Line]:
    drifts = [each for each in plan.changes if isinstance(each, Drift)]
    unmanaged = [each for each in plan.changes if isinstance(each, Unmanaged)]
    drifted = [each for each in drifts if not each.is_acknowledged]
    in_sync = [each for each in plan.changes if kind_of(each) is InSync]
    sections: Mapping[type[Change], Iterator[Line]] = {
        Blocked: _blocked(plan.blocked),
        Create: _creates(plan),
        Drift: drift_lines(drifted, plan.source),
        InSync: in_sync_lines(in_sync, plan.source),
        Unmanaged: _unmanaged(unmanaged, owners_unknown=bool(plan.owners_unknown)),
    }
    titles = {**words.TITLES, Unmanaged: unmanaged_title(plan.owners_unknown)}
    for kind, lines in sections.items():
        section = list(lines)
        if section:
            yield from ("", Text(titles[kind], f"{MARKS[kind][1]} underline"))
            yield from section
    yield from _owned(plan.owned)
    yield from _set_aside(plan.set_aside)
    yield from note_lines(words.not_told(plan))


def _counts(plan: Plan) -> Text:
    line = Text("  ", at=" · ")
    for k, (kind, text, count) in enumerate(words.counts(plan)):
        style = MARKS[kind][1] if count and kind else "dim"
        line.append(" · " if k else "").append(text, style)
    return line


def _set_aside(changes: Sequence[Blocked]) -> Iterator[Line]:
    """What is over, one line each, and what can be done about all of them."""
    if not changes:
        return
    yield from ("", Text(words.SET_ASIDE, "dim underline"))
    for change in changes[:MOST_SET_ASIDE]:
        place = f"  {visible(change.file)}:{change.line}  {words.last_day(change)}"
        name = (visible(change.name), "bold")
        yield Text.assemble("  - ", name, (place, "dim"), hang=INDENT)
    if len(changes) > MOST_SET_ASIDE:
        more = len(changes) - MOST_SET_ASIDE
        yield Text(f"    and {more} more; --format json lists them", "dim")
    yield from wrapped(f"{words.about_over()} [{CAMPAIGN_OVER.slug}]", indent=4, style="dim")


def _blocked(changes: Sequence[Blocked]) -> Iterator[Line]:
    for sharing in words.by_reason(changes):
        yield from map(change_line, sharing)
        yield from _reason(sharing[0].reason)


def _creates(plan: Plan) -> Iterator[Line]:
    """What customers get, in the sentence of the comment; in the order of the plan if they are few.

    Every campaign to create is named, however many there are. Past so many, those that say the
    same are put together, and only the first are said in full.
    """
    first_days = words.begun(plan)
    if len(plan.creates) <= MOST_SAID:
        for create in plan.creates:
            yield change_line(create)
            yield from _said(describe(create.body))
            yield from _to_know(create, first_days)
        return
    alike = _by_sentence(plan.creates)
    for sentence, creates in islice(alike.items(), MOST_SAID):
        for create in creates:
            yield change_line(create)
            yield from _to_know(create, first_days)
        each = f"Each of these {len(creates)}: " if len(creates) > 1 else ""
        yield from _said(f"{each}{sentence}")
    others = [each for creates in islice(alike.values(), MOST_SAID, None) for each in creates]
    for create in others:
        yield change_line(create)
        yield from _to_know(create, first_days)
        if create.body.get("active") is False:
            yield from _said("It is declared inactive.")
    if others:
        yield from _said(
            f"What customers get from the last {plural(len(others), 'campaign')} is not said here: "
            "'reconciler plan --explain NAME' says it for one, --format json for all."
        )


def _by_sentence(creates: Sequence[Create]) -> Mapping[str, Sequence[Create]]:
    found: dict[str, list[Create]] = {}
    for create in creates:
        found.setdefault(describe(create.body), []).append(create)
    return found


def _to_know(create: Create, first_days: Mapping[str, Diagnostic]) -> Iterator[Line]:
    """What a person must know before it is created."""
    for known in create.acknowledged:
        yield from _said(words.acknowledged_reason(known))
    note = first_days.get(create.file)
    if note is not None:
        text = visible(f"{note.message} {note.hint} [{note.code}]")
        yield from wrapped(text, indent=INDENT, lead=f"{note.severity.value}: ")


def _said(text: str) -> Iterator[Line]:
    return wrapped(visible(text), indent=INDENT)


def _reason(reason: Reason) -> Iterator[Text]:
    return wrapped(visible(reason.message), indent=INDENT, lead=f"{reason.code}: ")


def _unmanaged(changes: Sequence[Unmanaged], *, owners_unknown: bool) -> Iterator[Line]:
    for change in changes:
        if change.reason is not None:
            yield change_line(change)
            yield from _reason(change.reason)
    others = [each for each in changes if each.reason is None and not each.is_meant]
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
    for alike in words.notes(diagnostics):
        note, elsewhere = alike.first, alike.elsewhere(most=MOST_ALIKE)
        place = f"{place_of(note)}: " if note.file else ""
        more = f" ({elsewhere})" if elsewhere else ""
        text = visible(f"{place}{note.message} {note.hint} [{note.code}]{more}")
        yield from wrapped(text, indent=0, lead=f"{note.severity.value}: ")
    about_files = words.findings_in_files(diagnostics)
    if about_files:
        yield Text(about_files, "dim")
