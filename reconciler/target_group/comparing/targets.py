"""What a live group shows of its targets, as far as an audit points it out."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from reconciler.core.resource import Spec
from reconciler.target_group.comparing.canonical import without_twins


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


def not_meant(idle: Sequence[str], body: Spec) -> list[str]:
    """Targets that enrol nobody by themselves, where the file does not say that this is meant."""
    declared: Sequence[Spec] = body.get("targets", ())
    meant = {each["name"] for each in declared if each.get("enrolmentMethod") == "IMPORT"}
    return [name for name in idle if name not in meant]
