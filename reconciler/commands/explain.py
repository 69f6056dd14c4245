"""``reconciler explain``: what a code means and what to do."""

import sys
from collections.abc import Collection

import click

from reconciler.commands.codes import all_codes
from reconciler.core.resource import is_pattern, keys_like
from reconciler.errors import UsageError
from reconciler.render.examples import EXAMPLES
from reconciler.render.explain_code import (
    explanation_lines,
    explanations_to_json,
    list_to_text,
    of_code,
    of_rule,
    of_topic,
)
from reconciler.render.safe import json_text
from reconciler.render.terminal import text_for
from reconciler.render.topics import TOPICS
from reconciler.target_group.normalisation import RULES
from reconciler.words import called, did_you_mean


def run(code: str | None, *, form: str) -> None:
    """Print what there is to say about a code, or the list of all or of those of a pattern."""
    explained = [
        *(of_code(each, EXAMPLES.get(each.slug)) for each in all_codes()),
        *map(of_rule, RULES.values()),
        *(of_topic(name, topic) for name, topic in TOPICS.items()),
    ]
    known = {each.code: each for each in explained}
    asked = explained if code is None else [known[each] for each in _codes_like(code, known)]
    if form == "json":
        click.echo(json_text(explanations_to_json(asked)))
    elif len(asked) > 1:
        click.echo(list_to_text(asked), nl=False)
    else:
        click.echo(text_for(sys.stdout, explanation_lines(asked[0])), nl=False)


def _codes_like(wanted: str, known: Collection[str]) -> Collection[str]:
    """The code that is asked for, as findings show it or in words, or those of a pattern.

    Raises:
        UsageError: there is none.
    """
    code = "-".join(wanted.strip(" []").replace("_", " ").lower().split())
    found = keys_like(known, code)
    if not found:
        word = code.strip("*?")
        otherwise = "'reconciler explain' lists all codes."
        hint = did_you_mean(code, known, otherwise=otherwise)
        if word and sum(word in each for each in known) > 1:
            hint = f"'reconciler explain \"*{word}*\"' lists the codes that hold this word."
        raise UsageError(
            f"There is no code {called(wanted, is_pattern=is_pattern(wanted))}.", hint=hint
        )
    return found
