"""Binds a saved plan to the present: it is carried out as reviewed, or not at all.

A plan stands or falls with what it touches: the campaigns that it creates, that drifted, or that
it blocks. If any of them would be planned otherwise by now, nobody has reviewed what would happen.
Everything else may change: other campaigns, groups in sync or unmanaged, comments, positions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from reconciler.core.comparison import FieldChange
from reconciler.core.diff import path_order
from reconciler.core.exact_json import Json, canonical
from reconciler.core.origin import NO_ORIGIN, Origin
from reconciler.core.plan import (
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Touched,
    Unmanaged,
    fingerprint,
)
from reconciler.core.reasons import CAMPAIGN_OVER
from reconciler.core.resource import name_key
from reconciler.errors import StalePlan

_HINT: Final = "Make and review a new plan: reconciler plan --out FILE"
_MADE_SINCE: Final = "made by somebody or by an earlier apply of this plan"
_MOST_NAMED: Final = 5
"""So many fields that differ are named; the rest is counted."""


def check_place(saved: Plan, *, environment: str, org_id: int | None) -> None:
    """Refuse a saved plan that is for another place, before anything is read there.

    Raises:
        StalePlan: it was made for another environment or organisation.
    """
    _refuse(
        saved,
        [
            f"It was made for {what} {_said(theirs)}, not {_said(ours)}."
            for what, theirs, ours in (
                ("environment", saved.environment, environment),
                ("org_id", saved.org_id, org_id),
            )
            if theirs != ours
        ],
    )


def check_expected(plan: Plan, plan_id: str | None, *, again: str = "reconciler plan") -> None:
    """Refuse any plan but the expected one, if one is expected.

    ``again`` is the command that shows the plan.

    Raises:
        StalePlan: it is another plan.
    """
    if plan_id is not None and plan.plan_id != plan_id:
        counts = plan.summary
        raise StalePlan(
            f"The plan is {plan.plan_id} ({counts.create} to create, {counts.drift} drifted, "
            f"{counts.blocked} blocked), not {plan_id}: it was made from other files, another "
            "live state or another source.",
            hint=f"Review the new plan: {again}",
        )


def bind(saved: Plan, fresh: Plan) -> Plan:
    """Restrict a fresh plan of all campaigns that a saved plan touches to that saved plan.

    Gives the fresh plan with nothing but the changes that were reviewed, and with their plan's id.

    Raises:
        StalePlan: it was made for another place, through another source, or what it touches has
            changed since. All reasons are told at once.
    """
    check_place(saved, environment=fresh.environment, org_id=fresh.org_id)
    others = []
    if (
        None not in {saved.live_org_id, fresh.live_org_id}
        and saved.live_org_id != fresh.live_org_id
    ):
        then = f"The live groups were organisation {saved.live_org_id}'s"
        others.append(f"{then}, now they are {fresh.live_org_id}'s.")
    if saved.source != fresh.source:
        others.append(f"Live was read through {saved.source}, now through {fresh.source}.")
    _refuse(saved, others)
    # A live group may carry a declared name in another case; what a file declares comes last.
    declared_last = sorted(fresh.changes, key=lambda each: not isinstance(each, Unmanaged))
    now = {name_key(each.name): each for each in (*declared_last, *fresh.records)}
    reviewed = (*saved.touched, *saved.records)
    _refuse(saved, list(_changed(reviewed, now)), here=fresh.origin)
    kept = {name_key(each.name) for each in reviewed}
    changes = tuple(each for each in fresh.touched if name_key(each.name) in kept)
    records = tuple(each for each in fresh.records if name_key(each.name) in kept)
    return replace(fresh, changes=changes, records=records)


def _refuse(saved: Plan, reasons: Sequence[str], *, here: Origin = NO_ORIGIN) -> None:
    if reasons:
        commit = here.commit
        made = f", made from {_short(saved.origin.commit)}," if saved.origin.commit else ""
        at = f" at {_short(commit)}" if commit else ""
        if commit and commit == saved.origin.commit:
            is_edited = here.files_digest != saved.origin.files_digest
            why = ": campaign files have changed that are not committed" if is_edited else ""
            at = f" at the same commit{why}"
        message = f"The saved plan {saved.plan_id}{made} cannot be applied{at}."
        raise StalePlan(message, details=reasons, hint=_HINT)


def _short(commit: str) -> str:
    return f"commit {commit[:12]}"


def _changed(touched: Sequence[Touched], now: Mapping[str, Change]) -> Iterator[str]:
    for saved in touched:
        change = now.get(name_key(saved.name))
        # What is over by now has the digest that it had before, and yet would not be created.
        is_create = isinstance(saved, Create) == isinstance(change, Create)
        is_same = isinstance(change, Touched) and fingerprint(saved) == fingerprint(change)
        if not (is_create and is_same):
            yield f"'{saved.name}' {_what_changed(saved, change)}."


def _what_changed(saved: Touched, now: Change | None) -> str:
    match now:
        case None | Unmanaged():
            return "is in no file any more"
        case InSync() if isinstance(saved, Drift):
            return f"is in sync with group {now.id} now"
        case InSync():
            return f"is live as group {now.id} now, {_MADE_SINCE}"
        case Drift():
            return _now_differs(saved, now)
        case Create() | Blocked():
            return _now_missing(saved, now)


def _now_differs(saved: Touched, now: Drift) -> str:
    if not isinstance(saved, Drift):
        return f"is live as group {now.id} now, {_MADE_SINCE}, and differs from its file"
    if saved.id != now.id:
        return f"is group {now.id} now, no longer {saved.id}"
    before, after = _by_path(saved, saved.fields), _by_path(saved, now.fields)
    return f"differs from live in another way now: {_unlike(before, after)}"


def _now_missing(saved: Touched, now: Create | Blocked) -> str:
    is_over = isinstance(now, Blocked) and now.is_set_aside
    if is_over and isinstance(saved, Create):
        return f"is over now, so it would not be created: {CAMPAIGN_OVER.slug}"
    if isinstance(now, Blocked) and not is_over and _block(saved) != _block(now):
        return f"is blocked now: {now.reason.code}"
    if isinstance(saved, Drift):
        return "is not live any more"
    if isinstance(saved, Blocked) and isinstance(now, Create):
        return "is not blocked any more"
    return f"has changed in its file: {_unlike(_by_key(saved.body), _by_key(now.body))}"


def _block(change: Touched) -> str:
    return change.reason.code if isinstance(change, Blocked) else ""


def _by_path(drift: Drift, fields: Iterable[FieldChange]) -> Mapping[str, str]:
    """A fingerprint for each field that differs."""
    return {each.path: fingerprint(replace(drift, fields=(each,))) for each in fields}


def _by_key(body: Mapping[str, Json]) -> Mapping[str, str]:
    return {key: canonical(value) for key, value in body.items()}


def _unlike(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """The keys under which two mappings differ, as a list in words."""
    unlike = [key for key in {*before, *after} if before.get(key) != after.get(key)]
    keys = sorted(unlike, key=path_order)
    more = [f"{len(keys) - _MOST_NAMED} more"] if len(keys) > _MOST_NAMED else []
    return ", ".join([*keys[:_MOST_NAMED], *more])


def _said(place: str | int | None) -> str:
    return "(none)" if place is None else str(place)
