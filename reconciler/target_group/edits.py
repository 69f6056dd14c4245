"""What a person can do about a value that is live otherwise: the words of the edit columns."""

from typing import Final

from msgspec import Struct


class Edit(Struct, frozen=True):
    """Whether and how a live value can be changed by a person.

    Attributes:
        how: what to do, as a sentence without its full stop.
        possible: a documented call or the console changes it.
    """

    how: str
    possible: bool = True


NONE: Final = Edit(
    "the API has no way to change it on a live group; take the live value into the file, or "
    "end this group and declare a new one under another name",
    possible=False,
)
GROUP_UNSURE: Final = Edit(
    "change it in the console; PUT /v3/targetGroups/editTargetGroup/{id} takes the field, but "
    "whether it is applied is not documented: plan again afterwards"
)
NAME: Final = Edit(
    "write the name in the file as it is live; renaming the live group with "
    "PUT /v3/targetGroups/editTargetGroup/{id} is documented, though the console calls it fixed"
)
TARGET: Final = Edit(
    "change it in the console, or with PUT /v3/targetGroups/{groupId}/targets/{targetId}; "
    "plan again afterwards, since an edit can be answered without being applied"
)
TARGET_UNSURE: Final = Edit(
    "change it in the console; PUT /v3/targetGroups/{groupId}/targets/{targetId} takes the "
    "field (on a streak group only expression, expressionJson, filters and defaultValues)"
)
ACTIVE: Final = Edit(
    "the console activates and deactivates; by API only DELETE (deactivate) is documented"
)
PERIOD: Final = Edit(
    "change it in the console, or with PUT /v3/targetGroups/{id}/targetPeriods; an ended "
    "period answers without an error and keeps its dates"
)
PERIOD_START: Final = Edit(
    "only while the period has not started: in the console, or with "
    "PUT /v3/targetGroups/{id}/targetPeriods"
)
PERIOD_END: Final = Edit(
    "only until the period has ended: in the console, or with "
    "PUT /v3/targetGroups/{id}/targetPeriods"
)
UNIFIED: Final = Edit("change it in the console, or with PUT /v3/targetGroups/{id}/unifiedTargets")

ADD_PERIOD: Final = Edit(
    "add it in the console, or with POST /v3/targetGroups/{id}/targetPeriods; a bad one is "
    "dropped without an error, so plan again afterwards"
)
ADD_TARGET: Final = Edit("add it in the console, or with POST /v3/targetGroups/{id}/targets")
DROP_PERIOD: Final = Edit(
    "periods cannot be removed: take it into the file, or deactivate it in the console",
    possible=False,
)
DROP_TARGET: Final = Edit(
    "take it into the file, or deactivate it in the console or with DELETE "
    "/v3/targetGroups/{groupId}/targets/{targetId}"
)
