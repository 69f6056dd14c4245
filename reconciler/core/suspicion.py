"""What speaks against a create: said in a plan, answered in a file, or else it blocks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reconciler.core.acknowledge import Answers, how_to
from reconciler.core.diagnostic import Code
from reconciler.core.plan import Acknowledged, Blocked, Create, Reason


@dataclass(frozen=True, slots=True)
class Suspicion:
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
    for each in against:
        may_be = each.code.can_be_acknowledged
        answer = answers.to_finding(each.code.slug, create.name, each.of) if may_be else None
        if answer is None:
            return block(create, each.reason)
        acknowledged.append(Acknowledged(each.reason, answer))
    return replace(create, acknowledged=tuple(acknowledged)) if acknowledged else create


def block(create: Create, reason: Reason) -> Blocked:
    """Block a create, with the body that would have been sent."""
    return Blocked(create.name, create.file, create.line, reason, create.body)
