"""Who owns live groups beside the files: promotions are read once the groups are known."""

from datetime import tzinfo
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reconciler.api.promotions import read_promotions
from reconciler.core.promotion import find_none, with_claims
from reconciler.core.resource import LiveState

if TYPE_CHECKING:
    from reconciler.api.client import Api


async def with_promotions(api: "Api", live: LiveState, setting: str, zone: tzinfo) -> LiveState:
    """Read the promotions, unless the settings say not to, and join them with the live groups.

    Args:
        api: a connection.
        live: the groups.
        setting: ``promotions`` of the environment.
        zone: the organisation's time zone.

    Raises:
        IncompleteRead: the settings require them, and they were not read in full.
    """
    if setting == "off":
        return replace(live, find_targets=find_none)
    found = await read_promotions(api, zone=zone, required=setting == "required")
    joined = with_claims(found, (group.id for group in live.groups), live.find_targets)
    return replace(live, promotions=joined, find_targets=find_none)
