"""Audits as CSV, for spreadsheets: one line a group or promotion.

The lines of several organisations are those of each, with its environment in front.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from reconciler.core.audit import Audit, Entry
from reconciler.core.promotion import Promotion
from reconciler.core.several_audits import Audits
from reconciler.render.audit_words import activities
from reconciler.render.csv_text import Cell, csv_lines, to_csv

NOT_READ: Final = "not-read"
"""What a line about an environment that could not be read says in the column of classes."""


class Column(NamedTuple):
    """What stands in a column of a group, and of a promotion; empty where it does not apply."""

    of_group: Callable[[Entry], Cell] = lambda _: ""
    of_promotion: Callable[[Promotion, Audit], Cell] = lambda *_: ""


COLUMNS: Final[Mapping[str, Column]] = {
    "class": Column(lambda entry: entry.standing.value, lambda each, _: each.status.value),
    "name": Column(lambda entry: entry.name, lambda each, _: each.name),
    "id": Column(lambda entry: "" if entry.id is None else str(entry.id), lambda each, _: each.id),
    "file": Column(lambda entry: entry.file),
    "tracking_type": Column(lambda entry: entry.tracking_type, lambda each, _: each.type),
    "starts": Column(lambda entry: entry.starts or "", lambda each, _: each.starts or ""),
    "ends": Column(lambda entry: entry.ends or "", lambda each, _: each.ends or ""),
    "lifecycle": Column(lambda entry: entry.lifecycle or ""),
    "owner": Column(lambda entry: entry.owner, lambda each, _: each.owner),
    "created_by": Column(lambda entry: entry.made.by),
    "created_by_type": Column(lambda entry: entry.made.kind),
    "last_touched": Column(lambda entry: _day(entry.made.touched)),
    "flags": Column(
        lambda entry: " ".join(flag.code for flag in entry.flags),
        lambda each, audit: " ".join(flag.code for flag in audit.promotion_flags.get(each.id, ())),
    ),
    "kind": Column(lambda _: "group", lambda *_: "promotion"),
    "promotion": Column(
        lambda entry: entry.promotion.name if entry.promotion else "",
        lambda each, _: each.identifier,
    ),
    "groups": Column(
        of_promotion=lambda each, audit: " ".join(map(str, audit.promotions.owned.get(each.id, ())))
    ),
    "mode": Column(of_promotion=lambda each, _: each.mode),
    "activities": Column(of_promotion=lambda each, _: " · ".join(activities(each))),
}
HEADINGS: Final = ("environment", "org_id", *COLUMNS, "not_read")
"""Of several organisations."""


def audit_to_csv(audit: Audit) -> str:
    """Write an audit as CSV with a line of headings; lines end with CR LF."""
    return to_csv(COLUMNS, rows_of(audit))


def audits_to_csv(audits: Audits) -> Iterator[str]:
    """Write audits as CSV with a line of headings, line by line; lines end with CR LF."""
    return csv_lines(HEADINGS, rows_of_all(audits))


def rows_of(audit: Audit) -> Iterator[Sequence[Cell]]:
    """One line a group, then one a promotion, as the columns have it."""
    columns = COLUMNS.values()
    yield from ([each.of_group(entry) for each in columns] for entry in audit.shown)
    for promotion in audit.shown_promotions:
        yield [each.of_promotion(promotion, audit) for each in columns]


def rows_of_all(audits: Audits) -> Iterator[Sequence[Cell]]:
    """One line for each environment that could not be read, then those of the others."""
    for each in audits.not_read:
        reason = " ".join(f"{each.reason} {each.hint}".split())
        cells = {"class": NOT_READ, "kind": "environment"}
        yield (each.environment, "", *(cells.get(key, "") for key in COLUMNS), reason)
    for audit in audits.audits:
        org_id = "" if audit.org_id is None else str(audit.org_id)
        for row in rows_of(audit):
            yield (audit.environment, org_id, *row, "")


def _day(text: str) -> Cell:
    """A day that the API has told, or else what it has told."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
