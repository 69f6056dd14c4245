"""The words of a receipt that its text and its Markdown share."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

from reconciler.core.outcome import WORDS, Outcome, Receipt, Skipped, Trouble
from reconciler.render.next_steps import addressed
from reconciler.words import plural

NOT_SENT_AGAIN: Final = (
    "It was not sent again. Plan again in a while: it shows whether it is there."
)


def counted(receipt: Receipt) -> str:
    """How many creates came to what; there is one at least."""
    counts = [
        f"{receipt.count(kind)} {word}" for kind, word in WORDS.items() if receipt.count(kind)
    ]
    return f"{', '.join(counts)}."


def done(receipt: Receipt) -> str:
    """What was done, before the name of the environment."""
    if not receipt.outcomes:
        return "Nothing was to be created in"
    return "Nothing applied to" if receipt.count(Skipped) == len(receipt.outcomes) else "Applied to"


def said_of(trouble: Trouble) -> str:
    """What stood in the way, as the API or the network said it."""
    status = f" (HTTP {trouble.status})" if trouble.status is not None else ""
    reference = f" [request {trouble.request_id}]" if trouble.request_id else ""
    return f"{trouble.code}: {trouble.message}{status}{reference}"


def by_trouble(outcomes: Iterable[Outcome]) -> Iterable[Sequence[Outcome]]:
    """Outcomes of one kind and trouble, together; those without any trouble stay alone."""
    sharing: dict[Hashable, list[Outcome]] = defaultdict(list)
    for place, each in enumerate(outcomes):
        sharing[place if each.problem is None else (type(each), each.problem)].append(each)
    return sharing.values()


def after(receipt: Receipt) -> str:
    """What a look at live showed afterwards."""
    left = receipt.remaining
    if left is None:
        return "Live could not be read again, so it is not known whether it equals the files."
    if receipt.converged:
        kept = [
            f"{left.acknowledged} acknowledged" if left.acknowledged else "",
            f"{left.set_aside} over and not created" if left.set_aside else "",
        ]
        but = " and ".join(filter(None, kept))
        but_for = f", but for {but}" if but else ""
        return f"Read again: live equals the files{but_for}, as far as it is visible."
    counts = {"to create": left.create, "drifted": left.drift, "blocked": left.blocked}
    listed = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    total = plural(sum(counts.values()), "campaign")
    step = addressed("'reconciler plan' shows them.")
    return f"Read again: {total} not as declared ({listed}). {step}"
