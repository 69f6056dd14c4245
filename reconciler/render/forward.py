"""Campaigns that were copied forward: every value that is another one, and what stays."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from reconciler.core.diagnostic import Diagnostic, diagnostic_to_json
from reconciler.core.exact_json import Json
from reconciler.render.next_steps import addressed
from reconciler.render.plan_words import place
from reconciler.render.safe import value_text, visible
from reconciler.render.terminal import Line, Text, entry
from reconciler.target_group.forward.carry import Change, Left
from reconciler.words import plural


class Copied(Struct, frozen=True):
    """A campaign that was copied forward.

    Attributes:
        file: its path, as shown to people; empty where it was printed.
        like: name and path of the campaign that it was copied from.
        changes: what is another one in it.
        left: what names a time and stays as it is.
        notes: what is to be known besides, each without its full stop.
        findings: what is found in it, as in the one that it was copied from.
    """

    name: str
    file: str
    text: str
    like: tuple[str, str]
    changes: Sequence[Change]
    left: Sequence[Left]
    notes: Sequence[str]
    findings: Sequence[Diagnostic]


def copies_to_json(
    copies: Sequence[Copied], shift: str, left_out: Mapping[str, str], why: str
) -> dict[str, Json]:
    """Write copies as JSON, and by how much days were moved.

    ``left_out`` has the names of campaigns that were not copied, by the paths of their files.
    """
    return {
        "shift": shift,
        "copies": [
            {
                "name": copied.name,
                "file": copied.file or None,
                **({} if copied.file else {"text": copied.text}),
                "like": dict(zip(("name", "file"), copied.like, strict=True)),
                "changes": [
                    {"path": each.path, "before": each.before, "after": each.after}
                    | ({"note": each.note} if each.note else {})
                    for each in copied.changes
                ],
                "left": [
                    {"path": left.path or None, "line": left.line, "text": left.text}
                    | {"reason": left.reason}
                    for left in copied.left
                ],
                "notes": [*copied.notes],
                "findings": [*map(diagnostic_to_json, copied.findings)],
            }
            for copied in copies
        ],
        "left_out": [
            {"name": name, "file": path, "reason": why} for path, name in left_out.items()
        ],
    }


def copies_lines(copies: Sequence[Copied], moved: str) -> Iterator[Line]:
    """List for each copy what is another value in it, what stays, and what is to be known."""
    noted = Counter(note for copied in copies for note in copied.notes)
    often = [note for note, count in noted.items() if count > 1]
    for copied in copies:
        about = f"  {visible(copied.file)}  from {visible(copied.like[1])}, {moved}"
        yield entry("+", "green", visible(copied.name), about)
        for each in copied.changes:
            after = "" if each.after is None else f" -> {_value(each.after)}"
            note = f"  {visible(each.note)}" if each.note else ""
            said = f"      {place(each.path)}: {_value(each.before)}{after}"
            yield Text.assemble(said, (note, "dim"))
        for left in copied.left:
            where = place(left.path) if left.path else f"line {left.line}"
            yield Text(f"      {where} stays: {visible(left.text)} ({left.reason})")
        alone = (note for note in copied.notes if note not in often)
        yield from (Text(f"      note: {visible(note)}.") for note in alone)
        for found in copied.findings:
            yield Text(f"      warning: {visible(found.message)} [{found.code}], as before")
    yield ""
    for told in often:
        yield Text(f"note on {noted[told]} of them: {visible(told)}.")
    count = plural(len(copies), "campaign")
    step = addressed(
        "Review what has changed, and goals and filters, which are as they were. 'reconciler plan' "
        f"shows what would be created; commit {'it' if len(copies) == 1 else 'them'} before you "
        "apply."
    )
    yield Text(f"{count} copied forward. {step}")


def _value(value: Json) -> str:
    return visible(value) if isinstance(value, str) else value_text(value)
