"""What an edit does to a stored group, which is less than it is sent. Changes groups in place."""

from datetime import datetime

from reconciler.sandbox import clock
from reconciler.sandbox.normalise import normal_expression, scaled
from reconciler.sandbox.wire import Json

_GROUP_EDITABLE = ("name", "description", "preferredTillId")
_RULE_EDITABLE = ("expressionJson",)
_STREAK_TARGET_EDITABLE = ("expressionJson", "filters")
_TARGET_EDITABLE = ("name", "description", "expressionJson", "filters", "enrolmentMethod")
_STREAKS = frozenset({"STREAKS", "NON_CONTINUOUS_STREAKS"})


def edit_group(group: Json, body: Json, now: datetime) -> None:
    """Apply the edit of a group; all but a few fields are dropped without an error."""
    group.update({key: body[key] for key in _GROUP_EDITABLE if key in body})
    sent = {target.get("id"): target for target in body.get("targets", [])}
    for target in group["targets"]:
        _apply(target, sent.get(target["id"], {}), _RULE_EDITABLE)
    _touch(group, now)


def edit_target(group: Json, target_id: int, body: Json, now: datetime) -> None:
    """Apply the edit of one target; less of it can change in a group with streaks."""
    target = next(target for target in group["targets"] if target["id"] == target_id)
    has_streaks = group["trackingType"] in _STREAKS
    _apply(target, body, _STREAK_TARGET_EDITABLE if has_streaks else _TARGET_EDITABLE)
    stored = target["defaultValues"]
    by_period = {value["periodId"]: value for value in stored}
    for place, sent in enumerate(body.get("defaultValues", [])):
        # By its period where that is named, else by its place.
        if sent.get("periodId") in by_period:
            by_period[sent["periodId"]]["defaultValue"] = scaled(sent["defaultValue"])
        elif "periodId" not in sent and place < len(stored):
            stored[place]["defaultValue"] = scaled(sent["defaultValue"])
    _touch(group, now)


def deactivate_group(group: Json) -> None:
    """Switch off a group with all its targets; the time of its last edit stays."""
    group["active"] = False
    for target in group["targets"]:
        target["active"] = False


def deactivate_target(group: Json, target_id: int) -> None:
    """Switch off one target; it stays in the group."""
    for target in group["targets"]:
        if target["id"] == target_id:
            target["active"] = False


def _apply(target: Json, sent: Json, editable: tuple[str, ...]) -> None:
    target.update({key: sent[key] for key in editable if key in sent})
    if "expression" in sent:
        target["expression"] = normal_expression(sent["expression"])


def _touch(group: Json, now: datetime) -> None:
    group["attribution"]["createdOn"] = clock.stamp(now)
    group["attribution"]["lastUpdatedOn"] = clock.stamp(now)
