"""What a checkup says in words: of each call what follows for plan, apply and audit."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from reconciler.core.checkup import Call, Checkup, Login, State

FAR: Final = 60
"""Seconds from which a difference of the clocks is worth a word."""
CREATE: Final = "Whether this login may create is not tried: only a create would show it."
NOBODY_KNOWS: Final = "This can only be checked once host and login work."
_IF_GONE: Final = (
    "Check the url and what the login may do; 'reconciler explain api-retirement' says what is "
    "announced of these calls"
)
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_GRANT: Final = 'Ask for access to it (the access resource "Target Loyalty").'


def means(checkup: Checkup, call: Call) -> str:
    """What the state of a call means for coverage, plan and apply, in one or two sentences."""
    state = checkup.state(call)
    if checkup.login is not Login.ACCEPTED and state in {State.FAILED, State.REFUSED}:
        return NOBODY_KNOWS
    meaning = _MEANS[call]
    if state is State.OFFERED:
        return meaning.offered
    told = meaning.otherwise
    text = told if isinstance(told, str) else told(checkup, state)
    is_needed = call is checkup.needed and call is not Call.CUSTOMER
    return f"{text} {_GRANT}" if state is State.REFUSED and is_needed else text


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


def login_words(checkup: Checkup) -> str:
    """What is said of the login."""
    return {
        Login.ACCEPTED: "accepted",
        Login.REFUSED: "refused",
        Login.MISSING: "missing",
        Login.UNKNOWN: "unknown, since no call worked",
    }[checkup.login]


def host_words(checkup: Checkup) -> str:
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


def organisation_words(checkup: Checkup) -> str:
    """Whose groups are live, against what the settings expect."""
    live, expected = ", ".join(map(str, checkup.org_ids)), checkup.org_id
    if not live:
        wanted = "" if expected is None else f" (org_id says {expected})"
        return f"not shown by any live group{wanted}"
    if expected is None:
        return f"{live}; write org_id = {checkup.org_ids[0]} to refuse any other"
    return f"{live}, but org_id says {expected}" if checkup.is_other_organisation else live


def clock_words(checkup: Checkup) -> str:
    """How the server's clock differs from this machine's."""
    offset = checkup.clock_offset
    if offset is None:
        return "not given by the server"
    if abs(offset) < FAR:
        return f"{abs(offset)} s apart"
    side = "behind" if offset > 0 else "ahead of"
    far = _duration(abs(offset))
    return f"this machine is {far} {side} the server; the day is taken from this machine"


def _duration(seconds: int) -> str:
    """So much time, in the largest unit of which there are two at least."""
    for unit, name in ((_DAY, "days"), (_HOUR, "hours"), (_MINUTE, "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds // unit:,} {name}"
    return f"{seconds} seconds"


def advice(checkup: Checkup) -> Iterator[str]:
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


def source_words(checkup: Checkup) -> str:
    """Which source is best, against what the settings say."""
    best, chosen = checkup.recommended, checkup.source
    if best is None:
        return f"none works (the settings say {chosen})"
    if chosen == best or (chosen == "auto" and best != "customer" and not checkup.missing):
        return f'{best} (what "{chosen}" takes)' if chosen != best else best
    return f'{best} is recommended: source = "{best}" (the settings say {chosen})'


def changes(checkup: Checkup) -> Iterator[str]:
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


def _milestones(checkup: Checkup, state: State) -> str:
    if state is State.FAILED or not checkup.is_absent(Call.MILESTONES):
        return (
            "Plan, apply and audit through it fail as long as this lasts; 'auto' goes on to "
            "target-groups only where the API says that the call is not offered."
        )
    if not checkup.offers(Call.LIST):
        return "Nor is there a list that plan and audit could read instead."
    return (
        "Plan and audit read target-groups instead: streak levels, and the periods of deactivated "
        "groups, count as not checked."
    )


def _list(checkup: Checkup, _: State) -> str:
    if checkup.offers(Call.MILESTONES):
        return "Not needed as long as milestones is offered; there is nothing to fall back on."
    return "Without milestones nothing else shows all groups: no plan, no apply, no audit."


def _periods(checkup: Checkup, _: State) -> str:
    if checkup.offers(Call.MILESTONES):
        return "Not needed as long as milestones is offered, which shows the periods."
    return "Periods and default values that the list does not show count as not checked."


def _customer(checkup: Checkup, _: State) -> str:
    if checkup.source == "customer":
        return "The source customer of the settings does not work: no plan, no apply."
    return "'reconciler customer' does not work; plan, apply and audit do not need it."


def _promotions(checkup: Checkup, _: State) -> str:
    if checkup.needs_promotions:
        return 'The settings say promotions = "required": plan, apply and audit fail.'
    if checkup.is_absent(Call.PROMOTIONS):
        return "It counts as an organisation without promotions: no group counts as one of them."
    return "What no file declares may belong to a promotion; this cannot be told."


class _Meaning(NamedTuple):
    """What a call means where it is offered, and where it is not."""

    offered: str
    otherwise: str | Callable[[Checkup, State], str]


_MEANS: Final[Mapping[Call, _Meaning]] = {
    Call.TOKEN: _Meaning(
        "The client key gets tokens.",
        "Without a token nothing can be asked with this client key.",
    ),
    Call.MILESTONES: _Meaning(
        "Plan and audit see all groups, with all that any read shows of them.", _milestones
    ),
    Call.LIST: _Meaning("What plan and audit read where milestones is not offered.", _list),
    Call.PERIODS: _Meaning("Periods of groups that the list shows without them.", _periods),
    Call.NAME_CHECK: _Meaning(
        "Plan asks whether new names are free, also of what no read shows.",
        "Plan cannot ask whether new names are free (name-not-asked): if something unseen has "
        "the name, apply finds out when the API refuses it.",
    ),
    Call.CUSTOMER: _Meaning("'reconciler customer' and the source customer work.", _customer),
    Call.PROMOTIONS: _Meaning(
        "Groups that a promotion owns can be told from those that nobody declared.", _promotions
    ),
}
