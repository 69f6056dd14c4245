"""Who owns live groups beside the files: promotions are read once the groups are known."""

from dataclasses import replace
from typing import TYPE_CHECKING

from reconciler.api.promotions import read_promotions
from reconciler.cli.session import Session
from reconciler.core.promotion import find_none, with_claims
from reconciler.core.resource import LiveState

if TYPE_CHECKING:
    from reconciler.api.client import Api


async def with_promotions(session: Session, api: "Api", live: LiveState) -> LiveState:
    """Read the promotions, unless the settings say not to, and join them with the live groups.

    Raises:
        IncompleteRead: the settings require them, and they were not read in full.
    """
    setting = session.environment.promotions
    if setting == "off":
        return replace(live, find_targets=find_none)
    found = await read_promotions(api, zone=session.zone, required=setting == "required")
    joined = with_claims(found, (group.id for group in live.groups), live.find_targets)
    return replace(live, promotions=joined, find_targets=find_none)
