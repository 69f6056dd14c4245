"""Writes the live values of a drifted campaign into the text of its file.

The outcome is proved before anybody sees it: the new text is read, checked and compared with the
live group as any file is, and must be in sync. A campaign is accepted as a whole or not at all.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import Clean, Examined, examine_document, place
from reconciler.campaigns.load import desired_of
from reconciler.campaigns.references import resolve
from reconciler.core.adoption import NOT_DECLARABLE
from reconciler.core.comparison import FieldChange
from reconciler.core.diagnostic import Diagnostic, Finding, Severity
from reconciler.core.diff import ABSENT, steps
from reconciler.core.resource import Live, plain
from reconciler.parallel import Packed
from reconciler.target_group.as_file import accepting
from reconciler.target_group.as_file.accepting import Acceptance
from reconciler.target_group.comparing.canonical import declared_spec
from reconciler.target_group.comparing.compare import compare
from reconciler.target_group.reading import read_file
from reconciler.target_group.shorthand.expand import expand
from reconciler.yaml12.document import Document
from reconciler.yaml12.edit import CannotEdit, edit

if TYPE_CHECKING:
    from reconciler.core.exact_json import Json

ROUNDS: Final = 5
"""Settling one difference may bring others to light, but never in such a long row."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The file as it would be.

    Attributes:
        text: without a byte order mark; the same as before where nothing differed.
        writes_periods_out: whether it lists periods that a schedule said before.
        found: what was found in it, and its clean data.
    """

    text: str
    writes_periods_out: bool = False
    found: tuple[Examined, Packed[Clean | None]] | None = field(default=None, compare=False)


class Refused(Struct, frozen=True):
    """Why the file stays as it is.

    Attributes:
        reasons: one for each difference that cannot be accepted, with its place in the file.
    """

    reasons: tuple[Diagnostic, ...]


Answer: TypeAlias = Accepted | Refused
_Found: TypeAlias = tuple[Examined, Clean | None]


def accept(
    document: Document,
    live: Live,
    around: Circumstances,
    *,
    meant: Sequence[FieldChange] = (),
    clean: Clean | None = None,
) -> Answer:
    """Write the live values of a campaign into its file's text.

    Args:
        document: the file of a campaign, without errors.
        live: the campaign's live group.
        around: what matters besides.
        meant: differences that the file acknowledges, which stay as they are.
        clean: the clean data of the file, where that is known.
    """
    try:
        after, (examined, data) = _Attempt(document, _as_meant(live, meant), around, clean).run()
    except CannotEdit as refused:
        return Refused(tuple(sorted({place(document, each) for each in refused.findings})))
    writes_out = _has_schedule(document) and not _has_schedule(after)
    return Accepted(after.text, writes_out, (examined, Packed(data)))


def _has_schedule(document: Document) -> bool:
    return isinstance(document.data.get("periods"), dict)


def _as_meant(live: Live, meant: Sequence[FieldChange]) -> Live:
    """A group as it would be if what is acknowledged were as declared."""
    if not meant:
        return live
    changed: dict[str, Json] = deepcopy(dict(plain(live.spec)))
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
    return replace(live, spec=changed, row=b"")


class _Attempt(Struct, frozen=True):
    document: Document
    live: Live
    around: Circumstances
    clean: Clean | None

    def run(self) -> tuple[Document, _Found]:
        """Edit the file until it agrees with what is live.

        On the way it may say what no file may; only the outcome must be free of errors.

        Raises:
            CannotEdit: it cannot be made to agree.
        """
        current, clean = self.document, self.clean or self._clean(self.document)
        for _ in range(ROUNDS):
            acceptance = self._accept(current, clean)
            if acceptance.refusals:
                raise CannotEdit(acceptance.refusals)
            if not acceptance.edits:
                break
            current = edit(current, acceptance.edits)
            found = examine_document(current, self.around)
            if not self._wrong(current, found):  # after the first round, as a rule
                return current, found
            clean = self._clean(current)
        found = examine_document(current, self.around)
        wrong = self._wrong(current, found)
        if wrong:
            said = (f"With the live values: {each}" for each in wrong)
            code = NOT_DECLARABLE
            raise CannotEdit([Finding(code, ("name",), each, code.fix) for each in said])
        return current, found

    def _clean(self, current: Document) -> Clean | None:
        """The clean data of a file that may have errors; None where its shape is one."""
        resolved, _ = resolve(current.data, self.around.values)
        reading = read_file(expand(resolved).data, self.around.vocabulary)
        return reading.clean if reading.is_whole else None

    def _accept(self, current: Document, clean: Clean | None) -> Acceptance:
        if clean is None:
            return Acceptance((), ())
        desired, live = declared_spec(clean), plain(self.live.spec)
        return accepting.accept(current.data, clean, desired, live, self.around.vocabulary)

    def _wrong(self, current: Document, found: _Found) -> list[str]:
        """The errors of the file, and where the campaign is not in sync."""
        examined, data = found
        wrong = [each.message for each in examined.findings if each.severity is Severity.ERROR]
        if data is not None:
            campaign = desired_of(current.path, examined, lambda: data)
            [comparison] = compare([(campaign, self.live)])
            wrong += [f"{each.path} would still differ." for each in comparison.fields]
        return wrong
