"""What ``explain`` says beside codes and rules: facts that decide how the tool is to be used."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Topic(NamedTuple):
    """Something to know.

    Attributes:
        paragraphs: what is known of it, and what to do.
    """

    summary: str
    paragraphs: tuple[str, ...]


TOPICS: Final[Mapping[str, Topic]] = {
    "api-retirement": Topic(
        "The API of target groups is announced to be phased out; no date is published.",
        (
            (
                "Announced: since November 2025 the API documents put a notice of phase-out on the "
                "pages of target groups: on create, on the update of a group, on the reads of one "
                "group and of its periods, and on the read of one customer. They name the API of "
                "promotions as successor: 'Create a Loyalty Promotion', and for reads 'Get Details "
                "of all Loyalty Promotions'. Since 2026 all pages of milestones are marked as "
                "deprecated."
            ),
            (
                "What it meant so far: organisations made since January 2026 have promotions by "
                "default, others get them on request, and both may run side by side in one "
                "organisation. The guide to all endpoints of June 2026 still lists the 14 calls of "
                "target groups, without a notice."
            ),
            (
                "Not published: a date of the end. None stands in any document that was found, nor "
                "whether reads of existing groups stay once creates are gone."
            ),
            (
                "What to do: 'reconciler doctor' says which calls this organisation offers today. "
                "'reconciler doctor --write' keeps them in the settings, and from then on doctor "
                "and the workflow for drift say on the same day which of them are gone. From that "
                "day on new campaigns may have to be promotions, which this tool only reads."
            ),
        ),
    ),
}
"""Every topic by its name."""
