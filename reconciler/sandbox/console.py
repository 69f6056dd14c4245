"""Changes of a stored group behind the tool's back, each written as PATH=VALUE."""

from collections.abc import Mapping, Sequence
from typing import Final

from reconciler.sandbox.answers import GROUP_KEYS, PERIOD_KEYS, TARGET_KEYS
from reconciler.sandbox.seeding import COMPUTED, SeedError, as_stored
from reconciler.sandbox.wire import Json, decode, encode
from reconciler.words import did_you_mean, plural

_FORM: Final = "PATH=VALUE, such as targets/0/name=Spring"
_KEYS: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    (): GROUP_KEYS,
    ("periods",): PERIOD_KEYS,
    ("targets",): TARGET_KEYS,
}
"""Which fields may be set where a group has none of them yet, by the path without places."""


class ChangeError(ValueError):
    """A change that cannot be carried out; says why."""


def read_change(text: str) -> tuple[list[str], Json]:
    """Read a change: where to, and what.

    Raises:
        ChangeError: it is not written as one.
    """
    path, equals, value = text.partition("=")
    if not equals:
        raise ChangeError(f"'{text}' says no value. Write {_FORM}; '{text}=' makes it empty.")
    if not path:
        raise ChangeError(f"'{text}' names no field. Write {_FORM}.")
    try:
        read = decode(value)
    except (ValueError, RecursionError):
        read = value
    try:
        encode(read).encode()
    except UnicodeError:
        raise ChangeError(f"'{path}' would hold what is no Unicode text.") from None
    return path.split("/"), read


def carry_out(group: Json, changes: Sequence[tuple[list[str], Json]]) -> None:
    """Change a stored group in place.

    Raises:
        ChangeError: a path leads nowhere, or what is left is no group that could be shown.
    """
    number = group["id"]
    for path, value in changes:
        _set(group, path, value)
    if group.get("id") != number:
        raise ChangeError(f"its id is {number}, and stays.")
    try:
        kept = as_stored(group, "the group")
    except SeedError as error:
        raise ChangeError(f"it would be no group any more: {error}.") from error
    group.clear()
    group.update(kept)


def _set(group: Json, path: list[str], value: Json) -> None:
    holder, fields = group, list[str]()
    for place, step in enumerate(path):
        key = _key(holder, step, fields, at="/".join(path[:place]))
        if place == len(path) - 1:
            if isinstance(_held(holder, key), dict) and not isinstance(value, dict):
                raise ChangeError(f"'{'/'.join(path)}' holds an object: set one of its fields.")
            holder[key] = value
            return
        if isinstance(key, str):
            fields.append(key)
        holder = _held(holder, key)
        if holder is None:
            raise ChangeError(f"'{'/'.join(path[: place + 1])}' is not set: set it as a whole.")


def _held(holder: Json, key: str | int) -> Json:
    """What stands at a field or a place; None where a field is not set."""
    return holder.get(key) if isinstance(holder, dict) else holder[key]


def _key(holder: Json, step: str, fields: list[str], *, at: str) -> str | int:
    """What a step of a path names: a field of an object, or a place in a list."""
    if isinstance(holder, list):
        if step.isascii() and step.isdigit() and int(step[:9]) < len(holder):
            return int(step)
        last = len(holder) - 1
        which = f"write {f'a number from 0 to {last}' if last else '0'}"
        which = which if holder else "set it as a whole"
        raise ChangeError(
            f"'{at}' is a list with {plural(len(holder), 'item')}: {which}, not '{step}'."
        )
    if not isinstance(holder, dict):
        raise ChangeError(f"'{at}' is a single value: there is no '{step}' below it.")
    if step in COMPUTED:
        raise ChangeError(f"'{step}' is worked out by the sandbox, and cannot be set.")
    known = dict.fromkeys((*holder, *_KEYS.get(tuple(fields), ())))
    if step not in known:
        otherwise = f"Known are: {', '.join(each for each in known if each not in COMPUTED)}."
        of = f"'{at}'" if at else "a group"
        hint = did_you_mean(step, known, otherwise=otherwise)
        raise ChangeError(f"'{step}' is no field of {of}. {hint}")
    return step
