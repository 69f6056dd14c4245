#!/usr/bin/env bash
# DeepDiff(..., ignore_numeric_type_changes=True) is to take 1, 1.0 and Decimal(1) for one value, and
# significant_digits=2 to round what stands behind the point. Integers of Python have neither a point nor a
# limit, so they are expected to be compared as they are. Both options write them with a format of floats
# first, so that integers beyond 2**53 that are close to each other are equal: two different ids are no
# difference. Decimals of the same size are told apart, and so are integers without the options.
# Seen with deepdiff 8.4.1 and 9.1.0, for 9007199254740993 and 9007199254740992 as integers without an
# option, with the first, with the second, and as decimals with the first: different, same, same, different.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
from decimal import Decimal

from deepdiff import DeepDiff


def see(kind, **options):
    one, other = ({"id": kind("900719925474099" + last)} for last in "32")
    return "different" if DeepDiff(one, other, **options) else "same"


print(see(int), see(int, ignore_numeric_type_changes=True), see(int, significant_digits=2), end=" ")
print(see(Decimal, ignore_numeric_type_changes=True))
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "deepdiff==$1"
    "$work/$1/bin/python" "$work/see.py" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<<"different same same different"
}
see 8.4.1
see 9.1.0
