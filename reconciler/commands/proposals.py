"""Changes of campaign files: shown first, written whole or not at all, and put back if need be."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from reconciler import compare_all
from reconciler.campaigns.accept import (
    Accepted,
    Answer,
    Case,
    accept_file,
    accept_plainly,
    is_as_loaded,
)
from reconciler.commands.files import read_file, write_whole
from reconciler.commands.session import Session
from reconciler.core.comparison import Comparison, Seen
from reconciler.core.plan import Drift
from reconciler.core.resource import Desired, Live, name_key
from reconciler.core.resource_kind import Compare, CompareAll, Pair
from reconciler.errors import UsageError
from reconciler.parallel import collector_paused, in_parallel
from reconciler.render.accept_text import file_diff
from reconciler.target_group.answers.rows import read_usual_row
from reconciler.target_group.comparing.compare import Ground, compare_grounds, look

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
WORTH: Final = 50
"""So many files take about as long as it takes to start a process and to hear from it."""


class Edited(Struct, frozen=True):
    """What becomes of a file.

    Attributes:
        answer: its new text, or why it has none.
        diff: of the new text, to be shown; empty where nobody will see it.
    """

    before: bytes
    answer: Answer
    diff: str = ""


class _Compared(Comparison, frozen=True):
    """A comparison that found differences, and what they make of the file."""

    edited: Edited


class Editor:
    """Makes new texts of the files of campaigns that drifted.

    Those that are written like most get theirs where they are compared: all that it takes is at
    hand there, and in no other process.

    Args:
        session: the run.
        shows_diffs: whether somebody will see what is changed.
    """

    def __init__(self, session: Session, *, shows_diffs: bool) -> None:
        self._base = session.base
        self._around = session.circumstances
        self._memory = session.memory
        self._shows_diffs = shows_diffs
        self._known: Mapping[str, Edited] = {}

    def comparing(self, names: Sequence[str]) -> CompareAll:
        """Compare campaigns, and keep new texts for files of these names; of all if there are none.

        What is kept is of the last time that it was asked for.
        """
        wanted = {*map(name_key, names)}

        def compare_and_edit(pairs: Sequence[Pair]) -> list[Comparison]:
            rows = [read_usual_row(live.row.decode()) for _, live in pairs]
            found = [*map(look, pairs, rows)]
            is_meant = [not wanted or name_key(desired.name) in wanted for desired, _ in pairs]
            cases = {
                k: case
                for k, each in enumerate(found)
                if is_meant[k] and (case := self._case(*pairs[k], each))
            }
            for k, edited in zip(cases, self._edited_plainly([*cases.values()]), strict=True):
                found[k] = edited or found[k]
            named = iter(compare_grounds([each for each in found if isinstance(each, Ground)]))
            return [next(named) if isinstance(each, Ground) else each for each in found]

        def compare(_: Compare, pairs: Sequence[Pair]) -> list[Comparison]:
            # One of so many is edited, and takes as long as ten that are only compared.
            every = len(pairs) // len(wanted) if wanted else 1
            worth = min(WORTH * max(1, every), compare_all.WORTH)
            compare_those = compare_all.compare_with(self._memory, worth=worth)
            found = compare_those(compare_and_edit, pairs)
            self._known = {
                desired.file: each.edited
                for (desired, _), each in zip(pairs, found, strict=True)
                if isinstance(each, _Compared)
            }
            return found

        return compare

    def _case(self, desired: Desired, live: Live, found: Comparison | Ground) -> Case | None:
        """A file that may be edited in the quick way, if its campaign drifted."""
        if isinstance(found, Comparison) or not found.differs:
            return None
        if desired.acknowledgements:  # not all of it is to be accepted
            return None
        try:
            before = read_file(self._base / desired.file)
        except UsageError:
            return None
        return Case(before, desired, live, found) if is_as_loaded(desired, before) else None

    def _edited_plainly(self, cases: Sequence[Case]) -> Iterator[_Compared | None]:
        """Campaigns that drifted, each with its new text; None where that is not plain to see."""
        for case, answer in zip(cases, accept_plainly(cases, self._around), strict=True):
            if answer is None:
                yield None
            else:
                edited = self._edited(case.campaign.file, case.raw, answer)
                yield _Compared(case.ground.unlike(), Seen(), edited)

    def edit_all(
        self,
        drifts: Sequence[Drift],
        campaigns: Mapping[str, Desired],
        groups: Mapping[int, Live],
    ) -> list[Edited]:
        """What becomes of files.

        Args:
            drifts: what the plan says of their campaigns, from the comparison before.
            campaigns: by file.
            groups: by id.

        Raises:
            UsageError: one was changed since it was loaded and cannot be read any more.
        """

        def edited(drift: Drift) -> Edited:
            before = read_file(self._base / drift.file)
            campaign, group, meant = campaigns[drift.file], groups[drift.id], drift.acknowledged
            found = accept_file(before, campaign, group, self._around, meant=meant)
            if found is None:
                message = f"{drift.file} was changed in the meantime."
                raise UsageError(message, hint="Run accept again.")
            return self._edited(drift.file, before, found)

        known = self._known
        left = [drift for drift in drifts if drift.file not in known]
        with collector_paused(len(left)):
            work = in_parallel(
                lambda some: [*map(edited, some)], left, worth=WORTH, what="files edited"
            )
        others = iter(work)
        return [known[each.file] if each.file in known else next(others) for each in drifts]

    def _edited(self, file: str, before: bytes, answer: Answer) -> Edited:
        if not (isinstance(answer, Accepted) and self._shows_diffs):
            return Edited(before, answer)
        text = before.removeprefix(BYTE_ORDER_MARK).decode()
        return Edited(before, answer, file_diff(file, text, answer.text))


class Proposal(Struct, frozen=True):
    """A file that is to be changed.

    Attributes:
        drift: what the plan says of its campaign.
        diff: the difference, as it is shown.
        remark: what is to be said of the change besides; empty where nothing is.
    """

    drift: Drift
    path: Path
    before: bytes
    after: bytes
    diff: str = ""
    remark: str = ""

    def write(self) -> None:
        """Put the new content in the place of the old."""
        write_whole(self.path, self.after)

    def put_back(self) -> None:
        """Put the old content in its place again."""
        write_whole(self.path, self.before)


def propose(
    drift: Drift, path: Path, before: bytes, text: str, *, diff: str = "", remark: str = ""
) -> Proposal:
    """Propose a new text for a file; a byte order mark stays.

    Args:
        drift: what the plan says of its campaign.
        path: the file.
        before: what it holds.
        text: its new text, without a byte order mark.
        diff: the difference, as it is shown.
        remark: what is to be said of the change besides.
    """
    mark = BYTE_ORDER_MARK if before.startswith(BYTE_ORDER_MARK) else b""
    return Proposal(drift, path, before, mark + text.encode(), diff, remark)


def write_all(proposals: Sequence[Proposal]) -> None:
    """Write all files, or none.

    Raises:
        UsageError: a file has changed since it was read, or cannot be written.
    """
    for proposal in proposals:
        if read_file(proposal.path) != proposal.before:
            raise UsageError(
                f"{proposal.drift.file} was changed in the meantime; nothing was written.",
                hint="Run accept again.",
            )
    written: list[Proposal] = []
    try:
        for proposal in proposals:
            proposal.write()
            written.append(proposal)
    except UsageError:
        for proposal in written:
            proposal.put_back()
        raise
