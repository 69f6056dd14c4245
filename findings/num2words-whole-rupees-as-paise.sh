#!/usr/bin/env bash
# num2words(amount, to="currency") writes an amount in words, and 500 and 500.0 are expected to be the same one, as
# they are equal. A float, a Decimal and a text are taken for units; an int is taken for hundredths, without an
# option that says so: 500 is five rupees. So a sum read from JSON or YAML where nobody wrote a point is a
# hundredth of itself in words, and the next line, which has one, is right. Without to="currency" both are five
# hundred. To do: give it Decimal(amount), always.
# Seen with num2words 0.5.13 and 0.5.14, in INR and en_IN, for 500, 500.0, Decimal(500), "500":
# five rupees; five hundred rupees for the other three.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
from decimal import Decimal

from num2words import num2words

for amount in (500, 500.0, Decimal(500), "500"):
    print(num2words(amount, to="currency", lang="en_IN", currency="INR").split(",")[0])
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "num2words==$1"
    "$work/$1/bin/python" "$work/see.py" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<'TEXT'
five rupees
five hundred rupees
five hundred rupees
five hundred rupees
TEXT
}
see 0.5.13
see 0.5.14
