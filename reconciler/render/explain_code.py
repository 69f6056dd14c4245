"""What there is to say about a code, a rule or a topic: under headings, or as JSON data."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from reconciler.core.acknowledge import how_to
from reconciler.core.diagnostic import Code
from reconciler.core.exact_json import Json
from reconciler.render.command_json import versioned
from reconciler.render.examples import Example
from reconciler.render.terminal import Line, Text, titled, wrapped
from reconciler.render.topics import Topic
from reconciler.target_group.normalisation import Rule

INDENT: Final = 2
_HEADINGS: Final[Mapping[str, str]] = {
    "why": "Why",
    "fix": "What to do",
    "example": "Example",
    "acknowledge": "Acknowledge",
    "known_from": "Known from",
}
"""The heading of each part, in their order."""


class Explanation(Struct, frozen=True):
    """What there is to say.

    Attributes:
        kind: the severity of a code, or ``rule`` or ``topic``.
        summary: it in one sentence, or a few.
        parts: what else is to be said, by the keys of ``_HEADINGS``.
        paragraphs: what else is to be said without a heading.
    """

    code: str
    kind: str
    summary: str
    parts: Mapping[str, str]
    paragraphs: tuple[str, ...] = ()


def of_code(code: Code, example: Example | None) -> Explanation:
    """Explain a code, with lines of a file that have it, and lines that have not."""
    parts = {
        "why": code.why,
        "fix": code.fix,
        "example": "" if example is None else example.lines,
        "acknowledge": how_to(code),
    }
    return Explanation(code.slug, code.severity.value, code.summary, parts)


def of_rule(rule: Rule) -> Explanation:
    """Explain a rule by which answers are compared with files."""
    return Explanation(rule.name, "rule", rule.what, {"known_from": f"{rule.source}."})


def of_topic(name: str, topic: Topic) -> Explanation:
    """Explain a topic."""
    return Explanation(name, "topic", topic.summary, {}, topic.paragraphs)


def explanation_lines(explanation: Explanation) -> Iterator[Line]:
    """Write an explanation under headings."""
    yield Text.assemble((explanation.code, "bold"), f" ({explanation.kind})")
    yield ""
    yield from wrapped(explanation.summary, indent=INDENT)
    for paragraph in explanation.paragraphs:
        yield ""
        yield from wrapped(paragraph, indent=INDENT)
    for key, heading in _HEADINGS.items():
        text = explanation.parts.get(key)
        if text:
            yield from titled(heading)
            if key == "example":
                yield from (f"{' ' * INDENT}{line}" for line in text.split("\n"))
            else:
                yield from wrapped(text, indent=INDENT)


def list_to_text(explanations: Iterable[Explanation]) -> str:
    """Write a line for each: the code, what it is, and its first sentence."""
    rows = []
    for each in explanations:
        start, end, _ = each.summary.partition(". ")
        rows.append((each.code, each.kind, f"{start}." if end else each.summary))
    widest = max(len(code) for code, _, _ in rows)
    return "".join(f"{code:{widest}}  {kind:11}  {summary}\n" for code, kind, summary in rows)


def explanations_to_json(explanations: Iterable[Explanation]) -> dict[str, Json]:
    """Write explanations as JSON data."""
    rows = [
        {"code": each.code, "kind": each.kind, "summary": each.summary}
        | {key: text for key, text in each.parts.items() if text}
        | ({"paragraphs": [*each.paragraphs]} if each.paragraphs else {})
        for each in explanations
    ]
    return versioned(explained=rows)
