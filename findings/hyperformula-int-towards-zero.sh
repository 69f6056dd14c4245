#!/usr/bin/env bash
# INT of spreadsheets takes a number down to the next whole one, -1.5 to -2, and the documentation of hyperformula,
# the npm package, says so of its own: "down". It cuts the decimals off: -1.5 becomes -1, and -0.1 becomes 0, as
# TRUNC would. Positive numbers hide it, so that points earned are right and points taken back are one too few, and
# a row of 2.5 and -2.5 is not what Excel makes of it. FLOOR(-1.5,1) is -2, as in Excel. The npm packages
# fast-formula-parser and hot-formula-parser, and pycel in Python, give -2 for INT. To do: write FLOOR(A1,1).
# Seen with hyperformula 2.7.1 and 3.5.0, for INT(1.5), INT(-1.5), INT(-0.1), FLOOR(-1.5,1): 1, -1, 0, -2;
# fast-formula-parser 1.0.19: 1, -2, -1, -2.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.cjs" <<'JS'
const [, , name, folder] = process.argv;
const library = require(`${folder}/node_modules/${name}`);
const calculate = {
  hyperformula: (text) =>
    library.HyperFormula.buildFromArray([], { licenseKey: "gpl-v3" }).calculateFormula(`=${text}`, 0),
  "fast-formula-parser": (text) => new library().parse(text, { sheet: "Points", row: 1, col: 1 }),
}[name];
console.log(...["INT(1.5)", "INT(-1.5)", "INT(-0.1)", "FLOOR(-1.5,1)"].map((text) => calculate(text)));
JS
see() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1-$2" "$1@$2" >/dev/null
    node "$work/see.cjs" "$1" "$work/$1-$2" | tee "$work/$1-$2.txt"
    diff "$work/$1-$2.txt" - <<<"$3"
}
see hyperformula 2.7.1 "1 -1 0 -2"
see hyperformula 3.5.0 "1 -1 0 -2"
see fast-formula-parser 1.0.19 "1 -2 -1 -2"
