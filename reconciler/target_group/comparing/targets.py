"""What live groups show of their targets: what an audit points out, and pairs to learn from."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from reconciler.core.resource import Live, Spec
from reconciler.target_group.canonical import without_twins
from reconciler.target_group.expressions.compiler import are_too_long
from reconciler.target_group.expressions.learning import Pair
from reconciler.target_group.expressions.symbols import USUAL_EVENT


class Targets(Struct, frozen=True):
    """The targets of a group, without the twins that some servers add; a tenth of its spec.

    Attributes:
        of_active: whether the group is active.
        names: of all of them.
        idle: names of those that enrol nobody by themselves.
        off: names of those that are deactivated.
    """

    of_active: bool
    names: tuple[str, ...]
    idle: tuple[str, ...]
    off: tuple[str, ...]


NO_TARGETS: Final = Targets(of_active=False, names=(), idle=(), off=())


def targets_of(spec: Spec) -> Targets:
    """What a group shows of its targets."""
    targets = list(without_twins(spec.get("targets") or {}).values())
    enrols_nobody = {None, "IMPORT"}
    idle = [each["name"] for each in targets if each.get("enrolmentMethod") in enrols_nobody]
    return Targets(
        of_active=bool(spec.get("active")),
        names=tuple(each["name"] for each in targets),
        idle=() if spec.get("userCreated") else tuple(idle),
        off=tuple(each["name"] for each in targets if each.get("active") is False),
    )


def pairs_of(groups: Sequence[Live]) -> Iterator[Pair]:
    """The pairs of live groups, by id; a return-bill twin proves nothing that its target does not.

    Of a group whose expressions are too long to be read there are no trees.
    """
    for group in sorted(groups, key=lambda each: each.id):
        targets = without_twins(group.spec.get("targets", {}))
        is_too_long = are_too_long(targets.values())
        for name, target in sorted(targets.items()):
            text, tree = target.get("expression"), target.get("expressionJson")
            if text and tree:
                event = target.get("eventName") or USUAL_EVENT
                yield Pair(group.id, group.name, name, event, text, "" if is_too_long else tree)


def not_meant(idle: Sequence[str], body: Spec) -> list[str]:
    """Targets that enrol nobody by themselves, where the file does not say that this is meant."""
    declared: Sequence[Spec] = body.get("targets", ())
    meant = {each["name"] for each in declared if each.get("enrolmentMethod") == "IMPORT"}
    return [name for name in idle if name not in meant]
