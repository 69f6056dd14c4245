#!/usr/bin/env bash
# Prices in India are written "Rs.500" and "Rs. 1,00,000" as often as with the sign ₹. Libraries that read an
# amount are expected to drop the unit, point and all. currency.js, accounting and numeral drop letters and
# blanks and keep the point, so that "Rs.500" is half a rupee and "Rs. 1,00,000" a tenth of one: a number, no
# NaN and no error. "Rs 500" and "₹500" are read right, and so is the grouping in lakhs, so that it shows only
# where somebody wrote the point. PyPI's price-parser reads all four.
# Seen for "Rs.500", "Rs. 1,00,000", "Rs 500", "₹1,00,000": currency.js 2.0.4, accounting 0.4.1 and numeral
# 2.0.6: 0.5, 0.1, 500, 100000; price-parser 0.5.1: 500, 100000, 500, 100000.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.cjs" <<'JS'
const name = process.argv[2];
const library = require(`${process.cwd()}/node_modules/${name}`);
const read = {
  "currency.js": (text) => library(text).value,
  accounting: (text) => library.unformat(text),
  numeral: (text) => library(text).value(),
}[name];
for (const text of ["Rs.500", "Rs. 1,00,000", "Rs 500", "₹1,00,000"]) console.log(read(text));
JS
see() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1" "$1@$2" >/dev/null
    (cd "$work/$1" && node "$work/see.cjs" "$1") | tee "$work/$1.txt"
    printf '0.5\n0.1\n500\n100000\n' | diff "$work/$1.txt" -
}
see currency.js 2.0.4
see accounting 0.4.1
see numeral 2.0.6
cat >"$work/see.py" <<'PY'
from price_parser import Price

for text in ("Rs.500", "Rs. 1,00,000", "Rs 500", "₹1,00,000"):
    print(Price.fromstring(text).amount)
PY
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check price-parser==0.5.1
"$work/v/bin/python" "$work/see.py" | tee "$work/price-parser.txt"
printf '500\n100000\n500\n100000\n' | diff "$work/price-parser.txt" -
