"""``reconciler explain``: what a code means and what to do."""

import textwrap
from collections.abc import Iterator, Mapping

import click

from reconciler.core import (
    adoption,
    flags,
    owning,
    promotion_flags,
    reasons,
    refusals,
    troubles,
)
from reconciler.core import file_codes as files
from reconciler.core.acknowledge import how_to
from reconciler.core.diagnostic import Code
from reconciler.errors import UsageError
from reconciler.render.topics import TOPICS
from reconciler.target_group import codes as content
from reconciler.target_group.normalisation import RULES
from reconciler.target_group.shorthand import codes as short_forms
from reconciler.words import did_you_mean
from reconciler.yaml12 import codes as text

WIDTH = 88


def run(code: str | None) -> None:
    """Print what there is to say about a code, or the list of all."""
    codes, rules = _codes(), {rule.name: (rule.what, rule.source) for rule in RULES.values()}
    if code is None:
        rows = [(each.slug, each.severity.value, each.summary) for each in codes.values()]
        rows += [(name, "rule", what.split(". ")[0] + ".") for name, (what, _) in rules.items()]
        rows += [(name, "topic", topic.summary) for name, topic in TOPICS.items()]
        widest = max(len(name) for name, _, _ in rows)
        for name, kind, summary in rows:
            click.echo(f"{name:{widest}}  {kind:11}  {summary.replace('..', '.')}")
        return
    if code in codes:
        found = codes[code]
        click.echo(f"{found.slug} ({found.severity.value})\n")
        click.echo("\n\n".join(_wrapped(found.summary, found.why, found.fix)))
        if found.can_be_acknowledged:
            click.echo("\n" + "\n".join(_wrapped(how_to(found))))
    elif code in rules:
        what, source = rules[code]
        click.echo(f"{code} (rule of comparison)\n")
        click.echo("\n\n".join(_wrapped(what, f"Known from: {source}.")))
    elif code in TOPICS:
        click.echo(f"{code} (topic)\n")
        click.echo("\n\n".join(_wrapped(TOPICS[code].summary, *TOPICS[code].paragraphs)))
    else:
        otherwise = "'reconciler explain' lists all codes."
        raise UsageError(
            f"There is no code '{code}'.",
            hint=did_you_mean(code, [*codes, *rules, *TOPICS], otherwise=otherwise),
        )


def all_codes() -> Iterator[Code]:
    """Every code that any command can show."""
    for group in (
        text,
        files,
        content,
        short_forms,
        reasons,
        owning,
        flags,
        promotion_flags,
        adoption,
        refusals,
        troubles,
    ):
        yield from group.CODES
    yield from text.EDITING


def _codes() -> Mapping[str, Code]:
    return {code.slug: code for code in all_codes()}


def _wrapped(*paragraphs: str) -> Iterator[str]:
    for paragraph in paragraphs:
        yield textwrap.fill(paragraph, WIDTH)
