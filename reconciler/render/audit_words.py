"""The words of an audit that its text, Markdown and page share."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.flags import CODES
from reconciler.core.known_groups import CODES as KNOWN
from reconciler.core.owned_groups import CODES as OWNING
from reconciler.core.promotion_flags import CODES as OF_PROMOTIONS
from reconciler.core.reasons import CODES as REASONS
from reconciler.core.resource import Lifecycle
from reconciler.core.several_audits import Audits
from reconciler.render import promotion_words
from reconciler.render.safe import NAMELESS
from reconciler.render.unmanaged_words import UNMANAGED, UNMANAGED_OR_OWNED
from reconciler.words import first_of, plural

TITLES: Final[Mapping[Standing, str]] = {
    Standing.DRIFTED: "Drifted: live, but not as declared",
    Standing.MISSING: "Missing: declared, but not live",
    Standing.UNMANAGED: UNMANAGED,
    Standing.PROMOTION: "Promotion: live, and owned by a promotion",
    Standing.KNOWN: "Known: live, and meant to be in no file",
    Standing.MANAGED: "Managed: live as declared, as far as it was seen",
}
UNKNOWN: Final = "unknown"
"""What a group is called today of which too little was shown to say."""
MOST_FIELDS: Final = 3
SUMMARIES: Final[Mapping[str, str]] = {
    code.slug: code.summary for code in (*OWNING, *KNOWN, *CODES, *OF_PROMOTIONS, *REASONS)
}
_PROMOTION: Final = "Promotion"
_KNOWN: Final = "Known"


def heading(audit: Audit) -> str:
    """What the audit is of."""
    org = "" if audit.org_id is None else f", organisation {audit.org_id}"
    groups = plural(audit.live, "live group")
    return f"{org}, on {audit.today.isoformat()}: {groups}, read through {audit.source}"


def coverage(audit: Audit | Audits) -> str:
    """The coverage with what it is of."""
    if audit.coverage is None:
        return "nothing is live that a file could declare" if audit.live else "nothing is live"
    return f"{audit.coverage} % ({covered(audit)})"


def covered(audit: Audit | Audits) -> str:
    """What the coverage counts."""
    owned, known = audit.counts[Standing.PROMOTION], audit.counts[Standing.KNOWN]
    less = f", less {owned} of promotions" if owned else ""
    less += f", less {known} known" if known else ""
    groups = plural(audit.to_manage, "live group")
    return f"managed: {audit.counts[Standing.MANAGED]} of {groups}{less}"


def filtered(audit: Audit) -> str:
    """What the filter leaves of the campaigns, and of the promotions where there are any."""
    chosen = audit.filter
    words = ["running"] if chosen.running else []
    for kind, values in (("owner", chosen.owners), ("flag", chosen.flags), ("name", chosen.names)):
        if values:
            words.append(f"{kind} " + " or ".join(f"'{each}'" for each in values))
    shown = f"{len(audit.shown)} of {plural(len(audit.entries), 'campaign')}"
    if audit.promotions.listed:
        listed = plural(len(audit.promotions.listed), "promotion")
        shown += f" and {len(audit.shown_promotions)} of {listed}"
    return f"filter: {', '.join(words)}; shown: {shown}; totals are of all"


def lifecycle_word(lifecycle: Lifecycle | None) -> str:
    """What a group is today, in a word."""
    return UNKNOWN if lifecycle is None else lifecycle.value


def today_word(entry: Entry) -> str:
    """What a campaign is today, in a word."""
    return "not live" if entry.id is None else lifecycle_word(entry.lifecycle)


def days(entry: Entry) -> str:
    """First and last day on one line."""
    told = promotion_words.days(entry)
    return f"{told} (cycle)" if told and entry.is_cycle else told


def differs(entry: Entry) -> str:
    """The fields that differ; the first of them where they are many."""
    fields = (path.lstrip("/") for path in entry.differs)
    return first_of(fields, len(entry.differs), most=MOST_FIELDS)


def maker(entry: Entry) -> str:
    """Who made it, with the kind of account."""
    made = entry.made
    return f"{made.by}, {made.kind}" if made.by and made.kind else made.by or made.kind


def called(entry: Entry) -> str:
    """A campaign by its name, with what tells it from others of nearly that name."""
    return f"{entry.name or NAMELESS} ({place(entry) if entry.id is None else f'group {entry.id}'})"


def place(entry: Entry) -> str:
    """Where it is declared."""
    return f"{entry.file}:{entry.line}" if entry.file else ""


COLUMNS: Final[Mapping[str, Callable[[Entry], str]]] = {
    "Campaign": lambda entry: entry.name or NAMELESS,
    "Group": lambda entry: "" if entry.id is None else str(entry.id),
    "Type": lambda entry: entry.tracking_type,
    "Days": days,
    "Today": lambda entry: "" if entry.id is None else lifecycle_word(entry.lifecycle),
    "Owner": lambda entry: entry.owner,
    "Made by": maker,
    "Touched": lambda entry: entry.made.touched,
    "File": place,
    "Differs": differs,
    _PROMOTION: lambda entry: entry.promotion.name if entry.promotion else "",
    _KNOWN: lambda entry: entry.known.words if entry.known else "",
}
"""The columns of a table for people: what is above, and what stands there of a campaign."""


def columns_for(entries: Iterable[Entry]) -> Mapping[str, Callable[[Entry], str]]:
    """The columns of a table; those of promotions and of what is known where there is any."""
    listed = list(entries)
    used = {
        _PROMOTION: any(each.promotion for each in listed),
        _KNOWN: any(each.known for each in listed),
    }
    return {above: cell for above, cell in COLUMNS.items() if used.get(above, True)}


def title(standing: Standing, *, may_be_more: bool) -> str:
    """The title of a class.

    Args:
        standing: the class.
        may_be_more: whether there may be promotions that own groups and were not seen.
    """
    is_doubtful = standing is Standing.UNMANAGED and may_be_more
    return UNMANAGED_OR_OWNED if is_doubtful else TITLES[standing]


def lifecycle_counts(audit: Audit | Audits) -> Iterator[tuple[str, int]]:
    """How many groups are what today; what nothing is, is left out if it is 'unknown'."""
    for lifecycle, count in audit.lifecycles.items():
        if lifecycle is not None or count:
            yield lifecycle_word(lifecycle), count


def flagged(audit: Audit) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each code that flags anything, with what it flags, as it is called, and the message."""
    by_code: dict[str, list[tuple[str, str]]] = {}
    for entry in audit.shown:
        for flag in entry.flags:
            by_code.setdefault(flag.code, []).append((called(entry), flag.message))
    for promotion in audit.shown_promotions:
        for flag in audit.promotion_flags.get(promotion.id, ()):
            name = promotion_words.promotion_called(promotion)
            by_code.setdefault(flag.code, []).append((name, flag.message))
    rank = {code: k for k, code in enumerate(SUMMARIES)}
    yield from sorted(by_code.items(), key=lambda item: (rank.get(item[0], len(rank)), item[0]))
