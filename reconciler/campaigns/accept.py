"""Writes the live values of a drifted campaign into the text of its file.

The outcome is proved before anybody sees it: the new text is read, checked and compared with the
live group as any file is, and must be in sync. A campaign is accepted as a whole or not at all.
"""

import hashlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Final, NamedTuple, Self, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import Clean, Examined, examine_document, place
from reconciler.campaigns.load import desired_of
from reconciler.campaigns.references import resolve
from reconciler.core.adoption import NOT_DECLARABLE
from reconciler.core.comparison import FieldChange, Seen
from reconciler.core.diagnostic import Diagnostic, Finding, Severity
from reconciler.core.diff import ABSENT, steps
from reconciler.core.exact_json import Json, canonical
from reconciler.core.resource import Desired, Live
from reconciler.target_group.answers.rows import read_usual_row
from reconciler.target_group.as_file import accepting
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.comparing.compare import Ground, compare, compare_rows, ground_of
from reconciler.target_group.reading import read_file
from reconciler.target_group.shorthand.expand import expand
from reconciler.target_group.values import Expected
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.edit import CannotEdit, edit
from reconciler.yaml12.patch import Edit, edited
from reconciler.yaml12.single_values import with_values

ROUNDS: Final = 5
"""Settling one difference may bring others to light, but never in such a long row."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The file as it would be.

    Attributes:
        text: without a byte order mark; the same as before where nothing differed.
        writes_periods_out: whether it lists periods that a schedule said before.
        found: what was found in it, and what was seen of it in the live group; None where that is
            not all that is live, as something is acknowledged.
    """

    text: str
    writes_periods_out: bool = False
    found: tuple[Examined, Seen | None] | None = field(default=None, compare=False)


class Refused(Struct, frozen=True):
    """Why the file stays as it is.

    Attributes:
        reasons: one for each difference that cannot be accepted, with its place in the file.
    """

    reasons: tuple[Diagnostic, ...]


Answer: TypeAlias = Accepted | Refused


class _Look(NamedTuple):
    """What there is to say of a file.

    Attributes:
        wrong: its errors, or else where the campaign is not in sync.
        found: as of ``Accepted``.
    """

    wrong: list[str]
    found: tuple[Examined, Seen | None]


def accept_file(
    raw: bytes,
    campaign: Desired,
    live: Live,
    around: Circumstances,
    *,
    meant: Sequence[FieldChange] = (),
) -> Answer | None:
    """Write the live values of a campaign into its file; as ``accept``.

    Args:
        raw: what the file holds by now.
        campaign: what it declared when it was loaded.
        live: the campaign's live group.
        around: what matters besides.
        meant: differences that the file acknowledges, which stay as they are.

    Returns:
        What becomes of it; None where it cannot be read any more.
    """
    live = _as_meant(live, meant)
    is_same = is_as_loaded(campaign, raw)
    if is_same:
        [plainly] = accept_plainly([Case.of(raw, campaign, live)], around)
        if plainly is not None:
            return plainly
    document = read_document(campaign.file, raw)
    if not isinstance(document, Document):
        return None
    return accept(document, live, around, clean=campaign.data if is_same else None)


def is_as_loaded(campaign: Desired, raw: bytes) -> bool:
    """Whether a file holds what it held when its campaign was loaded."""
    return campaign.digest.startswith(hashlib.sha256(raw).digest())


class Case(NamedTuple):
    """A file, and the live group that it is to agree with.

    Attributes:
        raw: what the file holds, the same as when it was loaded.
        campaign: what it declares.
        live: the campaign's live group.
        ground: both as they were compared.
    """

    raw: bytes
    campaign: Desired
    live: Live
    ground: Ground

    @classmethod
    def of(cls, raw: bytes, campaign: Desired, live: Live) -> Self:
        """One of which nothing is compared yet."""
        row = read_usual_row(live.row.decode())
        return cls(raw, campaign, live, ground_of((campaign, live), row))


class _Attempt(NamedTuple):
    """What the quick way makes of a file: its data as far as it is written, changes, new text."""

    number: int
    case: Case
    said: Mapping[str, Json]
    edits: Sequence[Edit]
    text: str


def accept_plainly(cases: Sequence[Case], around: Circumstances) -> list[Accepted | None]:
    """The quick way to write single live values into files that are written like most.

    What they say is known, so that they are not read: each new text must say the same but for what
    was changed, and each value that is replaced must have been written as it is known. All take
    each step together: the processor is quicker at more of the same.

    Args:
        cases: the files.
        around: what matters besides.

    Returns:
        For each what ``accept`` gives; None where that is not plain to see.
    """
    answers: list[Accepted | None] = [None] * len(cases)
    attempts = [made for made in map(partial(_attempt, around), count(), cases) if made]
    read = [(each, read_document(each.case.campaign.file, each.text.encode())) for each in attempts]
    examined = [
        (each, document, *examine_document(document, around))
        for each, document in read
        if isinstance(document, Document)
    ]
    right = [
        (each, _declared(document, found, clean), found, clean)
        for each, document, found, clean in examined
        if clean is not None
    ]
    compared = compare_rows(
        [(desired, each.case.live) for each, desired, _, _ in right],
        [each.case.ground.row for each, *_ in right],
    )
    for (each, _, found, clean), comparison in zip(right, compared, strict=True):
        if not comparison.fields and (
            canonical(_without_trees(clean)) == canonical(edited(each.said, each.edits))
        ):
            seen = comparison.seen if each.case.live.row else None
            answers[each.number] = Accepted(each.text, found=(found, seen))
    return answers


def _attempt(around: Circumstances, number: int, case: Case) -> _Attempt | None:
    """Write live values into a file; None where that is not plain to do."""
    clean, ground = case.campaign.data, case.ground
    said = _without_trees(clean)
    acceptance = accepting.accept(
        *(said, clean, ground.desired, ground.live, around.vocabulary), aligned=ground.aligned
    )
    if acceptance.refusals:
        return None
    edits = acceptance.edits
    text = with_values(case.raw.decode().removeprefix("\ufeff"), said, edits)
    return None if text is None else _Attempt(number, case, said, edits, text)


def _without_trees(clean: Clean) -> dict[str, Json]:
    """Clean data without what was filled in."""
    targets = [
        {name: value for name, value in each.items() if not isinstance(value, Expected)}
        for each in clean.get("targets", ())
    ]
    return {name: targets if name == "targets" else value for name, value in clean.items()}


def accept(
    document: Document,
    live: Live,
    around: Circumstances,
    *,
    clean: Clean | None = None,
) -> Answer:
    """Write the live values of a campaign into its file's text.

    Args:
        document: the file of a campaign, without errors.
        live: the campaign's live group.
        around: what matters besides.
        clean: the clean data of the file, where that is known.
    """
    try:
        after, look = _settle(document, live, around, clean)
    except CannotEdit as refused:
        return Refused(tuple(sorted({place(document, each) for each in refused.findings})))
    writes_out = _has_schedule(document) and not _has_schedule(after)
    return Accepted(after.text, writes_out, look.found)


def _has_schedule(document: Document) -> bool:
    return isinstance(document.data.get("periods"), dict)


def _as_meant(live: Live, meant: Sequence[FieldChange]) -> Live:
    """A group as it would be if what is acknowledged were as declared."""
    if not meant:
        return live
    changed: dict[str, Json] = deepcopy(dict(live.spec))
    for each in meant:
        *parents, last = steps(each.path)
        holder = changed
        for step in parents:
            if not isinstance(holder.get(step), dict):
                holder[step] = {}  # it differs as a whole, and the file has a part of it
            holder = holder[step]
        if each.desired is ABSENT:
            holder.pop(last, None)
        else:
            holder[last] = each.desired
    return replace(live, make_spec=lambda: changed, row=b"")


def _settle(
    document: Document, live: Live, around: Circumstances, clean: Clean | None
) -> tuple[Document, _Look]:
    """Edit the file until it agrees with what is live.

    On the way it may say what no file may; only the outcome must be free of errors.

    Raises:
        CannotEdit: it cannot be made to agree.
    """
    current, clean = document, clean or _clean(document, around)
    for _ in range(ROUNDS):
        if clean is None:
            break
        specs = declared_spec(clean), live.spec
        acceptance = accepting.accept(current.data, clean, *specs, around.vocabulary)
        if acceptance.refusals:
            raise CannotEdit(acceptance.refusals)
        if not acceptance.edits:
            break
        current = edit(current, acceptance.edits)
        look = _look_at(current, live, around)
        if not look.wrong:  # after the first round, as a rule
            return current, look
        clean = _clean(current, around)
    look = _look_at(current, live, around)
    if look.wrong:
        said = (f"With the live values: {each}" for each in look.wrong)
        code = NOT_DECLARABLE
        raise CannotEdit([Finding(code, ("name",), each, code.fix) for each in said])
    return current, look


def _clean(document: Document, around: Circumstances) -> Clean | None:
    """The clean data of a file that may have errors; None where its shape is one."""
    resolved, _ = resolve(document.data, around.values)
    reading = read_file(expand(resolved).data, around.vocabulary)
    return reading.clean if reading.is_whole else None


def _look_at(document: Document, live: Live, around: Circumstances) -> _Look:
    """Examine a file, and compare it with what is live."""
    examined, data = examine_document(document, around)
    if data is None:
        errors = (each for each in examined.findings if each.severity is Severity.ERROR)
        return _Look([each.message for each in errors], (examined, None))
    [comparison] = compare([(_declared(document, examined, data), live)])
    wrong = [f"{each.path} would still differ." for each in comparison.fields]
    return _Look(wrong, (examined, comparison.seen if live.row else None))


def _declared(document: Document, examined: Examined, clean: Clean) -> Desired:
    return desired_of(document.path, examined, lambda: clean)
