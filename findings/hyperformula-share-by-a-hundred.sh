#!/usr/bin/env bash
# TEXT of spreadsheets writes a share as a percentage: TEXT(0.285,"0.0%") is 28.5%. hyperformula, the npm package,
# knows the format, keeps to its decimals, puts the sign behind, and leaves out what the sign stands for: 0.3%, and
# "0%" of the same share is 0%. No error, and a discount of 28.5% reads as one that nobody would notice. What it
# does not know, such as the comma of "#,##0", stays in the text for all to see; this does not. The npm package
# fast-formula-parser, and formulas and pycel in Python, give 28.5%. To do: write TEXT(A1*100,"0.0")&"%".
# Seen with hyperformula 2.7.1 and 3.5.0, for TEXT(0.285,"0.0%"), TEXT(0.285,"0%"), TEXT(0.285*100,"0.0")&"%":
# 0.3%, 0%, 28.5%; fast-formula-parser 1.0.19 for the first and the last: 28.5%, 28.5%.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.cjs" <<'JS'
const [, , name, folder] = process.argv;
const library = require(`${folder}/node_modules/${name}`);
const TEXTS = ['TEXT(0.285,"0.0%")', 'TEXT(0.285*100,"0.0")&"%"'];
if (name === "hyperformula") {
  TEXTS.splice(1, 0, 'TEXT(0.285,"0%")');
  const sheet = library.HyperFormula.buildFromArray([TEXTS.map((text) => `=${text}`)], { licenseKey: "gpl-v3" });
  console.log(...sheet.getSheetValues(0)[0]);
} else {
  console.log(...TEXTS.map((text) => new library().parse(text, { sheet: "Discounts", row: 1, col: 1 })));
}
JS
see() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1-$2" "$1@$2" >/dev/null
    node "$work/see.cjs" "$1" "$work/$1-$2" | tee "$work/$1-$2.txt"
    diff "$work/$1-$2.txt" - <<<"$3"
}
see hyperformula 2.7.1 "0.3% 0% 28.5%"
see hyperformula 3.5.0 "0.3% 0% 28.5%"
see fast-formula-parser 1.0.19 "28.5% 28.5%"
