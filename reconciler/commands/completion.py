"""What a shell offers for a value when Tab is pressed. Only files are read, never the API."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from click.shell_completion import CompletionItem

from reconciler.commands.codes import all_codes
from reconciler.commands.session import Session
from reconciler.core import flags, promotion_flags
from reconciler.core.diagnostic import Code
from reconciler.core.resource import Desired
from reconciler.render.topics import TOPICS
from reconciler.target_group.normalisation import RULES

Offers = Iterator[CompletionItem[str]]


def offer(what: Callable[[Session], Offers], session: Session, begun: str) -> Offers:
    """What begins as somebody has typed, in any case.

    Raises:
        ReconcilerError: the settings cannot be read.
    """
    wanted = begun.casefold()
    return (each for each in what(session) if each.value.casefold().startswith(wanted))


def environments(session: Session) -> Offers:
    """The environments of the settings."""
    return _plain(session.settings.environments)


def campaigns(session: Session) -> Offers:
    """The campaigns that the files of the environment declare, each with its file."""
    for each in _declared(session):
        yield CompletionItem(each.name, help=each.file)


def owners(session: Session) -> Offers:
    """The owners that these files name."""
    named = {each.metadata.get("owner") for each in _declared(session)}
    return _plain(sorted(owner for owner in named if isinstance(owner, str) and owner))


def codes(_: Session) -> Offers:
    """All that ``explain`` knows: codes, rules of comparing, and topics."""
    yield from _of_codes(all_codes())
    yield from _plain([*RULES, *TOPICS])


def audit_flags(_: Session) -> Offers:
    """What an audit says of single groups and promotions."""
    return _of_codes([*flags.CODES, *promotion_flags.CODES])


def _declared(session: Session) -> Sequence[Desired]:
    from reconciler.commands.loading import load  # noqa: PLC0415 - 25 ms, for these alone

    return load(session, strict=False).campaigns


def _plain(values: Iterable[str]) -> Offers:
    return (CompletionItem(value) for value in values)


def _of_codes(given: Iterable[Code]) -> Offers:
    return (CompletionItem(code.slug, help=code.summary) for code in given)
