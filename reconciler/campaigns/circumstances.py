"""What matters to campaign files besides themselves."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, tzinfo

from msgspec import Struct

from reconciler.campaigns.homes import Homes
from reconciler.core.exact_json import Json
from reconciler.target_group.expressions.symbols import Vocabulary


class Circumstances(Struct, frozen=True):
    """All that matters to a file besides itself.

    Attributes:
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
        environment: name of the environment that files are loaded for; empty where that is none,
            and every file counts.
        environments: names of all environments.
        zone: the organisation's time zone.
        homes: which folders the environments use, where that is known.
    """

    values: Mapping[str, Json]
    vocabulary: Vocabulary
    today: date
    environment: str = ""
    environments: Collection[str] = ()
    zone: tzinfo = UTC
    homes: Homes = Homes({})  # of no environment, so there is nothing to share
