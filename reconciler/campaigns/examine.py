"""One file: everything that is wrong with it, and the campaign that it declares.

1. Read the text (``document``).
2. Put the environment's values in place of references, and work out short forms.
3. Read what the data says, and apply the rules to it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from reconciler.campaigns.after_hash import with_lost_text
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.pasted import answer_in, told_once
from reconciler.campaigns.references import OPENING, reference_at, resolve
from reconciler.campaigns.split_numbers import split_numbers
from reconciler.core.acknowledge import answer_to
from reconciler.core.diagnostic import (
    GRAVITY,
    MOST_FOUND,
    Answer,
    Diagnostic,
    Finding,
    has_errors,
    note,
)
from reconciler.core.exact_json import Json, decode
from reconciler.core.file_codes import PASTED_ANSWER, UNKNOWN_REFERENCE, WRONG_TYPE
from reconciler.core.reasons import CAMPAIGN_OVER
from reconciler.core.resource import Acknowledgement
from reconciler.target_group.codes.periods import PERIODS_IN_THE_PAST
from reconciler.target_group.days import NO_DAYS, Days, days_of
from reconciler.target_group.reading import read_file
from reconciler.target_group.rules.beside_faults import that_hold
from reconciler.target_group.rules.check import check
from reconciler.target_group.rules.days import turns
from reconciler.target_group.shorthand.expand import expand
from reconciler.target_group.values import text
from reconciler.yaml12.codes import NOT_A_MAPPING
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.faults import too_many_findings

Clean: TypeAlias = Mapping[str, Json]
"""The data of a file that has no errors, as the spec and the body are made from it."""
Content: TypeAlias = Document | tuple[Diagnostic, ...]
"""The document of a file, or why there is none."""

_SAID_BY: Final = {PERIODS_IN_THE_PAST.slug: CAMPAIGN_OVER.slug}
"""Findings that say no more than a block, and are answered with it."""
_NAME: Final = "name:"
_NAME_LINE: Final = re.compile(
    r"""name:[ ]+(?P<quote>["']?)(?P<name>.*?)(?P=quote)[ ]*$""", re.MULTILINE
)


class Examined(NamedTuple):
    """What is to be known of a file at once; it can be kept for files with the same content.

    Attributes:
        findings: everything found in it, in order.
        name: of its campaign, also where the file has errors; None where it has none.
        targets: position and name of each target that has one.
        line: of the name, 1-based; 0 where an error refuses the file.
        day: the day that the findings are of.
        turns: the days on which other findings begin to hold; None where any day may be one.
        first_day: of the campaign, empty where the file has errors or says none.
        last_day: as first_day.
        acknowledgements: what it says to findings and differences that are meant.
        environments: those that it is for; None where it is for all that use its folder.
    """

    findings: tuple[Diagnostic, ...]
    name: str | None = None
    targets: tuple[tuple[int, str], ...] = ()
    line: int = 0
    day: str = ""
    turns: tuple[str, ...] | None = None
    first_day: str = ""
    last_day: str = ""
    acknowledgements: tuple[Acknowledgement, ...] = ()
    environments: tuple[str, ...] | None = None

    def holds_on(self, today: str) -> bool:
        """Whether the findings of another day would be the same."""
        if self.turns is None:
            return self.day == today
        return all((turn <= today) == (turn <= self.day) for turn in self.turns)


def examine(
    path: str, raw: bytes, around: Circumstances, content: Content | None = None
) -> tuple[Examined, Clean | None]:
    """Examine a file; its clean data is there if nothing that was found is an error.

    Args:
        path: as shown to people.
        raw: what the file holds.
        around: what matters besides.
        content: the document of that, or why there is none; where it was read already.
    """
    content = content or read_document(path, raw)
    if isinstance(content, Document):
        return examine_document(content, around)
    return Examined(_list_of_groups(path, raw, content) or content, turns=()), None


def _list_of_groups(path: str, raw: bytes, faults: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What to say of a file that is a list of live groups; nothing of any other."""
    listed: Json = None
    with suppress(ValueError, RecursionError):
        listed = decode(raw) if raw.lstrip().startswith(b"[") else None
    if listed is None and any(each.code == NOT_A_MAPPING.slug for each in faults):
        # Below a key, a list in YAML is a file that can be read.
        lines = b"\n".join(b"  " + line for line in raw.splitlines() if line.rstrip() != b"---")
        below = read_document(path, b"data:\n" + lines)
        listed = below.data["data"] if isinstance(below, Document) else None
    found = answer_in(listed) if isinstance(listed, list) else None
    return () if found is None else (note(found.code, found.message, found.hint, at=(path, 1, 1)),)


def examine_document(document: Document, around: Circumstances) -> tuple[Examined, Clean | None]:
    """Examine a file whose text could be read; as ``examine``."""
    answer = answer_in(document.data)
    judged, data, days = ([answer], None, NO_DAYS) if answer else _judge(document, around)
    told = told_once(document.data, judged)
    if any(each.code is PASTED_ANSWER for each in told):
        data = None
    findings = [*with_lost_text(document, told), *split_numbers(document)]
    answers = (data or {}).get("acknowledge", ())
    acknowledgements = tuple(_acknowledgements(document, answers, around)) if answers else ()
    diagnostics = tuple(sorted(_placed(document, findings, acknowledgements))) if findings else ()
    names = data if data is not None else _resolved(document, around.values)[0]
    is_refused = has_errors(diagnostics)
    name, environments = _text(names.get("name")), names.get("environments")
    if environments is not None:
        listed = environments if isinstance(environments, list) else [environments]
        environments = tuple(map(str, listed))
    listed = names.get("targets")
    targets = [
        (k, named)
        for k, each in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and (named := _text(each.get("name"))) is not None
    ]
    has_ends = bool(answers) and any("until" in each for each in answers)
    examined = Examined(
        diagnostics,
        name=name,
        targets=tuple(targets),
        line=0 if is_refused or name is None else _line_of_name(document, name),
        day=around.today.isoformat(),
        acknowledgements=acknowledgements,
        environments=environments,
        turns=None if data is None or has_ends else turns(data, days),
        first_day=days.first.isoformat() if days.first else "",
        last_day=days.last.isoformat() if days.last else "",
    )
    return examined, None if is_refused else data


def place(document: Document, finding: Finding) -> Diagnostic:
    """Give a finding its place in the file."""
    line, column = document.locate(finding.route, at_key=finding.at_key)
    at = (document.path, line, column)
    return note(finding.code, finding.message, finding.hint, at=at)


def _judge(document: Document, around: Circumstances) -> tuple[list[Finding], Json, Days]:
    """All findings of one file, and its clean data and its days where the shape is right."""
    data, findings = _resolved(document, around.values)
    unresolved = {each.route for each in findings if each.code is UNKNOWN_REFERENCE}
    expanded = expand(data)
    reading = read_file(expanded.data, around.vocabulary)
    short_forms = [each for each in expanded.findings if each.route not in unresolved]
    blamed = unresolved | {each.route for each in short_forms}
    faults = [each for each in reading.faults if each.route not in blamed]
    findings += [_with_reference(document, each) for each in (*short_forms, *faults)]
    if not reading.is_whole and len(findings) >= MOST_FOUND:
        return findings, None, NO_DAYS
    if not reading.is_whole and not findings:
        # Something was left out, and nobody says why.
        message = "The file has not the shape of a campaign, and nothing says why."
        hint = "This is a bug in reconciler: please report the file."
        findings = [Finding(WRONG_TYPE, (), message, hint)]
    clean, days = reading.clean, days_of(reading.clean)
    found = check(clean, days, today=around.today, zone=around.zone, vocabulary=around.vocabulary)
    rest = expanded.in_file([*reading.remarks, *that_hold(reading, found)])
    findings += [each for each in rest if each.route not in unresolved]
    is_right = reading.is_whole and not unresolved
    return (findings, clean, days) if is_right else (findings, None, NO_DAYS)


def _resolved(document: Document, values: Mapping[str, Json]) -> tuple[Json, list[Finding]]:
    """The data of a file with values in place of references, and what is wrong with those."""
    text = document.text
    if ("{" in text and OPENING in text) or "\\" in text:  # an escape can hide one
        return resolve(document.data, values)
    return document.data, []


def _placed(
    document: Document, findings: Collection[Finding], acknowledgements: Sequence[Acknowledgement]
) -> Iterator[Diagnostic]:
    """Findings with their places in the file and its answers; of far too many, the gravest."""
    notes: list[Diagnostic] = []
    if len(findings) >= MOST_FOUND:
        gravest = sorted(findings, key=lambda each: GRAVITY.index(each.code.severity))
        findings = gravest[:MOST_FOUND]
        end = too_many_findings()
        notes.append(note(end.code, end.message, at=(document.path, 0, 0)))
    for each in {*notes, *(place(document, finding) for finding in findings)}:
        answer = answer_to(each.code, acknowledgements)
        if answer is None and each.code in _SAID_BY:
            answer = answer_to(_SAID_BY[each.code], acknowledgements)
        yield each if answer is None else replace(each, acknowledged=answer)


def _with_reference(document: Document, finding: Finding) -> Finding:
    """Say that a value came out of reconciler.toml, where it did."""
    name = None if finding.at_key else reference_at(document.data, finding.route)
    if name is None:
        return finding
    message = f"The environment's value '{name}' does not fit here: {finding.message}"
    return replace(finding, message=message, hint=f"Correct '{name}' under values, or use another.")


def _line_of_name(document: Document, name: str) -> int:
    """Without building the tree of positions where one line says it plainly."""
    written = document.text
    # To look for the text first is ten times as fast as to look for the pattern.
    start = 0 if written.startswith(_NAME) else written.find(f"\n{_NAME}") + 1
    found = _NAME_LINE.match(written, start)
    if found is None or found["name"] != name:
        return document.locate(("name",), at_key=True)[0]
    return written.count("\n", 0, start) + 1


def _acknowledgements(
    document: Document, answers: Sequence[Mapping[str, Json]], around: Circumstances
) -> Iterator[Acknowledgement]:
    today = around.today.isoformat()
    for k, each in enumerate(answers):
        line, column = document.locate(("acknowledge", k))
        of, until = each.get("of", ()), each.get("until", "")
        yield Acknowledgement(
            Answer(each["reason"], until),
            finding=each.get("finding", ""),
            of=(of,) if isinstance(of, str) else tuple(of),
            drift=each.get("drift", ""),
            is_expired=bool(until) and until < today,
            line=line,
            column=column,
        )


def _text(name: Json) -> str | None:
    is_name = isinstance(name, str | int) and not isinstance(name, bool)
    return text(name) if is_name else None
