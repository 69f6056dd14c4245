"""Which of two names is taken for the other."""

from reconciler.core.near_names import find_near


def are_near(one: str, other: str) -> bool:
    """Whether two names are found near each other, asked both ways round."""
    found = find_near([one, other]).partners
    assert found == find_near([other, one]).partners
    assert found in ({}, {0: 1, 1: 0})
    return bool(found)
