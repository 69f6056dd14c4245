"""Changes of campaign files: shown first, written whole or not at all, and put back if need be."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from reconciler import compare_all
from reconciler.campaigns.accept import Accepted, Answer, accept_file, accept_plainly, is_as_loaded
from reconciler.commands.files import read_file, write_whole
from reconciler.commands.session import Session
from reconciler.core.comparison import Comparison
from reconciler.core.plan import Drift
from reconciler.core.resource import Desired, Live, name_key
from reconciler.core.resource_kind import Compare, CompareAll, Pair
from reconciler.errors import UsageError
from reconciler.parallel import collector_paused, in_parallel
from reconciler.render.accept_text import file_diff

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
WORTH: Final = 50
"""So many files take about as long as it takes to start a process and to hear from it."""


class Edited(Struct, frozen=True):
    """What becomes of a file.

    Attributes:
        before: what it holds.
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

        def and_edit(compare: Compare, pairs: Sequence[Pair]) -> list[Comparison]:
            return [
                self._and_edited(pair, found)
                if found.fields and (not wanted or name_key(pair[0].name) in wanted)
                else found
                for pair, found in zip(pairs, compare(pairs), strict=True)
            ]

        def compare(compare: Compare, pairs: Sequence[Pair]) -> list[Comparison]:
            # One of so many is edited, and takes as long as ten that are only compared.
            every = len(pairs) // len(wanted) if wanted else 1
            worth = min(WORTH * max(1, every), compare_all.WORTH)
            compare_those = compare_all.compare_with(self._memory, worth=worth)
            found = compare_those(lambda some: and_edit(compare, some), pairs)
            self._known = {
                desired.file: each.edited
                for (desired, _), each in zip(pairs, found, strict=True)
                if isinstance(each, _Compared)
            }
            return found

        return compare

    def _and_edited(self, pair: Pair, found: Comparison) -> Comparison:
        """A comparison with the new text; without, where that takes more than a quick look."""
        desired, live = pair
        if desired.acknowledgements:  # not all of it is to be accepted
            return found
        try:
            before = read_file(self._base / desired.file)
        except UsageError:
            return found
        is_plain = is_as_loaded(desired, before)
        answer = accept_plainly(before, desired, live, self._around) if is_plain else None
        if answer is None:
            return found
        return _Compared(found.fields, found.seen, self._edited(desired.file, before, answer))

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
        after: what it shall hold.
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
