"""One campaign of a plan, explained: why this action, where values come from, what is unchecked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.diagnostic import Code, Diagnostic
from reconciler.core.exact_json import encode
from reconciler.core.flags import NEAR_DUPLICATE
from reconciler.core.plan import (
    ACTIONS,
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Unmanaged,
    kind_of,
)
from reconciler.core.reasons import (
    CUSTOMERS_OWN_VALUE,
    PERHAPS_A_COPY,
    PERHAPS_RENAMED,
    SAME_CAMPAIGN,
)
from reconciler.render.drift_words import sentence, untold
from reconciler.render.plan_words import (
    LONGEST_VALUE,
    acknowledged_reason,
    hidden,
    place,
    read_through,
    sides,
)
from reconciler.render.safe import value_text, visible
from reconciler.render.terminal import Line, Text, titled, wrapped
from reconciler.target_group.columns import Source
from reconciler.target_group.derivation import Account, How, why_unseen
from reconciler.target_group.normalisation import RULES
from reconciler.target_group.prose.sentence import describe
from reconciler.words import cut_value, first_of, plural

MOST_PATHS: Final = 12
_DOUBTS: Final = frozenset(
    {NEAR_DUPLICATE.slug, PERHAPS_A_COPY.slug, PERHAPS_RENAMED.slug, SAME_CAMPAIGN.slug}
)
"""Findings about another campaign, which may be the same."""
_TITLES: Final[Mapping[How, str]] = {
    How.ENVIRONMENT: "Values of the environment",
    How.SHORT_FORM: "Worked out from short forms",
    How.DEFAULT: "Not declared, so by documented defaults",
    How.REQUEST: "Filled in when it is sent",
}


def explain_lines(
    plan: Plan, change: Change, account: Account | None, codes: Mapping[str, Code]
) -> Iterator[Line]:
    """Explain what a plan says of one campaign.

    The account is of where the values of its file come from; None where no file declares it.
    """
    is_set_aside = isinstance(change, Blocked) and change.is_set_aside
    action = "set aside" if is_set_aside else ACTIONS[kind_of(change)]
    yield Text.assemble(
        (visible(change.name), "bold"), f": {action} in {visible(plan.environment)}"
    )
    if isinstance(change, Unmanaged):
        where = f"group {change.id}, in no file"
    else:
        group = f", group {change.id}" if isinstance(change, Drift | InSync) else ""
        where = f"{visible(change.file)}:{change.line}{group}"
    yield Text(f"  {where}", "dim")
    yield from titled("Why")
    for text in _why(plan, change, codes):
        yield from _said(text)
    if account is not None:
        yield from _sources(account)
    if isinstance(change, Drift | InSync):
        yield from _checks(plan, change)
    if account is not None:
        yield from _rules(account)
    yield from _findings(plan, change)


def _said(text: str, *, style: str = "", indent: int = 2) -> Iterator[Line]:
    return wrapped(visible(text), indent=indent, style=style)


def _why(plan: Plan, change: Change, codes: Mapping[str, Code]) -> Iterator[str]:
    seen = f"{visible(plan.environment)}{read_through(plan)}"
    match change:
        case Create():
            doubts = _doubts(plan, change)
            yield f"No live group has this name, ignoring case ({seen})" + (
                ". Check this before it is created:"
                if doubts
                else ", and nothing else stands against creating it."
            )
            yield from (f"{each.message} {each.hint} [{each.code}]" for each in doubts)
            yield from map(acknowledged_reason, change.acknowledged)
            yield describe(change.body)
        case Blocked():
            yield f"{change.reason.message} [{change.reason.code}]"
            if change.otherwise is not None:
                why = change.otherwise
                yield f"If it were not over, it would be blocked: {why.message} [{why.code}]"
            code = codes[change.reason.code]
            yield code.why if code.fix in change.reason.message else f"{code.why} {code.fix}"
        case Drift():
            verb = "differs" if len(change.fields) == 1 else "differ"
            yield (
                f"Group {change.id} is live under this name ({seen}), and "
                f"{plural(len(change.fields), 'field')} of it {verb} from the file. Drift is "
                "reported, never forced back."
            )
            meant = len(change.acknowledged)
            are = "is" if meant == 1 else "are"
            yield (
                f"{meant} of them {are} acknowledged in the file, so not counted." if meant else ""
            )
        case InSync():
            yield (
                f"Group {change.id} is live under this name ({seen}), and each declared value "
                "that was shown is as declared."
            )
        case Unmanaged():
            yield (
                f"Group {change.id} is live ({seen}), and no file declares its name. "
                f"{_what_to_do(plan, change)}"
            ).rstrip()
            yield "" if change.reason is None else f"{change.reason.message} [{change.reason.code}]"


def _what_to_do(plan: Plan, change: Unmanaged) -> str:
    if change.owner is not None:
        called = change.owner.called
        return f"It belongs to the promotion {called}: it is edited and ended there, not by a file."
    if change.known is not None:
        return f"It is known, and meant to be in no file: {change.known.words}."
    if change.may_be_renamed:
        return ""
    doubt = "It may belong to a promotion; promotions could not be read. If it is not, "
    return f"{doubt if plan.owners_unknown else ''}'reconciler import' writes a file for it."


def _sources(account: Account) -> Iterator[Line]:
    for how, title in _TITLES.items():
        found = [each for each in account.derived if each.how is how]
        if found:
            yield from titled(title)
        for each in found:
            parts = each.value if isinstance(each.value, list) else [each.value]
            value = ", ".join(visible(v) if isinstance(v, str) else value_text(v) for v in parts)
            shown = cut_value(value, LONGEST_VALUE)
            yield Text.assemble("  ", (place(each.path), "bold"), f": {shown}")
            rule = f" [{each.rule}]" if each.rule else ""
            yield from _said(f"{each.why}{rule}", style="dim", indent=4)


def _checks(plan: Plan, change: Drift | InSync) -> Iterator[Line]:
    yield from titled("What was checked")
    seen = change.seen.coverage
    yield from _said(f"{seen.checked} of {plural(seen.declared, 'declared value')}.")
    if isinstance(change, Drift):
        for field in change.fields:
            desired, live = sides(field)
            yield Text.assemble("  ", (place(field.path), "bold"), f": file {desired}, live {live}")
            answer = field.acknowledged
            todo = field.hint if answer is None else f"Acknowledged: {answer.words}."
            yield from _said(sentence(field.cause), style="dim", indent=4)
            yield from _said(todo, style="dim", indent=4)
        for text in untold([change]):
            yield from _said(text)
        if not change.is_acknowledged:
            entry = f"drift: {encode(change.reported[0].path)}, reason: …"
            yield from _said(
                "If a difference is meant, write into the file why: "
                f"acknowledge: [{{{entry}}}]. A path covers what lies below it."
            )
    by_reason: dict[str, list[str]] = {}
    for path in hidden(change):
        by_reason.setdefault(why_unseen(path, Source(plan.source)), []).append(path)
    own = f"it may be the customer's own [{CUSTOMERS_OWN_VALUE.slug}]"
    for why, paths in (
        by_reason | ({own: [*change.seen.uncertain]} if change.seen.uncertain else {})
    ).items():
        named = first_of(map(place, paths), len(paths), most=MOST_PATHS)
        yield from _said(f"Not checked, since {why}: {named}")


def _rules(account: Account) -> Iterator[Line]:
    if account.left_out:
        yield from titled("Not declared, so not compared")
        by_rule: dict[str, list[str]] = {"": []}
        for path, rule in account.left_out:
            by_rule.setdefault(rule, []).append(path)
        for rule, paths in by_rule.items():
            yield from _said(", ".join(map(place, paths)))
            if rule:
                yield from _said(f"{RULES[rule].what} [{rule}]", style="dim", indent=4)
    if account.rules:
        yield from titled("How it is compared")
        for name in account.rules:
            yield from _said(f"{RULES[name].what} [{name}]")


def _doubts(plan: Plan, change: Change) -> Sequence[Diagnostic]:
    """Findings about a campaign that may be the same, where one is to be created."""
    return [
        each
        for each in plan.diagnostics
        if isinstance(change, Create) and each.code in _DOUBTS and not each.acknowledged
    ]


def _findings(plan: Plan, change: Change) -> Iterator[Line]:
    """What else is to be known of the file, and of the plan as a whole."""
    files = {""} if isinstance(change, Unmanaged) else {"", change.file}
    told = _doubts(plan, change)
    found = [each for each in plan.diagnostics if each.file in files and each not in told]
    if found:
        yield from titled("Also worth knowing")
        for each in found:
            where = f"line {each.line}: " if each.file else ""
            meant = each.acknowledged
            todo = each.hint if meant is None else f"Acknowledged: {meant.words}."
            yield from _said(f"{where}{each.message} {todo} [{each.code}]")
