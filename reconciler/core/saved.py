"""Binds a saved plan to the present: it is carried out as reviewed, or not at all."""

from dataclasses import replace

from reconciler.core.plan import Change, Create, Plan
from reconciler.errors import StalePlan


def bind(saved: Plan, fresh: Plan) -> Plan:
    """Restrict a fresh plan to what a saved one creates.

    Changes to anything that the saved plan does not create never make it stale.

    Args:
        saved: the plan as reviewed.
        fresh: a plan of the same environment, made just now.

    Returns:
        The fresh plan, with nothing but the saved plan's creates.

    Raises:
        StalePlan: another environment or organisation, or a create has changed since.
    """
    hint = "Make and review a new plan: reconciler plan --out FILE"
    for what, theirs, ours in (
        ("environment", saved.environment, fresh.environment),
        ("organisation", saved.org_id, fresh.org_id),
    ):
        if theirs != ours:
            raise StalePlan(f"The plan was made for {what} {theirs}, not {ours}.", hint=hint)
    now = {change.name: change for change in fresh.changes}
    for create in saved.creates:
        _check_unchanged(create, now.get(create.name), hint)
    kept = {create.name for create in saved.creates}
    changes = tuple(change for change in fresh.changes if change.name in kept)
    return replace(fresh, changes=changes)


def _check_unchanged(saved: Create, now: Change | None, hint: str) -> None:
    match now:
        case Create() if now.body == saved.body:
            return
        case Create():
            message = f"'{saved.name}' has changed in its file since the plan was made."
        case None:
            message = f"'{saved.name}' is in no file any more."
        case _:
            message = f"'{saved.name}' would not be created any more: live has changed."
    raise StalePlan(message, hint=hint)
