"""``reconciler explain``: what a code means and what to do."""

import sys

import click

from reconciler.commands.codes import all_codes
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
from reconciler.words import did_you_mean


def run(code: str | None, *, form: str) -> None:
    """Print what there is to say about a code, or the list of all."""
    explained = [
        *(of_code(each, EXAMPLES.get(each.slug)) for each in all_codes()),
        *map(of_rule, RULES.values()),
        *(of_topic(name, topic) for name, topic in TOPICS.items()),
    ]
    known = {each.code: each for each in explained}
    if code is not None and code not in known:
        code = code.strip().lower()
    if code is not None and code not in known:
        otherwise = "'reconciler explain' lists all codes."
        raise UsageError(
            f"There is no code '{code}'.", hint=did_you_mean(code, known, otherwise=otherwise)
        )
    if form == "json":
        asked = known.values() if code is None else [known[code]]
        click.echo(json_text(explanations_to_json(asked)))
    elif code is None:
        click.echo(list_to_text(known.values()), nl=False)
    else:
        click.echo(text_for(sys.stdout, explanation_lines(known[code])), nl=False)
