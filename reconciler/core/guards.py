"""Guards: what a run refuses to do until a person has said that it is meant."""

from reconciler.core.plan import Plan
from reconciler.core.resource import LiveState
from reconciler.errors import GuardTripped


def check_org(live: LiveState, org_id: int | None) -> None:
    """Refuse live groups of another organisation than the configured one.

    Raises:
        GuardTripped: a group names another organisation.
    """
    others = live.org_ids - {org_id}
    if org_id is not None and others:
        named = ", ".join(str(other) for other in sorted(others))
        raise GuardTripped(
            f"The live groups belong to organisation {named}, not to {org_id}.",
            hint="Check url, credentials and org_id of the environment in reconciler.toml.",
        )


def check_number(plan: Plan, most: int) -> None:
    """Refuse a plan that creates more than was allowed.

    Raises:
        GuardTripped: there are more creates.
    """
    count = len(plan.creates)
    if count > most:
        raise GuardTripped(
            f"The plan creates {count} campaigns; one apply may create {most}. Nothing was sent.",
            hint=f"If they are all meant: reconciler apply --max-creates {count}",
        )
