"""Brings a desired and a live spec onto the same ground, so that the diff needs no options.

What only the server has is taken out of live before the diff instead of out of the result after
it; what the answer did not show is taken out of desired and listed as unverified. What is left on
both sides is compared as it stands. Rules that are cited by name are the table
``reconciler.target_group.normalisation``.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group.canonical import (
    EVERY_PERIOD,
    PERIOD_COUNT,
    free_key,
    has_server_periods,
    without_twins,
)
from reconciler.target_group.expressions.agreement import TREE, settle
from reconciler.target_group.fields import GROUP
from reconciler.target_group.values import Expected

SERVER_PERIOD: Final = re.compile(r"PERIOD_G_[0-9]+_([0-9]+)")
PARTS: Final = ("periods", "targets", "streaks")
TRIGGERS: Final = "targetMilestoneTriggers"
FILTERS: Final = "filters"
VALUES: Final = "defaultValues"
BY_BUYING: Final = "TRANSACTION"
OFTEN_MISSING: Final = {
    each.name: each.default for each in GROUP.fields.values() if each.often_missing
}
"""Keys of a group that some servers never print, with what leaving them out of a file says."""


Both: TypeAlias = tuple[dict[str, Json], dict[str, Json]]


class Aligned(Struct, frozen=True):
    """Two specs on the same ground.

    Attributes:
        desired: what is declared and was shown.
        live: what was shown and is declared, plus parts that nobody declared.
        unverified: routes of declared values that the answer did not show.
        uncertain: those of them that it showed otherwise, which proves nothing.
        moot: number of declared values that cannot be compared, since others decide them.
    """

    desired: Spec
    live: Spec
    unverified: tuple[Route, ...]
    uncertain: tuple[Route, ...] = ()
    moot: int = 0


def align(desired: Spec, live: Spec, *, is_whole: bool = True) -> Aligned:
    """Bring both specs onto the same ground.

    Args:
        desired: a declared spec, total over what the file declares.
        live: a live spec, in which a missing key was not shown.
        is_whole: whether a collection that is shown has all its parts; if not, a missing part
            was not shown (rule ``missing-rows-say-nothing``).
    """
    return Alignment(desired, live, is_whole=is_whole).run()


def is_renamed(desired: Spec, live: Spec, collection: str, old: str, new: str) -> bool:
    """Whether a live part of a group is the same as a declared one but for its name.

    Args:
        desired: the declared spec.
        live: the live one, of a whole answer.
        collection: what holds the parts.
        old: the name of the declared one, which live does not have.
        new: the name of the live one.
    """
    part = {**live[collection][new], str(GROUP.fields[collection].key): old}
    again = align(desired, {**live, collection: {**live[collection], old: part}})
    return bool(again.desired[collection][old] == again.live[collection][old])


def leaves(value: Json, route: Route) -> Iterator[Route]:
    """Routes of all single values below a value, but for those that nobody declared."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*route, key))
    elif not isinstance(value, Expected):
        yield route


def has_own_values(desired: Spec, target: Spec) -> bool:
    """Whether default values may be each customer's own (rule ``values-may-be-the-customers``)."""
    return target.get("enrolmentMethod") != BY_BUYING or bool(desired.get("userCreated"))


class Alignment:
    """One alignment under way: the two specs, and what was found not to be shown."""

    def __init__(self, desired: Spec, live: Spec, *, is_whole: bool = True) -> None:
        self.desired = desired
        self.live = live
        self.is_whole = is_whole
        self.unverified: list[Route] = []
        self.uncertain: list[Route] = []
        self.moot = 0
        self.server_makes_periods = has_server_periods(desired, live)

    def run(self) -> Aligned:
        """All of both specs."""
        want, have = self.own()
        for name, (ours, theirs) in {
            "periods": self.periods(),
            "targets": self.targets(),
            "streaks": self.streaks(),
        }.items():
            want[name], have[name] = ours, theirs
        return Aligned(want, have, tuple(self.unverified), tuple(self.uncertain), self.moot)

    def own(self) -> Both:
        """The group's own fields, without its parts.

        Rule ``missing-keys-say-nothing``: a default that was not shown says nothing either.
        Rule ``period-count-is-counted``: other periods than the server's are compared as such.
        """
        quiet = {
            key
            for key, default in OFTEN_MISSING.items()
            if self.is_whole and key not in self.live and self.desired.get(key) == default
        }
        if not self.server_makes_periods and PERIOD_COUNT in self.desired:
            quiet.add(PERIOD_COUNT)
        self.moot += len(quiet)
        apart = quiet.union(PARTS)
        declared = {key: value for key, value in self.desired.items() if key not in apart}
        return self.shown(declared, self.live, ())

    def shown(self, want: Spec, have: Spec, route: Route) -> Both:
        """Declared fields that the answer shows; undeclared ones are not ours."""
        ours: dict[str, Json] = {}
        theirs: dict[str, Json] = {}
        for key, value in want.items():
            if key not in have:
                self.unverified.extend(leaves(value, (*route, key)))
            elif not isinstance(value, dict) or key == FILTERS:
                ours[key], theirs[key] = value, have[key]
            else:
                into = self.parts if key == TRIGGERS else self.shown
                ours[key], theirs[key] = into(value, have[key], (*route, key))
        return ours, theirs

    def parts(self, want: Spec, have: Spec, route: Route) -> Both:
        """Parts by key: shared ones field by field, the others whole, on the side with them."""
        ours, theirs = self.seen(want, have, route), dict(have)
        for key in want.keys() & have.keys():
            ours[key], theirs[key] = self.shown(want[key], have[key], (*route, key))
        return ours, theirs

    def seen(self, want: Spec, have: Spec, route: Route) -> dict[str, Json]:
        """Declared parts, but for those of which a partial read says nothing."""
        if self.is_whole:
            return dict(want)
        for key in want.keys() - have.keys():
            self.unverified.extend(leaves(want[key], (*route, key)))
        return _only(want, have.keys())

    def unseen(self, name: str) -> Both:
        """A whole collection that the answer did not show (``missing-keys-say-nothing``)."""
        self.unverified.extend(leaves(self.desired[name], (name,)))
        return {}, {}

    def streaks(self) -> Both:
        """Rule ``missing-streaks-say-nothing``."""
        if "streaks" not in self.live:
            return self.unseen("streaks")
        return self.parts(self.desired["streaks"], self.live["streaks"], ("streaks",))

    def periods(self) -> Both:
        """Rule ``cyclic-periods-are-the-servers``."""
        if "periods" not in self.live:
            return self.unseen("periods")
        return self.parts(self.desired["periods"], self.own_periods(), ("periods",))

    def own_periods(self) -> Spec:
        """The periods that the answer showed, without those that the server made."""
        ours: Spec = self.desired["periods"]
        theirs: Spec = self.live["periods"]
        if not self.server_makes_periods:
            return theirs
        return {
            ref: period
            for ref, period in theirs.items()
            if ref in ours or (ours and not SERVER_PERIOD.fullmatch(ref))
        }

    def targets(self) -> Both:
        """Targets by name, their default values by period."""
        if "targets" not in self.live:
            return self.unseen("targets")
        want: Spec = self.desired["targets"]
        unshown = () if self.is_whole else want.keys()
        have = without_twins(self.live["targets"], keep=want.keys(), unshown=unshown)
        ours, theirs = self.seen(want, have, ("targets",)), dict(have)
        for name in want.keys() & have.keys():
            ours[name], theirs[name] = self.target(want[name], have[name], ("targets", name))
        return ours, theirs

    def target(self, want: Spec, have: Spec, route: Route) -> Both:
        """One target that both sides have."""
        apart = {VALUES} if self.both_active() else {VALUES, "active"}
        self.moot += len(apart & want.keys() - {VALUES})
        declared = {key: value for key, value in want.items() if key not in apart}
        ours, theirs = self.expression(*self.shown(declared, have, route))
        if VALUES in want:
            if not (self.desired["periods"] or self.server_makes_periods):
                self.moot += len(want[VALUES])
                want = {**want, VALUES: {}}  # there is no period that they could be for
            route = (*route, VALUES)
            if VALUES in have and self.is_whole:
                ours[VALUES], theirs[VALUES] = self.values(want[VALUES], have[VALUES], route)
            elif VALUES in have:
                ours[VALUES], theirs[VALUES] = self.values_in_part(want, have[VALUES], route)
            else:
                self.unverified.extend(leaves(want[VALUES], route))
        return ours, theirs

    def expression(self, want: Spec, have: Spec) -> Both:
        """Rules ``expression-spelling-means-nothing`` and ``expression-and-tree-are-one``."""
        ours, theirs = settle(want, have)
        if TREE in want.keys() - ours.keys():
            self.moot += not isinstance(want[TREE], Expected)
        return ours, theirs

    def both_active(self) -> bool:
        """Rule ``inactive-group-hides-target-activity``."""
        return self.desired.get("active") is not False and self.live.get("active") is not False

    def values(self, want: Spec, have: Spec, route: Route) -> Both:
        """Default values by period, or by position (rule ``values-follow-periods``).

        A period that one side lacks is one difference; its values are not further ones.
        """
        if self.server_makes_periods and not self.desired["periods"]:
            return _by_position(want, have)
        if "periods" in self.live:
            return self.values_by_period(want, have, route)
        if sorted(want.values()) == sorted(have.values()) and len({*want.values()}) > 1:
            # Only the periods, which are not shown, could tell them apart.
            self.unverified.extend(leaves(want, route))
            return {}, {}
        return _by_position(want, have)

    def values_by_period(self, want: Spec, have: Spec, route: Route) -> Both:
        """Values of the periods on both sides; a value of no shown period could be any's."""
        shown = self.live["periods"].keys()
        shared = self.desired["periods"].keys() & shown
        ours, theirs = _only(want, shared), _only(have, shared)
        if not have.keys() <= shown:
            lost = ours.keys() - theirs.keys()
            self.unverified.extend((*route, key) for key in sorted(lost))
            ours = _only(ours, theirs.keys())
        return ours, theirs

    def values_in_part(self, target: Spec, have: Spec, route: Route) -> Both:
        """Values as one customer's rows show them (rule ``values-may-be-the-customers``)."""
        want, have = self.in_part(target[VALUES], have)
        may_be_own = has_own_values(self.desired, target)
        shared = want.keys() & have.keys()
        doubtful = {key for key in shared if may_be_own and want[key] != have[key]}
        kept = shared - doubtful
        if doubtful and EVERY_PERIOD in target[VALUES]:
            doubtful, kept = {EVERY_PERIOD}, set()
        unverified = (want.keys() - have.keys()) | doubtful
        self.unverified.extend((*route, key) for key in sorted(unverified))
        self.uncertain.extend((*route, key) for key in sorted(doubtful))
        undeclared = set() if may_be_own else have.keys() - want.keys()
        return _only(want, kept), _only(have, kept | undeclared)

    def in_part(self, want: Spec, have: Spec) -> Both:
        """Values under the same keys; the server's own periods tell their position by number."""
        if not self.server_makes_periods or self.desired["periods"]:
            return dict(want), _only(have, self.desired["periods"].keys())
        numbered = {
            str(int(found[1])): value
            for ref, value in have.items()
            if (found := SERVER_PERIOD.fullmatch(ref))
        }
        if EVERY_PERIOD in want:
            return dict.fromkeys(numbered, want[EVERY_PERIOD]) or dict(want), numbered
        return dict(want), _only(numbered, want.keys())


def _by_position(want: Spec, have: Spec) -> Both:
    shown = list(have.values())
    if EVERY_PERIOD in want:
        want = {str(k): want[EVERY_PERIOD] for k in range(1, max(len(shown), 1) + 1)}
    keys = list(want)
    for position in range(len(keys) + 1, len(shown) + 1):
        keys.append(free_key(str(position), keys))
    return dict(want), dict(zip(keys, shown, strict=False))


def _only(spec: Spec, keys: Collection[str]) -> dict[str, Json]:
    return {key: value for key, value in spec.items() if key in keys}
