"""One line about what a run does and waits for."""

from typing import Final

from reconciler.status import SILENCE, Situation
from reconciler.words import plural

_TELLING: Final = 0.05
"""Of all that is to be done, from which on it can be told how long the rest takes."""


def status_line(situation: Situation) -> str:
    """Say what is done and waited for, since when, and until when."""
    parts = [_counted(situation), _waited(situation)]
    return "; ".join(filter(None, parts))


def _counted(situation: Situation) -> str:
    if not situation.doing:
        return ""
    text = f"{situation.doing}: {situation.done:,} of {situation.total:,}"
    if situation.done <= situation.total * _TELLING:
        return text
    left = situation.doing_for / situation.done * (situation.total - situation.done)
    return f"{text}, about {left:.0f} s left" if round(left) else text


def _waited(situation: Situation) -> str:
    if not situation.waiting:
        return ""
    is_pause = isinstance(situation.until, float)
    what = situation.waiting.rstrip(".") if is_pause else f"waiting for {situation.waiting}"
    if situation.waited < SILENCE / 2 < situation.phase:
        answers = plural(situation.answers, "answer") if situation.answers else "no answer"
        return f"{answers} in {situation.phase:.0f} s so far; {what}"
    if is_pause:
        return f"waiting {situation.until:.0f} s: {what}; {situation.waited:.0f} s of it so far"
    return f"{what}: {situation.waited:.0f} s so far, {situation.until}"
