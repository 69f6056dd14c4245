"""A plan for the terminal: what a person must decide first, details below."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from reconciler.core.comparison import FieldChange
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
from reconciler.render import drift_words
from reconciler.render import plan_words as words
from reconciler.render.findings import place_of
from reconciler.render.safe import NAMELESS, visible
from reconciler.render.terminal import Line, Text, entry, titled, wrapped
from reconciler.render.unmanaged_words import (
    OWNED,
    by_owner,
    declare,
    some_groups,
    unmanaged_title,
    wants_a_file,
)
from reconciler.target_group.prose.sentence import describe
from reconciler.words import first_of, plural

MOST_SAID: Final = 50
"""So many sentences say what customers get, and so many drifts are shown with their values."""
MOST_FIELDS: Final = 20
"""So many fields of a campaign are shown with both values."""
MOST_ALIKE: Final = 10
"""Names in a note about many, or of which the same was not seen; the rest is counted."""
MOST_LISTED: Final = 10
"""Unmanaged groups, promotions, and campaigns that are over."""
MOST_NAMED: Final = 3
MOST_UNVERIFIED: Final = 6
LONG: Final = 40
"""Lines after which the counts are said again at the end: their first line is out of sight."""
INDENT: Final = 6
"""Columns that what is said of a change is set in by."""
MARKS: Final[Mapping[type[Change], tuple[str, str]]] = {
    Blocked: ("!", "bold magenta"),
    Create: ("+", "green"),
    Drift: ("~", "yellow"),
    InSync: ("=", "cyan"),
    Unmanaged: ("?", "blue"),
}
"""The mark and the style of each kind of change."""


def plan_lines(plan: Plan) -> Iterator[Line]:
    """Write a plan for people."""
    heading = ("Plan for ", (visible(plan.environment), "bold"), words.read_through(plan))
    yield Text.assemble(*heading, hang=2)
    yield _counts(plan)
    seen = words.coverage(plan)
    if seen:
        yield Text(f"  {seen}")
    titles = {**words.TITLES, Unmanaged: unmanaged_title(plan.owners_unknown)}
    sections: Mapping[type[Change], Iterator[Line]] = {
        Blocked: (
            line
            for sharing in words.by_reason(plan.blocked)
            for line in (*map(change_line, sharing), *_reason(sharing[0].reason))
        ),
        Create: _creates(plan),
        Drift: _drift(plan),
        InSync: _in_sync(plan),
        Unmanaged: _unmanaged(plan),
    }
    body: list[Line] = []
    for kind, lines in sections.items():
        section = list(lines)
        if section:
            body += [*titled(titles[kind], MARKS[kind][1]), *section]
    body += [*_owned(plan.owned), *_set_aside(plan.set_aside), *note_lines(words.not_told(plan))]
    yield from (*body, "")
    if len(body) > LONG:
        yield _counts(plan)
    todo, more = words.conclusion(plan)
    style = "bold" if plan.summary.has_changes else "bold green"
    yield Text.assemble((todo, style), more, (f"  plan {plan.plan_id}", "dim"))


def _counts(plan: Plan) -> Text:
    line = Text("  ", at=" · ")
    for k, (kind, text, count) in enumerate(words.counts(plan)):
        style = MARKS[kind][1] if count and kind else "dim"
        line.append(" · " if k else "").append(text, style)
    return line


def change_line(change: Change) -> Text:
    """What a change is about: its mark, its name, and where it is."""
    mark, style = MARKS[kind_of(change)]
    where = "" if isinstance(change, Unmanaged) else f"  {visible(change.file)}:{change.line}"
    group = "" if isinstance(change, Create | Blocked) else f"  group {change.id}"
    name = visible(change.name) or NAMELESS
    return entry(mark, style, name, f"{where}{group}", hang=INDENT + 2)


def _creates(plan: Plan) -> Iterator[Line]:
    """What customers get, in the sentence of the comment; in the order of the plan if they are few.

    Every campaign to create is named, however many there are. Past so many, those that say the
    same are put together, and only the first are said in full.
    """
    first_days = words.begun(plan)
    if len(plan.creates) <= MOST_SAID:
        for create in plan.creates:
            yield from _create(create, first_days, describe(create.body))
        return
    alike = words.by_sentence(plan.creates)
    for sentence, creates in islice(alike.items(), MOST_SAID):
        for create in creates:
            yield from _create(create, first_days)
        each = f"Each of these {len(creates)}: " if len(creates) > 1 else ""
        yield from _said(f"{each}{sentence}")
    others = [each for creates in islice(alike.values(), MOST_SAID, None) for each in creates]
    for create in others:
        yield from _create(create, first_days)
        if create.body.get("active") is False:
            yield from _said("It is declared inactive.")
    if others:
        yield from _said(
            f"What customers get from the last {plural(len(others), 'campaign')} is not said here: "
            "'reconciler plan --explain NAME' says it for one, --format json for all."
        )


def _create(
    create: Create, first_days: Mapping[str, Diagnostic], sentence: str = ""
) -> Iterator[Line]:
    """What is created, what customers get, and what a person must know before."""
    yield change_line(create)
    yield from _said(sentence)
    for known in create.acknowledged:
        yield from _said(words.acknowledged_reason(known))
    note = first_days.get(create.file)
    if note is not None:
        text = visible(f"{note.message} {note.hint} [{note.code}]")
        yield from wrapped(text, indent=INDENT, lead=f"{note.severity.value}: ")


def _said(text: str, style: str = "") -> Iterator[Line]:
    return wrapped(visible(text), indent=INDENT, style=style)


def _reason(reason: Reason) -> Iterator[Text]:
    return wrapped(visible(reason.message), indent=INDENT, lead=f"{reason.code}: ")


def _drift(plan: Plan) -> Iterator[Line]:
    """What differs, and at the end what can be done about it."""
    drifts = words.drifted(plan)
    shown = drifts[:MOST_SAID]
    marks = drift_words.ways(field for drift in shown for field in drift.reported[:MOST_FIELDS])
    for drift in shown:
        yield change_line(drift)
        yield from _differing(drift.reported, marks)
        yield from _meant_or_unseen(drift, plan.source)
    for drift in drifts[MOST_SAID:]:
        yield change_line(drift)
        yield from _said(f"differs in {_named(drift.reported)}", "dim")
    if drifts:
        yield ""
        yield from wrapped(drift_words.keep_live("'"), indent=4)
        told, steps = drift_words.go_by_file(marks)
        yield from wrapped(visible(told), indent=4)
        for hint, mark in steps.items():
            yield Text(f"    {mark} {visible(hint)}", hang=len(mark) + 5, is_prose=True)
        for sentence in drift_words.untold(drifts):
            yield from wrapped(visible(sentence), indent=4)


def _differing(
    fields: Sequence[FieldChange], marks: Mapping[drift_words.Way, str]
) -> Iterator[Line]:
    """Both values of fields, and why they drifted: once where that is the same of all."""
    shown = fields[:MOST_FIELDS]
    for field in shown:
        note, readable = words.readable(field)
        mark = marks[drift_words.way(field)]
        noted = f"{note}{f' {mark}' if mark else ''}"
        desired, live = words.sides(readable)
        yield Text.assemble("      ", (words.place(field.path), "bold"), (noted, "dim"), hang=8)
        yield Text.assemble("        desired  ", (desired, "green"), hang=17)
        yield Text.assemble("        live     ", (live, "red"), hang=17)
    more = len(fields) - MOST_FIELDS
    if more > 0:
        yield from _said(f"and {plural(more, 'more field')}: plan --explain NAME shows them", "dim")
    for why, alike in drift_words.by_reason(shown).items():
        of = f"{_named(alike)}: " if len(alike) < len(shown) else ""
        yield from _said(f"{of}{why}", "dim")


def _named(fields: Sequence[FieldChange]) -> str:
    return first_of((words.place(each.path) for each in fields), len(fields), most=MOST_NAMED)


def _in_sync(plan: Plan) -> Iterator[Line]:
    """What is meant, or was not seen in full; nothing of what is as declared."""
    meant = (each for each in plan.of_kind(Drift) if each.is_acknowledged)
    for drift in islice(meant, MOST_SAID):
        yield change_line(drift)
        yield from _meant_or_unseen(drift, plan.source)
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[InSync]] = defaultdict(list)
    for each in plan.of_kind(InSync):
        if each.seen.unverified:
            alike[each.seen.unverified, each.seen.uncertain].append(each)
    for same in alike.values():
        yield from map(change_line, same[:MOST_ALIKE])
        if len(same) > MOST_ALIKE:
            yield from _said(f"and {len(same) - MOST_ALIKE} more; --format json lists them", "dim")
        yield from _meant_or_unseen(same[0], plan.source)


def _meant_or_unseen(change: Drift | InSync, source: str) -> Iterator[Line]:
    for field in change.acknowledged if isinstance(change, Drift) else ():
        place = (words.place(field.path), "bold")
        yield Text.assemble("      ", place, (" acknowledged", "dim"), hang=8)
        yield from wrapped(visible(words.acknowledged_drift(field)), indent=8, style="dim")
    for why, paths in words.unseen(change, source).items():
        listed = first_of((path.lstrip("/") for path in paths), len(paths), most=MOST_UNVERIFIED)
        yield from _said(f"{why}: {listed}", "dim")


def _unmanaged(plan: Plan) -> Iterator[Line]:
    changes = plan.of_kind(Unmanaged)
    for change in changes:
        if change.reason is not None:
            yield change_line(change)
            yield from _reason(change.reason)
    others = [each for each in changes if each.reason is None and not each.is_meant]
    yield from map(change_line, islice(others, MOST_LISTED))
    yield from _rest(len(others), "")
    if any(map(wants_a_file, changes)):
        told = declare("'", owners_unknown=bool(plan.owners_unknown))
        yield from wrapped(told, indent=4)


def _rest(count: int, noun: str) -> Iterator[Line]:
    """How many more there are than are listed."""
    if count > MOST_LISTED:
        yield Text(f"    and {count - MOST_LISTED} more{noun}; --format json lists them", "dim")


def _owned(groups: Sequence[Unmanaged]) -> Iterator[Line]:
    """Live groups that promotions own: a line for each promotion."""
    if not groups:
        return
    yield from titled(OWNED)
    owners = by_owner(groups)
    for owner, ids in owners[:MOST_LISTED]:
        more = f"  promotion {visible(owner.id)}, {some_groups(ids)}"
        name = (visible(owner.name) or NAMELESS, "bold")
        yield Text.assemble("    ", name, (more, "dim"), hang=INDENT)
    yield from _rest(len(owners), " promotions")


def _set_aside(changes: Sequence[Blocked]) -> Iterator[Line]:
    """What is over, one line each, and what can be done about all of them."""
    if not changes:
        return
    yield from titled(words.SET_ASIDE, "dim")
    for change in changes[:MOST_LISTED]:
        place = f"  {visible(change.file)}:{change.line}  {words.last_day(change)}"
        yield entry("-", "", visible(change.name), place, hang=INDENT)
    yield from _rest(len(changes), "")
    yield from wrapped(f"{words.about_over()} [{CAMPAIGN_OVER.slug}]", indent=4, style="dim")


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
