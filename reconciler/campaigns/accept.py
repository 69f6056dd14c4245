"""Writes the live values of a drifted campaign into the text of its file.

The outcome is proved before anybody sees it: the new text is read, checked and compared with the
live group as any file is, and must be in sync. A campaign is accepted as a whole or not at all.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from reconciler.campaigns.examine import place
from reconciler.campaigns.load import load_document
from reconciler.campaigns.references import resolve
from reconciler.core.diagnostic import Diagnostic, Finding, Severity
from reconciler.core.diff import ABSENT, steps
from reconciler.core.exact_json import Json
from reconciler.core.plan import FieldChange
from reconciler.core.refusals import NOT_DECLARABLE
from reconciler.core.resource import Spec, plain
from reconciler.target_group.as_file import accepting
from reconciler.target_group.as_file.accepting import Acceptance
from reconciler.target_group.comparing.canonical import declared_spec
from reconciler.target_group.comparing.compare import compare_specs
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.reading import read_file
from reconciler.target_group.shorthand.expand import expand
from reconciler.yaml12.document import Document
from reconciler.yaml12.edit import CannotEdit, edit

ROUNDS: Final = 5
"""Settling one difference may bring others to light, but never in such a long row."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The file as it would be.

    Attributes:
        text: without a byte order mark; the same as before where nothing differed.
        writes_periods_out: whether it lists periods that a schedule said before.
    """

    text: str
    writes_periods_out: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the file stays as it is.

    Attributes:
        reasons: one for each difference that cannot be accepted, with its place in the file.
    """

    reasons: tuple[Diagnostic, ...]


Answer: TypeAlias = Accepted | Refused


def accept(
    document: Document,
    live: Spec,
    *,
    meant: Sequence[FieldChange] = (),
    values: Mapping[str, Json] | None = None,
    vocabulary: Vocabulary = DOCUMENTED,
    today: date,
) -> Answer:
    """Write the live values of a campaign into its file's text.

    Args:
        document: the file of a campaign, without errors.
        live: the spec of the campaign's live group.
        meant: differences that the file acknowledges, which stay as they are.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
    """
    attempt = _Attempt(document, _as_meant(live, meant), values or {}, vocabulary, today)
    try:
        after = attempt.run()
    except CannotEdit as refused:
        return Refused(tuple(sorted({place(document, each) for each in refused.findings})))
    return Accepted(after.text, _has_schedule(document) and not _has_schedule(after))


def _has_schedule(document: Document) -> bool:
    return isinstance(document.data.get("periods"), dict)


def _as_meant(live: Spec, meant: Sequence[FieldChange]) -> Spec:
    """A live spec as it would be if what is acknowledged were as declared."""
    if not meant:
        return plain(live)
    changed: dict[str, Json] = deepcopy(dict(plain(live)))
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
    return changed


@dataclass(frozen=True, slots=True)
class _Attempt:
    document: Document
    live: Spec
    values: Mapping[str, Json]
    vocabulary: Vocabulary
    today: date

    def run(self) -> Document:
        """Edit the file until it agrees with what is live.

        On the way it may say what no file may; only the outcome must be free of errors.

        Raises:
            CannotEdit: it cannot be made to agree.
        """
        current = self.document
        for _ in range(ROUNDS):
            acceptance = self._accept(current)
            if acceptance.refusals:
                raise CannotEdit(acceptance.refusals)
            if not acceptance.edits:
                break
            current = edit(current, acceptance.edits)
            if not self._wrong(current):  # after the first round, as a rule
                return current
        wrong = self._wrong(current)
        if wrong:
            raise CannotEdit([_not_declarable(f"With the live values: {each}") for each in wrong])
        return current

    def _accept(self, current: Document) -> Acceptance:
        resolved, _ = resolve(current.data, self.values)
        reading = read_file(expand(resolved).data, self.vocabulary)
        if not reading.is_whole:
            return Acceptance((), ())
        clean = reading.clean
        return accepting.accept(
            current.data, clean, declared_spec(clean), self.live, self.vocabulary
        )

    def _wrong(self, current: Document) -> list[str]:
        """The errors of the file, and where the campaign is not in sync."""
        loaded = load_document(
            current, values=self.values, vocabulary=self.vocabulary, today=self.today
        )
        wrong = [each.message for each in loaded.findings if each.severity is Severity.ERROR]
        for campaign in loaded.campaigns:
            differing = compare_specs(campaign.spec, self.live).fields
            wrong += [f"{each.path} would still differ." for each in differing]
        return wrong


def _not_declarable(message: str) -> Finding:
    return Finding(NOT_DECLARABLE, ("name",), message, NOT_DECLARABLE.fix)
