"""The words of audits that their text, Markdown, page and tables share.

Of one organisation first: its campaigns, its promotions, and how it went; then of several.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.flags import CODES
from reconciler.core.known_groups import CODES as KNOWN
from reconciler.core.owned_groups import CODES as OWNING
from reconciler.core.promotion import Activity, Promotion, Status
from reconciler.core.promotion_flags import CODES as OF_PROMOTIONS
from reconciler.core.reasons import CODES as REASONS
from reconciler.core.resource import Lifecycle
from reconciler.core.several_audits import Audits, Differing
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
PROMOTIONS_TITLE: Final = "Promotions: campaigns of the API's successor, edited and ended there"
MOST_ACTIVITIES: Final = 8
MOST_NAMED: Final = 5
"""Organisations that are named in one cell; on the page all of them are."""
NOT_READ_TITLE: Final = "Not read: of their groups nothing is known"
ORGANISATIONS_TITLE: Final = "Organisations"
DIFFERS_TITLE: Final = "What differs: live in some of the organisations, and not in all"
_PROMOTION: Final = "Promotion"
_KNOWN: Final = "Known"

Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""What stands above the columns, and the rows."""


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
    asked = (chosen.classes, chosen.owners, chosen.flags, chosen.names)
    for kind, values in zip(("class", "owner", "flag", "name"), asked, strict=True):
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


def days(of: Entry | Promotion) -> str:
    """First and last day on one line."""
    if of.starts is None and of.ends is None:
        return ""
    first = of.starts.isoformat() if of.starts else "?"
    last = of.ends.isoformat() if of.ends else "?"
    cycle = " (cycle)" if isinstance(of, Entry) and of.is_cycle else ""
    return f"{first} to {last}{cycle}"


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


def classes(audit: Audit) -> Iterator[tuple[Standing, str, Sequence[Entry]]]:
    """Each class of which something is shown, with its title and the campaigns."""
    for standing in Standing:
        entries = [each for each in audit.shown if each.standing is standing]
        if entries:
            yield standing, title(standing, may_be_more=audit.may_be_more), entries


def title(standing: Standing, *, may_be_more: bool) -> str:
    """The title of a class.

    ``may_be_more`` says whether there may be promotions that own groups and were not seen.
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
            name = f"{promotion.name or NAMELESS} (promotion {promotion.id})"
            by_code.setdefault(flag.code, []).append((name, flag.message))
    rank = {code: k for k, code in enumerate(SUMMARIES)}
    yield from sorted(by_code.items(), key=lambda item: (rank.get(item[0], len(rank)), item[0]))


def statuses(audit: Audit) -> str:
    """How many promotions there are, and of which class."""
    told = ", ".join(f"{count} {status}" for status, count in audit.statuses.items())
    return f"{plural(len(audit.promotions.listed), 'promotion')}: {told}"


def promotion_status(promotion: Promotion) -> str:
    """The class of a promotion, with the API's word where that says more."""
    known = promotion.status.value
    word = promotion.word if promotion.status is Status.UNKNOWN else ""
    drafts = len(promotion.drafts)
    beside = f", {plural(drafts, 'draft')} beside it" if drafts else ""
    return f"{known}{f' ({word})' if word else ''}{beside}"


def activities(promotion: Promotion) -> Sequence[str]:
    """The activities, each on a line, with milestones and groups; then what drafts change."""
    lines = [_activity(each) for each in promotion.activities]
    lines += [
        f"draft {draft.id} ({draft.status}): {_activity(each)}"
        for draft in promotion.drafts
        for each in draft.activities
        if each not in promotion.activities
    ]
    more = len(lines) - MOST_ACTIVITIES
    return [*lines[:MOST_ACTIVITIES], f"and {more} more"] if more > 0 else lines


def _activity(activity: Activity) -> str:
    milestones = []
    for each in activity.milestones:
        ids = [f"group {number}" for number in each.groups]
        ids += [f"target {number}" for number in each.targets]
        counted = f" ({', '.join(ids)})" if ids else ""
        milestones.append(f"{each.name or NAMELESS}{counted}")
    return ": ".join(filter(None, (activity.name or NAMELESS, "; ".join(milestones))))


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


def _count_of(standing: Standing, audit: Audit) -> str:
    return str(audit.counts[standing])


ORGANISATION_COLUMNS: Final[Mapping[str, Callable[[Audit], str]]] = {
    "Organisation": lambda audit: "" if audit.org_id is None else str(audit.org_id),
    "Day": lambda audit: audit.today.isoformat(),
    "Live": lambda audit: str(audit.live),
    "Coverage": share,
    **{each.value.title(): partial(_count_of, each) for each in Standing},
    "Flagged": lambda audit: str(audit.flagged),
    "Promotions": lambda audit: str(len(audit.promotions.listed)),
}
"""What is said of each organisation beside its name: what is above, and what stands there."""


def organisation_table(audits: Audits) -> Table:
    """The organisations, in columns that are of use: not all have promotions, or known groups."""
    used = {
        "Promotion": bool(audits.counts[Standing.PROMOTION]),
        "Known": bool(audits.counts[Standing.KNOWN]),
        "Promotions": bool(audits.promotions),
    }
    columns = {key: cell for key, cell in ORGANISATION_COLUMNS.items() if used.get(key, True)}
    rows = [[name, *(cell(audit) for cell in columns.values())] for name, audit in audits.by_name]
    return ["Environment", *columns], rows


DIFFERING_COLUMNS: Final[Mapping[str, Callable[[Differing, int | None], str]]] = {
    "Live in": lambda each, most: (
        f"{len(each.live)} of {len(each.live) + len(each.missing) + len(each.absent)}: "
        f"{first_of(each.live, len(each.live), most=most)}"
    ),
    "Declared, not live": lambda each, most: first_of(each.missing, len(each.missing), most=most),
    "Not there": lambda each, most: first_of(each.absent, len(each.absent), most=most),
    "Today": lambda each, _: "over" if each.is_over else "",
}
"""What is said of a campaign that is not everywhere: what is above, and what stands there, with
so many names at most."""


def differing_table(differing: Sequence[Differing], *, most: int | None = None) -> Table:
    """Campaigns that are not everywhere, in the columns in which anything stands of these.

    At most so many organisations are named in a cell; all of them where ``most`` is None.
    """
    columns = {
        above: cell
        for above, cell in DIFFERING_COLUMNS.items()
        if any(cell(each, 1) for each in differing)
    }
    rows = [[each.name, *(cell(each, most) for cell in columns.values())] for each in differing]
    return ["Campaign", *columns], rows
