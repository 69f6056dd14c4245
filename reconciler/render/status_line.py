"""One line about what a run does and waits for."""

from typing import Final

from reconciler.status import SILENCE, Situation
from reconciler.words import plural

_TELLING: Final = 0.05
"""Of all that is to be done, from which on it can be told how long the rest takes."""


def status_line(situation: Situation) -> str:
    """Say what is done and waited for, since when, and until when."""
    parts = []
    if situation.doing:
        parts.append(f"{situation.doing}: {situation.done:,} of {situation.total:,}")
        if situation.done > situation.total * _TELLING:
            left = situation.doing_for / situation.done * (situation.total - situation.done)
            parts[0] += f", about {left:.0f} s left" if round(left) else ""
    if situation.waiting:
        is_pause = isinstance(situation.until, float)
        what = situation.waiting.rstrip(".") if is_pause else f"waiting for {situation.waiting}"
        if situation.waited < SILENCE / 2 < situation.phase:
            answers = plural(situation.answers, "answer") if situation.answers else "no answer"
            parts.append(f"{answers} in {situation.phase:.0f} s so far; {what}")
        elif is_pause:
            so_far = f"{situation.waited:.0f} s of it so far"
            parts.append(f"waiting {situation.until:.0f} s: {what}; {so_far}")
        else:
            parts.append(f"{what}: {situation.waited:.0f} s so far, {situation.until}")
    return "; ".join(parts)
