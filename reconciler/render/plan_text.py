"""A plan for the terminal: what a person must decide first, details below."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice
from typing import Final

from rich.text import Text

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
from reconciler.render.safe import value_text, visible
from reconciler.render.terminal import Line, plural, to_text, wrapped
from reconciler.target_group.expressions.trees import as_expressions
from reconciler.target_group.wording import count_kinds

LONGEST_VALUE: Final = 120
TREE_PATH: Final = "/expressionJson"
MOST_ALIKE: Final = 10
"""Notes of one kind that are shown; the rest is counted."""
MOST_UNMANAGED: Final = 10
MOST_UNVERIFIED: Final = 6
MOST_KINDS: Final = 8
_STYLES: Final[Mapping[type[Change], tuple[str, str, str]]] = {
    Blocked: ("!", "bold magenta", "Blocked: not created until somebody decides"),
    Create: ("+", "green", "To create"),
    Drift: ("~", "yellow", "Drift: live differs from the file"),
    InSync: ("=", "cyan", "In sync, but not seen in full"),
    Unmanaged: ("?", "blue", "Unmanaged: live, but no file declares it"),
}


def plan_to_text(plan: Plan, *, color: bool) -> str:
    """Write a plan for people."""
    return to_text(_lines(plan), color=color)


def _lines(plan: Plan) -> Iterator[Line]:
    yield Text.assemble("Plan for ", (visible(plan.environment), "bold"), *_origin(plan))
    yield _counts(plan)
    yield from _coverage(plan)
    for kind, (_, style, title) in _STYLES.items():
        section = list(_section(plan, kind))
        if section:
            yield ""
            yield Text(title, f"{style} underline")
            yield from section
    yield from _notes(plan.diagnostics)
    yield ""
    yield _conclusion(plan)


def _origin(plan: Plan) -> list[str]:
    number = plan.live_org_id if plan.org_id is None else plan.org_id
    org = "" if number is None else f", organisation {number}"
    return [f"{org}: {plural(plan.live_groups, 'live group')}, read through {plan.source}"]


def _counts(plan: Plan) -> Text:
    counts = plan.summary
    parts = [
        (f"{counts.create} to create", _STYLES[Create][1], counts.create),
        (f"{counts.drift} drifted", _STYLES[Drift][1], counts.drift),
        (f"{counts.blocked} blocked", _STYLES[Blocked][1], counts.blocked),
        (f"{counts.in_sync} in sync", _STYLES[InSync][1], counts.in_sync),
        (f"{counts.unmanaged} unmanaged", _STYLES[Unmanaged][1], counts.unmanaged),
    ]
    line = Text("  ")
    for k, (text, style, count) in enumerate(parts):
        line.append(" · " if k else "").append(text, style if count else "dim")
    return line


def _coverage(plan: Plan) -> Iterator[Line]:
    """How much of what is declared was seen, and what kinds of values were not."""
    seen = plan.coverage
    live = [change for change in plan.changes if isinstance(change, Drift | InSync)]
    uncertain = sum(len(change.uncertain) for change in live)
    hidden = count_kinds(path for each in live for path in _hidden(each))
    parts = [f"Checked {seen.checked} of {plural(seen.declared, 'declared value')}"]
    if hidden:
        count = sum(hidden.values())
        kinds = [f"{words} {number}" for words, number in islice(hidden.items(), MOST_KINDS)]
        others = sum(islice(hidden.values(), MOST_KINDS, None))
        listed = ", ".join([*kinds, f"others {others}"] if others else kinds)
        parts.append(f"{count} {_is(count)} not visible through {plan.source}: {listed}")
    if uncertain:
        parts.append(f"{uncertain} {_is(uncertain)} perhaps the customer's own")
    if seen.declared:
        yield Text(f"  {'; '.join(parts)}.")


def _hidden(change: Drift | InSync) -> Sequence[str]:
    """What was not shown at all."""
    return [path for path in change.unverified if path not in change.uncertain]


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _section(plan: Plan, kind: type[Change]) -> Iterator[Line]:
    changes = [change for change in plan.changes if isinstance(change, kind)]
    if kind is Unmanaged:
        yield from _unmanaged([each for each in changes if isinstance(each, Unmanaged)])
        return
    for change in changes:
        yield from _change(change, plan.source)


def _change(change: Change, source: str) -> Iterator[Line]:
    if isinstance(change, InSync) and not change.unverified:
        return
    yield _title(change)
    match change:
        case Create():
            yield Text(f"      {_outline(change.body)}", "dim")
        case Blocked():
            yield from _reason(change.reason)
        case Drift():
            for field in change.fields:
                yield from _field(field)
            yield from _unverified(change, source)
        case InSync():
            yield from _unverified(change, source)
        case Unmanaged():
            yield from [] if change.reason is None else _reason(change.reason)


def _reason(reason: Reason) -> Iterator[Text]:
    return wrapped(visible(reason.message), indent=6, lead=f"{reason.code}: ")


def _title(change: Change) -> Text:
    mark, style, _ = _STYLES[type(change)]
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
    path = " / ".join(visible(step) for step in steps(field.path))
    note, field = _as_text(field)
    desired, live = _sides(field)
    yield Text.assemble("      ", (path, "bold"), (note, "dim"))
    yield Text.assemble("        desired  ", (desired, "green"))
    yield Text.assemble("        live     ", (live, "red"))
    mark = "editable" if field.editable else "not editable"
    yield from wrapped(visible(f"{mark}: {field.hint}"), indent=8, style="dim")


def _as_text(field: FieldChange) -> tuple[str, FieldChange]:
    """A tree as the expression that it stands for, with a word that says so."""
    if field.path.endswith(TREE_PATH):
        texts = as_expressions(field.desired, field.live)
        if texts is not None:
            return " (the tree, as an expression)", replace(field, desired=texts[0], live=texts[1])
    return "", field


def _sides(field: FieldChange) -> tuple[str, str]:
    """Both values, cut to where they differ when they are long."""
    desired, live = _side(field.desired), _side(field.live)
    if len(desired) <= LONGEST_VALUE and len(live) <= LONGEST_VALUE:
        return desired, live
    pairs = enumerate(zip(desired, live, strict=False))
    alike = next((k for k, (ours, theirs) in pairs if ours != theirs), LONGEST_VALUE)
    start = max(0, alike - LONGEST_VALUE // 3)
    return _cut(desired, start), _cut(live, start)


def _side(value: Json | Absent) -> str:
    return "(nothing)" if value is ABSENT else value_text(value)


def _cut(text: str, start: int) -> str:
    end = start + LONGEST_VALUE
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end]}{after}"


def _unverified(change: Drift | InSync, source: str) -> Iterator[Line]:
    for why, paths in {
        f"not visible through {source}": _hidden(change),
        f"perhaps the customer's own [{CUSTOMERS_OWN_VALUE.slug}]": change.uncertain,
    }.items():
        if paths:
            listed = ", ".join(visible(path.lstrip("/")) for path in paths[:MOST_UNVERIFIED])
            more = len(paths) - MOST_UNVERIFIED
            rest = f" and {more} more" if more > 0 else ""
            text = f"{why}, so not checked: {listed}{rest}"
            yield from wrapped(text, indent=6, style="dim")


def _unmanaged(changes: Sequence[Unmanaged]) -> Iterator[Line]:
    explained = [change for change in changes if change.reason is not None]
    others = [change for change in changes if change.reason is None]
    for change in (*explained, *islice(others, MOST_UNMANAGED)):
        yield from _change(change, "")
    if len(others) > MOST_UNMANAGED:
        yield Text(f"    and {len(others) - MOST_UNMANAGED} more; --format json lists them", "dim")


def _notes(diagnostics: Sequence[Diagnostic]) -> Iterator[Line]:
    about_files = sum(bool(each.file) for each in diagnostics)
    if diagnostics:
        yield ""
    for _, group in groupby(
        (each for each in diagnostics if not each.file), lambda each: each.code
    ):
        alike = list(group)
        for each in alike[:MOST_ALIKE]:
            yield from _note(each)
        if len(alike) > MOST_ALIKE:
            yield Text(f"  and {len(alike) - MOST_ALIKE} more; --format json lists them", "dim")
    if about_files:
        yield Text(
            f"{plural(about_files, 'finding')} in campaign files: 'reconciler validate' lists "
            f"{'it' if about_files == 1 else 'them'}.",
            "dim",
        )


def _note(note: Diagnostic) -> Iterator[Line]:
    text = visible(f"{note.message} {note.hint} [{note.code}]")
    yield from wrapped(text, indent=0, lead=f"{note.severity.value}: ")


def _conclusion(plan: Plan) -> Text:
    counts = plan.summary
    if not counts.has_changes:
        return Text.assemble(
            ("No changes. ", "bold green"),
            "Live is as the files say, as far as it was seen.",
            (f"  plan {plan.plan_id}", "dim"),
        )
    todo = (
        f"{plural(counts.create, 'campaign')} to create." if counts.create else "Nothing to create."
    )
    drift = " Drift is reported, never forced back." if counts.drift else ""
    return Text.assemble((todo, "bold"), drift, (f"  plan {plan.plan_id}", "dim"))
