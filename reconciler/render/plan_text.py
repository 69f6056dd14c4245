"""A plan for the terminal: what a person must decide first, details below."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from reconciler.core.diagnostic import Diagnostic
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
    kind_of,
)
from reconciler.core.reasons import CAMPAIGN_OVER
from reconciler.render import plan_words as words
from reconciler.render.alike import Alike, place_of
from reconciler.render.comment import NAMELESS
from reconciler.render.owned_words import (
    OWNED,
    UNMANAGED,
    by_owner,
    some_groups,
    unmanaged_title,
)
from reconciler.render.plan_words import (
    acknowledged_drift,
    acknowledged_reason,
    by_reason,
    conclusion,
    counts,
    coverage,
    findings_in_files,
    notes,
    place,
    read_through,
    readable,
    sides,
    unseen,
)
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, to_text, wrapped
from reconciler.words import plural

MOST_ALIKE: Final = 10
"""Names in a note about many; the rest is counted."""
MOST_UNMANAGED: Final = 10
MOST_SET_ASIDE: Final = 10
MOST_UNVERIFIED: Final = 6
_STYLES: Final[Mapping[type[Change], tuple[str, str, str]]] = {
    Blocked: ("!", "bold magenta", "Blocked: not created until somebody decides"),
    Create: ("+", "green", "To create"),
    Drift: ("~", "yellow", "Drift: live differs from the file"),
    InSync: ("=", "cyan", "In sync, but acknowledged or not seen in full"),
    Unmanaged: ("?", "blue", UNMANAGED),
}


def plan_to_text(plan: Plan, *, color: bool) -> str:
    """Write a plan for people."""
    return to_text(_lines(plan), color=color)


def _lines(plan: Plan) -> Iterator[Line]:
    yield Text.assemble("Plan for ", (visible(plan.environment), "bold"), read_through(plan))
    yield _counts(plan)
    seen = coverage(plan)
    if seen:
        yield Text(f"  {seen}")
    for kind, (_, style, title) in _STYLES.items():
        section = list(_section(plan, kind))
        if section:
            yield ""
            shown = unmanaged_title(plan.owners_unknown) if kind is Unmanaged else title
            yield Text(shown, f"{style} underline")
            yield from section
    yield from _owned(plan.owned)
    yield from _set_aside(plan.set_aside)
    yield from note_lines(words.not_told(plan))
    yield ""
    yield _conclusion(plan)


def _counts(plan: Plan) -> Text:
    line = Text("  ")
    for k, (kind, text, count) in enumerate(counts(plan)):
        style = _STYLES[kind][1] if count and kind else "dim"
        line.append(" · " if k else "").append(text, style)
    return line


def _section(plan: Plan, kind: type[Change]) -> Iterator[Line]:
    changes = [each for each in plan.changes if kind_of(each) is kind and not _is_over(each)]
    if kind is Unmanaged:
        yield from _unmanaged([each for each in changes if isinstance(each, Unmanaged)])
        return
    if kind is Blocked:
        yield from _blocked([each for each in changes if isinstance(each, Blocked)])
        return
    begun = words.begun(plan) if kind is Create else {}
    for change in changes:
        yield from _change(change, plan.source)
        if isinstance(change, Create) and change.file in begun:
            yield from _begun(begun[change.file])


def _is_over(change: Change) -> bool:
    return isinstance(change, Blocked) and change.is_set_aside


def _set_aside(changes: Sequence[Blocked]) -> Iterator[Line]:
    """What is over, one line each, and what can be done about all of them."""
    if not changes:
        return
    yield from ("", Text("Set aside: over and not live, so not created", "dim underline"))
    for change in changes[:MOST_SET_ASIDE]:
        place = f"  {visible(change.file)}:{change.line}  {words.last_day(change)}"
        yield Text.assemble("  - ", (visible(change.name), "bold"), (place, "dim"))
    if len(changes) > MOST_SET_ASIDE:
        more = len(changes) - MOST_SET_ASIDE
        yield Text(f"    and {more} more; --format json lists them", "dim")
    yield from wrapped(f"{words.about_over()} [{CAMPAIGN_OVER.slug}]", indent=4, style="dim")


def _blocked(changes: Sequence[Blocked]) -> Iterator[Line]:
    for sharing in by_reason(changes):
        yield from map(_title, sharing[:-1])
        yield from _change(sharing[-1], "")


def _change(change: Change, source: str) -> Iterator[Line]:
    if isinstance(change, InSync) and not change.seen.unverified:
        return
    yield _title(change)
    match change:
        case Create():
            yield from _created(change)
        case Drift():
            yield from _differences(change)
            yield from _unverified(change, source)
        case InSync():
            yield from _unverified(change, source)
        case Blocked():
            yield from _reason(change.reason)
        case Unmanaged():
            yield from [] if change.reason is None else _reason(change.reason)


def _created(create: Create) -> Iterator[Line]:
    yield Text(f"      {_outline(create.body)}", "dim")
    for known in create.acknowledged:
        yield from wrapped(visible(acknowledged_reason(known)), indent=6)


def _differences(drift: Drift) -> Iterator[Line]:
    for field in drift.reported:
        yield from _field(field)
    for field in drift.acknowledged:
        yield from _acknowledged(field)


def _reason(reason: Reason) -> Iterator[Text]:
    return wrapped(visible(reason.message), indent=6, lead=f"{reason.code}: ")


def _title(change: Change) -> Text:
    mark, style, _ = _STYLES[kind_of(change)]
    where = "" if isinstance(change, Unmanaged) else f"  {visible(change.file)}:{change.line}"
    group = "" if isinstance(change, Create | Blocked) else f"  group {change.id}"
    return Text.assemble(
        (f"  {mark} ", style), (visible(change.name), "bold"), (f"{where}{group}", "dim")
    )


def _outline(body: Mapping[str, Json]) -> str:
    """What a create would make, in a few words."""
    periods: Sequence[Mapping[str, Json]] = body.get("periods", ())
    days = [str(period[edge]) for period in periods for edge in ("startDate", "endDate")]
    window = str(body.get("targetEvaluationType", "")).removesuffix("_WINDOW")
    span = f"{min(days)} to {max(days)}" if days else window.replace("_", " ").lower()
    count = len(periods) or body.get("totalPeriods", 0)
    levels = len(body.get("streaks", ()))
    parts = [
        str(body["trackingType"]),
        f"{plural(count, 'period')}, {span}" if span else plural(count, "period"),
        plural(len(body.get("targets", ())), "target"),
        plural(levels, "streak level") if levels else "",
        "leaderboard" if body.get("leaderboardEnabled") else "",
        "user-created" if body.get("userCreated") else "",
    ]
    return " · ".join(part for part in parts if part)


def _field(field: FieldChange) -> Iterator[Line]:
    note, field = readable(field)
    desired, live = sides(field)
    yield Text.assemble("      ", (place(field.path), "bold"), (note, "dim"))
    yield Text.assemble("        desired  ", (desired, "green"))
    yield Text.assemble("        live     ", (live, "red"))
    mark = "editable" if field.editable else "not editable"
    yield from wrapped(visible(f"{mark}: {field.hint}"), indent=8, style="dim")


def _acknowledged(field: FieldChange) -> Iterator[Line]:
    yield Text.assemble("      ", (place(field.path), "bold"), (" acknowledged", "dim"))
    yield from wrapped(visible(acknowledged_drift(field)), indent=8, style="dim")


def _unverified(change: Drift | InSync, source: str) -> Iterator[Line]:
    for why, paths in unseen(change, source).items():
        listed = ", ".join(visible(path.lstrip("/")) for path in paths[:MOST_UNVERIFIED])
        more = len(paths) - MOST_UNVERIFIED
        rest = f" and {more} more" if more > 0 else ""
        yield from wrapped(f"{why}, so not checked: {listed}{rest}", indent=6, style="dim")


def _unmanaged(changes: Sequence[Unmanaged]) -> Iterator[Line]:
    explained = [change for change in changes if change.reason is not None]
    others = [change for change in changes if change.reason is None and change.owner is None]
    for change in (*explained, *islice(others, MOST_UNMANAGED)):
        yield from _change(change, "")
    if len(others) > MOST_UNMANAGED:
        yield Text(f"    and {len(others) - MOST_UNMANAGED} more; --format json lists them", "dim")


def _owned(groups: Sequence[Unmanaged]) -> Iterator[Line]:
    """Live groups that promotions own: a line for each promotion."""
    if not groups:
        return
    yield from ("", Text(OWNED, "underline"))
    owners = by_owner(groups)
    for owner, ids in owners[:MOST_UNMANAGED]:
        more = f"  promotion {visible(owner.id)}, {some_groups(ids)}"
        yield Text.assemble("    ", (visible(owner.name) or NAMELESS, "bold"), (more, "dim"))
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


def _begun(note: Diagnostic) -> Iterator[Line]:
    """What is to be known of the first day of a create, below it."""
    text = visible(f"{note.message} {note.hint} [{note.code}]")
    yield from wrapped(text, indent=6, lead=f"{note.severity.value}: ")


def _conclusion(plan: Plan) -> Text:
    todo, more = conclusion(plan)
    style = "bold" if plan.summary.has_changes else "bold green"
    return Text.assemble((todo, style), more, (f"  plan {plan.plan_id}", "dim"))
