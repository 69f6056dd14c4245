"""What speaks against a create: said in a plan, answered in a file, or else it blocks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reconciler.core import reasons
from reconciler.core.acknowledge import Acknowledgement, Answers, how_to
from reconciler.core.diagnostic import Code
from reconciler.core.plan import Acknowledged, Blocked, Create, Reason
from reconciler.core.resource import name_key

_WEAKER: Final[Mapping[str, Sequence[Code]]] = {
    reasons.LIKELY_RENAME.slug: (reasons.PERHAPS_RENAMED, reasons.PERHAPS_A_COPY),
    reasons.SAME_CAMPAIGN.slug: (reasons.PERHAPS_A_COPY,),
}
"""What is said with less certainty of two campaigns, where something graver was acknowledged."""


class Suspicion(Struct, frozen=True):
    """Something that speaks against a create.

    Attributes:
        code: the kind of reason.
        message: what it is here, in a sentence.
        of: the other campaigns or groups that it speaks of, by name.
        to_write: what an acknowledgement of it says that it is of; None where that is ``of``.
    """

    code: Code
    message: str
    of: tuple[str, ...] = ()
    to_write: Sequence[str] | None = None

    @property
    def reason(self) -> Reason:
        """What a plan says of it, with what to do."""
        return Reason(self.code.slug, f"{self.message} {self.fix}", self.of)

    @property
    def fix(self) -> str:
        """What to do, and how to acknowledge it where that can be done."""
        to_write = self.of if self.to_write is None else self.to_write
        return " ".join(filter(None, (self.code.fix, how_to(self.code, to_write))))


def hold_back(create: Create, against: Iterable[Suspicion], answers: Answers) -> Create | Blocked:
    """Block a create for the first thing that speaks against it and is not acknowledged.

    Args:
        create: the campaign.
        against: what speaks against it; asked for no more than it takes.
        answers: what the files say to reasons that are meant.

    Returns:
        The block, or the create with all that is acknowledged.
    """
    acknowledged = list(create.acknowledged)
    known = {(each.reason.code, each.reason.of) for each in acknowledged}
    for each in against:
        may_be = each.code.can_be_acknowledged
        answer = answers.to_finding(each.code.slug, create.name, each.of) if may_be else None
        if answer is None:
            return block(create, each.reason)
        if (each.code.slug, each.of) not in known:  # else it says the same of the same others
            acknowledged.append(Acknowledged(each.reason, answer))
            known.add((each.code.slug, each.of))
    return replace(create, acknowledged=tuple(acknowledged)) if acknowledged else create


def with_weaker(answers: Answers, creates: Iterable[Create]) -> Answers:
    """Answers that also hold for what is said with less certainty of the same campaigns.

    Args:
        answers: what the files say.
        creates: with what of them is acknowledged.
    """
    more: dict[str, list[Acknowledgement]] = defaultdict(list)
    for create in creates:
        for each in create.acknowledged:
            more[name_key(create.name)] += [
                Acknowledgement(each.answer, finding=code.slug, of=each.reason.of)
                for code in _WEAKER.get(each.reason.code, ())
            ]
    by_name = answers.by_name
    return Answers({**by_name, **{key: [*by_name.get(key, ()), *own] for key, own in more.items()}})


def block(create: Create, reason: Reason) -> Blocked:
    """Block a create, with the body that would have been sent."""
    return Blocked(create.name, create.file, create.line, reason, create.body)
