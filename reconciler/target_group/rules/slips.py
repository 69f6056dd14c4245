"""Names that nobody means as they stand: unseen characters, placeholders, quotes around them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.core.resource import LONGEST_LOOKED_AT
from reconciler.core.unseen_characters import find_unseen, is_directional, without_unseen
from reconciler.target_group.codes import names as codes
from reconciler.words import cut_value, first_of

MOST_NAMED: Final = 3
"""Characters of one name that are told one by one."""
LONGEST_BEFORE: Final = 20
_TEMPLATE: Final = re.compile(
    r"""\{\{.*?\}\} | \{%.*?%\} | \[\[.*?\]\]      # Jinja and its like, wikis
      | (?<!\d)%[A-Za-z_][A-Za-z0-9_]*%(?!\d)      # batch files; no discounts
      | <[^\W\d](?:[^<>]*\w)?>                     # <name>
      | \b__[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__\b     # __NAME__
      | \$\([A-Za-z_][\w.-]*\)                     # $(name)
    """,
    re.VERBOSE,
)
_WORDS: Final = (
    r"to-?do|tbd|tbc|tba|fix[-_ ]?me|x{3,}|change[-_ ]?(?:me|it|this)|"
    r"replace[-_ ]?(?:me|it|this)|placeholder|lorem ipsum|untitled"
)
_HERE: Final = (
    r"(?:(?:your|insert|enter|put|the|a|campaign|target|period|streak)[-_ ])*"
    r"(?:name|title)[-_ ]here"
)
_ALONE: Final = re.compile(rf"\W*(?:{_WORDS}|{_HERE})\W*", re.IGNORECASE)
"""A name that is a placeholder and nothing else."""
_WITHIN: Final = re.compile(
    r"\b(?:TO-?DO|TB[CD]|FIX[-_]?ME|CHANGE[-_]?ME|REPLACE[-_]?ME|PLACEHOLDER|x{3,}|X{3,}|"
    r"(?:NAME|TITLE)[-_ ]HERE|[Ll]orem ipsum)\b"
)
"""Words that are placeholders as they are written; todo is a word of other languages as well."""
_COMMENT: Final = re.compile(r" (?://|/\*|;(?= )|--(?= )) *\w.*|<!--.*")
"""What begins a comment in other languages, with the words behind it."""
_MARKS: Final = b"{%[<_$\"'`"
_DOUBTFUL: Final = (
    *("todo", "to-do", "tbd", "tbc", "tba", "fix", "xxx", "change", "replace", "placeholder"),
    *("lorem", "untitled", "here", " //", " /*", " ; ", " -- "),
)
"""One of them or of the marks stands in whatever is found in plain text; to look for them takes
next to nothing."""
_LONGEST_SHOWN: Final = 200
"""Of a text that may be as long as its file: names that the API takes are shown whole."""
_TRIGGERS: Final = "targetMilestoneTriggers"
_NAMED: Final = {
    "periods": ("refCode", "The refCode of the period"),
    "streaks": ("name", "The name of the streak level"),
    "targets": ("name", "The name of the target"),
}
"""By what the parts of a campaign are told from each other, and what that is called."""
_QUOTES: Final = (
    "\u201c\u201d", "\u201e\u201c", "\u201e\u201d", "\u201d\u201d",
    "\u2018\u2019", "\u201a\u2018", "\u201a\u2019", "\u2019\u2019", "\u2018\u2018",
    "\u00ab\u00bb", "\u00bb\u00ab", "\u2039\u203a", "\u203a\u2039",
    '""', "''", "``", "`'", "\u00b4\u00b4", "`\u00b4",
)  # fmt: skip
"""Quotes that belong together; where the same mark stands between them, they are apostrophes."""


def unseen_characters(route: Route, what: str, name: str) -> Iterator[Finding]:
    """Characters that nobody sees, and marks that set the direction of text."""
    found = list(find_unseen(name))
    hidden = [each for each in found if not is_directional(each[1])]
    marks = [each for each in found if is_directional(each[1])]
    if hidden:
        yield codes.UNSEEN_CHARACTER.at(
            route,
            f"{what} holds {_listed(name, hidden)}; it is invisible.",
            "Type it again instead of pasting it, or delete what is named here.",
        )
    if marks:
        yield codes.DIRECTIONAL_MARK.at(
            route, f"{what} holds {_listed(name, marks)}, which is invisible."
        )


def unfinished(route: Route, what: str, name: str) -> Iterator[Finding]:
    """Placeholders, templates, and what would be a comment elsewhere."""
    template = _TEMPLATE.search(name)
    if template is not None or _ALONE.fullmatch(name):
        code, shown = codes.NAME_UNFINISHED, name if template is None else template.group()
    elif word := _WITHIN.search(name):
        code, shown = codes.NAME_PERHAPS_UNFINISHED, word.group()
    elif comment := _COMMENT.search(name):
        shown = cut_value(comment.group().strip(), _LONGEST_SHOWN)
        yield codes.NAME_PERHAPS_UNFINISHED.at(
            route,
            f"{what} holds '{shown}', which looks like a comment, but is a part of it.",
            "Take it out, or write it after ' #', which begins a comment in YAML.",
        )
        return
    else:
        return
    message = f"{what} holds '{cut_value(shown, _LONGEST_SHOWN)}', which looks unfinished."
    yield code.at(route, message, "Write what is meant.")


def in_quotes(route: Route, what: str, name: str) -> Iterator[Finding]:
    """Quotes around a name that are a part of it."""
    text = name.strip()
    ends = f"{text[:1]}{text[-1:]}"
    if len(text) > len(ends) and ends in _QUOTES and not set(text[1:-1]) & set(ends):
        yield codes.NAME_IN_QUOTES.at(
            route,
            f"{what} is in quotes that are part of it: {cut_value(text, _LONGEST_SHOWN)}",
            f"Write it without them: {cut_value(text[1:-1].strip(), _LONGEST_SHOWN)}",
        )


RULES_OF_NAMES: Final = (unseen_characters, unfinished, in_quotes)


def slips(data: Mapping[str, Json]) -> Iterator[Finding]:
    """What is to be said of whatever is told from others by its text, one by one."""
    for text in _named(data):
        for rule in RULES_OF_NAMES:
            yield from rule(*text)


RULES: Final = (slips,)


def is_plain(data: Mapping[str, Json]) -> bool:
    """Whether nothing doubtful stands in any name, so that the rule finds nothing."""
    names = [data["name"]]
    for part, (key, _) in _NAMED.items():
        names += [each[key] for each in data.get(part, ())]
    for target in data.get("targets", ()):
        names += [trigger["triggerName"] for trigger in target.get(_TRIGGERS, ())]
    joined = " ".join(names).lower()
    if not (joined.isascii() and joined.isprintable()) or any(map(joined.__contains__, _DOUBTFUL)):
        return False
    text = joined.encode()
    return len(text.translate(None, _MARKS)) == len(text)


def _named(data: Mapping[str, Json]) -> Iterator[tuple[Route, str, str]]:
    """Every text by which something is told from others: its route, what it names, the text.

    Of what is far too long, the beginning.
    """
    yield ("name",), "The name of the campaign", data["name"][:LONGEST_LOOKED_AT]
    for part, (key, what) in _NAMED.items():
        for k, each in enumerate(data.get(part, ())):
            yield (part, k, key), what, each[key][:LONGEST_LOOKED_AT]
            for n, trigger in enumerate(each.get(_TRIGGERS, ())):
                route: Route = (part, k, _TRIGGERS, n, "triggerName")
                name = trigger["triggerName"][:LONGEST_LOOKED_AT]
                yield route, "The name of the trigger", name


def _listed(name: str, found: Sequence[tuple[int, str]]) -> str:
    """Characters with code point, name and place; of many the first."""
    told = []
    for place, char in found[:MOST_NAMED]:
        before = name[max(0, place - LONGEST_BEFORE) : place]
        where = f"after '{without_unseen(before)}'" if before else "at its start"
        told.append(f"U+{ord(char):04X} ({unicodedata.name(char, 'a control character')}) {where}")
    return first_of(told, len(found), most=MOST_NAMED)
