"""Kinds of finding about what a file acknowledges."""

from reconciler.core.diagnostic import Code, Severity, error

ACKNOWLEDGEMENT_UNCLEAR = error(
    "acknowledgement-unclear",
    "It is not clear what an acknowledgement is about, or why.",
    "It answers either findings of one code (finding) or a difference from live (drift), and a "
    "reviewer of the file must see why. Only findings speak of other campaigns (of).",
    "Write finding or drift, one of them, and a reason.",
)
ACKNOWLEDGEMENT_PATH = error(
    "acknowledgement-path",
    "The path of acknowledged drift leads nowhere, or to everything.",
    "The path is that of a value as in plans. An acknowledgement of / or /targets would hide any "
    "change, even one that nobody thought of.",
    "Copy the path from 'reconciler plan --explain NAME'. A target is /targets/NAME, its goals "
    "are /targets/NAME/defaultValues; / in a name is written ~1, and ~ is written ~0.",
)
ACKNOWLEDGEMENT_UNTIL = error(
    "acknowledgement-until",
    "The last day of an acknowledgement is not a date, or is not allowed here.",
    "until is the last day that an acknowledgement holds. One of a block has no end: it is spent "
    "once the group is live, and a block that comes back by itself would have no use.",
    "Write a day such as 2027-06-30, or leave until out.",
)
ACKNOWLEDGEMENT_EXPIRED = Code(
    "acknowledgement-expired",
    Severity.WARNING,
    "The last day of an acknowledgement has passed.",
    "What it was about is reported again, and drift counts again.",
    "Resolve what it was about and remove the entry, or move until.",
    acknowledgeable=False,
)
