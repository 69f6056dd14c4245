"""Desired and live: what the files say, and what the API holds, in the same form."""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.core.diagnostic import Answer, Diagnostic
from reconciler.core.exact_json import Json
from reconciler.core.promotion import NO_PROMOTIONS, FindTargets, Promotions, find_none
from reconciler.core.unseen_characters import without_unseen


class Lifecycle(StrEnum):
    """What a live group is today."""

    RUNNING = "running"
    UPCOMING = "upcoming"
    ENDED = "ended"
    INACTIVE = "inactive"


LONGEST_LOOKED_AT: Final = 1000
"""Characters; names that the API takes have 200."""

Spec: TypeAlias = Mapping[str, Json]
"""Canonical form of a target group: plain JSON, every collection keyed or a set, no ids."""


def name_key(name: str) -> str:
    """The form under which the API calls two names the same: it ignores case."""
    return name.casefold()


@lru_cache(1 << 15)
def look_alike(name: str) -> str:
    """The form under which a person may take two names for the same.

    Ignores case, Unicode form, the amount of white space, and what nobody sees. Of a name that is
    far longer than any that the API takes, only case: the time for the Unicode form can grow with
    the square of it.
    """
    if len(name) > LONGEST_LOOKED_AT:
        return name.casefold()
    seen = without_unseen(name)
    plain_form = seen if seen.isascii() else unicodedata.normalize("NFKC", seen)
    return " ".join(plain_form.casefold().split())


def is_like(name: str, pattern: str) -> bool:
    """Whether a name is what a pattern says, ignoring case.

    ``*`` stands for any text and ``?`` for one character; brackets are what they are, since names
    have them. A name that is written as it is always fits.
    """
    ours, wanted = name_key(name), name_key(pattern)
    return ours == wanted or fnmatchcase(ours, wanted.replace("[", "[[]"))


def keys_like(keys: Collection[str], wanted: str) -> Collection[str]:
    """Of names as looked up, the one that is wanted, or those that are like a wanted pattern."""
    key = name_key(wanted)
    if key in keys:
        return (key,)
    return [each for each in keys if is_like(each, key)] if is_pattern(key) else ()


def is_pattern(name: str) -> bool:
    """Whether a name may stand for several."""
    return not {"*", "?"}.isdisjoint(name)


def is_below(path: str, top: str) -> bool:
    """Whether a path is another one, or leads to something below it."""
    return path == top or path.startswith(f"{top}/")


class Acknowledgement(Struct, frozen=True):
    """One entry under ``acknowledge`` of a campaign file.

    Attributes:
        answer: why, and until when.
        finding: code of the findings that it is about; empty where it is about drift.
        of: names or patterns of the other campaigns or groups that it is about; none means all.
        drift: path of the values that it is about, as in plans; empty where it is about findings.
        is_expired: whether its last day has passed.
        line: where it stands in its file, 1-based.
        column: 1-based.
    """

    answer: Answer
    finding: str = ""
    of: tuple[str, ...] = ()
    drift: str = ""
    is_expired: bool = False
    line: int = 0
    column: int = 0

    def is_about(self, code: str, other: str | None = None) -> bool:
        """Whether it is about findings of a code.

        ``other`` is the campaign or group that the finding speaks of beside its own.
        """
        if self.finding != code:
            return False
        return not self.of or (other is not None and any(is_like(other, each) for each in self.of))

    def covers(self, path: str) -> bool:
        """Whether it is about the drift of a path: its own, or one below it."""
        return bool(self.drift) and is_below(path, self.drift)


class Desired(Struct, frozen=True, dict=True):
    """A campaign as a file declares it.

    What is made from its data is made when it is first asked for: of 10,000 campaigns in sync the
    specs of both sides and the bodies would take over a second of a processor and 130 MB, and
    nobody looks at one of them.

    Attributes:
        name: as written.
        file: path as shown to people.
        line: line of the name, 1-based.
        give_data: gives the file's clean data; where another process has read it, anew each time.
        make_spec: makes of this data what we expect to be live.
        make_body: makes of it what is sent to create the campaign.
        create_only: findings that stand against creating it, not against its being live.
        digest: equal for equal data of any run; empty where it is not known.
        acknowledgements: what the file says to findings and differences that are meant; never
            sent, never compared.
        first_day: yyyy-MM-dd, in the organisation's time zone; empty where it is not known.
        last_day: as first_day.
    """

    name: str
    file: str
    line: int
    give_data: Callable[[], Mapping[str, Json]]
    make_spec: Callable[[Mapping[str, Json]], Spec]
    make_body: Callable[[Mapping[str, Json]], Mapping[str, Json]]
    create_only: tuple[Diagnostic, ...] = ()
    digest: bytes = b""
    acknowledgements: tuple[Acknowledgement, ...] = ()
    first_day: str = ""
    last_day: str = ""

    @cached_property
    def data(self) -> Mapping[str, Json]:
        """The file's clean data; whoever looks once only takes less room by ``give_data``."""
        return self.give_data()

    @cached_property
    def spec(self) -> Spec:
        """What we expect to be live."""
        return self.make_spec(self.data)

    @cached_property
    def body(self) -> Mapping[str, Json]:
        """What is sent to create it."""
        return self.make_body(self.data)

    @property
    def metadata(self) -> Mapping[str, Json]:
        """The file's own notes; never sent, never compared."""
        notes = self.give_data().get("metadata")
        return notes if isinstance(notes, Mapping) else {}


class Made(Struct, frozen=True):
    """Who made a group and when, as far as the API tells; empty where it does not.

    Attributes:
        by: name or code of the account, or its id where the account is not named.
        kind: what kind of account it is, in the API's word.
        touched: the day that the API calls the creation. An edit moves it, so the group is at
            least as old; a deactivation does not.
    """

    by: str = ""
    kind: str = ""
    touched: str = ""


NOT_TOLD: Final = Made()
"""The mark of "the answer does not say who made it"."""


class Live(Struct, frozen=True, dict=True):
    """A target group as the API holds it.

    Attributes:
        id: the API's id.
        name: as stored.
        make_spec: makes its spec, each time anew.
        row: the group as JSON, as the answer showed it; empty where it came in pieces.
        source: the way it was read; empty as row.
    """

    id: int
    name: str
    make_spec: Callable[[], Spec]
    row: bytes = b""
    source: str = ""

    @cached_property
    def spec(self) -> Spec:
        """What the answer showed; a missing key was not shown."""
        return self.make_spec()


class LiveState(Struct, frozen=True):
    """All target groups that one read showed, to its end.

    Attributes:
        source: the way it was read.
        groups: every group, in no order.
        org_ids: the organisations that the groups name; empty where they name none.
        set_aside: values that had another form than documented, as paths into the answer.
        is_whole: whether a read of this kind shows every group there is; where it does not, a
            group or a part of one that is not shown may be live all the same.
        not_offered: calls for details that the API does not offer, with the status that said so;
            what they would have shown counts as not shown.
        promotions: what owns live groups beside the files.
        find_targets: gives the groups that targets stand in.
    """

    source: str
    groups: tuple[Live, ...]
    org_ids: frozenset[int] = frozenset()
    set_aside: tuple[str, ...] = ()
    is_whole: bool = True
    not_offered: tuple[str, ...] = ()
    promotions: Promotions = NO_PROMOTIONS
    find_targets: FindTargets = find_none

    def __repr__(self) -> str:  # the event loop asks for it, and there may be thousands of groups
        return f"LiveState({self.source!r}, {len(self.groups)} groups)"
