#!/usr/bin/env bash
# In India 1234567 rupees are written 12,34,567. Babel does so for en_IN, and the accounting form of the
# same currency in the same locale is expected to differ in its negative numbers alone, which stand in
# brackets. It groups by thousands as well, positive numbers too, so that a page has both ways of writing.
# The cause is not Babel: the locale data of Unicode have no accounting pattern of their own for en_IN, and
# that of English applies. Hindi (hi_IN) groups alike in both forms; ta_IN and te_IN do as en_IN does here.
# Node has the same data and prints the same.
# Seen with babel 2.12.1 and 2.19.0, for 1234567 and -1234567: en_IN: ₹12,34,567.00 and -₹12,34,567.00, as
# accounting ₹1,234,567.00 and (₹1,234,567.00); hi_IN: ₹12,34,567.00 both times for the first.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
from babel.numbers import format_currency

for locale in ("en_IN", "hi_IN"):
    for form in ("standard", "accounting"):
        print(*(format_currency(n, "INR", locale=locale, format_type=form) for n in (1234567, -1234567)))
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "babel==$1"
    "$work/$1/bin/python" -X utf8 "$work/see.py" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<'TEXT'
₹12,34,567.00 -₹12,34,567.00
₹1,234,567.00 (₹1,234,567.00)
₹12,34,567.00 -₹12,34,567.00
₹12,34,567.00 -₹12,34,567.00
TEXT
}
see 2.12.1
see 2.19.0
