"""The words of audits of several organisations that their text, Markdown and page share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from reconciler.core.audit import Audit, Standing
from reconciler.core.several_audits import Audits, Differing
from reconciler.words import first_of, plural

MOST_NAMED: Final = 5
"""Organisations that are named in one cell; on the page all of them are."""
NOT_READ_TITLE: Final = "Not read: of their groups nothing is known"
ORGANISATIONS_TITLE: Final = "Organisations"
DIFFERS_TITLE: Final = "What differs: live in some of the organisations, and not in all"


def overview(audits: Audits) -> str:
    """What the audits are of."""
    told = f"{plural(len(audits.audits), 'environment')}: {plural(audits.live, 'live group')}"
    failed = len(audits.not_read)
    if not failed:
        return told
    return f"{told}; {failed} could not be read, and {'is' if failed == 1 else 'are'} not counted"


def share(audit: Audit | Audits) -> str:
    """The coverage as a figure."""
    return "–" if audit.coverage is None else f"{audit.coverage} %"  # noqa: RUF001 - a dash


def _count_of(standing: Standing) -> Callable[[Audit], str]:
    return lambda audit: str(audit.counts[standing])


ORGANISATION_COLUMNS: Final[Mapping[str, Callable[[Audit], str]]] = {
    "Organisation": lambda audit: "" if audit.org_id is None else str(audit.org_id),
    "Day": lambda audit: audit.today.isoformat(),
    "Live": lambda audit: str(audit.live),
    "Coverage": share,
    **{standing.value.title(): _count_of(standing) for standing in Standing},
    "Flagged": lambda audit: str(audit.flagged),
    "Promotions": lambda audit: str(len(audit.promotions.listed)),
}
"""What is said of each organisation beside its name: what is above, and what stands there."""


def organisation_columns(audits: Audits) -> Mapping[str, Callable[[Audit], str]]:
    """The columns that are of use: not all have promotions, or groups that are known."""
    used = {
        "Promotion": bool(audits.counts[Standing.PROMOTION]),
        "Known": bool(audits.counts[Standing.KNOWN]),
        "Promotions": bool(audits.promotions),
    }
    return {key: cell for key, cell in ORGANISATION_COLUMNS.items() if used.get(key, True)}


def _counted(each: Differing, most: int | None) -> str:
    every = len(each.live) + len(each.missing) + len(each.absent)
    return f"{len(each.live)} of {every}: {_named(each.live, most)}"


def _named(names: tuple[str, ...], most: int | None) -> str:
    return first_of(names, len(names), most=most)


DIFFERING_COLUMNS: Final[Mapping[str, Callable[[Differing, int | None], str]]] = {
    "Live in": _counted,
    "Declared, not live": lambda each, most: _named(each.missing, most),
    "Not there": lambda each, most: _named(each.absent, most),
    "Today": lambda each, _: "over" if each.is_over else "",
}
"""What is said of a campaign that is not everywhere: what is above, and what stands there, with
so many names at most."""


def differing_columns(
    differing: Sequence[Differing],
) -> Mapping[str, Callable[[Differing, int | None], str]]:
    """The columns in which anything stands of these."""
    return {
        above: cell
        for above, cell in DIFFERING_COLUMNS.items()
        if any(cell(each, 1) for each in differing)
    }
