"""Have other processes do the work, however little there is."""

from types import ModuleType
from typing import Any

import pytest

from reconciler import parallel


def let_others_work(patch: pytest.MonkeyPatch, *modules: ModuleType) -> None:
    """Let two other processes do all that they can do, and this one nothing of it.

    Args:
        patch: undoes it.
        modules: where it is decided how much work is worth a process.
    """
    results = parallel.Begun.results

    def late(begun: "parallel.Begun[Any, Any]") -> list[Any]:
        if begun.is_shared:
            begun._tickets = iter(())
        return results(begun)

    patch.setattr(parallel, "cores", lambda: 3)
    patch.setattr(parallel.Begun, "results", late)
    for module in modules:
        patch.setattr(module, "WORTH", 1)
