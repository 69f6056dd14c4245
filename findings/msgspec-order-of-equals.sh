#!/usr/bin/env bash
# class Row(msgspec.Struct, order=True) is to order its instances as tuples of their fields are ordered, and as
# a dataclass with order=True is: two that are equal are neither less nor more than each other, whatever
# they hold. "<=" and ">=" of a Struct say so. "<" and ">" ask the last field once more, though all before it and
# it itself are equal: where that is None in both, or two equal dicts, they raise a TypeError, and so does
# sorted() of a list in which one row stands twice. With None in any earlier field they answer.
# Seen with msgspec 0.19.0 and 0.23.0 for Row("a", None) and its equal, by "<=", "<" and sorted(), and for a
# dataclass by "<" and sorted(): True, TypeError, TypeError, False, sorted.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
from dataclasses import dataclass

import msgspec


class Row(msgspec.Struct, order=True):
    name: str
    note: str | None


@dataclass(order=True)
class Plain:
    name: str
    note: str | None


def see(compare, kind):
    one, other = kind("a", None), kind("a", None)
    assert one == other
    try:
        return compare(one, other)
    except TypeError:
        return "TypeError"


def less(one, other):
    return one < other


def put_in_order(one, other):
    return sorted([one, other]) and "sorted"


print(see(lambda one, other: one <= other, Row), see(less, Row), see(put_in_order, Row), end=" ")
print(see(less, Plain), see(put_in_order, Plain))
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "msgspec==$1"
    "$work/$1/bin/python" "$work/see.py" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<<"True TypeError TypeError False sorted"
}
see 0.19.0
see 0.23.0
