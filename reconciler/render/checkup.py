"""A checkup for the terminal, for GitHub, and as JSON: what follows of each call of the API."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.checkup import PATHS, Call, Checkup, Login, State
from reconciler.core.exact_json import Json
from reconciler.render.markdown import code, escaped, table
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, wrapped

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
FAR: Final = 60
"""Seconds from which a difference of the clocks is worth a word."""
CREATE: Final = "Whether this login may create is not tried: only a create would show it."
NOBODY_KNOWS: Final = "This can only be checked once host and login work."
_IF_GONE: Final = (
    "Check the url and what the login may do; 'reconciler explain api-retirement' says what is "
    "announced of these calls"
)
_UNITS: Final = ((86400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds"))
_GRANT: Final = 'Ask for access to it (the access resource "Target Loyalty").'
_WHILE_IT_LASTS: Final = (
    "Plan, apply and audit through it fail as long as this lasts; 'auto' goes on to target-groups "
    "only where the API says that the call is not offered."
)
_IF_OFFERED: Final[Mapping[Call, str]] = {
    Call.TOKEN: "The client key gets tokens.",
    Call.MILESTONES: "Plan and audit see all groups, with all that any read shows of them.",
    Call.LIST: "What plan and audit read where milestones is not offered.",
    Call.PERIODS: "Periods of groups that the list shows without them.",
    Call.NAME_CHECK: "Plan asks whether new names are free, also of what no read shows.",
    Call.CUSTOMER: "'reconciler customer' and the source customer work.",
    Call.PROMOTIONS: ("Groups that a promotion owns can be told from those that nobody declared."),
}
_OTHERWISE: Final[Mapping[Call, str]] = {
    Call.TOKEN: "Without a token nothing can be asked with this client key.",
    Call.LIST: "Without milestones nothing else shows all groups: no plan, no apply, no audit.",
    Call.PERIODS: ("Periods and default values that the list does not show count as not checked."),
    Call.NAME_CHECK: (
        "Plan cannot ask whether new names are free (name-not-asked): if something unseen has the "
        "name, apply finds out when the API refuses it."
    ),
    Call.CUSTOMER: "'reconciler customer' does not work; plan, apply and audit do not need it.",
    Call.PROMOTIONS: ("What no file declares may belong to a promotion; this cannot be told."),
}
"""What else a call means that is not offered."""
_LOGINS: Final[Mapping[Login, str]] = {
    Login.ACCEPTED: "accepted",
    Login.REFUSED: "refused",
    Login.MISSING: "missing",
    Login.UNKNOWN: "unknown, since no call worked",
}


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


def checkup_lines(checkup: Checkup) -> Iterator[Line]:
    """Write a checkup for people."""
    place = f"  {visible(checkup.url)}" if checkup.url else "  embedded sandbox"
    yield Text.assemble((visible(checkup.environment), "bold"), place)
    for label, words in _facts(checkup):
        yield Text(f"  {label:{_LABEL}}{visible(words)}", hang=2 + _LABEL, is_prose=True)
    for line in _advice(checkup):
        yield from wrapped(visible(line), indent=2 + _LABEL, style="red")
    for each in checkup.calls:
        if each.was_tried:
            state = (f"{each.state.value:{_STATE}}", _STYLES[each.state])
            yield Text.assemble("  ", f"{each.call.value:{_CALL}}", state, PATHS[each.call])
            told = means(checkup, each.call)
            yield from wrapped("" if told == NOBODY_KNOWS else visible(told), indent=2 + _CALL)
            yield from wrapped(visible(each.reason), indent=2 + _CALL, style="dim")
    untried = [each.call.value for each in checkup.calls if not each.was_tried]
    if untried:
        yield from wrapped(f"Not tried: {', '.join(untried)}.", indent=2)
    if checkup.can_run:
        yield from wrapped(CREATE, indent=2, style="dim")
    for text in _changes(checkup):
        yield from wrapped(text, indent=2, style="yellow")
    style = "green" if checkup.can_run else "red"
    yield from wrapped(visible(verdict(checkup)), indent=2, style=style)


def checkup_markdown(checkup: Checkup) -> Iterator[str]:
    """Write a checkup for an issue on GitHub, line by line; what is gone comes first."""
    yield from (f"## Calls of the API in {code(checkup.environment)}", "")
    for text in _changes(checkup):
        yield from (f"**{escaped(text)}**", "")
    yield escaped(verdict(checkup))
    yield from (*map(escaped, _advice(checkup)), "")
    rows = []
    for each in checkup.calls:
        state = each.state.value
        shown = f"**{state}**, was offered" if each.call in checkup.gone else state
        told = [escaped(means(checkup, each.call))]
        told += [f"<br>{escaped(each.reason)}"] if each.reason else []
        rows.append((code(each.call.value), shown, " ".join(filter(None, told))))
    yield from (*table(("call", "state", "means"), rows), "")
    yield from (f"- {label}: {escaped(words)}" for label, words in _facts(checkup))
    yield from ("", escaped(CREATE))


def _facts(checkup: Checkup) -> Iterator[tuple[str, str]]:
    """What is said of the environment, each with a word before it."""
    yield "host", _host(checkup)
    yield "login", _LOGINS[checkup.login]
    if checkup.reaches:
        yield "clock", _clock(checkup)
    if checkup.login is Login.ACCEPTED:
        yield "organisation", _organisation(checkup)
        yield "source", _source(checkup)


def verdict(checkup: Checkup) -> str:
    """Whether plan and apply can run, and if not, why."""
    if checkup.can_run:
        return "Plan and apply can run."
    return f"Plan and apply cannot run: {_obstacle(checkup)}."


def _obstacle(checkup: Checkup) -> str:
    if checkup.login is Login.MISSING:
        return "there is no login to use"
    if checkup.login is Login.REFUSED:
        return "the login is refused"
    if not checkup.reaches:
        return "the host cannot be used" if checkup.reaches is None else "the host does not answer"
    if checkup.is_other_organisation:
        return "the live groups are of another organisation"
    if checkup.missing:
        needed = f"{', '.join(checkup.missing)} is needed, and does not work"
        is_gone = any(checkup.state(call) is State.NOT_OFFERED for call in checkup.missing)
        return f"{needed}. {_IF_GONE}" if is_gone else needed
    return "nothing shows that the login is accepted"


def _host(checkup: Checkup) -> str:
    """Whether the host answers, and what is to be said of its certificate."""
    if not checkup.url:
        return "embedded"
    if checkup.reaches is None:
        return "not asked"
    if checkup.certificate:
        return f"its certificate is not trusted: {checkup.certificate}"
    if not checkup.reaches:
        return "no answer"
    is_tls = checkup.url.lower().startswith("https:")
    return "reachable, certificate trusted" if is_tls else "reachable, without TLS"


def _organisation(checkup: Checkup) -> str:
    """Whose groups are live, against what the settings expect."""
    live, expected = ", ".join(map(str, checkup.org_ids)), checkup.org_id
    if not live:
        wanted = "" if expected is None else f" (org_id says {expected})"
        return f"not shown by any live group{wanted}"
    if expected is None:
        return f"{live}; write org_id = {checkup.org_ids[0]} to refuse any other"
    return f"{live}, but org_id says {expected}" if checkup.is_other_organisation else live


def _clock(checkup: Checkup) -> str:
    """How the server's clock differs from this machine's."""
    offset = checkup.clock_offset
    if offset is None:
        return "not given by the server"
    if abs(offset) < FAR:
        return f"{abs(offset)} s apart"
    side = "behind" if offset > 0 else "ahead of"
    # In the largest unit of which there are two at least.
    unit, name = next(each for each in _UNITS if abs(offset) >= 2 * each[0])
    far = f"{abs(offset) // unit:,} {name}"
    return f"this machine is {far} {side} the server; the day is taken from this machine"


def _source(checkup: Checkup) -> str:
    """Which source is best, against what the settings say."""
    best, chosen = checkup.recommended, checkup.source
    if best is None:
        return f"none works (the settings say {chosen})"
    if chosen == best or (chosen == "auto" and best != "customer" and not checkup.missing):
        return f'{best} (what "{chosen}" takes)' if chosen != best else best
    return f'{best} is recommended: source = "{best}" (the settings say {chosen})'


def _advice(checkup: Checkup) -> Iterator[str]:
    """What to do about host and login, each a sentence."""
    yield from filter(None, checkup.trouble.split("\n"))
    if checkup.reaches is None:
        return
    if checkup.certificate:
        yield "Check the url; SSL_CERT_FILE names the certificates of your own authority."
    elif not checkup.reaches:
        yield "Check the url and the network; HTTPS_PROXY and NO_PROXY decide how it is reached."
    elif checkup.login is Login.UNKNOWN:
        yield "Check the url: something other than the loyalty API may have answered."


def _changes(checkup: Checkup) -> Iterator[str]:
    """What is not as the settings say about offered calls."""
    if checkup.gone:
        told = [
            f"{words} {', '.join(calls)}"
            for words, state in (("not offered", State.NOT_OFFERED), ("refused", State.REFUSED))
            if (calls := [call for call in checkup.gone if checkup.state(call) is state])
        ]
        yield (
            f"Offered before, and no longer: {'; '.join(told)}. "
            "'reconciler explain api-retirement' says what is announced; "
            "'reconciler doctor --write' keeps what is offered now."
        )
    if checkup.kept is not None and checkup.new:
        yield f"Offered, and not in the settings: {', '.join(checkup.new)}. --write adds it."
    if checkup.kept is None and checkup.to_keep:
        yield (
            "The settings do not say which calls are offered; 'reconciler doctor --write' keeps "
            "them, so that a later run notices what is gone."
        )


def means(checkup: Checkup, call: Call) -> str:
    """What the state of a call means for coverage, plan and apply, in one or two sentences."""
    state = checkup.state(call)
    if checkup.login is not Login.ACCEPTED and state in {State.FAILED, State.REFUSED}:
        return NOBODY_KNOWS
    if state is State.OFFERED:
        return _IF_OFFERED[call]
    text = _if_not_offered(checkup, call)
    is_needed = call is checkup.needed and call is not Call.CUSTOMER
    return f"{text} {_GRANT}" if state is State.REFUSED and is_needed else text


def _if_not_offered(checkup: Checkup, call: Call) -> str:
    match call:
        case Call.MILESTONES:
            lasts = checkup.state(call) is State.FAILED or not checkup.is_absent(call)
            absent = (
                "Plan and audit read target-groups instead: streak levels, and the periods of "
                "deactivated groups, count as not checked."
                if checkup.offers(Call.LIST)
                else "Nor is there a list that plan and audit could read instead."
            )
            return _WHILE_IT_LASTS if lasts else absent
        case Call.LIST | Call.PERIODS if checkup.offers(Call.MILESTONES):
            shows = ", which shows the periods"
            more = "; there is nothing to fall back on" if call is Call.LIST else shows
            return f"Not needed as long as milestones is offered{more}."
        case Call.CUSTOMER if checkup.source == "customer":
            return "The source customer of the settings does not work: no plan, no apply."
        case Call.PROMOTIONS if checkup.needs_promotions:
            return 'The settings say promotions = "required": plan, apply and audit fail.'
        case Call.PROMOTIONS if checkup.is_absent(call):
            return (
                "It counts as an organisation without promotions: no group counts as one of them."
            )
        case _:
            return _OTHERWISE[call]
