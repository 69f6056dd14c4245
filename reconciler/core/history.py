"""What audits have counted over time: a line of JSON for each audit of each environment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from reconciler.core.audit import Audit, Point, Standing, share_of
from reconciler.core.exact_json import encode_bytes

FORMAT_VERSION: Final = "1.0"


class Record(Struct, frozen=True):
    """What one audit counted.

    Attributes:
        day: the day of the audit, in the organisation's time zone.
        recorded_at: when the line was written, ISO 8601.
        live: how many groups were live; the other counts are those of an audit's totals.
    """

    day: date
    environment: str
    format_version: str
    org_id: int | None
    recorded_at: str
    live: int
    managed: int
    drifted: int
    missing: int
    unmanaged: int
    promotion: int
    known: int
    flagged: int
    acknowledged: int

    @property
    def to_manage(self) -> int:
        """How many live groups a file declared, or should have."""
        return self.live - self.promotion - self.known


def record_of(audit: Audit, recorded_at: str) -> Record:
    """What there is to be remembered of an audit."""
    return Record(
        day=audit.today,
        environment=audit.environment,
        format_version=FORMAT_VERSION,
        org_id=audit.org_id,
        recorded_at=recorded_at,
        live=audit.live,
        **{standing.value: audit.counts[standing] for standing in Standing},
        flagged=audit.flagged,
        acknowledged=audit.acknowledged,
    )


def line_of(record: Record) -> bytes:
    """A record as its line, with the coverage, which follows from the rest."""
    coverage = share_of(record.managed, record.to_manage)
    data = asdict(record) | {"day": record.day.isoformat(), "coverage": coverage}
    return encode_bytes(data) + b"\n"


def read_records(content: bytes) -> Iterator[Record | int]:
    """Read a history: its records in order; of a line that is none, its number.

    A run that was killed may have left half a line; what came after it is on a line of its own.
    """
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            record = msgspec.json.decode(line, type=Record)
        except (msgspec.MsgspecError, UnicodeError):
            yield number
            continue
        is_known = record.format_version.partition(".")[0] == FORMAT_VERSION.partition(".")[0]
        yield record if is_known else number


def trend_of(records: Iterable[Record], audits: Sequence[Audit]) -> tuple[Point, ...]:
    """How the counts of some audits went, their own at the end.

    Of several runs on one day the last one counts. An environment that was not audited on a day
    counts as on the day before, from its first audit on. Records come in the order of their days;
    those of other environments are left out.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, audit in enumerate(audits):
        places[audit.environment].append(place)

    def place_of(record: Record) -> int | None:
        """Which of the audits it is an earlier one of; its organisation may not be known yet."""
        for place in places.get(record.environment, ()):
            org_id = audits[place].org_id
            if org_id is None or record.org_id in {None, org_id}:
                return place
        return None

    every = [*records, *(record_of(each, "") for each in audits)]
    ordered = sorted(every, key=lambda each: each.day)  # which keeps the order within a day
    latest: dict[int, Record] = {}
    points: list[Point] = []
    for day, same in groupby(ordered, key=lambda each: each.day):
        found = ((place_of(each), each) for each in same)
        new = {place: each for place, each in found if place is not None}
        latest |= new
        if new:
            counted = latest.values()
            points.append(
                Point(
                    day=day,
                    environments=len(counted),
                    managed=sum(each.managed for each in counted),
                    to_manage=sum(each.to_manage for each in counted),
                    drifted=sum(each.drifted for each in counted),
                    unmanaged=sum(each.unmanaged for each in counted),
                )
            )
    return tuple(points)
