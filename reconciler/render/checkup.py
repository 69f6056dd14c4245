"""A checkup for the terminal, for GitHub, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.checkup import PATHS, CallCheck, Checkup, Login, State
from reconciler.core.exact_json import Json
from reconciler.render.checkup_words import (
    CREATE,
    NOBODY_KNOWS,
    advice,
    changes,
    clock_words,
    host_words,
    login_words,
    means,
    organisation_words,
    source_words,
    verdict,
)
from reconciler.render.markdown import code, escaped, table
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, to_text, wrapped

FORMAT_VERSION: Final = "1.0"
_STYLES: Final[Mapping[State, str]] = {
    State.OFFERED: "green",
    State.NOT_OFFERED: "yellow",
    State.REFUSED: "red",
    State.FAILED: "red",
}
_LABEL: Final = 14
_CALL: Final = 12
_STATE: Final = 13


def checkup_to_json(checkup: Checkup) -> Json:
    """A checkup as the schema has it."""
    return {
        "format_version": FORMAT_VERSION,
        "environment": checkup.environment,
        "host": {
            "url": checkup.url or None,
            "reachable": checkup.reaches,
            "certificate": checkup.certificate or None,
        },
        "login": checkup.login.value,
        "organisation": checkup.org_ids[0] if checkup.org_ids else None,
        "organisation_expected": checkup.org_id,
        "clock_offset": checkup.clock_offset,
        "source": checkup.recommended,
        "can_run": checkup.can_run,
        "verdict": verdict(checkup),
        **({"trouble": checkup.trouble} if checkup.trouble else {}),
        "calls": [
            {
                "call": each.call.value,
                "path": PATHS[each.call],
                "state": each.state.value,
                "means": means(checkup, each.call),
                **({"reason": each.reason} if each.reason else {}),
            }
            for each in checkup.calls
        ],
        "kept": None if checkup.kept is None else [each.value for each in checkup.kept],
        "gone": [each.value for each in checkup.gone],
        "new": [each.value for each in checkup.new],
    }


def checkups_to_json(checkups: Sequence[Checkup]) -> Json:
    """Several of them."""
    return {
        "format_version": FORMAT_VERSION,
        "environments": [checkup_to_json(each) for each in checkups],
    }


def checkup_to_text(checkup: Checkup, *, color: bool, width: int | None = None) -> str:
    """Write a checkup for people."""
    return to_text(_lines(checkup), color=color, width=width)


def _lines(checkup: Checkup) -> Iterator[Line]:
    place = f"  {visible(checkup.url)}" if checkup.url else "  embedded sandbox"
    yield Text.assemble((visible(checkup.environment), "bold"), place)
    for label, words in _facts(checkup):
        yield Text(f"  {label:{_LABEL}}{visible(words)}", hang=2 + _LABEL, is_prose=True)
    for line in advice(checkup):
        yield from wrapped(visible(line), indent=2 + _LABEL, style="red")
    for each in checkup.calls:
        if each.was_tried:
            yield from _call(checkup, each)
    untried = [each.call.value for each in checkup.calls if not each.was_tried]
    if untried:
        yield from wrapped(f"Not tried: {', '.join(untried)}.", indent=2)
    if checkup.can_run:
        yield from wrapped(CREATE, indent=2, style="dim")
    for text in changes(checkup):
        yield from wrapped(text, indent=2, style="yellow")
    style = "green" if checkup.can_run else "red"
    yield from wrapped(visible(verdict(checkup)), indent=2, style=style)


def _call(checkup: Checkup, check: CallCheck) -> Iterator[Line]:
    yield Text.assemble(
        "  ",
        f"{check.call.value:{_CALL}}",
        (f"{check.state.value:{_STATE}}", _STYLES[check.state]),
        PATHS[check.call],
    )
    text = means(checkup, check.call)
    if text != NOBODY_KNOWS:
        yield from wrapped(visible(text), indent=2 + _CALL)
    if check.reason:
        yield from wrapped(visible(check.reason), indent=2 + _CALL, style="dim")


def _facts(checkup: Checkup) -> Iterator[tuple[str, str]]:
    yield "host", host_words(checkup)
    yield "login", login_words(checkup)
    if checkup.reaches:
        yield "clock", clock_words(checkup)
    if checkup.login is Login.ACCEPTED:
        yield "organisation", organisation_words(checkup)
        yield "source", source_words(checkup)


def checkup_to_markdown(checkup: Checkup) -> str:
    """Write a checkup for an issue on GitHub; what is gone comes first."""
    return "\n".join(_markdown(checkup)) + "\n"


def _markdown(checkup: Checkup) -> Iterator[str]:
    yield f"## Calls of the API in {code(checkup.environment)}"
    yield ""
    for text in changes(checkup):
        yield f"**{escaped(text)}**"
        yield ""
    yield escaped(verdict(checkup))
    yield from map(escaped, advice(checkup))
    yield ""
    rows = []
    for each in checkup.calls:
        state = each.state.value
        shown = f"**{state}**, was offered" if each.call in checkup.gone else state
        told = [escaped(means(checkup, each.call))]
        told += [f"<br>{escaped(each.reason)}"] if each.reason else []
        rows.append((code(each.call.value), shown, " ".join(filter(None, told))))
    yield from table(("call", "state", "means"), rows)
    yield ""
    for label, words in _facts(checkup):
        yield f"- {label}: {escaped(words)}"
    yield ""
    yield escaped(CREATE)
