"""Changes the settings file and keeps all that a person wrote into it: comments, order, layout."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

import tomlkit
from tomlkit.items import Array, InlineTable, Item, Table

from reconciler.errors import SettingsError
from reconciler.target_group.expressions.learning import Proof

ENVIRONMENTS: Final = "environments"
VALUES: Final = "values"
CALLS: Final = "calls"
KNOWN: Final = "known"
EXPRESSIONS: Final = "expressions"
MOST_GROUPS: Final = 3
"""That a comment names as what proves a part of expressions."""
Entry: TypeAlias = Mapping[str, str | int | date]
"""One entry under ``known``: the keys of ``settings.Known`` that it has."""


def with_environment(
    text: str, name: str, entries: Mapping[str, str | int | bool], values: Mapping[str, int]
) -> str:
    """A settings file that has one more environment, below all else.

    Args:
        text: the file, which can be read as settings; empty for a new one.
        name: of the environment, which the file does not have.
        entries: its settings.
        values: what ``${name}`` stands for there.

    Raises:
        SettingsError: the file could not be changed without changing what else it says.
    """
    wanted = tomllib.loads(text)
    table = dict(entries) | ({VALUES: dict(values)} if values else {})
    wanted.setdefault(ENVIRONMENTS, {})[name] = table
    parts = {(ENVIRONMENTS, name): entries, (ENVIRONMENTS, name, VALUES): values}
    added = "\n".join(
        f"[{tomlkit.key(place).as_string()}]\n{tomlkit.dumps(part)}"
        for place, part in parts.items()
        if part
    )
    return _written(
        text,
        lambda plain: f"{plain.rstrip()}\n\n{added}".lstrip("\n"),
        lambda found: found == wanted,
        what=f"The environment {name}",
        by_hand=f"Write this there by hand:\n{added.strip()}",
    )


def with_calls(text: str, environment: str, calls: Sequence[str]) -> str:
    """A settings file in which an environment says that it offers these calls.

    It is the same text where it says so already, in whatever order.

    Raises:
        SettingsError: the file could not be changed without changing what else it says.
    """
    wanted = tomllib.loads(text)
    table = wanted["environments"][environment]
    if set(table.get(CALLS, ())) == set(calls) and CALLS in table:
        return text
    wanted["environments"][environment][CALLS] = sorted(calls)

    def is_said(found: dict[str, Any]) -> bool:
        found["environments"][environment][CALLS].sort()
        return found == wanted

    quoted = ", ".join(f'"{call}"' for call in calls)
    return _written(
        text,
        lambda plain: _changed(plain, environment, calls),
        is_said,
        what=f"The calls of {environment}",
        by_hand=f"Write {CALLS} = [{quoted}] there by hand.",
    )


def with_known(text: str, environment: str, entries: Sequence[Entry]) -> str:
    """A settings file in which an environment lists more groups as known, below the others.

    Raises:
        SettingsError: the file could not be changed without changing what else it says.
    """
    if not entries:
        return text
    wanted = tomllib.loads(text)
    table = wanted["environments"][environment]
    table[KNOWN] = [*table.get(KNOWN, ()), *map(dict, entries)]
    return _written(
        text,
        lambda plain: _more_known(plain, environment, entries),
        lambda found: found == wanted,
        what=f"What is known in {environment}",
        by_hand=f"Write this there by hand:\n{_tables(environment, entries).strip()}",
    )


def with_proofs(text: str, proofs: Sequence[Proof]) -> str:
    """A settings file that declares more of what expressions are made of, with what proves it.

    Raises:
        SettingsError: the file could not be changed without changing what else it says.
    """
    if not proofs:
        return text
    wanted = tomllib.loads(text)
    for each in proofs:
        table = wanted
        for name in (EXPRESSIONS, *each.part.place):
            table = table.setdefault(name, {})
        table[each.part.key] = each.form
    return _written(
        text,
        lambda plain: _more_parts(plain, proofs),
        lambda found: found == wanted,
        what="What was learned of expressions",
        by_hand=f"Write this there by hand:\n{_part_tables(_by_place(proofs)).strip()}",
    )


def _written(
    text: str,
    change: Callable[[str], str],
    is_said: Callable[[dict[str, Any]], bool],
    *,
    what: str,
    by_hand: str,
) -> str:
    """A settings file after a change, with its own line breaks.

    Args:
        text: the file.
        change: gives the changed text, of one with plain line breaks.
        is_said: whether what the changed file says is what is wanted, and else what it said before.
        what: the change is about, as the subject of a sentence.
        by_hand: what a person can do instead.

    Raises:
        SettingsError: the changed file would not say what is wanted.
    """
    ends = "\r\n" if "\r\n" in text and "\n" not in text.replace("\r\n", "") else ""
    changed = change(text.replace("\r\n", "\n") if ends else text)
    changed = changed.replace("\n", ends) if ends else changed
    try:
        is_right = is_said(tomllib.loads(changed))
    except (tomllib.TOMLDecodeError, LookupError):
        is_right = False
    if not is_right:
        raise SettingsError(
            f"{what} could not be written into the settings; nothing was.", hint=by_hand
        )
    return changed


def _more_parts(text: str, proofs: Sequence[Proof]) -> str:
    """Add to the tables that are there; all others come to stand at the end."""
    document = tomlkit.parse(text)
    missing: dict[tuple[str, ...], list[Proof]] = {}
    for place, parts in _by_place(proofs).items():
        table: Any = document
        for name in (EXPRESSIONS, *place):
            if isinstance(table, InlineTable) and name not in table:
                table[name] = tomlkit.inline_table()
            table = None if table is None else table.get(name)
        if table is None:
            missing[place] = parts
            continue
        for each in parts:
            if isinstance(table, Table):
                _add(table, each.part.key, _form_item(each))
            else:
                table[each.part.key] = each.form
    return f"{tomlkit.dumps(document).rstrip()}\n{_part_tables(missing)}"


def _by_place(proofs: Sequence[Proof]) -> dict[tuple[str, ...], list[Proof]]:
    found: dict[tuple[str, ...], list[Proof]] = {}
    for each in proofs:
        found.setdefault(each.part.place, []).append(each)
    return found


def _part_tables(places: Mapping[tuple[str, ...], Sequence[Proof]]) -> str:
    document: list[str] = []
    for place, proofs in places.items():
        head = tomlkit.key([EXPRESSIONS, *place]).as_string()
        table = tomlkit.document()
        for each in proofs:
            table.add(tomlkit.key(each.part.key), _form_item(each))
        document.append(f"\n[{head}]\n{tomlkit.dumps(table)}")
    return "".join(document)


def _form_item(proof: Proof) -> Item:
    """The form of a part, with a comment on what proves it."""
    ids = list(dict.fromkeys(each.id for each in proof.pairs))
    more = len(ids) - MOST_GROUPS
    listed = ", ".join(map(str, ids[:MOST_GROUPS])) + (f" and {more} more" if more > 0 else "")
    return tomlkit.string(proof.form).comment(f"group{'' if len(ids) == 1 else 's'} {listed}")


def _more_known(text: str, environment: str, entries: Sequence[Entry]) -> str:
    document = tomlkit.parse(text)
    table: Any = document["environments"][environment]
    listed = table.get(KNOWN)
    if isinstance(listed, Array):
        for entry in entries:
            one = tomlkit.inline_table()
            one.update(entry)
            listed.append(one)
        return tomlkit.dumps(document)
    if isinstance(table, InlineTable):
        table[KNOWN] = [*map(dict, entries)]
        return tomlkit.dumps(document)
    # A table of its own can stand at the end, whatever stands before it: also below others of its
    # kind, where the library (tomlkit 0.15) would part a comment from what it is about.
    return f"{text.rstrip()}\n{_tables(environment, entries)}"


def _tables(environment: str, entries: Sequence[Entry]) -> str:
    name = tomlkit.key(["environments", environment, KNOWN]).as_string()
    return "".join(f"\n[[{name}]]\n{tomlkit.dumps(entry)}" for entry in entries)


def _changed(text: str, environment: str, calls: Sequence[str]) -> str:
    document = tomlkit.parse(text)
    table: Any = document["environments"][environment]
    listed = table.get(CALLS)
    if isinstance(listed, Array):  # one by one, so that comments between them stay
        for call in [each for each in listed if each not in calls]:
            listed.remove(call)
        for call in calls:
            if call not in listed:
                listed.append(call)
    elif isinstance(table, Table):
        _add(table, CALLS, tomlkit.item(list(calls)))
    else:
        table[CALLS] = list(calls)
    return tomlkit.dumps(document)


def _add(table: Table, name: str, value: Item) -> None:
    """Put a new key right below the others.

    The library (tomlkit 0.15) puts it below a comment that stands there, although that is about
    the table that comes next, and parts the two by a blank line.
    """
    body = table.value.body
    below = [(item, item.trivia.indent) for key, item in body if key is not None]
    table[name] = value
    place = next(k for k, (key, _) in enumerate(body) if key is not None and key.key == name)
    above = place
    while above and body[above - 1][0] is None:
        above -= 1
    if any(item.as_string().strip() for _, item in body[above:place]):
        body.insert(above, body.pop(place))
        for item, indent in below:
            item.trivia.indent = indent
